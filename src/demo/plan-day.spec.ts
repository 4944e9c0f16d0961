import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDepartments, readStaff } from '../../config/seed/index.js';
import { kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import { outsideEuckr } from '../../libs/korean-text/index.js';
import { reckonPeriod } from '../../libs/working-time/index.js';
import { calendarOfOfficials, CountyDays } from './county-days.js';
import { readCounty } from './county.js';
import type { PlannedEvent } from './course.js';
import { inventedPerson, POPULATION } from './invented-people.js';
import { Chance } from './chance.js';
import { planOpeningStories } from './opening-stories.js';
import { planCase, planDay } from './plan-day.js';
import type { LinkEvent, LinkEventKind } from './saeol-event.js';

const county = readCounty();
const calendar = calendarOfOfficials();
const staff = new Map(readStaff().map((person) => [person.id, person]));
const departments = new Set(readDepartments().map((department) => department.code));

/** What may follow what (petitions.md 2, contract): AMENDED and EXCLUDED leave the stage as it is. */
const MAY_FOLLOW: Record<'START' | LinkEventKind, LinkEventKind[]> = {
  START: ['RECEIVED'],
  RECEIVED: ['ASSIGNED', 'COMPLETED', 'VOIDED'],
  ASSIGNED: ['ASSIGNED', 'SUPPLEMENT_REQUESTED', 'EXTENDED', 'COMPLETED'],
  SUPPLEMENT_REQUESTED: ['SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'ASSIGNED', 'COMPLETED'],
  SUPPLEMENT_DONE: ['ASSIGNED', 'EXTENDED', 'COMPLETED'],
  EXTENDED: ['COMPLETED'],
  COMPLETED: ['REOPENED'],
  REOPENED: ['COMPLETED'],
  VOIDED: [],
  AMENDED: [],
  EXCLUDED: [],
};

function byCase(planned: PlannedEvent[]): LinkEvent[][] {
  return [...Map.groupBy(planned, ({ event }) => event.receiptNo).values()].map((each) =>
    each.map(({ event }) => event),
  );
}

function expectLegalCourse(events: LinkEvent[]): void {
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, i) => i + 1));
  let stage: 'START' | LinkEventKind = 'START';
  let before = -Infinity;
  for (const event of events) {
    expect(event.eventId).toBe(`S-${event.receiptNo}-${event.sequence}`);
    expect(event.receiptNo).toMatch(/^20\d\d4770000\d{7}$/);
    const at = new Date(event.occurredAt);
    expect(toKst(at)).toBe(event.occurredAt);
    expect(at.getTime()).toBeGreaterThan(before);
    expect(calendar.isWorkingTime(at), event.occurredAt).toBe(true);
    before = at.getTime();
    if (event.kind === 'AMENDED' || event.kind === 'EXCLUDED') continue;
    expect(MAY_FOLLOW[stage], `${stage} then ${event.kind}`).toContain(event.kind);
    stage = event.kind;
  }
}

function expectContract(events: LinkEvent[]): void {
  const petition = events.flatMap((event) => (event.kind === 'RECEIVED' ? [event.petition] : []))[0]!;
  const phone = /^010\d{8}$/;
  for (const event of events) {
    if (event.kind === 'RECEIVED') {
      expect(event.petition.typeCode).toMatch(/^\d{13}$/);
      expect(departments.has(event.petition.departmentCode)).toBe(true);
      if (event.applicant.phone === undefined) expect(event.applicant.name).toBe('(주)가온들');
      else expect(event.applicant.phone).toMatch(phone);
      if (event.agent) expect(event.agent.phone).toMatch(phone);
      if (event.plannedAt) expect(event.plannedAt).toMatch(/T18:00:00\+09:00$/);
    }
    if (event.kind === 'ASSIGNED') {
      const person = staff.get(event.officer.id)!;
      expect(person.role).toBe('OFFICER');
      expect(event.officer).toMatchObject({
        name: person.name,
        phone: person.phone,
        departmentCode: petition.departmentCode,
      });
      expect(person.departmentCode).toBe(petition.departmentCode);
      if (event.officer.mobile !== undefined) expect(event.officer.mobile).toMatch(phone);
    }
    if (event.kind === 'AMENDED') expect(event.applicant!.phone).toMatch(phone);
    if (event.kind === 'SUPPLEMENT_REQUESTED') expect(event.supplement.dueDays).toBeGreaterThan(0);
    if (event.kind === 'EXCLUDED') expect(event.excluded.to! >= event.excluded.from).toBe(true);
    if (event.kind === 'EXTENDED') {
      const { unit, length } = petition.period;
      // At most the original period, in its own unit (Decree art. 21).
      const extended = 'days' in event.extension ? event.extension.days : event.extension.period.length;
      expect(extended).toBeGreaterThan(0);
      expect(extended).toBeLessThanOrEqual(length);
      if ('period' in event.extension) expect(event.extension.period.unit).toBe(unit);
      else expect(unit).toBe('DAY');
    }
    if (event.kind === 'COMPLETED' && (event.outcome === 'REFUSED' || event.outcome === 'RETURNED')) {
      expect(event.result?.reason).toBeTruthy();
    }
    // A text message can carry all of it.
    expect(outsideEuckr(JSON.stringify(event))).toEqual([]);
  }
}

const someDate = fc.integer({ min: 0, max: 3 * 365 }).map((n) => kstDate(new Date(Date.UTC(2025, 0, 1 + n))));
const workingDate = someDate.map((date) => calendar.workingDayOnOrAfter(date));

describe('a day of the simulated Saeol', () => {
  it('is the same whenever it is planned', () => {
    fc.assert(
      fc.property(workingDate, (date) => {
        expect(planDay(readCounty(), date, calendarOfOfficials())).toEqual(planDay(county, date, calendar));
      }),
      { numRuns: 5 },
    );
  });

  it('holds 100 to 200 petitions on a working day, all received on it, and none on a day off', () => {
    fc.assert(
      fc.property(someDate, (date) => {
        const cases = byCase(planDay(county, date, calendar));
        expect(cases.length).toBeGreaterThanOrEqual(calendar.isWorkingDay(date) ? 100 : 0);
        expect(cases.length).toBeLessThanOrEqual(calendar.isWorkingDay(date) ? 200 : 0);
        for (const [received] of cases) expect(received!.occurredAt.slice(0, 10)).toBe(date);
      }),
      { numRuns: 20 },
    );
  });

  it('plays every case by the stage table, in working hours, as the contract has it', () => {
    fc.assert(
      fc.property(workingDate, fc.integer({ min: 1, max: 999 }), (date, position) => {
        const [events] = byCase(planCase(county, date, position, calendar));
        expectLegalCourse(events!);
        expectContract(events!);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives no receipt number twice in two years', () => {
    const seen = new Set<string>();
    let cases = 0;
    for (let date = '2026-01-02'; date < '2028-01-01'; date = calendar.nextWorkingDay(date)) {
      for (const { event } of planDay(county, date, calendar)) {
        if (event.kind !== 'RECEIVED') continue;
        seen.add(event.receiptNo);
        cases += 1;
      }
    }
    expect(cases).toBeGreaterThan(50_000);
    expect(seen.size).toBe(cases);
  });

  it('shows within two weeks every kind of step, every outcome, and some cases that are late', () => {
    const kinds = new Set<string>();
    const outcomes = new Set<string>();
    let late = 0;
    let completed = 0;
    for (let date = '2026-05-11', n = 0; n < 10; date = calendar.nextWorkingDay(date), n += 1) {
      for (const events of byCase(planDay(county, date, calendar))) {
        const received = events[0]!;
        for (const event of events) {
          kinds.add(event.kind);
          if (event.kind !== 'COMPLETED') continue;
          outcomes.add(event.outcome);
          if (events.some(({ kind }) => kind !== 'RECEIVED' && kind !== 'ASSIGNED' && kind !== 'COMPLETED')) continue;
          completed += 1;
          if (received.kind !== 'RECEIVED') throw new Error('a case begins with its receipt');
          const due = reckonPeriod(calendar, received.petition.period, new Date(received.occurredAt));
          if (new Date(event.occurredAt) > due) late += 1;
        }
      }
    }
    expect([...kinds].sort()).toEqual(
      Object.keys(MAY_FOLLOW)
        .filter((kind) => kind !== 'START')
        .sort(),
    );
    expect([...outcomes].sort()).toEqual(['CLOSED', 'GRANTED', 'REFUSED', 'RETURNED', 'TRANSFERRED', 'WITHDRAWN']);
    expect(late / completed).toBeGreaterThan(0.01);
    expect(late / completed).toBeLessThan(0.12);
  });

  it('knows people with one name and one number each, in numbers that no outcome of the sandbox hangs on', () => {
    const phones = new Set<string>();
    for (let index = 0; index < POPULATION; index += 1) {
      const person = inventedPerson(index, new Chance(`${index}`));
      expect(person).toMatchObject({
        name: inventedPerson(index, new Chance('other')).name,
        phone: inventedPerson(index, new Chance('other')).phone,
      });
      expect(person.phone).toMatch(/^010000\d[5-8]\d{3}$/);
      phones.add(person.phone!);
    }
    expect(phones.size).toBe(POPULATION);
  });
});

describe('the opening stories', () => {
  const start = new Date('2026-04-29T09:00:00+09:00');
  const stories = byCase(planOpeningStories(county, start, calendar));

  it('are legal courses of cases, at whatever time the demo begins', () => {
    const instant = fc
      .date({ min: new Date('2026-01-05T00:00:00Z'), max: new Date('2027-11-30T00:00:00Z'), noInvalidDate: true })
      .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
    fc.assert(
      fc.property(instant, (at) => {
        const all = byCase(planOpeningStories(county, at, calendar));
        const first = calendar.nextWorkingTime(new Date(Math.ceil(at.getTime() / 60_000) * 60_000));
        expect(all[0]![0]!.occurredAt).toBe(toKst(first));
        expect(new Set(all.map((events) => events[0]!.receiptNo)).size).toBe(all.length);
        for (const events of all) {
          expectLegalCourse(events);
          expectContract(events);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('begin at once and bring one petition through every step to its completion within two hours of work', () => {
    const whole = stories.find((events) => events.some((event) => event.kind === 'EXTENDED'))!;
    expect(whole.map((event) => event.kind)).toEqual([
      'RECEIVED',
      'ASSIGNED',
      'SUPPLEMENT_REQUESTED',
      'SUPPLEMENT_DONE',
      'EXTENDED',
      'COMPLETED',
    ]);
    expect(whole[0]!.occurredAt).toBe('2026-04-29T09:00:00+09:00');
    expect(whole.at(-1)).toMatchObject({ occurredAt: '2026-04-29T10:45:00+09:00', outcome: 'GRANTED' });
  });

  it('tell every named citizen something in the first twenty minutes', () => {
    const early = stories.map((events) => events[0]!).filter((event) => event.occurredAt < '2026-04-29T09:20:00+09:00');
    const named = early.flatMap((event) =>
      event.kind === 'RECEIVED' ? [event.applicant.name, event.agent?.name] : [],
    );
    expect([...new Set(named.filter((name) => name !== undefined))].sort()).toEqual(
      county.citizens.map((citizen) => citizen.name).sort(),
    );
  });

  it('hold two cases of the day before that are close to their deadlines', () => {
    const older = stories.map((events) => events[0]!).filter((event) => event.occurredAt < '2026-04-29');
    expect(older.map((event) => event.occurredAt)).toEqual(['2026-04-28T11:30:00+09:00', '2026-04-28T09:20:00+09:00']);
  });

  it('take other receipt numbers when the demo begins at another minute, and never those of the day', () => {
    const numbers = (at: string) =>
      planOpeningStories(county, new Date(at), calendar).map(({ event }) => event.receiptNo);
    const all = [
      ...new Set(numbers('2026-04-29T09:00:00+09:00')),
      ...new Set(numbers('2026-04-29T09:01:00+09:00')),
      ...new Set(numbers('2026-04-29T17:59:00+09:00')),
      ...new Set(planDay(county, '2026-04-29', calendar).map(({ event }) => event.receiptNo)),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(numbers('2026-04-29T08:59:30+09:00')).toEqual(numbers('2026-04-29T09:00:00+09:00'));
  });
});

describe('the days one after the other', () => {
  const since = new Date('2026-04-30T16:00:00+09:00');
  const daysFrom = (now: string) => new CountyDays(county, calendar, since, new Date(now));

  it('give each event once, at its time and in order, over a holiday and a weekend', () => {
    const days = daysFrom('2026-04-30T16:00:00+09:00');
    const taken: PlannedEvent[] = [];
    for (let now = since.getTime(); now < kstInstant('2026-05-08').getTime(); now += 47 * 60_000) {
      const due = days.takeDue(new Date(now));
      for (const { at } of due) expect(at.getTime()).toBeLessThanOrEqual(now);
      expect(days.nextAt().getTime()).toBeGreaterThan(now);
      taken.push(...due);
    }
    expect(new Set(taken.map(({ event }) => event.eventId)).size).toBe(taken.length);
    for (const events of byCase(taken))
      expect(events.map((event) => event.sequence)).toEqual(events.map((_, i) => i + 1));
    const received = taken.filter(({ event }) => event.kind === 'RECEIVED').map(({ at }) => kstDate(at));
    // 1 May is a holiday from 2026, 5 May Children's Day.
    expect([...new Set(received)].sort()).toEqual([
      '2026-04-29',
      '2026-04-30',
      '2026-05-04',
      '2026-05-06',
      '2026-05-07',
    ]);
  });

  it('begin with the demo: of that day only what comes in from then on, besides the stories', () => {
    const due = daysFrom('2026-04-30T16:00:00+09:00').takeDue(new Date('2026-04-30T18:00:00+09:00'));
    const stories = new Set(planOpeningStories(county, since, calendar).map(({ event }) => event.receiptNo));
    const others = due.filter(({ event }) => event.kind === 'RECEIVED' && !stories.has(event.receiptNo));
    expect(others.length).toBeGreaterThan(5);
    for (const { at } of others) expect(at.getTime()).toBeGreaterThanOrEqual(since.getTime());
  });

  it('give the same events with the same content after a restart', () => {
    const now = new Date('2026-05-07T11:11:00+09:00');
    const first = daysFrom('2026-04-30T16:00:00+09:00');
    const before = [
      ...first.takeDue(new Date('2026-05-04T10:00:00+09:00')),
      ...first.takeDue(new Date('2026-05-06T15:30:00+09:00')),
      ...first.takeDue(now),
    ];
    const order = (a: PlannedEvent, b: PlannedEvent) => (a.event.eventId < b.event.eventId ? -1 : 1);
    const again = daysFrom('2026-05-07T11:11:00+09:00').takeDue(now);
    expect(again.sort(order)).toEqual(before.sort(order));
  });

  it('leave out after a long time what is older than 45 days', () => {
    const now = new Date('2026-09-01T12:00:00+09:00');
    const due = daysFrom('2026-09-01T12:00:00+09:00').takeDue(now);
    expect(due.length).toBeGreaterThan(1_000);
    for (const { at } of due) expect(now.getTime() - at.getTime()).toBeLessThanOrEqual(45 * 86_400_000);
  });
});
