import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CaseStore, ChangedMeanwhile } from './case-store.js';
import { DeadlineMover } from './deadline-mover.js';
import { casesHouse, OPERATOR, Story, type CasesHouse } from './cases.harness.js';
import { CaseDeadlineMoved } from './case.events.js';
import { CitizenCases } from './citizen-case.js';
import { Holidays } from './holidays.service.js';
import { Intervals } from './intervals.service.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';
import { Outages } from './outages.service.js';

let house: CasesHouse;
beforeAll(async () => {
  house = await casesHouse('2026-06-15T10:00:00+09:00');
});
afterAll(() => house.close());
beforeEach(async () => {
  house.clock.set('2026-06-15T10:00:00+09:00');
  await house.asked();
});

/** 7 days from Mon 6/15: 15–19 = 1–5, 22, 23. */
const DUE = '2026-06-23T18:00:00+09:00';

describe('the note of an interval', () => {
  it('is sealed, identifiers masked before, and read like those of before notes were sealed', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 7 }));
    const intervals = house.get(Intervals);
    const asked = { reason: 'TEST' as const, from: '2026-06-17', to: '2026-06-18' };
    await intervals.enter(story.receiptNo, { ...asked, note: '강전마루 900101-1234567 시료 검사' }, OPERATOR, false);
    const kept = () =>
      house.dataSource.query<{ note: string | null; note_sealed: Buffer | null }[]>(
        'SELECT note, note_sealed FROM cases.interval i JOIN cases.civil_case c ON c.id = i.case_id WHERE c.receipt_no = $1',
        [story.receiptNo],
      );
    const [row] = await kept();
    expect(row!.note).toBeNull();
    expect(row!.note_sealed!.includes('강전마루')).toBe(false);
    const [shown] = await intervals.list(story.receiptNo, OPERATOR);
    expect(shown!.note).toMatch(/^강전마루 \S+ 시료 검사$/);
    expect(shown!.note).not.toContain('1234567');

    await house.dataSource.query(
      `UPDATE cases.interval SET note = '예전 메모', note_sealed = NULL, to_at = NULL WHERE case_id = (SELECT id FROM cases.civil_case WHERE receipt_no = $1)`,
      [story.receiptNo],
    );
    const noteOf = async () => (await intervals.list(story.receiptNo, OPERATOR)).map(({ note }) => note);
    expect(await noteOf()).toEqual(['예전 메모']);
    await intervals.enter(story.receiptNo, { ...asked, note: '끝남' }, OPERATOR, false);
    expect(await noteOf()).toEqual(['끝남']);
    expect((await kept())[0]!.note).toBeNull();
  });
});

describe('an interval that an operator enters', () => {
  const enter = (receiptNo: string, from: string, to: string | null, preview = false) =>
    house.get(Intervals).enter(receiptNo, { reason: 'TEST', from, to, note: null }, OPERATOR, preview);

  it('is seen by whoever reckons the case at the same moment without a lock, though it moves nothing', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 7 }));
    await house.asked();
    const mover = house.get(DeadlineMover);
    const before = await house.detail(story.receiptNo);
    const kept = house.dataSource.transaction(async (tx) => {
      const cause = { kind: 'SETTING', detail: '시험' } as const;
      const reckoned = await mover.reckon(tx, [story.receiptNo], cause, false);
      const [record] = await house.get(CaseStore).byReceiptNos(tx, [story.receiptNo]);
      // A Saturday and a Sunday, which no period counts anyway.
      await enter(story.receiptNo, '2026-06-20', '2026-06-21');
      const dueAt = new Date('2026-06-30T18:00:00+09:00');
      const after = { ...record!, revision: record!.revision + 1, dueAt };
      await mover.keep(tx, { ...reckoned, moved: [{ before: record!, after, cause }] }, null);
    });
    await expect(kept).rejects.toThrow(ChangedMeanwhile);
    expect((await house.detail(story.receiptNo)).dueAt).toBe(before.dueAt);
  });

  it('is looked at, entered, told, listed and taken back', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:30:00', { days: 7 }),
      story.excluded('2026-06-15T09:40:00', '2026-06-16', '2026-06-16'),
    );
    await house.asked();
    const before = await house.detail(story.receiptNo);
    const seen = await enter(story.receiptNo, '2026-06-17', '2026-06-18', true);
    expect(seen).toMatchObject({
      from: { dueAt: '2026-06-24T18:00:00+09:00' },
      to: { dueAt: '2026-06-26T18:00:00+09:00', targetAt: '2026-06-26T18:00:00+09:00' },
      provisional: false,
      told: true,
    });
    expect(await house.detail(story.receiptNo)).toEqual(before);
    expect(await house.asked()).toEqual([]);

    await enter(story.receiptNo, '2026-06-17', '2026-06-18');
    const after = await house.detail(story.receiptNo);
    expect(after).toMatchObject({
      dueAt: '2026-06-26T18:00:00+09:00',
      moves: [{ cause: 'EXCLUDED' }, { cause: 'INTERVAL' }],
    });
    const [notice] = await house.asked();
    expect(notice).toMatchObject({
      occasion: 'case.deadline-moved',
      variables: {
        변경사유: '처리기간에 넣지 않는 시험·검사·감정(2026. 6. 17.(수)~2026. 6. 18.(목))',
        이전예정일: '2026. 6. 24.(수)',
        처리예정일: '2026. 6. 26.(금)',
      },
    });
    await expect(enter(story.receiptNo, '2026-06-17', '2026-06-19')).rejects.toMatchObject({
      code: 'CASES.INTERVAL_EXISTS',
    });
    await expect(enter(story.receiptNo, '2026-06-19', '2026-06-18')).rejects.toMatchObject({
      code: 'CASES.INTERVAL_REVERSED',
    });

    const [{ id }] = await house.dataSource.query<[{ id: string }]>(
      'SELECT id FROM cases.civil_case WHERE receipt_no = $1',
      [story.receiptNo],
    );
    const [view] = await house.get(CitizenCases).views(house.dataSource.manager, [{ caseId: id, holder: 'APPLICANT' }]);
    expect(view!.timeLeftOut).toEqual([
      { reason: 'HEARING', from: '2026-06-16', to: '2026-06-16' },
      { reason: 'TEST', from: '2026-06-17', to: '2026-06-18' },
    ]);
    const listed = await house.get(Intervals).list(story.receiptNo, OPERATOR);
    expect(listed).toMatchObject([
      { source: 'SAEOL', reason: 'HEARING', from: '2026-06-16', to: '2026-06-16' },
      { source: 'OPERATOR', reason: 'TEST', from: '2026-06-17', to: '2026-06-18' },
    ]);
    await house.get(Intervals).remove(story.receiptNo, listed[1]!.id!, OPERATOR, false);
    expect(await house.detail(story.receiptNo)).toMatchObject({ dueAt: '2026-06-24T18:00:00+09:00' });
    expect(await house.asked()).toHaveLength(1);
    await expect(house.get(Intervals).remove(story.receiptNo, listed[1]!.id!, OPERATOR, false)).rejects.toMatchObject({
      code: 'CASES.INTERVAL_NOT_FOUND',
    });
  });

  it('pauses while it is open, goes on from day to day untold, and is told again where it ends', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 7 }));
    await house.asked();
    const opened = await enter(story.receiptNo, '2026-06-15', null);
    expect(opened).toMatchObject({ paused: true, provisional: true, to: { dueAt: '2026-06-24T18:00:00+09:00' } });
    expect((await house.asked())[0]!.variables.변경사유).toBe(
      '처리기간에 넣지 않는 시험·검사·감정(2026. 6. 15.(월)부터, 끝날 때까지 날짜가 더 늦어집니다)',
    );
    house.published(CaseDeadlineMoved);
    await house.at('2026-06-16T00:00:30+09:00');
    await house.at('2026-06-16T00:01:00+09:00');
    expect(await house.detail(story.receiptNo)).toMatchObject({ paused: true, dueAt: '2026-06-25T18:00:00+09:00' });
    await house.at('2026-06-17T09:00:00+09:00');
    expect(await house.detail(story.receiptNo)).toMatchObject({ paused: true, dueAt: '2026-06-26T18:00:00+09:00' });
    expect(house.published(CaseDeadlineMoved).filter(({ receiptNo }) => receiptNo === story.receiptNo)).toHaveLength(2);
    expect(await house.asked()).toEqual([]);

    // The end comes with the same reason and beginning.
    await enter(story.receiptNo, '2026-06-15', '2026-06-16');
    const ended = await house.detail(story.receiptNo);
    expect(ended).toMatchObject({ paused: false, provisional: false, dueAt: '2026-06-25T18:00:00+09:00' });
    expect(ended.moves.map(({ from, to }) => [from!.slice(0, 10), to!.slice(0, 10)])).toEqual([
      ['2026-06-23', '2026-06-24'],
      ['2026-06-24', '2026-06-25'],
    ]);
    expect((await house.asked())[0]!.variables).toMatchObject({
      이전예정일: '2026. 6. 24.(수)',
      처리예정일: '2026. 6. 25.(목)',
    });
    await house.at('2026-06-18T09:00:00+09:00');
    expect(await house.detail(story.receiptNo)).toMatchObject({ dueAt: '2026-06-25T18:00:00+09:00' });
  });

  it('is refused for a case that is closed or out of sight', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00'), story.completed('2026-06-15T09:40:00'));
    await expect(enter(story.receiptNo, '2026-06-17', '2026-06-18')).rejects.toMatchObject({ code: 'CASES.CLOSED' });
    await expect(enter('202600000000000000', '2026-06-17', '2026-06-18')).rejects.toMatchObject({
      code: 'CASES.NOT_FOUND',
    });
    const stranger = { ...OPERATOR, departmentScope: ['47700000001'] };
    await expect(
      house
        .get(Intervals)
        .enter(story.receiptNo, { reason: 'TEST', from: '2026-06-17', to: null, note: null }, stranger, false),
    ).rejects.toMatchObject({ code: 'CASES.NOT_FOUND' });
  });
});

describe('an outage', () => {
  const enter = (from: string, to: string | null, preview = false) =>
    house.get(Outages).enter({ from, to, note: null }, OPERATOR, preview);
  const work = () => house.get(MoveOpenDeadlines).work();

  it('is left out of every period that runs meanwhile, of cases received later too, until it is taken back', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 7 }));
    await house.asked();
    const { preview } = await enter('2026-06-18', '2026-06-19', true);
    expect(preview!.moves.find(({ receiptNo }) => receiptNo === story.receiptNo)).toMatchObject({
      from: { dueAt: DUE },
      to: { dueAt: '2026-06-25T18:00:00+09:00' },
      told: true,
    });
    expect(await house.get(Outages).list()).toEqual([]);
    await work();
    expect((await house.detail(story.receiptNo)).dueAt).toBe(DUE);

    const { outage } = await enter('2026-06-18', '2026-06-19');
    await work();
    expect(await house.detail(story.receiptNo)).toMatchObject({
      dueAt: '2026-06-25T18:00:00+09:00',
      moves: [{ cause: 'OUTAGE' }],
    });
    const told = (await house.asked()).find(({ label }) => label === story.receiptNo);
    expect(told!.variables.변경사유).toBe('처리기간에 넣지 않는 정보시스템 장애(2026. 6. 18.(목)~2026. 6. 19.(금))');
    const later = new Story();
    await house.apply(later.received('2026-06-15T09:50:00', { days: 7 }));
    expect((await house.detail(later.receiptNo)).dueAt).toBe('2026-06-25T18:00:00+09:00');
    expect(await house.get(Intervals).list(later.receiptNo, OPERATOR)).toMatchObject([{ source: 'OUTAGE', id: null }]);

    await house.get(Outages).remove(outage.id, OPERATOR, false);
    await work();
    expect((await house.detail(story.receiptNo)).dueAt).toBe(DUE);
    expect((await house.detail(later.receiptNo)).dueAt).toBe(DUE);
    expect(await house.get(Outages).list()).toEqual([]);
  });

  it('that is open pauses everything, and its end lets everything go on', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 7 }));
    await enter('2026-06-15', null);
    await work();
    expect(await house.detail(story.receiptNo)).toMatchObject({ paused: true, provisional: true });
    const received = new Story();
    await house.at('2026-06-16T10:00:00+09:00');
    await house.apply(received.received('2026-06-16T09:30:00', { days: 7 }));
    expect(await house.detail(received.receiptNo)).toMatchObject({ paused: true });
    const { outage } = await enter('2026-06-15', '2026-06-16');
    await work();
    // 6/17 = 1, … 6/25 = 7.
    for (const { receiptNo } of [story, received]) {
      expect(await house.detail(receiptNo)).toMatchObject({
        paused: false,
        provisional: false,
        dueAt: '2026-06-25T18:00:00+09:00',
      });
    }
    // One received after its end does not know of it, though it was entered open.
    const after = new Story();
    await house.at('2026-06-17T10:00:00+09:00');
    await house.apply(after.received('2026-06-17T09:30:00', { days: 7 }));
    expect(await house.detail(after.receiptNo)).toMatchObject({ paused: false, dueAt: '2026-06-25T18:00:00+09:00' });
    await house.get(Outages).remove(outage.id, OPERATOR, false);
    await work();
  });

  it('that is open from a day to come pauses what is overdue by then', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-08T09:30:00', { days: 3 }));
    const { outage } = await enter('2026-06-19', null);
    await work();
    expect(await house.detail(story.receiptNo)).toMatchObject({ paused: false, dueAt: '2026-06-11T09:30:00+09:00' });
    await house.at('2026-06-19T10:00:00+09:00');
    expect(await house.detail(story.receiptNo)).toMatchObject({
      paused: true,
      provisional: false,
      dueAt: '2026-06-11T09:30:00+09:00',
    });
    await house.get(Outages).remove(outage.id, OPERATOR, false);
    await work();
    expect((await house.detail(story.receiptNo)).paused).toBe(false);
  });

  it('before 2026-05-06 is not left out: the Decree did not know it', async () => {
    const story = new Story();
    await house.apply(story.received('2026-04-27T09:30:00', { days: 7 }));
    const { dueAt } = await house.detail(story.receiptNo);
    expect(dueAt).toBe('2026-05-07T18:00:00+09:00');
    const { outage } = await enter('2026-04-28', '2026-05-06');
    await work();
    expect((await house.detail(story.receiptNo)).dueAt).toBe('2026-05-08T18:00:00+09:00');
    await house.get(Outages).remove(outage.id, OPERATOR, false);
    await work();
    expect((await house.detail(story.receiptNo)).dueAt).toBe(dueAt);
  });
});

describe('a supplement that is open', () => {
  it('lets the deadline go on each day, and the moves say what it led to, whenever they were recorded', async () => {
    const story = new Story();
    house.clock.set('2026-08-10T10:00:00+09:00');
    await house.apply(story.received('2026-08-10T09:30:00', { days: 15 }));
    await house.at('2026-08-12T10:00:00+09:00');
    await house.apply(story.supplementRequested('2026-08-12T09:30:00', { dueDays: 10 }));
    expect(await house.detail(story.receiptNo)).toMatchObject({
      paused: true,
      provisional: true,
      dueAt: '2026-09-01T18:00:00+09:00',
    });
    await house.at('2026-08-14T10:00:00+09:00');
    expect(await house.detail(story.receiptNo)).toMatchObject({ dueAt: '2026-09-03T18:00:00+09:00' });
    await house.at('2026-08-20T17:00:00+09:00');
    await house.apply(story.supplementDone('2026-08-20T16:00:00'));
    const done = await house.detail(story.receiptNo);
    expect(done).toMatchObject({ paused: false, provisional: false, dueAt: '2026-09-08T18:00:00+09:00' });
    const moves = [
      ['2026-08-31', '2026-09-01'],
      ['2026-09-01', '2026-09-08'],
    ];
    expect(done.moves.map(({ from, to }) => [from!.slice(0, 10), to!.slice(0, 10)])).toEqual(moves);

    // The same history that arrives weeks later, in one batch, leads to the same.
    house.clock.set('2026-10-01T10:00:00+09:00');
    const late = new Story();
    await house.apply(
      late.received('2026-08-10T09:30:00', { days: 15 }),
      late.supplementRequested('2026-08-12T09:30:00', { dueDays: 10 }),
      late.supplementDone('2026-08-20T16:00:00'),
    );
    const lateDone = await house.detail(late.receiptNo);
    expect(lateDone.dueAt).toBe(done.dueAt);
    expect(lateDone.moves).toEqual(done.moves);
  });
});

describe('a year that the holiday table lacks', () => {
  const cover = (year: number, preview = false) =>
    house.get(Holidays).coverYear(year, [{ date: `${year}-01-01`, name: '신정' }], OPERATOR, preview);

  it('leaves the deadline empty, flagged and alarmed; once the year is entered the date follows and is told', async () => {
    house.clock.set('2027-12-20T10:00:00+09:00');
    const story = new Story();
    const planned = new Story();
    await house.apply(
      story.received('2027-12-20T09:30:00', { days: 15 }),
      planned.received('2027-12-20T09:30:00', { days: 15, plannedAt: '2028-01-10T18:00:00' }),
    );
    expect(await house.detail(story.receiptNo)).toMatchObject({
      dueAt: null,
      targetAt: null,
      flags: ['CALENDAR_MISSING'],
    });
    expect(await house.detail(planned.receiptNo)).toMatchObject({ dueAt: null, targetAt: '2028-01-10T18:00:00+09:00' });
    expect((await house.asked()).map(({ variables }) => variables.처리예정일)).toEqual([
      '추후 안내',
      '2028. 1. 10.(월)',
    ]);
    expect(await house.alarms()).toMatchObject([
      { code: 'CASES.CALENDAR_MISSING', detail: expect.stringContaining('2028년') },
    ]);

    const { preview } = await cover(2028, true);
    expect(preview).toMatchObject({ moving: 2, told: 1 });
    await cover(2028);
    await house.at('2027-12-20T10:05:00+09:00');
    // 12/20–24 = 1–5, (27 substitute), 28–31 = 6–9, 1/3–7 = 10–14, 1/10 = 15.
    expect(await house.detail(story.receiptNo)).toMatchObject({ dueAt: '2028-01-10T18:00:00+09:00', flags: [] });
    // The first answer is no move of the deadline: the planned date stays.
    expect(await house.detail(planned.receiptNo)).toMatchObject({
      plannedAt: '2028-01-10T18:00:00+09:00',
      dueMismatch: false,
    });
    expect(
      (await house.asked(story, planned)).map(({ occasion, label, variables }) => [
        occasion,
        label,
        variables.이전예정일,
      ]),
    ).toEqual([['case.deadline-moved', story.receiptNo, '추후 안내']]);
    expect(await house.alarms()).toEqual([]);

    await house.get(Holidays).uncoverYear(2028, OPERATOR, false);
    await house.at('2027-12-20T10:06:00+09:00');
    expect(await house.detail(story.receiptNo)).toMatchObject({ dueAt: null, flags: ['CALENDAR_MISSING'] });
    expect((await house.alarms()).map(({ code }) => code)).toContain('CASES.CALENDAR_MISSING');
    await expect(house.get(Holidays).uncoverYear(2028, OPERATOR, false)).rejects.toMatchObject({
      code: 'CASES.YEAR_NOT_COVERED',
    });
    await expect(
      Promise.resolve().then(() =>
        house.get(Holidays).coverYear(2028, [{ date: '2027-01-01', name: '신정' }], OPERATOR, false),
      ),
    ).rejects.toMatchObject({ code: 'CASES.NOT_OF_THAT_YEAR' });
  });

  it('keeps no demand of papers back: its day is told as Saeol named it, or as so many days', async () => {
    house.clock.set('2027-12-31T10:00:00+09:00');
    const [named, counted] = [new Story(), new Story()];
    await house.apply(
      named.received('2027-12-31T09:30:00'),
      named.supplementRequested('2027-12-31T09:40:00', { dueDate: '2028-01-10' }),
      counted.received('2027-12-31T09:30:00'),
      counted.supplementRequested('2027-12-31T09:40:00', { dueDays: 10 }),
    );
    expect(await house.detail(named.receiptNo)).toMatchObject({ flags: ['CALENDAR_MISSING'] });
    expect((await house.asked(named, counted)).flatMap(({ variables }) => variables.보완기한 ?? []).toSorted()).toEqual(
      ['12. 31.부터 10일', '2028. 1. 10.(월)'],
    );
  });

  it('is warned of 90 days before the table ends, each day once, until the year is there', async () => {
    const own = await casesHouse('2027-10-01T09:00:00+09:00');
    await own.at('2027-10-01T09:00:00+09:00');
    expect(await own.alarms()).toEqual([]);
    await own.at('2027-10-02T00:00:01+09:00');
    await own.at('2027-10-02T12:00:00+09:00');
    expect(await own.alarms()).toMatchObject([
      {
        code: 'CASES.CALENDAR_ENDS',
        times: 1,
        detail: '2028년 공휴일이 등록되지 않았습니다. 90일 뒤부터 처리기한을 계산할 수 없으니 등록해 주세요.',
      },
    ]);
    await own.at('2027-10-03T12:00:00+09:00');
    expect(await own.alarms()).toMatchObject([{ times: 2, detail: expect.stringContaining('89일') }]);
    await own.at('2028-01-05T12:00:00+09:00');
    expect(await own.alarms()).toMatchObject([{ detail: expect.stringContaining('이미') }]);
    await own.get(Holidays).coverYear(2028, [], OPERATOR, false);
    await own.at('2028-01-05T12:00:01+09:00');
    expect(await own.alarms()).toEqual([]);
    await own.close();
  });
});
