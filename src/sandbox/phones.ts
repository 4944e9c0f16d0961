import type { Message } from './messages.js';
import type { MessageStore } from './message-store.js';
import { deviceOf, type Channel, type Device } from './recipients.js';

/** A phone with what it shows, oldest message first. */
export interface Phone {
  to: string;
  device: Device;
  /** When it last rang, epoch ms. */
  latestAt: number;
  messages: readonly Message[];
}

/** How much of a phone's past the page draws. */
const MESSAGES_SHOWN = 30;
/** How far back the page looks for phones; beyond it lies what a load run left behind. */
const LOOK_BACK = 50_000;

/** The room of a phone that rang last, which is open. */
export function roomOf(channel: Channel): 'kakao' | 'brand' | 'texts' {
  return channel === 'ALIMTALK' ? 'kakao' : channel === 'RCS' ? 'brand' : 'texts';
}

/**
 * The phones that rang last, latest first; the latest of each kind of room stand before all others, so that AlimTalk, RCS and text
 * are seen side by side.
 */
export function latestPhones(store: MessageStore, now: number, most: number): Phone[] {
  const numbers = new Set<string>();
  let seen = 0;
  for (const message of store.newestFirst()) {
    if (++seen > LOOK_BACK) break;
    if (message.visibleAt > now) continue;
    numbers.add(message.to);
    // A few more than asked for, since acceptance and arrival are not in the same order.
    if (numbers.size >= most * 2) break;
  }
  const phones = [...numbers].map((to) => phoneOf(store, to, now)).sort((a, b) => b.latestAt - a.latestAt);
  const byRoom = Map.groupBy(phones, ({ messages }) => roomOf(messages.at(-1)!.channel));
  const inFront = [...byRoom.values()].map(([latest]) => latest!);
  return [...new Set([...inFront, ...phones])].slice(0, most);
}

/** One phone, however empty. */
export function phoneOf(store: MessageStore, to: string, now: number): Phone {
  const messages = store
    .to(to)
    .filter(({ visibleAt }) => visibleAt <= now)
    .sort((a, b) => a.visibleAt - b.visibleAt)
    .slice(-MESSAGES_SHOWN);
  return { to, device: deviceOf(to), latestAt: messages.at(-1)?.visibleAt ?? 0, messages };
}

/** The numbers that rang after one instant and up to another, first to ring first. */
export function rangBetween(store: MessageStore, after: number, upTo: number, longestWay: number): string[] {
  const rang: Message[] = [];
  for (const message of store.newestFirst()) {
    if (message.acceptedAt < after - longestWay) break;
    if (message.visibleAt > after && message.visibleAt <= upTo) rang.push(message);
  }
  rang.sort((a, b) => a.visibleAt - b.visibleAt);
  return [...new Set(rang.map(({ to }) => to))];
}
