import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import { seedHolidays } from '../../libs/working-time/index.js';
import { FigureRebuild, Figures, Reports } from '../../src/reporting/index.js';
import { linkedFiguresOn, rowsBehind, tilesOn } from '../harness/figure-links.js';
import { NaiveLadder, type DueRung, type Standing } from '../harness/naive-ladder.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { chance } from '../harness/working-day.js';

/**
 * A county's month around two holidays and one declared on the way, over the real program and sandbox with a clock that steps: by day
 * what is due is told, in the evening what Saeol recorded that day comes over the link. Then every ladder message is held against a
 * reckoning that counts minutes and days one by one, and every figure against a recount of the rows.
 * In the suite a part of it; `MONTH_CASES=3000 npx vitest run test/flows/simulated-month.spec.ts` is the whole.
 */
const CASES = Number(process.env.MONTH_CASES ?? 60);
const IS_WHOLE = CASES >= 1000;
const FIRST = '2026-05-04';
const DAYS = IS_WHOLE ? 22 : 8;
const SWEEPS = IS_WHOLE ? ['09:00', '11:00', '14:00', '16:30'] : ['09:00', '14:00'];
const DECLARED = { date: IS_WHOLE ? '2026-05-21' : '2026-05-13', name: '임시공휴일' };
const PATIENCE_MS = IS_WHOLE ? 120_000 : 20_000;
const DAY = 86_400_000;
const SEED = 20260504;

/** Two departments as the seed has them: officers, the leaders of their teams, the head. */
const OFFICERS: { id: string; leader: string; department: string }[] = [
  { id: 's113', leader: 's111', department: '47700000011' },
  { id: 's114', leader: 's111', department: '47700000011' },
  { id: 's116', leader: 's115', department: '47700000011' },
  { id: 's132', leader: 's131', department: '47700000013' },
  { id: 's134', leader: 's133', department: '47700000013' },
];
const HEADS: Record<string, string> = { '47700000011': 's110', '47700000013': 's130' };
const OCCASIONS = { D3: 'd3', D1: 'd1', DDAY: 'dday', OVERDUE: 'overdue', SUPPLEMENT_LAPSED: 'supplement-lapsed' };

const seeded = new Set(seedHolidays().map(({ date }) => date));
const before = new NaiveLadder(seeded, '2026-04-20', '2026-08-01');
const after = new NaiveLadder(new Set([...seeded, DECLARED.date]), '2026-04-20', '2026-08-01');
/** The working days of the month as they will have been. */
const days: string[] = [];
for (let t = kstInstant(FIRST).getTime(); days.length < DAYS; t += DAY)
  if (after.isWorkingDay(kstDate(new Date(t)))) days.push(kstDate(new Date(t)));

interface PlannedEvent {
  day: number;
  event: object;
}

let program: TestProgram;
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: `${FIRST}T08:30:00+09:00` });
  program.clock.set(`${FIRST}T08:30:00+09:00`);
}, 60_000);
afterAll(() => program?.stop());

/** What becomes of each petition: at most one step a day, but for the assignment on the day of the receipt. */
function county(random: () => number): PlannedEvent[] {
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const planned: PlannedEvent[] = [];
  for (let i = 0; i < CASES; i++) {
    const petition = new Petition(`20264770001${String(i).padStart(7, '0')}`, phoneOf(i, random));
    let day = Math.floor(random() * DAYS * 0.7);
    const at = (minutes: number) =>
      `${days[day]}T${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
    const add = (event: object) => planned.push({ day, event });
    const later = () => {
      day += 1 + Math.floor(random() * 4);
      return day < DAYS;
    };
    const minute = () => 60 + Math.floor(random() * 100);
    const officer = pick(...OFFICERS);
    const assigned = (to: { id: string; department: string }, when: string) =>
      petition.assigned(when, { id: to.id, name: `담당${to.id}`, departmentCode: to.department });
    add(
      petition.received(at(minute()), {
        typeCode: pick('4770000000015', '4770000000021'),
        statutory: random() < 0.9,
        period: { unit: 'DAY', length: pick(1, 2, 3, 5, 6, 7, 10, 14) },
        departmentCode: officer.department,
      }),
    );
    if (random() < 0.9) add(assigned(officer, at(200 + minute())));
    if (random() < 0.05 && later()) {
      add(petition.event('VOIDED', at(minute()), { reason: '접수 착오' }));
      continue;
    }
    if (random() < 0.3 && later()) {
      add(petition.supplementRequested(at(minute()), { dueDays: pick(1, 2, 4) }));
      if (random() < 0.3 || !later()) continue;
      add(petition.supplementDone(at(minute())));
    }
    if (random() < 0.2 && later())
      add(assigned(pick(...OFFICERS.filter(({ department }) => department === officer.department)), at(minute())));
    if (random() < 0.25 && later()) add(petition.extended(at(minute()), { days: pick(1, 2, 3) }));
    if (random() < 0.6 && later()) {
      add(petition.completed(at(minute()), pick('GRANTED', 'GRANTED', 'REFUSED', 'WITHDRAWN')));
      if (random() < 0.15 && later()) add(petition.reopened(at(minute())));
    }
  }
  return planned;
}

/** One in six has a phone that AlimTalk, RCS or nothing reaches; its ending says so (the sandbox's phones). */
function phoneOf(i: number, random: () => number): string {
  const special = ['9001', '9002', '9005', '9006'];
  const ending = i % 6 === 0 ? special[Math.floor(random() * special.length)]! : String(1000 + (i % 8000));
  return `010000${Math.floor(random() * 10)}${ending}`;
}

const sql = <Row>(text: string, values: unknown[] = []) => program.dataSource.query<Row[]>(text, values);

async function quiet(what: string): Promise<void> {
  await eventually(
    what,
    async () => {
      const [row] = await sql<{ n: number }>(
        `SELECT ((SELECT count(*) FROM saeol.inbox WHERE state = 'WAITING') + (SELECT count(*) FROM graphile_worker._private_jobs WHERE attempts < max_attempts)
           + (SELECT count(*) FROM cases.deadline_change WHERE done_at IS NULL) + (SELECT count(*) FROM reporting.delta_batch))::int AS n`,
      );
      return row!.n === 0;
    },
    PATIENCE_MS,
  );
}

/** Pushes a day's events in the evening, each petition's in their order. */
async function evening(day: number, planned: PlannedEvent[]): Promise<void> {
  program.clock.set(`${days[day]}T20:00:00+09:00`);
  const events = planned.filter((one) => one.day === day).map(({ event }) => event);
  for (let from = 0; from < events.length; from += 500) {
    const { body } = await program.push(events.slice(from, from + 500));
    expect(body.results.filter(({ status }) => status !== 'ACCEPTED')).toEqual([]);
  }
  await quiet('the day is applied and heard of');
}

/** Before the office opens: with a new day the deadlines of paused cases are reckoned anew, as the program does at midnight. */
async function morning(day: number): Promise<void> {
  program.clock.set(`${days[day]}T08:30:00+09:00`);
  await eventually(
    'what stands still is reckoned for the day',
    async () => {
      const [row] = await sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM cases.civil_case WHERE open AND reckon_daily AND reckoned_on < $1',
        [days[day]],
      );
      return row!.n === 0;
    },
    PATIENCE_MS,
  );
  await quiet('the ladders have heard of it');
}

/** Sweeps go by the program's own tick: until nothing that is due is left. */
async function sweepAt(instant: string): Promise<void> {
  program.clock.set(instant);
  await eventually(
    `what is due at ${instant} is told`,
    async () => {
      const [row] = await sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM deadlines.ladder WHERE next_due_at <= $1',
        [program.clock.now()],
      );
      return row!.n === 0;
    },
    PATIENCE_MS,
  );
}

/** The program tells of a calendar that it has reckoned the ladders with. */
async function declareHoliday(): Promise<void> {
  const basis = async () =>
    (await sql<{ basis: string; reckoned_to: string | null }>('SELECT * FROM deadlines.reckoning'))[0]!;
  const was = (await basis()).basis;
  const answer = await fetch(`${program.url}/api/v1/holidays`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: program.bearer },
    body: JSON.stringify(DECLARED),
  });
  expect(answer.status).toBe(201);
  await quiet('the holiday has moved what it touches');
  await eventually(
    'the ladders are reckoned with it',
    async () => {
      const now = await basis();
      return now.basis !== was && now.reckoned_to === null;
    },
    PATIENCE_MS,
  );
}

async function standings(): Promise<Map<string, Standing>> {
  const rows = await sql<Standing & { period: { length: number } }>(
    `SELECT receipt_no AS "receiptNo", department_code AS "departmentCode", officer_id AS "officerId", open, paused, period,
       target_at AS "targetAt", supplement_due_at AS "supplementDueAt" FROM cases.civil_case`,
  );
  return new Map(rows.map(({ period, ...row }) => [row.receiptNo, { ...row, hourCase: period.length <= 5 }]));
}

const same = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();
function moved(a: Standing, b: Standing): boolean {
  return (
    a.open !== b.open ||
    a.paused !== b.paused ||
    !same(a.targetAt, b.targetAt) ||
    !same(a.supplementDueAt, b.supplementDueAt)
  );
}

function toldOf({ name }: DueRung, { officerId, departmentCode }: Standing): { id: string; kind: string }[] {
  const head = { id: HEADS[departmentCode]!, kind: 'HEAD' };
  const officer = OFFICERS.find(({ id }) => id === officerId);
  if (officer === undefined) return [head];
  const leader = { id: officer.leader, kind: 'LEADER' };
  const own = { id: officer.id, kind: 'OFFICER' };
  if (name === 'D3' || name === 'D1') return [own];
  return name === 'OVERDUE' ? [own, leader, head] : [own, leader];
}

interface Expected {
  rungs: string[];
  messages: string[];
}

/** The ladder by hand: from when each case's rungs count, and what each run tells whom. */
class ByHand {
  readonly expected: Expected = { rungs: [], messages: [] };
  private readonly from = new Map<string, Date>();
  private readonly headsTold = new Set<string>();
  private known = new Map<string, Standing>();

  /** @param at of the step that moved a case that evening; the evening itself where none did */
  follow(now: Map<string, Standing>, at: (receiptNo: string, isNew: boolean) => Date): void {
    for (const [receiptNo, standing] of now) {
      const was = this.known.get(receiptNo);
      if (was === undefined || moved(was, standing)) {
        const instant = at(receiptNo, was === undefined);
        const from = this.from.get(receiptNo);
        this.from.set(receiptNo, from === undefined || instant > from ? instant : from);
      }
    }
    this.known = now;
  }

  run(ladder: NaiveLadder, at: Date): void {
    const run: { rung: DueRung; standing: Standing; id: string; kind: string }[] = [];
    const lines = new Map<string, { line: string; outcomes: Map<string, string> }>();
    for (const [receiptNo, standing] of this.known) {
      const due = ladder.due(standing, this.from.get(receiptNo)!, at);
      const told = due.at(-1);
      if (told === undefined) continue;
      // What news of the day moves in the evening is behind what was told of the old deadline since.
      this.from.set(receiptNo, new Date(at.getTime() + 1));
      for (const passed of due.slice(0, -1))
        this.expected.rungs.push(`${receiptNo} ${passed.name} ${toKst(at)} OVERTAKEN`);
      const people = toldOf(told, standing);
      lines.set(receiptNo, {
        line: `${receiptNo} ${told.name} ${toKst(at)}`,
        outcomes: new Map(people.map(({ id }) => [id, 'SENT'])),
      });
      run.push(...people.map((person) => ({ rung: told, standing, ...person })));
    }
    for (const [id, all] of Map.groupBy(run, (one) => one.id)) this.tell(id, all, at, lines);
    for (const { line, outcomes } of lines.values())
      this.expected.rungs.push(`${line} → ${[...outcomes].map(([id, outcome]) => `${id} ${outcome}`).join(', ')}`);
  }

  private tell(
    id: string,
    all: { rung: DueRung; standing: Standing; kind: string }[],
    at: Date,
    lines: Map<string, { outcomes: Map<string, string> }>,
  ): void {
    const isHeads = (one: (typeof all)[number]) => one.rung.name === 'OVERDUE' && one.kind === 'HEAD';
    const day = `${id} ${kstDate(at)}`;
    const held = this.headsTold.has(day) ? all.filter(isHeads) : [];
    for (const { standing } of held) lines.get(standing.receiptNo)!.outcomes.set(id, 'ONE_A_DAY');
    const open = all.filter((one) => !held.includes(one));
    const overdue = open.filter(isHeads);
    if (overdue.length > 0) this.headsTold.add(day);
    const inDigest = open.length > 3 ? open : overdue.length > 1 ? overdue : [];
    for (const { standing } of inDigest) lines.get(standing.receiptNo)!.outcomes.set(id, 'DIGEST');
    if (inDigest.length > 0) this.expected.messages.push(`${toKst(at)} ${id} deadline.digest `);
    for (const { rung, standing } of open.filter((one) => !inDigest.includes(one)))
      this.expected.messages.push(`${toKst(at)} ${id} deadline.${OCCASIONS[rung.name]} ${standing.receiptNo}`);
  }
}

describe('a month', () => {
  const byHand = new ByHand();
  const events = county(chance(SEED));

  it(
    'goes by',
    async () => {
      for (let day = 0; day < DAYS; day++) {
        const ladder = days[day]! > kstDate(new Date(kstInstant(DECLARED.date).getTime() - DAY)) ? after : before;
        await morning(day);
        for (const time of SWEEPS) {
          await sweepAt(`${days[day]}T${time}:00+09:00`);
          byHand.run(ladder, program.clock.now());
        }
        await evening(day, events);
        const ofDay = new Map(
          events
            .filter((one) => one.day === day)
            .map(({ event }) => event as { receiptNo: string; kind: string; occurredAt: string })
            .filter(({ kind }) => kind !== 'ASSIGNED')
            .map(({ receiptNo, occurredAt }) => [receiptNo, new Date(occurredAt)]),
        );
        byHand.follow(await standings(), (receiptNo) => ofDay.get(receiptNo) ?? program.clock.now());
        // The evening before: what is due the next working day has to move in time.
        if (days[day + 1] !== undefined && days[day]! < DECLARED.date && days[day + 1]! > DECLARED.date) {
          await declareHoliday();
          byHand.follow(await standings(), () => program.clock.now());
        }
      }
      const [declared] = await sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM cases.deadline_move WHERE cause = 'HOLIDAY'`,
      );
      expect(declared!.n, 'deadlines that the declared holiday moved').toBeGreaterThan(0);
    },
    IS_WHOLE ? 1_800_000 : 120_000,
  );

  it('every ladder message is accounted for, and none besides', async () => {
    const rungs = await sql<{
      receipt_no: string;
      name: string;
      decided_at: Date;
      reason: string | null;
      recipients: { id: string; state: string; reason: string | null; inDigest: boolean }[];
    }>(`SELECT * FROM deadlines.rung WHERE reason IS NULL OR reason NOT IN ('MOVED', 'ENDED')`);
    const told = rungs.map(({ receipt_no, name, decided_at, reason, recipients }) => {
      const line = `${receipt_no} ${name} ${toKst(decided_at)}`;
      const outcomes = recipients.map((one) => `${one.id} ${one.reason ?? (one.inDigest ? 'DIGEST' : one.state)}`);
      return reason === null ? `${line} → ${outcomes.join(', ')}` : `${line} ${reason}`;
    });
    expect(told.sort()).toEqual(byHand.expected.rungs.sort());
    const messages = await sql<{ created_at: Date; recipient_id: string; occasion: string; label: string | null }>(
      `SELECT created_at, recipient_id, occasion, label FROM messaging.notification WHERE occasion LIKE 'deadline.%'`,
    );
    const asked = messages.map(
      (one) => `${toKst(one.created_at)} ${one.recipient_id} ${one.occasion} ${one.label ?? ''}`,
    );
    expect(asked.sort()).toEqual(byHand.expected.messages.sort());
    for (const name of Object.keys(OCCASIONS))
      expect(
        told.some((line) => line.includes(` ${name} `)),
        name,
      ).toBe(true);
    expect(asked.some((line) => line.includes('deadline.digest'))).toBe(true);
    expect(told.length).toBeGreaterThan(CASES);
  });

  it(
    'every one of them is on its phone once',
    async () => {
      await settled();
      // What waited for its dispatch when the evening's news ended or moved its case, or a newer rung came, is taken back.
      const unsent = await sql(
        `SELECT n.occasion, n.status, n.status_reason FROM messaging.notification n
         WHERE n.occasion LIKE 'deadline.%' AND n.status <> 'DELIVERED' AND NOT (n.status_reason IS NOT DISTINCT FROM 'OVERTAKEN' AND (
           to_char(n.settled_at AT TIME ZONE 'Asia/Seoul', 'HH24:MI') = '20:00' OR EXISTS (
             SELECT FROM messaging.notification newer
             WHERE newer.lane_id = n.lane_id AND newer.lane_position > n.lane_position AND newer.occasion LIKE 'deadline.%')))`,
      );
      expect(unsent).toEqual([]);
      const people = await program.get('/api/v1/staff?limit=200');
      const ids = (people.body as { items: { id: string }[] }).items.map(({ id }) => id);
      const asked = await sql<{ id: string; n: number }>(
        `SELECT recipient_id AS id, count(*)::int AS n FROM messaging.notification WHERE recipient_kind IN ('OFFICER', 'LEADER', 'HEAD') AND status = 'DELIVERED' GROUP BY 1`,
      );
      expect(asked.every(({ id }) => ids.includes(id))).toBe(true);
      const references = await sql<{ n: number }>(
        `SELECT count(DISTINCT a.reference)::int AS n FROM messaging.attempt a JOIN messaging.notification n ON n.id = a.notification_id
       WHERE n.recipient_kind IN ('OFFICER', 'LEADER', 'HEAD') AND a.status = 'DELIVERED'`,
      );
      expect(references[0]!.n).toBe(asked.reduce((sum, { n }) => sum + n, 0));
      // The gateway keeps what it was handed: as many messages on officers' phones as were asked for.
      const shown = (await program.messages()).filter(({ visible }) => visible);
      const byReference = new Set(
        (
          await sql<{ reference: string }>(
            `SELECT a.reference FROM messaging.attempt a JOIN messaging.notification n ON n.id = a.notification_id WHERE n.recipient_kind IN ('OFFICER', 'LEADER', 'HEAD')`,
          )
        ).map(({ reference }) => reference),
      );
      expect(shown.filter(({ reference }) => byReference.has(reference)).length).toBe(references[0]!.n);
    },
    PATIENCE_MS + 10_000,
  );

  it(
    'every figure equals a recount of the rows',
    async () => {
      await settled();
      await quiet('everything is counted');
      const rebuild = program.app.get(FigureRebuild, { strict: false });
      expect(await rebuild.check()).toEqual({ differences: [], uncounted: 0 });
      const { tiles, departments, trend, channels } = await program.app
        .get(Figures, { strict: false })
        .dashboard('ALL');

      const stages = await sql<{ code: string; stage: string; n: number }>(
        `SELECT department_code AS code, stage, count(*)::int AS n FROM cases.civil_case WHERE stage <> 'VOIDED' GROUP BY 1, 2`,
      );
      expect(
        departments
          .flatMap(({ code, stages: counts }) =>
            Object.entries(counts).flatMap(([stage, n]) => (n === 0 ? [] : [{ code, stage, n }])),
          )
          .sort(order),
      ).toEqual(stages.sort(order));
      const now = program.clock.now();
      const [endOfToday, endOfThird] = [1, 3].map((nth) => endOfNthWorkingDay(now, nth));
      const [counts] = await sql<Record<string, number>>(
        `SELECT count(*) FILTER (WHERE open)::int AS "inProgress", count(*) FILTER (WHERE open AND target_at < $1)::int AS overdue,
         count(*) FILTER (WHERE open AND target_at >= $1 AND target_at < $2)::int AS "dueToday",
         count(*) FILTER (WHERE open AND target_at >= $1 AND target_at < $3)::int AS "dueWithin3",
         count(*) FILTER (WHERE open AND supplement_open AND supplement_due_at < $1)::int AS "supplementLapsed",
         count(*) FILTER (WHERE extensions > 0)::int AS extended, count(*)::int AS "all"
       FROM cases.civil_case WHERE stage <> 'VOIDED'`,
        [now, endOfToday, endOfThird],
      );
      const { extended, all, ...due } = counts!;
      expect(tiles).toMatchObject({ ...due, extensionRate: { num: extended, den: all } });
      const [sent] = await sql<{ num: number; den: number }>(
        `SELECT count(*) FILTER (WHERE status = 'DELIVERED')::int AS num, count(*) FILTER (WHERE status IN ('DELIVERED', 'FAILED'))::int AS den
       FROM messaging.notification WHERE settled_at >= $1`,
        [kstInstant(trend[0]!.date)],
      );
      expect(tiles.delivered).toEqual(sent);
      const byChannel = await sql<{ channel: string; delivered: number }>(
        `SELECT channel, count(*)::int AS delivered FROM messaging.notification WHERE status = 'DELIVERED' AND settled_at >= $1 GROUP BY 1`,
        [kstInstant(trend[0]!.date)],
      );
      expect(
        channels.flatMap(({ channel, delivered }) => (delivered === 0 ? [] : [{ channel, delivered }])).sort(order),
      ).toEqual(byChannel.sort(order));
      const byDay = await sql<{ date: string; received: number }>(
        `SELECT to_char(received_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS date, count(*)::int AS received FROM cases.civil_case
       WHERE stage <> 'VOIDED' AND received_at >= $1 GROUP BY 1`,
        [kstInstant(trend[0]!.date)],
      );
      expect(trend.flatMap(({ date, received }) => (received === 0 ? [] : [{ date, received }])).sort(order)).toEqual(
        byDay.sort(order),
      );
      const [missed] = await sql<{ n: number }>(
        `SELECT count(DISTINCT n.subject)::int AS n FROM messaging.notification n JOIN cases.civil_case c ON c.id::text = n.subject
       WHERE c.stage <> 'VOIDED' AND n.occasion LIKE 'case.%' AND n.recipient_kind IN ('APPLICANT', 'AGENT')
         AND (n.status = 'FAILED' OR n.status = 'DROPPED' AND n.status_reason <> 'OVERTAKEN')`,
      );
      const [told] = await sql<{ told: number; rest: number }>(
        `SELECT count(*) FILTER (WHERE notified)::int AS told, count(*) FILTER (WHERE NOT notified AND statutory AND not_notified_reason <> '처리기간 2일 미만')::int AS rest
       FROM cases.civil_case WHERE stage <> 'VOIDED'`,
      );
      expect(tiles.coverage).toEqual({ num: told!.told - missed!.n, den: told!.told + told!.rest });
      expect(missed!.n).toBeGreaterThan(0);

      const report = await program.app
        .get(Reports, { strict: false })
        .departments('ALL', {}, { from: FIRST, to: kstDate(now) });
      const done = await sql<{ code: string; completed: number; inTime: number }>(
        `SELECT department_code AS code, count(*)::int AS completed, count(*) FILTER (WHERE on_time)::int AS "inTime"
       FROM cases.civil_case WHERE stage <> 'VOIDED' AND completed_at >= $1 GROUP BY 1`,
        [kstInstant(FIRST)],
      );
      expect(
        report.rows
          .flatMap(({ departmentCode, completed, inTime }) =>
            completed === 0 ? [] : [{ code: departmentCode, completed, inTime: inTime.num }],
          )
          .sort(order),
      ).toEqual(done.sort(order));
      if (IS_WHOLE)
        console.log(
          JSON.stringify({
            cases: CASES,
            events: events.length,
            told: byHand.expected.rungs.length,
            officersMessages: byHand.expected.messages.length,
            tiles,
          }),
        );
    },
    PATIENCE_MS + 10_000,
  );
});

describe('the figures of the month', () => {
  const read = async (path: string): Promise<string> => {
    const answer = await fetch(program.url + path, { headers: { authorization: program.bearer, accept: 'text/html' } });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.text();
  };

  // The whole month has hundreds of pages behind its figures; what differs would differ here.
  it.skipIf(IS_WHOLE)(
    'lead to exactly the rows that make them up, on the dashboard and in every report',
    async () => {
      const pages = [
        '/',
        '/?departmentCode=47700000011&typeCode=4770000000015',
        `/reports/departments?from=${FIRST}`,
        `/reports/deliveries?from=${FIRST}`,
        '/reports/coverage',
        `/reports/monthly?month=${FIRST.slice(0, 7)}`,
      ];
      const rows = new Map<string, Promise<number>>();
      const behind = (href: string) => {
        if (!rows.has(href)) rows.set(href, rowsBehind(href, read));
        return rows.get(href)!;
      };
      const wrong: string[] = [];
      const check = async (page: string, words: string, n: number, href: string) => {
        const found = await behind(href);
        if (found !== n) wrong.push(`${page}: "${words}" is ${n}, but ${href} has ${found}`);
      };
      for (const page of pages) {
        const figures = linkedFiguresOn(await read(page));
        expect(figures.length, page).toBeGreaterThan(4);
        await Promise.all(figures.map(({ words, n, href }) => check(page, words, n, href)));
      }
      const tiles = tilesOn(await read('/'));
      for (const label of ['진행 중', '기한 경과', '오늘 마감', '3일 안에 마감', '보완기한 경과']) {
        const { value, href } = tiles.get(label)!;
        await check('/', label, Number(value.replace(/\D/g, '')), href);
      }
      const extended = tiles.get('기간 연장률')!;
      await check('/', '기간 연장률', extended.counted[1]!, extended.href);
      const delivered = tiles.get('알림 전달률')!;
      await check('/', '알림 전달률', delivered.counted[0]! - delivered.counted[1]!, delivered.href);
      expect(wrong).toEqual([]);
      expect(rows.size).toBeGreaterThan(80);
    },
    60_000,
  );
});

const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

function endOfNthWorkingDay(now: Date, nth: number): Date {
  if (nth === 1) return new Date(kstInstant(kstDate(now)).getTime() + DAY);
  let day = kstInstant(kstDate(now)).getTime();
  for (let found = after.isWorkingDay(kstDate(now)) ? 1 : 0; found < nth;) {
    day += DAY;
    if (after.isWorkingDay(kstDate(new Date(day)))) found++;
  }
  return new Date(day + DAY);
}

/** Every message has come to its end. */
async function settled(): Promise<void> {
  await eventually(
    'every message has ended',
    async () => {
      const [row] = await sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM messaging.notification WHERE status IN ('WAITING', 'SENDING') AND due_at <= $1`,
        [program.clock.now()],
      );
      return row!.n === 0;
    },
    PATIENCE_MS,
  );
}
