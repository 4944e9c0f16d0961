import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toKst } from '../../libs/clock/index.js';
import type { CaseFilters } from '../cases/index.js';
import { NotificationDelivered, NotificationDropped, NotificationFailed } from '../messaging/index.js';
import { SurveyAnswered, SurveyInvited, type SurveyPlace } from '../surveys/index.js';
import { chance, county, reportingHouse, Story, type ReportingHouse } from './reporting.harness.js';

const MINUTE = 60_000;
let house: ReportingHouse;

beforeEach(async () => {
  house = await reportingHouse('2026-05-06T14:00:00+09:00');
});
afterEach(() => house.close());

/** Straight from the cases themselves. */
async function recount() {
  const one = async <T>(sql: string): Promise<T[]> => house.dataSource.query<T[]>(sql);
  const stages = await one<{ code: string; stage: string; n: number }>(
    `SELECT department_code AS code, stage, count(*)::int AS n FROM cases.civil_case WHERE stage <> 'VOIDED' GROUP BY 1, 2`,
  );
  const [totals] = await one<{ all: number; extended: number; received: number; completed: number; in_time: number }>(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE extensions > 0)::int AS extended,
       count(*) FILTER (WHERE received_at >= '2026-04-07T00:00+09')::int AS received,
       count(*) FILTER (WHERE completed_at BETWEEN '2026-04-07T00:00+09' AND '2026-05-07T00:00+09')::int AS completed,
       count(*) FILTER (WHERE completed_at BETWEEN '2026-04-07T00:00+09' AND '2026-05-07T00:00+09' AND on_time)::int AS in_time
     FROM cases.civil_case WHERE stage <> 'VOIDED'`,
  );
  return { stages, totals: totals! };
}

describe('figures of cases', () => {
  it('equal a recount, in whatever order and however often the facts come', async () => {
    const random = chance(7);
    const events = await county(house, 1);
    const shuffled = [...events, ...events].sort(() => random() - 0.5);
    for (let i = 0; i < shuffled.length; i += 37) await house.hear(shuffled.slice(i, i + 37));
    await house.rollUp.rollUp();

    const { tiles, departments, trend } = await house.figures.dashboard('ALL');
    const { stages, totals } = await recount();
    for (const { code, stage, n } of stages) {
      expect(departments.find((row) => row.code === code)!.stages[stage as 'RECEIVED']).toBe(n);
    }
    expect(departments.flatMap((row) => Object.values(row.stages)).reduce((a, b) => a + b, 0)).toBe(totals.all);
    expect(tiles.extensionRate).toEqual({ num: totals.extended, den: totals.all });
    expect(trend).toHaveLength(30);
    expect(trend.at(-1)!.date).toBe('2026-05-06');
    expect(trend.reduce((sum, day) => sum + day.received, 0)).toBe(totals.received);
    expect(trend.reduce((sum, day) => sum + day.completed, 0)).toBe(totals.completed);

    const due = await house.cases.dueCounts('ALL');
    expect(tiles).toMatchObject({
      inProgress: due.inProgress,
      overdue: due.overdue,
      dueToday: due.today,
      dueWithin3: due.within3days,
      supplementLapsed: due.supplementLapsed,
    });
    const { rows } = await house.reports.departments('ALL', {}, { from: '2026-04-07', to: '2026-05-06' });
    expect(rows.reduce((sum, row) => sum + row.inTime.num, 0)).toBe(totals.in_time);
    expect(rows.reduce((sum, row) => sum + row.overdue, 0)).toBe(due.overdue);
  });

  it('of one department, and of one type, equal the lists behind them', async () => {
    await house.hear(await county(house, 2));
    await house.rollUp.rollUp();
    for (const departmentCode of ['A', 'B']) {
      const { tiles, departments, trend } = await house.figures.dashboard('ALL', { departmentCode });
      const due = await house.cases.dueCounts([departmentCode]);
      expect(tiles).toMatchObject({
        inProgress: due.inProgress,
        overdue: due.overdue,
        dueToday: due.today,
        dueWithin3: due.within3days,
        supplementLapsed: due.supplementLapsed,
      });
      expect(departments.map(({ code }) => code)).toEqual([departmentCode]);
      const listed = async (filters: CaseFilters) =>
        (await house.cases.list({ departmentCode, voided: false, ...filters }, 'ALL', 200)).items.length;
      expect(await listed({ extended: true })).toBe(tiles.extensionRate.num);
      for (const { date, received, completed } of trend) {
        expect(await listed({ receivedFrom: date, receivedTo: date })).toBe(received);
        expect(await listed({ completedFrom: date, completedTo: date })).toBe(completed);
      }
    }
    for (const typeCode of ['T1', 'T2']) {
      const { tiles } = await house.figures.dashboard('ALL', { typeCode });
      const { items } = await house.cases.list({ typeCode, due: 'overdue' }, 'ALL', 100);
      expect(tiles.overdue).toBe(items.length);
    }
  });

  it('tell how many open cases each officer has', async () => {
    await house.hear(await county(house, 5));
    await house.rollUp.rollUp();
    const raw = await house.dataSource.query<{ officerId: string; open: number }[]>(
      `SELECT officer_id AS "officerId", count(*)::int AS open FROM cases.civil_case WHERE open AND officer_id IS NOT NULL AND department_code = 'A' GROUP BY 1 ORDER BY 2 DESC, 1`,
    );
    expect(raw.length).toBeGreaterThan(0);
    const { rows: load } = await house.figures.officersLoad(['A']);
    expect(load.map(({ officerId, open }) => ({ officerId, open }))).toEqual(raw);
    for (const { officerId, overdue, dueToday, dueWithin3 } of load) {
      for (const [due, n] of Object.entries({ overdue, today: dueToday, within3days: dueWithin3 })) {
        const { items } = await house.cases.list({ officerId, due: due as 'today' }, ['A'], 200);
        expect(items.length, `${officerId} ${due}`).toBe(n);
      }
    }
    expect(load.reduce((sum, { overdue }) => sum + overdue, 0)).toBeGreaterThan(0);
  });

  it('show a head the own department only, whatever is asked for', async () => {
    await house.hear(await county(house, 3));
    await house.rollUp.rollUp();
    const own = await house.figures.dashboard(['A']);
    expect(own.departments.map(({ code }) => code)).toEqual(['A']);
    const foreign = await house.figures.dashboard(['A'], { departmentCode: 'B' });
    expect(foreign.tiles).toMatchObject({ inProgress: 0, overdue: 0, extensionRate: { num: 0, den: 0 } });
    expect(foreign.departments).toEqual([]);
  });

  it('move with time alone: what was due in time is overdue when its instant has passed', async () => {
    const story = new Story();
    await house.hear(await house.apply(story.received(new Date('2026-05-06T10:00:00+09:00'), { days: 1 })));
    await house.rollUp.rollUp();
    // 8 hours from 10:00: tomorrow 10:00.
    expect((await house.figures.dashboard('ALL')).tiles).toMatchObject({ overdue: 0, dueToday: 0, dueWithin3: 1 });
    house.clock.set('2026-05-07T09:00:00+09:00');
    expect((await house.figures.dashboard('ALL')).tiles).toMatchObject({ overdue: 0, dueToday: 1, dueWithin3: 1 });
    house.clock.set('2026-05-07T10:00:01+09:00');
    expect((await house.figures.dashboard('ALL')).tiles).toMatchObject({ overdue: 1, dueToday: 0, dueWithin3: 0 });
    await house.hear(await house.apply(story.completed(new Date('2026-05-07T10:00:01+09:00'))));
    await house.rollUp.rollUp();
    expect((await house.figures.dashboard('ALL')).tiles).toMatchObject({ overdue: 0, inProgress: 0 });
    await house.rollUp.tidyInstants();
    expect(await house.dataSource.query('SELECT * FROM reporting.due_figure')).toEqual([]);
  });

  it('tell why citizens are not told', async () => {
    for (const [phone, days] of [
      [null, 10],
      ['01000003001', 10],
      ['01000003001', 1],
    ] as const) {
      await house.hear(await house.apply(new Story().received(new Date('2026-05-06T10:00:00+09:00'), { phone, days })));
    }
    await house.rollUp.rollUp();
    const { rows } = await house.reports.coverage('ALL', {}, { from: '2026-05', to: '2026-05' });
    expect(rows).toMatchObject([{ num: 1, den: 2, reasons: { '휴대전화번호 없음': 1 } }]);
  });

  it('tell the working hours that cases took', async () => {
    const took = [1, 2, 2, 3, 30];
    for (const hours of took) {
      const story = new Story();
      const from = new Date('2026-05-04T09:00:00+09:00');
      // 30 working hours from Monday, Children's Day left out: Friday.
      const to = hours === 30 ? new Date('2026-05-08T16:00:00+09:00') : new Date(from.getTime() + hours * 60 * MINUTE);
      await house.hear(await house.apply(story.received(from), story.completed(to)));
    }
    await house.rollUp.rollUp();
    const { rows } = await house.reports.departments(
      'ALL',
      { departmentCode: 'A' },
      { from: '2026-05-01', to: '2026-05-31' },
    );
    expect(rows[0]).toMatchObject({
      received: 5,
      completed: 5,
      outcomes: { GRANTED: 5 },
      hours: { median: 2, p90: 30 },
    });
  });
});

describe('figures of notices', () => {
  it('count each end once; a late success takes the failure back', async () => {
    const lost = house.noticeOf('11111111-1111-7111-8111-111111111111', 'case.received');
    const failed = new NotificationFailed(lost, null, '카카오톡과 문자 모두 받을 수 없는 번호입니다.', [
      'ALIMTALK',
      'RCS',
      'LMS',
    ]);
    await house.hear([failed]);
    await house.hear([failed]);
    await house.hear([
      new NotificationDelivered(house.noticeOf('22222222-2222-7222-8222-222222222222', 'case.received'), 'RCS', [
        'ALIMTALK',
      ]),
      // Known not to be on Kakao: RCS is tried first, and in vain.
      new NotificationDelivered(house.noticeOf('22222222-2222-7222-8222-222222222222', 'case.assigned'), 'LMS', [
        'RCS',
      ]),
      new NotificationDropped(house.noticeOf('22222222-2222-7222-8222-222222222222', 'case.extended'), 'OVERTAKEN'),
      new NotificationFailed(
        house.noticeOf('33333333-3333-7333-8333-333333333333', 'case.received'),
        'NO_CHANNEL',
        '번호 없음',
        [],
      ),
    ]);
    await house.rollUp.rollUp();
    const before = await house.figures.dashboard('ALL');
    expect(before.tiles.delivered).toEqual({ num: 2, den: 4 });
    expect(before.channels).toEqual([
      { channel: 'ALIMTALK', sent: 2, delivered: 0, fallback: 2, failed: 0 },
      { channel: 'RCS', sent: 3, delivered: 1, fallback: 2, failed: 0 },
      { channel: 'LMS', sent: 2, delivered: 1, fallback: 0, failed: 1 },
    ]);

    const late = new NotificationDelivered(lost, 'ALIMTALK', []);
    await house.hear([late]);
    await house.hear([late, failed]);
    await house.rollUp.rollUp();
    const after = await house.reports.deliveries('ALL', {}, { from: '2026-05-01', to: '2026-05-06' });
    expect(after.rows).toEqual([
      {
        occasion: 'case.assigned',
        delivered: 1,
        failed: 0,
        dropped: 0,
        byChannel: {
          RCS: { delivered: 0, fallback: 1, failed: 0 },
          LMS: { delivered: 1, fallback: 0, failed: 0 },
        },
        reasons: {},
      },
      { occasion: 'case.extended', delivered: 0, failed: 0, dropped: 1, byChannel: {}, reasons: { OVERTAKEN: 1 } },
      {
        occasion: 'case.received',
        delivered: 2,
        failed: 1,
        dropped: 0,
        byChannel: {
          ALIMTALK: { delivered: 1, fallback: 1, failed: 0 },
          RCS: { delivered: 1, fallback: 0, failed: 0 },
        },
        reasons: { NO_CHANNEL: 1 },
      },
    ]);
    expect(after.causes).toEqual([{ cause: '번호 없음', n: 1 }]);
  });

  it('coverage: a case is covered until one of its notices is missed, and again when it came after all', async () => {
    const covered = new Story();
    const missed = new Story();
    const nobody = new Story();
    const events = await house.apply(
      covered.received(new Date('2026-05-06T10:00:00+09:00')),
      missed.received(new Date('2026-05-06T10:00:00+09:00')),
      nobody.received(new Date('2026-05-06T10:00:00+09:00'), { statutory: false }),
    );
    const notice = house.noticeOf(events[1]!.caseId, 'case.received');
    // The failure may be heard before the receipt itself.
    await house.hear([
      new NotificationFailed(notice, null, '전달 실패', ['ALIMTALK']),
      new NotificationFailed(house.noticeOf(events[1]!.caseId, 'case.assigned'), null, '전달 실패', ['ALIMTALK']),
    ]);
    await house.hear(events);
    await house.rollUp.rollUp();
    expect((await house.figures.dashboard('ALL')).tiles.coverage).toEqual({ num: 1, den: 2 });
    const report = await house.reports.coverage('ALL', {}, { from: '2026-05', to: '2026-05' });
    expect(report.rows).toEqual([
      { departmentCode: 'A', departmentName: '건축과', num: 1, den: 2, reasons: { UNREACHED: 1 } },
    ]);
    expect(report.total).toEqual({ num: 1, den: 2 });

    await house.hear([new NotificationDelivered(notice, 'LMS', ['ALIMTALK', 'RCS'])]);
    await house.rollUp.rollUp();
    expect((await house.figures.dashboard('ALL')).tiles.coverage).toEqual({ num: 1, den: 2 });
    await house.hear(await house.apply(missed.voided(new Date('2026-05-06T11:00:00+09:00'))));
    await house.rollUp.rollUp();
    expect((await house.figures.dashboard('ALL')).tiles.coverage).toEqual({ num: 1, den: 1 });
  });
});

describe('a missed notice', () => {
  const at = (time: string) => new Date(`2026-05-06T${time}:00+09:00`);
  const period = { from: '2026-05', to: '2026-05' };
  const rows = async (typeCode?: string) => {
    await house.rollUp.rollUp();
    expect(await house.rebuild.check()).toMatchObject({ differences: [] });
    return (await house.reports.coverage('ALL', { typeCode }, period)).rows.map(
      ({ departmentCode, num, den, reasons }) => ({ departmentCode, num, den, reasons }),
    );
  };
  let story: Story;
  let receipt: Awaited<ReturnType<ReportingHouse['apply']>>;

  /** What reached nobody, in the rows of messaging as in the fact. */
  const missedIn = async (departmentCode: string) => {
    const fact = house.noticeOf(receipt[0]!.caseId, 'case.received', { departmentCode });
    await house.dataSource.query(
      `UPDATE messaging.notification SET id = $1, status = 'FAILED', status_reason = 'NO_CHANNEL', settled_at = $2, step = NULL WHERE subject = $3 AND occasion = 'case.received'`,
      [fact.notificationId, house.clock.now(), fact.subject],
    );
    return new NotificationFailed(fact, 'NO_CHANNEL', '보내지 못했습니다.', []);
  };

  beforeEach(async () => {
    story = new Story();
    receipt = await house.apply(story.received(at('10:00')));
  });

  it('goes with its case to another department, and is of its type', async () => {
    await house.hear([...receipt, await missedIn('A')]);
    expect(await rows()).toEqual([{ departmentCode: 'A', num: 0, den: 1, reasons: { NO_CHANNEL: 1 } }]);
    await house.hear(await house.apply(story.assigned(at('10:05'), 's9', 'B')));
    expect(await rows()).toEqual([{ departmentCode: 'B', num: 0, den: 1, reasons: { NO_CHANNEL: 1 } }]);
    expect(await rows('T1')).toEqual(await rows());
    expect(await rows('T2')).toEqual([]);
  });

  it('is where its case is, whichever is heard first', async () => {
    const moved = await house.apply(story.assigned(at('10:05'), 's9', 'B'));
    await house.hear([await missedIn('A')]);
    await house.hear(moved);
    await house.hear(receipt);
    expect(await rows()).toEqual([{ departmentCode: 'B', num: 0, den: 1, reasons: { NO_CHANNEL: 1 } }]);
  });

  it('is of the type of its case where it is heard before the receipt', async () => {
    await house.hear([await missedIn('A')]);
    await house.hear(receipt);
    expect(await rows('T1')).toEqual([{ departmentCode: 'A', num: 0, den: 1, reasons: { NO_CHANNEL: 1 } }]);
  });

  it('is none once the citizen wants no notices', async () => {
    await house.hear([...receipt, await missedIn('A'), ...(await house.apply(story.refused(at('10:05'))))]);
    expect(await rows()).toEqual([{ departmentCode: 'A', num: 0, den: 1, reasons: { '수신 거부': 1 } }]);
    await house.rebuild.rebuild();
    expect(await rows()).toEqual([{ departmentCode: 'A', num: 0, den: 1, reasons: { '수신 거부': 1 } }]);
  });
});

describe('figures of surveys', () => {
  const place: SurveyPlace = {
    departmentCode: 'A',
    officerDepartmentCode: 'B',
    typeCode: 'T1',
    outcome: 'GRANTED',
    month: '2026-05-01',
    channel: 'RCS',
  };

  it('count answers at once, scores from five on, and follow a changed answer', async () => {
    for (let i = 0; i < 5; i++) {
      await house.hear([new SurveyInvited(`i${i}`, place), new SurveyAnswered(`a${i}`, 1, place, null, 5)]);
      if (i === 3) {
        const { rows } = await house.reports.surveys('department', 'ALL', {}, { from: '2026-05', to: '2026-05' });
        expect(rows).toEqual([{ key: 'A', invited: 4, answered: 4, suppressed: true }]);
      }
    }
    const changed = new SurveyAnswered('a4', 2, place, 5, 1);
    await house.hear([changed, changed]);
    await house.hear([changed]);
    await house.rollUp.rollUp();
    const { rows } = await house.reports.surveys('channel', 'ALL', {}, { from: '2026-05', to: '2026-05' });
    expect(rows).toMatchObject([
      {
        key: 'RCS',
        invited: 5,
        answered: 5,
        suppressed: false,
        mean: 4.2,
        distribution: { '1': 1, '2': 0, '3': 0, '4': 0, '5': 4 },
      },
    ]);
    expect((await house.figures.dashboard('ALL')).tiles.satisfaction).toEqual({ mean: 4.2, n: 5 });
    expect((await house.figures.dashboard(['B'])).tiles.satisfaction).toEqual({ mean: null, n: 0 });
    const { rows: monthly } = await house.monthly.of('2026-05', 'ALL', {});
    expect(monthly.find(({ departmentCode }) => departmentCode === 'A')!.satisfaction).toEqual({
      invited: 5,
      answered: 5,
      mean: 4.2,
    });
  });
});

describe('the roll-up', () => {
  it('by several at once adds each batch once', async () => {
    const events = await county(house, 4);
    for (let i = 0; i < events.length; i += 11) await house.hear(events.slice(i, i + 11));
    await Promise.all([house.rollUp.rollUp(), house.rollUp.rollUp(), house.rollUp.rollUp()]);
    const [sums] = await house.dataSource.query(
      `SELECT (SELECT sum(n) FROM reporting.figure_delta WHERE metric = 'RECEIVED') = (SELECT sum(n) FROM reporting.figure WHERE metric = 'RECEIVED' AND type_code = '*' AND department_code = '*') AS equal,
         (SELECT count(*)::int FROM reporting.delta_batch) AS waiting`,
    );
    expect(sums).toEqual({ equal: true, waiting: 0 });
  });

  it('keeps its deltas by month', async () => {
    const [{ tables }] = await house.dataSource.query(
      `SELECT array_agg(relname::text ORDER BY relname) AS tables FROM pg_class WHERE relname LIKE 'figure_delta_2%' AND relkind = 'r'`,
    );
    expect(tables).toEqual(['figure_delta_202605', 'figure_delta_202606']);
    await expect(house.dataSource.query('UPDATE reporting.figure_delta SET n = 2')).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('the live stream', () => {
  it('tells every reader of a change, of a deadline that passes, and ends with the program', async () => {
    const heard: string[] = [];
    let ended = false;
    const waiting: (() => void)[] = [];
    house.live.stream().subscribe({
      next: ({ type, data }) => {
        heard.push(`${type} ${data.at}`);
        waiting.splice(0).forEach((wake) => wake());
      },
      complete: () => (ended = true),
    });
    const until = async (line: string) => {
      while (!heard.includes(line)) await new Promise<void>((wake) => waiting.push(wake));
    };
    const story = new Story();
    await house.hear(await house.apply(story.received(new Date('2026-05-06T10:00:00+09:00'), { days: 1 })));
    await house.rollUp.rollUp();
    await until(`change ${toKst(house.clock.now())}`);
    expect(await house.dataSource.query('SELECT changed_at FROM reporting.pulse')).toEqual([
      { changed_at: house.clock.now() },
    ]);
    expect((await house.figures.dashboard('ALL')).asOf).toBe('2026-05-06T14:00:00+09:00');

    const before = heard.length;
    await house.rollUp.rollUp();
    house.clock.set('2026-05-07T10:30:00+09:00');
    await house.rollUp.rollUp();
    await until('change 2026-05-07T10:30:00+09:00');
    expect(heard.length).toBe(before + 1);
    expect(house.live.open).toBe(1);
    await house.live.beforeApplicationShutdown();
    expect(ended).toBe(true);
    expect(house.live.open).toBe(0);
  });

  it('is read once for all who look at the same, until any program changes a figure', async () => {
    const story = new Story();
    await house.hear(await house.apply(story.received(new Date('2026-05-06T10:00:00+09:00'))));
    await house.rollUp.rollUp();
    const dashboard = () => house.figures.dashboard(['A', 'B']);
    const [first, same] = [await dashboard(), await dashboard()];
    expect(same).toBe(first);
    expect(await house.figures.dashboard(['A'])).not.toBe(first);
    // Another program's roll-up, at the same instant of the product's clock.
    await house.dataSource.transaction(async (tx) => {
      await tx.query(`UPDATE reporting.figure SET n = n + 1 WHERE metric = 'STAGE'`);
      await tx.query('UPDATE reporting.pulse SET changed_at = changed_at');
    });
    expect((await dashboard()).tiles.inProgress).toBe(first.tiles.inProgress + 1);
  });

  it('listens again when its connection is lost', async () => {
    const heard: string[] = [];
    const waiting: (() => void)[] = [];
    house.live.stream().subscribe(({ type }) => {
      heard.push(type);
      waiting.splice(0).forEach((wake) => wake());
    });
    // The program's own role sees no statements of others.
    const owner = new pg.Client(house.url);
    await owner.connect();
    const { rows } = await owner.query(
      `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
    );
    await owner.end();
    expect(rows).toEqual([{ cut: true }]);
    while (heard.length === 0) await new Promise<void>((wake) => waiting.push(wake));
    await house.live.beforeApplicationShutdown();
    // Whoever looks is told to look again; a heartbeat would say nothing.
    expect(heard).toEqual(['change']);
  });
});
