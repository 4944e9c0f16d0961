import { afterAll, beforeAll, expect, it } from 'vitest';
import { kstDate, kstInstant, kstParts, toKst } from '../../libs/clock/index.js';
import { seedHolidays } from '../../libs/working-time/index.js';
import type { CaseFact } from '../cases/index.js';
import { type DeadlinesHouse, deadlinesHouse, Story } from './deadlines.harness.js';

/**
 * February 2026 with Seollal (16 to 18), minute by minute, as the office works: every pre-notice of sixty petitions against a reckoning
 * of its own that counts minutes and days one by one and knows nothing of the ladder's arithmetic.
 */
const SEED = 20260216;
const FIRST = '2026-02-02';
const LAST = '2026-02-27';
const MINUTE = 60_000;
const DAY = 86_400_000;
const PEOPLE = { officers: ['s1', 's4', 's5'], leader: 's2', head: 's3' };

let house: DeadlinesHouse;
beforeAll(async () => {
  house = await deadlinesHouse(`${FIRST}T08:59:00+09:00`);
  for (const id of PEOPLE.officers) await house.officer(id);
  await house.officer(PEOPLE.leader, 'LEADER');
  await house.officer(PEOPLE.head, 'HEAD');
});
afterAll(() => house.close());

/** mulberry32 */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const holidays = new Set(seedHolidays().map(({ date }) => date));

function isWorkingDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6 && !holidays.has(date);
}

function isWorking(at: Date): boolean {
  const { hour } = kstParts(at);
  return isWorkingDay(kstDate(at)) && hour >= 9 && hour < 18 && hour !== 12;
}

/** Working minutes of February and around it, counted up one by one. */
const firstMinute = kstInstant('2026-01-26').getTime();
const counted: number[] = [0];
for (let t = firstMinute; t < kstInstant('2026-04-10').getTime(); t += MINUTE) {
  counted.push(counted.at(-1)! + (isWorking(new Date(t)) ? 1 : 0));
}
const minutesBefore = (at: Date) => counted[Math.round((at.getTime() - firstMinute) / MINUTE)]!;

/** The days after one, up to the last on which any work can be done before the deadline. */
function workingDaysLeft(day: string, target: Date): number {
  let left = 0;
  for (let t = kstInstant(day).getTime() + DAY; t < target.getTime(); t += DAY) {
    const next = kstDate(new Date(t));
    if (isWorkingDay(next) && kstInstant(next, '09:00') < target) left++;
  }
  return left;
}

interface Standing {
  target: Date | null;
  hourCase: boolean;
  paused: boolean;
  supplementDue: Date | null;
  officer: string | null;
  open: boolean;
}

/** Everything that falls due at one working minute, by the words of the ladder. */
function dueAt(now: Date, standing: Standing): { name: string; slot: string | null }[] {
  if (!standing.open || !isWorking(now)) return [];
  const day = kstDate(now);
  const isOpening = toKst(now).slice(11, 16) === '09:00';
  if (standing.paused) {
    if (standing.supplementDue === null || !isOpening || now <= standing.supplementDue) return [];
    let since = 0;
    for (let t = kstInstant(kstDate(standing.supplementDue)).getTime() + DAY; t < kstInstant(day).getTime(); t += DAY) {
      if (isWorkingDay(kstDate(new Date(t)))) since++;
    }
    return since % 3 === 0 ? [{ name: 'SUPPLEMENT_LAPSED', slot: day }] : [];
  }
  const { target } = standing;
  if (target === null) return [];
  if (now > target) {
    const isFirstMinute = minutesBefore(now) - minutesBefore(target) === (isWorking(target) ? 1 : 0) && !isOpening;
    return isOpening || isFirstMinute ? [{ name: 'OVERDUE', slot: day }] : [];
  }
  if (standing.hourCase) {
    const left = minutesBefore(target) - minutesBefore(now);
    return [{ 480: 'D3', 240: 'D1', 120: 'DDAY' }[left]].flatMap((name) =>
      name === undefined ? [] : [{ name, slot: null }],
    );
  }
  if (!isOpening || now >= target) return [];
  return [{ 3: 'D3', 1: 'D1', 0: 'DDAY' }[workingDaysLeft(day, target)]].flatMap((name) =>
    name === undefined ? [] : [{ name, slot: null }],
  );
}

function toldOf(name: string, officer: string | null): string[] {
  const own = officer === null ? [PEOPLE.head] : name === 'D3' || name === 'D1' ? [officer] : [officer, PEOPLE.leader];
  return name === 'OVERDUE' && officer !== null ? [...own, PEOPLE.head] : own;
}

/** Sixty petitions and what becomes of them, on whole minutes of office hours. */
function county(random: () => number): { at: Date; fact: CaseFact; story: Story }[] {
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)]!;
  const workingMinutes: Date[] = [];
  for (let t = kstInstant(FIRST, '09:00').getTime(); t < kstInstant(LAST, '18:00').getTime(); t += MINUTE) {
    if (isWorking(new Date(t))) workingMinutes.push(new Date(t));
  }
  const planned: { at: Date; fact: CaseFact; story: Story }[] = [];
  for (let i = 0; i < 60; i++) {
    const story = new Story();
    let minute = Math.floor(random() * workingMinutes.length * 0.7);
    const next = () => workingMinutes[Math.min((minute += 1 + Math.floor(random() * 900)), workingMinutes.length - 1)]!;
    const add = (at: Date, make: (at: string) => CaseFact) => planned.push({ at, fact: make(toKst(at)), story });
    add(workingMinutes[minute]!, (at) => story.received(at, { days: pick(0, 1, 2, 3, 5, 6, 7, 10) }));
    if (random() < 0.85) add(next(), (at) => story.assigned(at, pick(...PEOPLE.officers)));
    if (random() < 0.3) {
      add(next(), (at) => story.supplementRequested(at, kstDate(new Date(Date.parse(at) + pick(2, 4, 9) * DAY))));
      if (random() < 0.6) add(next(), (at) => story.supplementDone(at));
    }
    if (random() < 0.3) add(next(), (at) => story.extended(at, pick(1, 3, 5)));
    if (random() < 0.3) add(next(), (at) => story.assigned(at, pick(...PEOPLE.officers)));
    if (random() < 0.5) add(next(), (at) => story.completed(at));
  }
  return planned.sort((a, b) => a.at.getTime() - b.at.getTime());
}

it('is told as a count of minutes and days says it, each rung once', { timeout: 240_000 }, async () => {
  const planned = county(chance(SEED));
  const standings = new Map<string, Standing>();
  const expected: string[] = [];
  const expectedRuns: string[] = [];
  for (let t = kstInstant(FIRST, '09:00').getTime(); t < kstInstant(LAST, '18:00').getTime(); t += MINUTE) {
    const now = new Date(t);
    if (!isWorking(now)) continue;
    house.clock.set(now);
    while (planned[0] !== undefined && planned[0].at <= now) {
      const { fact, story } = planned.shift()!;
      await house.apply(fact);
      standings.set(story.receiptNo, await standingOf(story.receiptNo));
    }
    await house.at(toKst(now));
    const run: { person: string; isHeadsOverdue: boolean }[] = [];
    for (const [receiptNo, standing] of standings) {
      for (const { name, slot } of dueAt(now, standing)) {
        const people = toldOf(name, standing.officer);
        expected.push(`${receiptNo} ${name} ${slot ?? ''} ${toKst(now).slice(0, 16)} → ${people.join(' ')}`);
        run.push(...people.map((person) => ({ person, isHeadsOverdue: person === PEOPLE.head && name === 'OVERDUE' })));
      }
    }
    for (const [person, own] of Map.groupBy(run, (notice) => notice.person)) {
      // The head's overdue messages have a rule of their own, which has tests of its own.
      if (person !== PEOPLE.head) expectedRuns.push(`${person} ${own.length > 3 ? 1 : own.length}`);
    }
  }

  const rows = await house.dataSource.query<
    { receipt_no: string; name: string; slot: string; due_at: Date; decided_at: Date; recipients: { id: string }[] }[]
  >('SELECT receipt_no, name, slot::text, due_at, decided_at, recipients FROM deadlines.rung WHERE reason IS NULL');
  const told = rows.map(
    ({ receipt_no, name, slot, decided_at, recipients }) =>
      `${receipt_no} ${name} ${slot === '-infinity' ? '' : slot} ${toKst(decided_at).slice(0, 16)} → ${recipients.map(({ id }) => id).join(' ')}`,
  );
  expect(told.sort()).toEqual(expected.sort());
  expect(told.length).toBeGreaterThan(150);

  const notices = await house.told();
  const perPerson = (lines: string[]) =>
    lines
      .map((line) => line.split(' '))
      .reduce((sums, [id, n]) => sums.set(id!, (sums.get(id!) ?? 0) + Number(n)), new Map<string, number>());
  const sent = notices
    .filter(({ recipient_id }) => recipient_id !== PEOPLE.head)
    .map(({ recipient_id }) => `${recipient_id} 1`);
  expect(perPerson(sent)).toEqual(perPerson(expectedRuns));
  expect(notices.some(({ occasion }) => occasion === 'deadline.digest')).toBe(true);
});

/** Where a case stands by what the case itself says. */
async function standingOf(receiptNo: string): Promise<Standing> {
  const [row] = await house.dataSource.query<
    {
      target_at: Date | null;
      period: { unit: string; length: number };
      paused: boolean;
      supplement_due_at: Date | null;
      officer_id: string | null;
      open: boolean;
    }[]
  >(
    'SELECT target_at, period, paused, supplement_due_at, officer_id, open FROM cases.civil_case WHERE receipt_no = $1',
    [receiptNo],
  );
  return {
    target: row!.target_at,
    hourCase: row!.period.length <= 5,
    paused: row!.paused,
    supplementDue: row!.supplement_due_at,
    officer: row!.officer_id,
    open: row!.open,
  };
}
