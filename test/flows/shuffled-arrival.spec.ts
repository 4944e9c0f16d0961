import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

const SEED = Number(process.env.SEED ?? 20_261_123);
/** The promise is about 1,000 receipt numbers (`PETITIONS=1000`, the most); fewer of them keep the suite fast. */
const PETITIONS = Number(process.env.PETITIONS ?? 10);

/** mulberry32: small, and the same on every machine. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: T[], random: () => number): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** A history with everything that moves a deadline, or some of it. */
function story(receiptNo: string, phone: string, variant: number): object[] {
  const p = new Petition(receiptNo, phone);
  const planned = { plannedAt: '2026-06-19T18:00:00+09:00' };
  const events = [
    p.received('2026-06-15T09:00:00', { period: { unit: 'DAY', length: variant % 2 === 0 ? 10 : 4 } }, planned),
    p.assigned('2026-06-15T09:30:00'),
    p.supplementRequested('2026-06-15T10:00:00', { dueDays: 10 }),
    p.event('EXCLUDED', '2026-06-15T10:30:00', { excluded: { reason: 'HEARING', from: '2026-06-17' } }),
    p.supplementDone('2026-06-16T11:00:00'),
    p.event('EXCLUDED', '2026-06-16T12:00:00', {
      excluded: { reason: 'HEARING', from: '2026-06-17', to: '2026-06-18' },
    }),
    p.extended('2026-06-16T13:30:00', { days: 3 }),
    p.event('AMENDED', '2026-06-16T14:00:00', {
      applicant: { name: '홍길동', phone, notify: true, language: 'ko' },
      plannedAt: '2026-07-10T18:00:00+09:00',
    }),
    p.assigned('2026-06-16T14:30:00', { id: 's112', name: '송오름' }),
  ];
  if (variant % 3 === 1) events.push(p.completed('2026-06-16T15:00:00'), p.reopened('2026-06-16T15:30:00'));
  if (variant % 3 === 2) events.push(p.completed('2026-06-16T15:00:00', 'REFUSED'));
  return events;
}

describe(`events that arrive in any order (${PETITIONS} receipt numbers, SEED=${SEED})`, () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-06-16T16:00:00+09:00' });
  });
  afterAll(() => program?.stop());

  const receiptNo = (kind: number, index: number) => `2026477000000${kind}${String(index).padStart(3, '0')}`;

  /** The case without what is its own: numbers, links, and when we heard. */
  async function stateOf(number: string, steps: number): Promise<object> {
    return eventually('all steps', async () => {
      const { body } = await program.get(`/api/v1/cases/${number}`);
      if (body.timeline?.length !== steps) return false;
      const { receiptNo: _number, statusUrl: _url, timeline, ...state } = body;
      return { ...state, timeline: timeline.map(({ recordedAt: _at, ...entry }: { recordedAt: string }) => entry) };
    });
  }

  async function noticesOf(number: string, count: number): Promise<string[]> {
    return eventually(`${count} notices`, async () => {
      const { body } = await program.get(`/api/v1/messages?receiptNo=${number}&limit=200`);
      // What officers hear hangs on the deadline that stood when their hour came, and so on how quick the machine is.
      const told = (body.items as { occasion: string; id: string }[])
        .map(({ occasion }) => occasion)
        .filter((occasion) => occasion.startsWith('case.'))
        .reverse();
      return told.length >= count && told;
    });
  }

  it('end in the same states, with the same notices', { timeout: 60_000 + PETITIONS * 500 }, async () => {
    const random = chance(SEED);
    const inOrder = Array.from({ length: PETITIONS }, (_, index) => story(receiptNo(60, index), '01000003600', index));
    const anyOrder = Array.from({ length: PETITIONS }, (_, index) => story(receiptNo(61, index), '01000003601', index));
    // One transaction a step in order; several pushes of whatever comes, each event of them twice.
    for (let step = 0; step < 11; step += 1) {
      const events = inOrder.flatMap((steps) => steps.slice(step, step + 1));
      if (events.length > 0) await program.push(events);
    }
    const mixed = shuffled([...anyOrder.flat(), ...anyOrder.flat()], random);
    while (mixed.length > 0) await program.push(mixed.splice(0, 1 + Math.floor(random() * 12)));

    for (let index = 0; index < PETITIONS; index += 1) {
      const steps = inOrder[index]!.length;
      const expected = await stateOf(receiptNo(60, index), steps);
      expect(await stateOf(receiptNo(61, index), steps), `petition ${index}`).toEqual(expected);
      const notices = await noticesOf(receiptNo(60, index), 1);
      expect(await noticesOf(receiptNo(61, index), notices.length), `petition ${index}`).toEqual(notices);
    }
  });
});
