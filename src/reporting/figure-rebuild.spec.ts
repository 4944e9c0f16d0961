import { afterEach, beforeEach, expect, it } from 'vitest';
import { county, reportingHouse, Story, type ReportingHouse } from './reporting.harness.js';

let house: ReportingHouse;

beforeEach(async () => {
  house = await reportingHouse('2026-05-06T14:00:00+09:00');
});
afterEach(() => house.close());

/** A county, and all facts about it. */
async function factsOf(seed: number): Promise<object[]> {
  const steps = await county(house, seed);
  return [...steps, ...house.noticeFacts()];
}

const EQUAL = { differences: [], uncounted: 0 };

/** Everything that a dashboard and a report show. */
async function shown() {
  const [dashboard, report, officers] = await Promise.all([
    house.figures.dashboard('ALL'),
    house.reports.departments('ALL', {}, { from: '2026-03-01', to: '2026-05-31' }),
    house.figures.officersLoad('ALL'),
  ]);
  return { dashboard, report, officers };
}

it('what was counted from facts equals the history, voided cases and what is not added up yet included', async () => {
  await house.hear(await factsOf(11));
  expect(await house.rebuild.check()).toEqual(EQUAL);
  await house.rollUp.rollUp();
  expect(await house.rebuild.check()).toEqual(EQUAL);
  expect(await house.rebuild.rebuild()).toEqual([]);
  const [voided] = await house.dataSource.query(
    `SELECT count(*)::int AS n FROM cases.civil_case WHERE stage = 'VOIDED'`,
  );
  expect(voided.n).toBeGreaterThan(0);
});

it('finds each figure that was tampered with, in any table and sum, and puts it right', async () => {
  await house.hear(await factsOf(12));
  await house.rollUp.rollUp();
  const before = await shown();
  await house.dataSource.query(
    `UPDATE reporting.figure SET n = n + 3 WHERE (metric, type_code, department_code, facet) = ('STAGE', 'T1', 'A', 'COMPLETED')`,
  );
  const one = await house.rebuild.check();
  // The cell, and the three sums that are no longer those of their parts.
  expect(one.differences).toHaveLength(4);
  expect(one.differences[0]).toMatchObject({
    metric: 'STAGE',
    departmentCode: 'A',
    typeCode: 'T1',
    facet: 'COMPLETED',
  });
  expect(one.differences[0]!.figure - one.differences[0]!.recounted).toBe(3);
  await house.dataSource.query(`DELETE FROM reporting.due_figure WHERE department_code = 'B'`);
  await house.dataSource.query(`UPDATE reporting.officer_due_figure SET n = n - 1 WHERE type_code = '*'`);
  await house.dataSource.query(
    `INSERT INTO reporting.figure VALUES ('RECEIVED', '*', '*', '2026-01-01', '', 5), ('RECEIVED', 'T9', 'Z', '2026-01-01', '', 1)`,
  );
  await house.dataSource.query(
    `INSERT INTO reporting.survey_figure VALUES ('2026-04-01', 'A', 'A', 'T1', 'GRANTED', 'RCS', 5, 5, 0, 0, 0, 0, 5)`,
  );
  const metrics = new Set((await house.rebuild.check()).differences.map(({ metric }) => metric));
  expect([...metrics].sort()).toEqual(['DUE', 'OFFICER_DUE', 'RECEIVED', 'STAGE', 'SURVEY_FIGURE']);
  await house.rebuild.rebuild();
  expect(await house.rebuild.check()).toEqual(EQUAL);
  expect(await shown()).toEqual(before);
});

it('makes all figures out of nothing, and facts that come afterwards count no second time', async () => {
  const events = await factsOf(13);
  await house.hear(events);
  await house.rollUp.rollUp();
  const before = await shown();
  for (const table of [
    'figure',
    'due_figure',
    'officer_due_figure',
    'counted_revision',
    'counted_notice',
    'delta_batch',
    'missed_case',
    'voided_case',
  ])
    await house.dataSource.query(`DELETE FROM reporting.${table}`);
  expect((await house.rebuild.check()).uncounted).toBe(events.length);
  await house.rebuild.rebuild();
  expect(await shown()).toEqual(before);
  await house.hear(events);
  await house.rollUp.rollUp();
  expect(await shown()).toEqual(before);
  expect(await house.rebuild.check()).toEqual(EQUAL);
});

it('facts on their way are seen by the recount, and then not counted again; counting beside it waits', async () => {
  const heard = new Story();
  const received = new Date('2026-05-06T10:00:00+09:00');
  await house.hear([
    ...(await house.apply(heard.received(received), heard.assigned(received, 's1'))),
    ...house.noticeFacts(),
  ]);
  const onTheirWay = [
    ...(await house.apply(heard.extended(received, 5))),
    ...(await house.apply(new Story().received(received, { department: 'B' }))),
    ...house.noticeFacts(),
  ];
  expect((await house.rebuild.check()).uncounted).toBe(onTheirWay.length);
  // At the same time: whichever comes first, each fact counts once.
  await Promise.all([house.rebuild.rebuild(), house.hear(onTheirWay)]);
  await house.hear(onTheirWay);
  await house.rollUp.rollUp();
  expect(await house.rebuild.check()).toEqual(EQUAL);
  expect((await house.figures.dashboard('ALL')).tiles).toMatchObject({
    inProgress: 2,
    extensionRate: { num: 1, den: 2 },
  });
});
