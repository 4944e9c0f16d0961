import { afterAll, beforeAll, expect, it } from 'vitest';
import { kstDate } from '../../libs/clock/index.js';
import { anyCase, dice } from './any-case.fixture.js';
import type { EditAnswer } from './calendar-edits.js';
import { CaseClosed, HolidayExists, HolidayNotFound, IntervalExists } from './case.errors.js';
import type { CaseFact } from './case-fact.js';
import { historyOf } from './case-history.js';
import { CaseStore } from './case-store.js';
import { casesHouse, OPERATOR, Story, type CasesHouse } from './cases.harness.js';
import { CountySettings } from './county-settings.service.js';
import { DeadlineChanges } from './deadline-changes.service.js';
import { sameDeadlines } from './deadline-move.js';
import { HolidayTable } from './holiday-table.js';
import { Holidays } from './holidays.service.js';
import { Intervals } from './intervals.service.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';
import { Outages } from './outages.service.js';
import { type ClockStep, reckonDeadlines } from './statutory-clock.js';

/** `STORED_SEED` plays one again; more `STORED_EDITS` look longer. */
const SEED = Number(process.env.STORED_SEED ?? Math.floor(Math.random() * 2 ** 31));
const EDITS = Number(process.env.STORED_EDITS ?? 16);
const CASES = 50;
const DAY = 86_400_000;
/** A month before the table ends. */
const BEGIN = Date.parse('2027-11-25T10:00:00+09:00');

/** A step of a random history as the fact that it was. */
function factOf(step: ClockStep, story: Story): CaseFact {
  const received = story.received('2027-01-01T00:00:00') as CaseFact & { kind: 'RECEIVED' };
  const petition = step.petition ? { ...received.petition, promised: null, ...step.petition } : null;
  const base = {
    receiptNo: story.receiptNo,
    sequence: step.sequence,
    occurredAt: new Date(step.at),
    plannedAt: step.plannedAt ? new Date(step.plannedAt) : null,
  };
  switch (step.kind) {
    case 'RECEIVED':
      return { ...received, ...base, petition: petition! };
    case 'ASSIGNED':
      return { ...story.assigned('2027-01-01T00:00:00'), ...base };
    case 'SUPPLEMENT_REQUESTED': {
      const { dueDays = null, dueDate = null } = step.supplement!;
      return { ...base, kind: step.kind, supplement: { kind: 'SUPPLEMENT', reason: null, dueDays, dueDate } };
    }
    case 'EXCLUDED':
      return { ...base, kind: step.kind, excluded: { ...step.excluded!, to: step.excluded!.to ?? null } };
    case 'EXTENDED': {
      const { period, reasonCode = null, consent = null } = step.extension!;
      return { ...base, kind: step.kind, extension: { period, reason: null, reasonCode, consent } };
    }
    case 'AMENDED':
      return { ...base, kind: step.kind, petition, applicant: null, agent: null };
    case 'COMPLETED':
      return { ...story.completed('2027-01-01T00:00:00'), ...base };
    case 'SUPPLEMENT_DONE':
      return { ...base, kind: step.kind };
    case 'REOPENED':
    case 'VOIDED':
      return { ...base, kind: step.kind, reason: null };
  }
}

/** What refuses an edit that makes no sense just now. */
const REFUSALS = [CaseClosed, HolidayExists, HolidayNotFound, IntervalExists];

let house: CasesHouse;
beforeAll(async () => {
  house = await casesHouse(new Date(BEGIN).toISOString());
});
afterAll(() => house.close());

it(
  `what is stored is what a look at the whole history gives, after any edit (seed ${SEED})`,
  { timeout: 600_000 },
  async () => {
    process.stdout.write(`stored deadlines: STORED_SEED=${SEED} runs the same again\n`);
    const roll = dice(SEED);
    const { int, chance, pick } = roll;
    const stories: Story[] = [];
    const facts: CaseFact[] = [];
    for (let left = CASES; left > 0; left--) {
      const story = new Story();
      const { steps } = anyCase(roll, BEGIN - 60 * DAY, BEGIN).history;
      const past = steps.filter(({ at }) => new Date(at).getTime() <= BEGIN);
      if (past.length === 0) continue;
      facts.push(...past.map((step) => factOf(step, story)));
      stories.push(story);
    }
    await house.apply(...facts);
    let now = BEGIN;
    const day = () => kstDate(new Date(now + int(-40, 60) * DAY));
    const dayAfter = (date: string) => kstDate(new Date(Date.parse(`${date}T12:00:00+09:00`) + int(0, 5) * DAY));
    const opened: string[] = [];
    const outages: string[] = [];

    /** Looks at an edit, makes it, and holds the one against the other. */
    async function confirm(edit: (preview: boolean) => Promise<EditAnswer>): Promise<void> {
      const { preview } = await edit(true);
      const { change } = await edit(false);
      await house.get(MoveOpenDeadlines).work();
      if (change === null) return;
      const { moved, told } = await house.get(DeadlineChanges).one(change.id);
      expect({ moved, told }).toEqual({ moved: preview!.moving, told: preview!.told });
    }

    const edits: Record<string, () => Promise<unknown>> = {
      holiday: () => {
        const holiday = { date: day(), name: '임시공휴일' };
        return confirm((preview) => house.get(Holidays).add(holiday, OPERATOR, preview));
      },
      noHoliday: () => {
        const near = house
          .get(HolidayTable)
          .rules()
          .holidays.filter(({ date }) => Math.abs(Date.parse(date) - now) < 60 * DAY);
        if (near.length === 0) return Promise.resolve();
        const { date } = pick(near);
        return confirm((preview) => house.get(Holidays).remove(date, OPERATOR, preview));
      },
      year: () => {
        const known = house.get(HolidayTable).rules().coveredYears.includes(2028);
        return confirm((preview) =>
          known
            ? house.get(Holidays).uncoverYear(2028, OPERATOR, preview)
            : house.get(Holidays).coverYear(2028, [{ date: '2028-01-03', name: '임시공휴일' }], OPERATOR, preview),
        );
      },
      lunch: () => {
        const settings = house.get(CountySettings).current();
        const lunchStartsAt = pick(['11:00', '11:30', '12:00', '13:00']);
        const clock = { ...settings.clock, receiptAfterHoursIsDayOne: chance(0.5) };
        return confirm((preview) =>
          house.get(CountySettings).set({ ...settings, lunchStartsAt, clock }, OPERATOR, preview),
        );
      },
      outage: async () => {
        const from = day();
        const to = chance(0.5) ? dayAfter(from) : null;
        await confirm(async (preview) => {
          const answer = await house.get(Outages).enter({ from, to, note: null }, OPERATOR, preview);
          if (!preview) outages.push(answer.outage.id);
          return answer;
        });
        if (to === null) opened.push(from);
      },
      outageEnds: async () => {
        const from = opened.pop();
        if (from === undefined) return;
        const to = dayAfter(from);
        await confirm((preview) => house.get(Outages).enter({ from, to, note: null }, OPERATOR, preview));
      },
      noOutage: async () => {
        const id = outages.pop();
        if (id === undefined) return;
        opened.length = 0;
        await confirm((preview) => house.get(Outages).remove(id, OPERATOR, preview));
      },
      interval: () => {
        const from = day();
        const asked = { reason: 'TEST' as const, from, to: chance(0.6) ? dayAfter(from) : null, note: null };
        return house.get(Intervals).enter(pick(stories).receiptNo, asked, OPERATOR, false);
      },
      days: () => {
        now += int(0, 3 * 1440) * 60_000;
        return house.at(new Date(now).toISOString());
      },
    };

    /** Every open case against a look at its whole history. */
    async function hold(after: string): Promise<void> {
      const tx = house.dataSource.manager;
      const records = await house.get(CaseStore).select(tx, 'WHERE open', []);
      const histories = await house.get(CaseStore).histories(
        tx,
        records.map(({ id }) => id),
      );
      const { calendar, outages: county, settings } = house.get(HolidayTable).rules();
      for (const record of records) {
        const history = historyOf(record, histories.get(record.id)!, county);
        const fresh = reckonDeadlines(history, calendar, settings.clock, new Date(now));
        if (!sameDeadlines(record, fresh)) {
          expect.fail(`after ${after}\n${JSON.stringify({ record, fresh, history, now: new Date(now) }, null, 1)}`);
        }
      }
      expect(records.length).toBeGreaterThan(CASES / 4);
    }

    await hold('the receipt');
    for (let edit = 1; edit <= EDITS; edit++) {
      const name = pick(Object.keys(edits));
      try {
        await edits[name]!();
      } catch (error) {
        if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error;
      }
      await hold(`${name}, edit ${edit} of seed ${SEED}`);
    }
  },
);
