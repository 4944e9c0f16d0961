import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onDatabase } from '../../test/harness/database.js';
import { Notifications } from '../messaging/index.js';
import { casesHouse, OPERATOR, Story, type CasesHouse } from './cases.harness.js';
import { CaseDeadlineMoved } from './case.events.js';
import { ChangedMeanwhile } from './case-store.js';
import { DeadlineChanges } from './deadline-changes.service.js';
import { DeadlineMover } from './deadline-mover.js';
import { HolidayTable } from './holiday-table.js';
import { Holidays } from './holidays.service.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';

const NAME = '임시공휴일';

describe('an edit of the holiday table', () => {
  let house: CasesHouse;
  beforeAll(async () => {
    house = await casesHouse('2026-06-01T10:00:00+09:00');
  });
  afterAll(() => house.close());

  const add = (date: string, preview = false) => house.get(Holidays).add({ date, name: NAME }, OPERATOR, preview);
  const remove = (date: string, preview = false) => house.get(Holidays).remove(date, OPERATOR, preview);
  const work = () => house.get(MoveOpenDeadlines).work();

  it('shows what would move and changes nothing, then moves it, records and tells it once, and moves it back', async () => {
    const near = new Story();
    const far = new Story();
    const paused = new Story();
    await house.apply(near.received('2026-06-01T09:30:00', { days: 7 }));
    await house.apply(far.received('2026-06-01T09:30:00', { days: 3 }), paused.received('2026-06-01T09:30:00'));
    await house.apply(paused.supplementRequested('2026-06-01T09:40:00', { dueDays: 10 }));
    const before = await house.detail(near.receiptNo);
    // 6/1, 6/2, (6/3 elections), 6/4, 6/5, 6/8, 6/9, 6/10
    expect(before.dueAt).toBe('2026-06-10T18:00:00+09:00');
    await house.asked();
    house.published(CaseDeadlineMoved);

    const { preview, change } = await add('2026-06-08', true);
    expect(change).toBeNull();
    // The paused one moves as well, but nobody is told while the supplement is open.
    expect(preview).toMatchObject({ examined: 2, moving: 2, told: 1 });
    expect(preview!.moves).toEqual([
      {
        receiptNo: near.receiptNo,
        departmentCode: '47700000011',
        from: { dueAt: before.dueAt, targetAt: before.targetAt },
        to: { dueAt: '2026-06-11T18:00:00+09:00', targetAt: '2026-06-11T18:00:00+09:00' },
        told: true,
      },
      expect.objectContaining({ receiptNo: paused.receiptNo, told: false }),
    ]);
    expect(await house.detail(near.receiptNo)).toEqual(before);
    expect(house.get(HolidayTable).calendar().isWorkingDay('2026-06-08')).toBe(true);

    const added = await add('2026-06-08');
    expect(added.change).toMatchObject({ kind: 'HOLIDAY', detail: '2026. 6. 8.(월) 임시공휴일', doneAt: null });
    expect(house.get(HolidayTable).calendar().isWorkingDay('2026-06-08')).toBe(false);
    await work();
    await work();
    expect(await house.get(DeadlineChanges).one(added.change!.id)).toMatchObject({
      moved: 2,
      told: 1,
      doneAt: expect.any(String),
    });
    const after = await house.detail(near.receiptNo);
    expect(after.dueAt).toBe('2026-06-11T18:00:00+09:00');
    expect(after.moves).toEqual([
      {
        at: '2026-06-01T10:00:00+09:00',
        from: '2026-06-10T18:00:00+09:00',
        to: '2026-06-11T18:00:00+09:00',
        cause: 'HOLIDAY',
        detail: '2026. 6. 8.(월) 임시공휴일',
      },
    ]);
    expect(after.timeline).toEqual(before.timeline);
    const told = await house.asked();
    expect(told.map(({ occasion, label }) => [occasion, label])).toEqual([['case.deadline-moved', near.receiptNo]]);
    expect(told[0]!.variables).toMatchObject({
      변경사유: '2026. 6. 8.(월) 임시공휴일',
      이전예정일: '2026. 6. 10.(수)',
      처리예정일: '2026. 6. 11.(목)',
    });
    const facts = house.published(CaseDeadlineMoved);
    expect(facts).toMatchObject([
      {
        receiptNo: near.receiptNo,
        revision: 2,
        before: { dueAt: '2026-06-10T18:00:00+09:00' },
        after: { dueAt: '2026-06-11T18:00:00+09:00' },
      },
      { receiptNo: paused.receiptNo, after: { paused: true } },
    ]);

    await remove('2026-06-08');
    await work();
    expect((await house.detail(near.receiptNo)).moves).toHaveLength(2);
    expect((await house.detail(near.receiptNo)).dueAt).toBe('2026-06-10T18:00:00+09:00');
    expect((await house.asked()).map(({ variables }) => variables.처리예정일)).toEqual(['2026. 6. 10.(수)']);
  });

  it('moves nothing for a holiday on a weekend, and refuses one that stands already', async () => {
    expect(await add('2026-06-13')).toEqual({ preview: null, change: null });
    await expect(add('2026-06-13')).rejects.toMatchObject({ code: 'CASES.HOLIDAY_EXISTS' });
    expect(await remove('2026-06-13')).toEqual({ preview: null, change: null });
    await expect(remove('2026-06-13')).rejects.toMatchObject({ code: 'CASES.HOLIDAY_NOT_FOUND' });
  });

  it('voids a planned date of Saeol where it moves the deadline, until Saeol sends another', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-01T09:30:00', { days: 6, plannedAt: '2026-06-05T18:00:00' }));
    expect(await house.detail(story.receiptNo)).toMatchObject({
      plannedAt: '2026-06-05T18:00:00+09:00',
      dueMismatch: true,
    });
    const { preview } = await add('2026-06-05', true);
    expect(preview!.moves.find(({ receiptNo }) => receiptNo === story.receiptNo)).toMatchObject({
      from: { targetAt: '2026-06-05T18:00:00+09:00' },
      to: { dueAt: '2026-06-10T18:00:00+09:00', targetAt: '2026-06-10T18:00:00+09:00' },
    });
    await add('2026-06-05');
    await work();
    const moved = await house.detail(story.receiptNo);
    expect(moved.plannedAt).toBeUndefined();
    expect(moved.targetAt).toBe('2026-06-10T18:00:00+09:00');

    // The history remembers it: the next step reckons from scratch and does not bring the void date back.
    await house.apply(story.assigned('2026-06-01T09:50:00'));
    expect((await house.detail(story.receiptNo)).targetAt).toBe('2026-06-10T18:00:00+09:00');
    await house.apply(story.assigned('2026-06-01T09:55:00', 's112', { plannedAt: '2026-06-09T18:00:00' }));
    expect((await house.detail(story.receiptNo)).targetAt).toBe('2026-06-09T18:00:00+09:00');
    await remove('2026-06-05');
    await work();
    expect((await house.detail(story.receiptNo)).targetAt).toBe('2026-06-09T18:00:00+09:00');
    await house.asked();
  });

  it('tells nobody whose day stays, who was never told one, or who is not told at all', async () => {
    const hours = new Story();
    const silent = new Story();
    // 3 days in hours from Mon 6/1 09:30: 6/1 7.5 h, 6/2 8 h, (6/3), 6/4 8 h, 6/5 0.5 h.
    await house.apply(
      hours.received('2026-06-01T09:30:00', { days: 3 }),
      silent.received('2026-06-01T09:30:00', { days: 3, applicant: { notify: false } }),
    );
    await house.asked();
    await remove('2026-06-03');
    await work();
    expect((await house.detail(hours.receiptNo)).dueAt).toBe('2026-06-04T09:30:00+09:00');
    expect((await house.detail(silent.receiptNo)).dueAt).toBe('2026-06-04T09:30:00+09:00');
    const told = await house.asked();
    expect(told.some(({ label }) => label === silent.receiptNo)).toBe(false);
    expect(told.find(({ label }) => label === hours.receiptNo)?.variables).toMatchObject({
      이전예정일: '2026. 6. 5.(금) 09:30',
      처리예정일: '2026. 6. 4.(목) 09:30',
    });
    await add('2026-06-03');
    await work();
    await house.asked();
  });

  it('goes on where a process died, and two processes at work tell each case once', async () => {
    const stories = Array.from({ length: 230 }, () => new Story());
    await house.apply(...stories.map((story) => story.received('2026-06-01T09:30:00', { days: 12 })));
    await house.asked();
    const other = await house.another();
    const { change } = await add('2026-06-09');
    // The first process dies when its first set is moved.
    const mover = house.get(MoveOpenDeadlines);
    const sets = Object.getPrototypeOf(mover) as { moveSet: (...parameters: unknown[]) => Promise<void> };
    const real = sets.moveSet;
    let begun = 0;
    sets.moveSet = async function (this: unknown, ...parameters) {
      if (++begun > 1) throw new Error('killed');
      return real.apply(this, parameters);
    };
    await expect(mover.work()).rejects.toThrow('killed');
    const halfway = await vi.waitFor(async () => {
      const seen = await house.get(DeadlineChanges).one(change!.id);
      expect(seen.moved).toBeGreaterThan(0);
      return seen;
    });
    expect(halfway).toMatchObject({ examined: 0, doneAt: null });
    expect(halfway.moved).toBeLessThan(230);
    sets.moveSet = real;

    await Promise.all([other.get(MoveOpenDeadlines).work(), mover.work()]);
    const done = await house.get(DeadlineChanges).one(change!.id);
    expect(done.doneAt).not.toBeNull();
    expect(done.told).toBeGreaterThanOrEqual(230);
    // What each process published is heard.
    await other.asked();
    const told = (await house.asked()).map(({ label }) => label);
    expect(told).toHaveLength(done.told);
    expect(new Set(told).size).toBe(told.length);
    for (const story of [stories[0]!, stories[99]!, stories[100]!, stories[229]!]) {
      expect((await house.detail(story.receiptNo)).moves).toHaveLength(1);
    }
    // The other process, which edited nothing, reckons new cases by the new calendar too.
    const late = new Story();
    await other.apply(late.received('2026-06-01T09:30:00', { days: 12 }));
    expect((await house.detail(late.receiptNo)).dueAt).toBe((await house.detail(stories[0]!.receiptNo)).dueAt);
  });

  it('locks no case while notices are written, and tells once of a case that a step moves on meanwhile', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-01T09:30:00', { days: 14 }));
    await add('2026-06-10');
    await work();
    const notifications = house.get(Notifications);
    const notify = notifications.notify.bind(notifications);
    const spy = vi.spyOn(notifications, 'notify').mockImplementationOnce(async (tx, requests) => {
      await notify(tx, requests);
      // Of another transaction; it would wait for a lock, and be refused after five seconds.
      await house.dataSource.query('UPDATE cases.civil_case SET revision = revision + 1 WHERE receipt_no = $1', [
        story.receiptNo,
      ]);
    });
    const told = await house.asked(story);
    expect(spy).toHaveBeenCalledTimes(2);
    spy.mockRestore();
    expect(told.map(({ occasion }) => occasion)).toEqual(['case.received', 'case.deadline-moved']);
  });

  it('keeps nothing that was reckoned by rules which are others by then', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-01T09:30:00', { days: 40 }));
    const before = await house.detail(story.receiptNo);
    const mover = house.get(DeadlineMover);
    await add('2026-06-23');
    const cause = { kind: 'HOLIDAY', detail: NAME } as const;
    const reckoned = await mover.reckon(house.dataSource.manager, [story.receiptNo], cause, false);
    expect(reckoned.moved).toHaveLength(1);
    await add('2026-06-24');
    const kept = house.dataSource.transaction((tx) => mover.keep(tx, reckoned, null));
    await expect(kept).rejects.toThrow(ChangedMeanwhile);
    expect(await house.detail(story.receiptNo)).toEqual(before);
    await work();
    expect((await house.detail(story.receiptNo)).moves).toHaveLength(1);
    await remove('2026-06-23');
    await remove('2026-06-24');
    await work();
    expect((await house.detail(story.receiptNo)).dueAt).toBe(before.dueAt);
  });

  it('changes no column that an index of the cases holds, so that a move is written in place', async () => {
    const rows = await house.dataSource.query<{ definition: string }[]>(
      `SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = 'cases' AND tablename = 'civil_case'`,
    );
    const held = rows.map(({ definition }) => definition).join('\n');
    expect(held).toContain('receipt_no');
    const moved = [
      'due_at',
      'promised_due_at',
      'planned_at',
      'target_at',
      'recorded_due_at',
      'told_target_at',
      'revision',
    ];
    expect(moved.filter((column) => new RegExp(`\\b${column}\\b`).test(held))).toEqual([]);
  });

  it('waits for a step that has a case locked, and tells nothing that the step has told', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-01T09:30:00', { days: 15 }));
    await house.asked();
    await add('2026-06-11');
    await work();
    const step = house.dataSource.createQueryRunner();
    await step.startTransaction();
    await step.query(
      'UPDATE cases.civil_case SET revision = revision + 1, told_target_at = target_at WHERE receipt_no = $1',
      [story.receiptNo],
    );
    const told = house.asked(story);
    // The program's role does not see what others wait for.
    const isWaiting = () =>
      onDatabase(house.database.url, async (owner) => {
        const { rowCount } = await owner.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`,
        );
        return rowCount === 1;
      });
    await expect.poll(isWaiting, { timeout: 5_000 }).toBe(true);
    await step.commitTransaction();
    await step.release();
    expect(await told).toEqual([]);
  });
});
