import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeadlinesHouse, deadlinesHouse, Story } from './deadlines.harness.js';

/** The ladder across holidays, and when a deadline moves on a day of the ladder itself; counted by hand on the calendar of 2026. */
let house: DeadlinesHouse;
const open = async (instant: string) => {
  house = await deadlinesHouse(instant);
  await house.officer('s1');
  await house.officer('s4');
  await house.officer('s2', 'LEADER');
  await house.officer('s3', 'HEAD');
};
afterEach(() => house.close());

/** What each sweep told, by its instant; silent ones left out. */
async function told(...instants: string[]): Promise<Record<string, string[]>> {
  const heard: Record<string, string[]> = {};
  for (const instant of instants) {
    await house.at(`${instant}:00+09:00`);
    const lines = await house.toldShort();
    if (lines.length > 0) heard[instant] = lines;
  }
  return heard;
}

const mornings = (month: string, ...days: number[]) =>
  days.map((day) => `2026-${month}-${String(day).padStart(2, '0')}T09:00`);

describe('across holidays', () => {
  it('Seollal, 16 to 18 February: due on the first day after it', async () => {
    await open('2026-02-06T09:00:00+09:00');
    const story = new Story();
    // 7 days with the first one: 6, 9, 10, 11, 12, 13, 19 February.
    await house.apply(
      story.received('2026-02-06T10:00:00+09:00', { days: 7 }),
      story.assigned('2026-02-06T10:10:00+09:00', 's1'),
    );
    expect(await told(...mornings('02', 9, 10, 11, 12, 13, 16, 17, 18, 19, 20))).toEqual({
      '2026-02-11T09:00': ['d3 OFFICER s1'],
      '2026-02-13T09:00': ['d1 OFFICER s1'],
      '2026-02-19T09:00': ['dday OFFICER s1', 'dday LEADER s2'],
      '2026-02-20T09:00': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
    });
  });

  it('Chuseok, 24 to 26 September: due on the day before it, overdue when the office opens again', async () => {
    await open('2026-09-14T09:00:00+09:00');
    const story = new Story();
    // 8 days with the first one: 14 to 18, 21, 22, 23 September.
    await house.apply(
      story.received('2026-09-14T10:00:00+09:00', { days: 8 }),
      story.assigned('2026-09-14T10:10:00+09:00', 's1'),
    );
    expect(
      await told(...mornings('09', 17, 18, 21, 22, 23), '2026-09-23T18:30', ...mornings('09', 24, 25, 26, 27, 28, 29)),
    ).toEqual({
      '2026-09-18T09:00': ['d3 OFFICER s1'],
      '2026-09-22T09:00': ['d1 OFFICER s1'],
      '2026-09-23T09:00': ['dday OFFICER s1', 'dday LEADER s2'],
      '2026-09-28T09:00': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
      '2026-09-29T09:00': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
    });
  });

  it('an hour case over Chuseok: the hours before it and after it', async () => {
    await open('2026-09-23T09:00:00+09:00');
    const story = new Story();
    // 8 working hours from Wednesday 15:00: 3 before the holidays, 5 on Monday, so until 15:00.
    await house.apply(
      story.received('2026-09-23T15:00:00+09:00', { days: 1 }),
      story.assigned('2026-09-23T15:00:00+09:00', 's1'),
    );
    expect(
      await told(
        '2026-09-23T15:00',
        '2026-09-23T17:59',
        '2026-09-24T10:00',
        '2026-09-28T09:59',
        '2026-09-28T10:00',
        '2026-09-28T13:00',
        '2026-09-28T15:01',
      ),
    ).toEqual({
      '2026-09-23T15:00': ['d3 OFFICER s1'],
      '2026-09-28T10:00': ['d1 OFFICER s1'],
      '2026-09-28T13:00': ['dday OFFICER s1', 'dday LEADER s2'],
      '2026-09-28T15:01': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
    });
  });
});

describe('a case of ten days, due Tuesday 19 May', () => {
  let story: Story;
  beforeEach(async () => {
    await open('2026-05-06T09:00:00+09:00');
    story = new Story();
    await house.apply(
      story.received('2026-05-06T10:00:00+09:00', { days: 10 }),
      story.assigned('2026-05-06T10:10:00+09:00', 's1'),
    );
  });

  it('extended on the D-1: the whole ladder of the new deadline, nothing of the old one', async () => {
    expect(await told(...mornings('05', 14, 15, 18))).toEqual({
      '2026-05-14T09:00': ['d3 OFFICER s1'],
      '2026-05-18T09:00': ['d1 OFFICER s1'],
    });
    // Three days more: 20, 21, 22 May.
    await house.apply(story.extended('2026-05-18T11:00:00+09:00', 3));
    expect(await told('2026-05-18T11:01', ...mornings('05', 19, 20, 21, 22, 26))).toEqual({
      '2026-05-19T09:00': ['d3 OFFICER s1'],
      '2026-05-21T09:00': ['d1 OFFICER s1'],
      '2026-05-22T09:00': ['dday OFFICER s1', 'dday LEADER s2'],
      '2026-05-26T09:00': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
    });
  });

  it('a supplement asked for on the D-day: silent until it is done, then the day again', async () => {
    expect(Object.keys(await told(...mornings('05', 14, 18, 19)))).toHaveLength(3);
    await house.apply(story.supplementRequested('2026-05-19T10:00:00+09:00', '2026-05-29'));
    expect(await told('2026-05-19T10:01', ...mornings('05', 20, 21, 22, 26))).toEqual({});
    await house.apply(story.supplementDone('2026-05-26T11:00:00+09:00'));
    const [{ target_at: target }] = await house.dataSource.query('SELECT target_at FROM cases.civil_case');
    // The day of the request and the day of its end are left out with those between them: the tenth day is the 27th.
    expect(target.toISOString()).toBe('2026-05-27T09:00:00.000Z');
    expect(await told('2026-05-26T11:01', ...mornings('05', 27, 28))).toEqual({
      '2026-05-27T09:00': ['dday OFFICER s1', 'dday LEADER s2'],
      '2026-05-28T09:00': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
    });
  });

  it('handed to another officer between the rungs: each rung to whoever has it then', async () => {
    expect(await told(...mornings('05', 14))).toEqual({ '2026-05-14T09:00': ['d3 OFFICER s1'] });
    await house.apply(story.assigned('2026-05-15T14:00:00+09:00', 's4'));
    expect(await told('2026-05-15T14:01', ...mornings('05', 18))).toEqual({ '2026-05-18T09:00': ['d1 OFFICER s4'] });
    await house.apply(story.assigned('2026-05-18T14:00:00+09:00', 's1'));
    expect(await told('2026-05-18T14:01', ...mornings('05', 19, 20))).toEqual({
      '2026-05-19T09:00': ['dday OFFICER s1', 'dday LEADER s2'],
      '2026-05-20T09:00': ['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3'],
    });
  });
});
