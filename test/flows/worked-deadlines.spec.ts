import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { spawnedDemo, type SpawnedDemo } from '../harness/spawned-demo.js';

const days = (length: number) => ({ period: { unit: 'DAY', length } });

/** The worked examples of the product (petitions.md §10), as Saeol would send them. */
const EXAMPLES: { name: string; events: (petition: Petition) => object[]; dueAt: string }[] = [
  {
    name: '1: 3 days over Labour Day and Children’s Day',
    events: (p) => [p.received('2026-04-29T14:00:00', days(3))],
    dueAt: '2026-05-06T14:00:00+09:00',
  },
  {
    name: '2: 5 days over Seollal',
    events: (p) => [p.received('2026-02-13T16:30:00', days(5))],
    dueAt: '2026-02-25T16:30:00+09:00',
  },
  {
    name: '3: 10 days over Chuseok',
    events: (p) => [p.received('2025-10-01T10:00:00', days(10))],
    dueAt: '2025-10-21T18:00:00+09:00',
  },
  {
    name: '4: 7 days',
    events: (p) => [p.received('2026-04-27T10:00:00', days(7))],
    dueAt: '2026-05-07T18:00:00+09:00',
  },
  {
    name: '4: extended by 7',
    events: (p) => [p.received('2026-04-27T10:00:00', days(7)), p.extended('2026-05-06T10:00:00', { days: 7 })],
    dueAt: '2026-05-18T18:00:00+09:00',
  },
  {
    name: '4: extended again with consent',
    events: (p) => [
      p.received('2026-04-27T10:00:00', days(7)),
      p.extended('2026-05-06T10:00:00', { days: 7 }),
      p.extended('2026-05-15T10:00:00', { days: 7, consent: true }),
    ],
    dueAt: '2026-05-28T18:00:00+09:00',
  },
  {
    name: '5: 15 days without the supplement',
    events: (p) => [p.received('2026-08-10T10:00:00', days(15))],
    dueAt: '2026-08-31T18:00:00+09:00',
  },
  {
    name: '5: 15 days with a supplement from 8/12 to 8/20',
    events: (p) => [
      p.received('2026-08-10T10:00:00', days(15)),
      p.supplementRequested('2026-08-12T10:00:00', { dueDays: 10 }),
      p.supplementDone('2026-08-20T15:00:00'),
    ],
    dueAt: '2026-09-08T18:00:00+09:00',
  },
  {
    name: '6: 6 days over 1 May 2025, a working day',
    events: (p) => [p.received('2025-04-30T10:00:00', days(6))],
    dueAt: '2025-05-09T18:00:00+09:00',
  },
  {
    name: '7: 1 month from 30 January',
    events: (p) => [p.received('2026-01-30T10:00:00', { period: { unit: 'MONTH', length: 1 } })],
    dueAt: '2026-03-03T18:00:00+09:00',
  },
  {
    name: '7: 2 weeks that end on Children’s Day',
    events: (p) => [p.received('2026-04-22T10:00:00', { period: { unit: 'WEEK', length: 2 } })],
    dueAt: '2026-05-06T18:00:00+09:00',
  },
  {
    name: 'immediately: 3 working hours over lunch',
    events: (p) => [p.received('2026-04-29T11:00:00', days(0))],
    dueAt: '2026-04-29T15:00:00+09:00',
  },
];

const weeks = (length: number) => ({ period: { unit: 'WEEK', length } });
const months = (length: number) => ({ period: { unit: 'MONTH', length } });
const excluded = (p: Petition, at: string, reason: string, from: string, to?: string) =>
  p.event('EXCLUDED', at, { excluded: { reason, from, to } });
const due = (day: string, time = '18:00') => ({ dueAt: `${day}T${time}:00+09:00` });

/** What the rules lead to where they meet, each reckoned by hand. */
const COMBINATIONS: { name: string; events: (petition: Petition) => object[]; says: object }[] = [
  {
    name: 'hours from a receipt in the lunch hour that run out at noon',
    events: (p) => [p.received('2026-06-12T12:20:00', days(3))],
    says: due('2026-06-17', '12:00'),
  },
  {
    name: 'hours from a receipt after 18:00',
    events: (p) => [p.received('2026-06-12T18:30:00', days(3))],
    says: due('2026-06-17'),
  },
  {
    name: 'days from an evening count that day',
    events: (p) => [p.received('2026-06-12T19:00:00', days(7))],
    says: due('2026-06-22'),
  },
  {
    name: 'a year from a 29 February',
    events: (p) => [p.received('2024-02-29T10:00:00', { period: { unit: 'YEAR', length: 1 } })],
    says: due('2025-02-28'),
  },
  {
    name: 'two weeks with days left out at their end, which then roll',
    events: (p) => [
      p.received('2026-06-01T10:00:00', weeks(2)),
      excluded(p, '2026-06-12T10:00:00', 'TEST', '2026-06-13', '2026-06-16'),
    ],
    says: due('2026-06-18'),
  },
  {
    name: 'papers asked for and brought on the day of the receipt',
    events: (p) => [
      p.received('2026-06-15T09:00:00', days(7)),
      p.supplementRequested('2026-06-15T10:00:00'),
      p.supplementDone('2026-06-15T11:00:00'),
    ],
    says: { ...due('2026-06-24'), paused: false, flags: [] },
  },
  {
    name: 'two intervals that overlap are left out once',
    events: (p) => [
      p.received('2026-06-08T10:00:00', days(10)),
      excluded(p, '2026-06-10T10:00:00', 'HEARING', '2026-06-10', '2026-06-12'),
      excluded(p, '2026-06-11T10:00:00', 'REVIEW', '2026-06-11', '2026-06-15'),
    ],
    says: due('2026-06-25'),
  },
  {
    name: 'an hour case extended by 7 days goes on in days, and by too many',
    events: (p) => [p.received('2026-06-08T14:00:00', days(3)), p.extended('2026-06-10T10:00:00', { days: 7 })],
    says: { ...due('2026-06-22'), flags: ['EXTENSION_TOO_LONG'] },
  },
  {
    name: 'a day case extended by 3 days goes on in hours',
    events: (p) => [p.received('2026-06-08T10:00:00', days(7)), p.extended('2026-06-10T10:00:00', { days: 3 })],
    says: { ...due('2026-06-19'), flags: [] },
  },
  {
    name: 'a month extended by a month, from the end of January',
    events: (p) => [
      p.received('2026-01-30T10:00:00', months(1)),
      p.extended('2026-02-10T10:00:00', { days: undefined, ...months(1) }),
    ],
    says: { ...due('2026-04-03'), flags: [] },
  },
  {
    name: 'a third extension, the second without consent',
    events: (p) => [
      p.received('2026-05-11T10:00:00', days(7)),
      p.extended('2026-05-12T10:00:00', { days: 7 }),
      p.extended('2026-05-20T10:00:00', { days: 7 }),
      p.extended('2026-06-08T10:00:00', { days: 7, consent: true }),
    ],
    says: { ...due('2026-06-19'), flags: ['CONSENT_MISSING', 'THIRD_EXTENSION'] },
  },
  {
    name: 'overload is a reason for those received before 2026-05-06',
    events: (p) => [
      p.received('2026-05-05T23:59:00', days(7)),
      p.extended('2026-05-11T10:00:00', { days: 7, reasonCode: 'OTHER' }),
    ],
    says: { flags: [] },
  },
  {
    name: 'and is none from that day on',
    events: (p) => [
      p.received('2026-05-06T00:00:00', days(7)),
      p.extended('2026-05-11T10:00:00', { days: 7, reasonCode: 'OTHER' }),
    ],
    says: { flags: ['REASON_NOT_ALLOWED'] },
  },
  {
    name: 'papers asked for after the deadline move none, and too late',
    events: (p) => [
      p.received('2026-06-08T14:00:00', days(3)),
      p.supplementRequested('2026-06-12T10:00:00'),
      p.supplementDone('2026-06-15T10:00:00'),
    ],
    says: { ...due('2026-06-11', '14:00'), flags: ['SUPPLEMENT_LATE'] },
  },
  {
    name: 'an extension without a planned date voids the planned date; the promised one is told',
    events: (p) => [
      p.received(
        '2026-06-22T09:30:00',
        { ...days(10), promised: { unit: 'DAY', length: 7 } },
        { plannedAt: '2026-06-30T18:00:00+09:00' },
      ),
      p.extended('2026-06-23T10:00:00', { days: 2 }),
    ],
    says: {
      ...due('2026-07-07'),
      promisedDueAt: '2026-07-02T18:00:00+09:00',
      targetAt: '2026-07-02T18:00:00+09:00',
      dueMismatch: false,
    },
  },
  {
    name: 'an assignment leaves the planned date, which is not ours',
    events: (p) => [
      p.received('2026-06-22T09:30:00', days(10), { plannedAt: '2026-06-30T18:00:00+09:00' }),
      p.assigned('2026-06-22T10:00:00'),
    ],
    says: { ...due('2026-07-03'), targetAt: '2026-06-30T18:00:00+09:00', dueMismatch: true },
  },
  {
    name: 'an outage of before the Decree knew it is counted',
    events: (p) => [
      p.received('2026-04-27T10:00:00', days(7)),
      excluded(p, '2026-04-28T10:00:00', 'OUTAGE', '2026-04-28', '2026-04-29'),
    ],
    says: due('2026-05-07'),
  },
  {
    name: 'a year before the table',
    events: (p) => [p.received('2017-11-02T10:00:00', days(3))],
    says: { dueAt: null, targetAt: null, flags: ['CALENDAR_MISSING'] },
  },
];

const combined = COMBINATIONS.map(({ events, ...combination }, index) => {
  const petition = new Petition(`2026477000000006${String(index).padStart(2, '0')}`);
  return { ...combination, petition, events: events(petition) };
});

const petitions = EXAMPLES.map(({ events, ...example }, index) => {
  const petition = new Petition(`2026477000000005${String(index).padStart(2, '0')}`);
  return { ...example, petition, events: events(petition) };
});

describe('the worked examples, pushed and read over HTTP', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-09-15T10:00:00+09:00' });
    await program.push([...petitions, ...combined].flatMap(({ events }) => events));
  });
  afterAll(() => program?.stop());

  it.each(petitions)('$name', async ({ petition, events, dueAt }) => {
    const found = await eventually('the case', async () => {
      const { body } = await program.get(`/api/v1/cases/${petition.receiptNo}`);
      return body.timeline?.length === events.length && body;
    });
    expect(found).toMatchObject({ dueAt, targetAt: dueAt, provisional: false, paused: false });
  });

  it.each(combined)('$name', async ({ petition, events, says }) => {
    const found = await eventually('the case', async () => {
      const { body } = await program.get(`/api/v1/cases/${petition.receiptNo}`);
      return body.timeline?.length === events.length && body;
    });
    expect(found).toMatchObject(says);
  });

  it('explains the first one line by line', async () => {
    const { status, body } = await program.get(`/api/v1/cases/${petitions[0]!.petition.receiptNo}/deadline`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ dueAt: '2026-05-06T14:00:00+09:00', promised: null, provisional: false, notes: [] });
    expect(body.statutory.legs).toHaveLength(1);
    expect(body.statutory.legs[0]).toMatchObject({ kind: 'PERIOD', title: '처리기간 3일(24근무시간)' });
    expect(body.statutory.legs[0].steps.map(({ text }: { text: string }) => text)).toEqual([
      '4/29 14:00–18:00 4시간',
      '4/30 09:00–18:00 8시간',
      '5/1 노동절 제외',
      '5/2–5/3 주말 제외',
      '5/4 09:00–18:00 8시간',
      '5/5 어린이날 제외',
      '5/6 09:00–14:00 4시간',
    ]);
    for (const path of ['cases/202600000000000000/deadline', 'cases/nonsense/deadline', 'cases/nonsense']) {
      expect((await program.get(`/api/v1/${path}`)).status).toBe(404);
    }
  });
});

describe('the same on a machine in New York, on another day', () => {
  let demo: SpawnedDemo;
  beforeAll(async () => {
    demo = await spawnedDemo({ TZ: 'America/New_York', DEMO_CLOCK: '2027-12-31T23:45:00+09:00' });
  }, 90_000);
  afterAll(() => demo?.close());

  it('has the same deadlines, to the second', { timeout: 60_000 }, async () => {
    expect(await demo.push(petitions.flatMap(({ events }) => events))).toBe(202);
    for (const { petition, events, dueAt, name } of petitions) {
      const found = await eventually(name, async () => {
        const { body } = await demo.call(`cases/${petition.receiptNo}`);
        const shown: { dueAt: string; timeline?: unknown[] } = body;
        return shown.timeline?.length === events.length && shown;
      });
      expect([name, found.dueAt]).toEqual([name, dueAt]);
    }
  });
});
