import { describe, expect, it } from 'vitest';
import { MessageStore } from './message-store.js';
import { REAL_PACE, type Draft, type Message } from './messages.js';

const KEEP = 5;

function draft(number: number): Draft {
  return {
    vendor: 'SOLAPI',
    channel: 'SMS',
    type: 'SMS',
    to: `0100000000${number % 3}`,
    from: '0630001114',
    text: `${number}`,
    buttons: [],
    reference: `r${number % 2}`,
  };
}

function filled(count: number): MessageStore {
  const store = new MessageStore(
    () => 1_000_000,
    () => 0.5,
    REAL_PACE,
    KEEP,
  );
  for (let number = 1; number <= count; number++) accept(store, number);
  return store;
}

function accept(store: MessageStore, number: number): Message {
  const message = store.prepare(draft(number), `id${number}`, '', 1);
  store.accept(message, { lateBy: 0, twice: false });
  return message;
}

const texts = (messages: Iterable<Message>): string[] => [...messages].map(({ text }) => text);

describe('the store', () => {
  it.each([
    [3, ['1', '2', '3']],
    [5, ['1', '2', '3', '4', '5']],
    [13, ['9', '10', '11', '12', '13']],
  ])('after %d messages keeps the last five, in order, under every name', (count, kept) => {
    const store = filled(count);
    expect(texts(store.all())).toEqual(kept);
    expect(texts(store.newestFirst())).toEqual(kept.toReversed());
    expect(texts(store.newestFirst(store.find(`id${kept[1]}`)))).toEqual([kept[1], kept[0]]);
    expect([0, 1, 2].flatMap((n) => texts(store.to(`0100000000${n}`))).sort()).toEqual(kept.toSorted());
    expect([0, 1].flatMap((n) => texts(store.withReference(`r${n}`))).sort()).toEqual(kept.toSorted());
    expect(store.find(`id${count - KEEP}`)).toBeUndefined();
  });

  it('goes on where messages come and go while somebody reads', () => {
    const store = filled(5);
    const read: string[] = [];
    for (const { text } of store.all()) {
      read.push(text);
      if (text === '2') for (const number of [6, 7, 8, 9]) accept(store, number);
    }
    expect(read).toEqual(['1', '2', '5']);
  });

  it('forgets everything and starts anew', () => {
    const store = filled(4);
    store.clear();
    expect(texts(store.all())).toEqual([]);
    expect(store.find('id4')).toBeUndefined();
    accept(store, 7);
    expect(texts(store.all())).toEqual(['7']);
    expect(texts(store.to('01000000001'))).toEqual(['7']);
  });
});
