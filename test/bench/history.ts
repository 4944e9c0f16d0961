import pg from 'pg';
import type { Bench, County } from './bench.js';
import { phoneOf } from './feed.js';

export const DEPARTMENTS = 300;
const CHUNK = 100_000;
/** Receipt numbers of the model cases; none of any feed begins so. */
const MODELS = "receipt_no LIKE '20264779%'";
/** Numbers and texts, which are destroyed so long after completion. */
const SEALED = ['request_sealed', 'text_sealed'];
const KEPT = "interval '90 days'";
/** Less than 400: none is to grow too old while something is measured. */
const KEYS_KEPT = "interval '398 days'";
/** The largest first. */
const GROWING = [
  'messaging.notification',
  'cases.civil_case',
  'saeol.inbox_key',
  'messaging.notice_key',
  'saeol.receipt',
  'messaging.lane',
  'deadlines.ladder',
];
/** As the program's: keys of one time lie together. */
const EVENT_KEY =
  "substr(sha256(left(k.receipt_no, -4)::bytea), 1, 6) || substr(sha256((k.receipt_no || ' ' || s.sequence)::bytea), 1, 10)";
const LANE_KEY = "(left(replace(k.id::text, '-', ''), 12) || left(md5(k.receipt_no), 20))::uuid";
const NOTICE_KEY = '(left(md5(left(k.receipt_no, -4)), 12) || left(md5(random()::text), 20))::uuid';
const RECEIVED_AT = '2026-04-29T08:30:00+09:00';
const ASSIGNED_AT = '2026-04-29T08:40:00+09:00';
const COMPLETED_AT = '2026-04-29T08:50:00+09:00';

/** Which of the models are copied. */
export type Kind = 'OPEN' | 'COMPLETED';

/**
 * Two petitions through the link for each of 300 departments, with an officer of its own each: one stays open, one is completed. What
 * the program makes of them is the model of every row of the history.
 */
export async function pushModels(bench: Bench, county: County): Promise<void> {
  const events = Array.from({ length: DEPARTMENTS * 2 }, (_, n) => modelEvents(n)).flat();
  for (let from = 0; from < events.length; from += 900) await county.push(events.slice(from, from + 900));
  await bench.workedOff(county, 300_000);
  await bench.settled(county, 300_000);
  await bench.addedUp(county);
}

function modelEvents(n: number): object[] {
  const department = `4779${String(n >> 1).padStart(7, '0')}`;
  const receiptNo = `20264779${String(n).padStart(10, '0')}`;
  const event = (sequence: number, kind: string, occurredAt: string, more: object) => ({
    eventId: `S-${receiptNo}-${sequence}`,
    receiptNo,
    sequence,
    kind,
    occurredAt,
    ...more,
  });
  const officer = {
    id: `bench-${n >> 1}`,
    name: '남궁다온',
    phone: '063-000-1103',
    mobile: phoneOf(80_000_000 + (n >> 1)),
    departmentCode: department,
  };
  const received = event(1, 'RECEIVED', RECEIVED_AT, {
    petition: {
      typeCode: '4770000000015',
      typeName: '개발행위허가',
      kind: 'STATUTORY',
      statutory: true,
      period: { unit: 'DAY', length: 15 },
      departmentCode: department,
    },
    applicant: { name: '홍길동', phone: phoneOf(70_000_000 + n), notify: true, language: 'ko' },
  });
  const assigned = event(2, 'ASSIGNED', ASSIGNED_AT, { officer });
  if (n % 2 === 0) return [received, assigned];
  return [received, assigned, event(3, 'COMPLETED', COMPLETED_AT, { outcome: 'GRANTED' })];
}

/**
 * Copies the models until the county has `count` cases more, in sets of 100,000: cases, their steps' keys in the inbox, places of the
 * receipt numbers, lanes and notices; open ones get their ladder. Completed ones lie up to three years back, the oldest first,
 * and hold what is kept so long: no numbers and texts beyond 90 days, no keys beyond 400.
 * @param from first number of the copies' receipt numbers
 */
export async function copyModels(database: pg.Client, kind: Kind, from: number, count: number): Promise<void> {
  await copySets(database, kind, setsOf(from, count));
  await database.query(`ANALYZE ${GROWING.join(', ')}`);
}

/** What PostgreSQL does without while a long history is made. */
const WHILE_COPYING = {
  full_page_writes: 'off',
  autovacuum: 'off',
  max_wal_size: "'8GB'",
  checkpoint_timeout: "'30min'",
};

/**
 * The same for millions of completed ones, while nobody works with the county: on two connections, indexes that no constraint needs are made anew
 * at the end, and all is left as it stands when a year has passed: on the disk, vacuumed and analyzed. Ten million take some 35 GB.
 */
export async function copyHistory(bench: Bench, county: County, from: number, count: number): Promise<void> {
  const { database } = county;
  const { rows: indexes } = await database.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = ANY ('{cases.civil_case, messaging.notification, messaging.lane, saeol.inbox_key}'::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
  );
  const second = new pg.Client({ connectionString: county.databaseUrl });
  await second.connect();
  const onBoth = (work: (connection: pg.Client) => Promise<void>) => Promise.all([database, second].map(work));
  const sets = setsOf(from, count);
  const tables = [...GROWING];
  try {
    for (const [name, value] of Object.entries(WHILE_COPYING))
      await bench.server.query(`ALTER SYSTEM SET ${name} = ${value}`);
    await bench.server.query('SELECT pg_reload_conf()');
    await database.query(`DROP INDEX ${indexes.map(({ name }) => name).join(', ')}`);
    await onBoth((connection) => copySets(connection, 'COMPLETED', sets));
    await onBoth(async (connection) => {
      await connection.query("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0");
      for (let next = indexes.pop(); next !== undefined; next = indexes.pop()) await connection.query(next.definition);
    });
    await onBoth(async (connection) => {
      for (let next = tables.shift(); next !== undefined; next = tables.shift())
        await connection.query(`VACUUM (ANALYZE, PARALLEL 0) ${next}`);
    });
  } finally {
    await second.end();
    for (const name of Object.keys(WHILE_COPYING)) await bench.server.query(`ALTER SYSTEM RESET ${name}`);
    await bench.server.query('SELECT pg_reload_conf()');
    await database.query('CHECKPOINT');
  }
}

interface CopiedSet {
  from: number;
  count: number;
  /** Of all sets. */
  last: number;
  total: number;
}

function setsOf(from: number, count: number): CopiedSet[] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, set) => ({
    from: from + set * CHUNK,
    count: Math.min(CHUNK, count - set * CHUNK),
    last: from + count - 1,
    total: count,
  }));
}

/** Takes sets from the list until it is empty; the models are looked up once. */
async function copySets(database: pg.Client, kind: Kind, sets: CopiedSet[]): Promise<void> {
  const columnsOf = async (schema: string, table: string, without: string[]) => {
    const { rows } = await database.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 AND column_name <> ALL ($3)`,
      [schema, table, without],
    );
    return rows.map(({ name }) => name);
  };
  const columns = {
    ofCase: await columnsOf('cases', 'civil_case', ['id', 'receipt_no', 'received_at', 'completed_at']),
    ofNotice: await columnsOf('messaging', 'notification', [
      'id',
      'key',
      'lane_id',
      'subject',
      'label',
      'created_at',
      ...SEALED,
    ]),
  };
  await database.query(
    `CREATE TEMP TABLE model AS SELECT row_number() OVER (ORDER BY receipt_no) - 1 AS place, count(*) OVER () AS models, c.*
     FROM cases.civil_case c WHERE ${MODELS} AND open = ${kind === 'OPEN'};
     CREATE TEMP TABLE model_notice AS SELECT n.*, l.phone_index, l.last_position
     FROM messaging.notification n JOIN model m ON n.subject = m.id::text JOIN messaging.lane l ON l.id = n.lane_id;
     ANALYZE model, model_notice`,
  );
  for (let set = sets.shift(); set !== undefined; set = sets.shift()) await copySet(database, kind, set, columns);
  await database.query('DROP TABLE model, model_notice');
}

async function copySet(
  database: pg.Client,
  kind: Kind,
  { from, count, last, total }: CopiedSet,
  { ofCase, ofNotice }: { ofCase: string[]; ofNotice: string[] },
): Promise<void> {
  const open = kind === 'OPEN';
  await database.query('BEGIN; SET LOCAL synchronous_commit = off');
  await database.query(
    `CREATE TEMP TABLE copy ON COMMIT DROP AS
     SELECT m.id AS model, m.receipt_no AS model_receipt_no, uuidv7() AS id, $3::text || lpad(n::text, 17, '0') AS receipt_no,
       ($4::bigint - n) * ${open ? 0 : 1000} / $5::bigint * interval '1 day' AS ago, n
     FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) AS n JOIN model m ON m.place = n % m.models`,
    [from, count, open ? '7' : '6', last, total],
  );
  await database.query(
    `INSERT INTO cases.civil_case (id, receipt_no, received_at, completed_at, ${ofCase.join(', ')})
     SELECT k.id, k.receipt_no, c.received_at - k.ago, c.completed_at - k.ago, ${ofCase.map((name) => `c.${name}`).join(', ')}
     FROM copy k JOIN model c ON c.id = k.model`,
  );
  await database.query(
    `INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at)
     SELECT ${EVENT_KEY}, sha256(k.receipt_no::bytea), now() - k.ago
     FROM copy k JOIN cases.step s ON s.case_id = k.model WHERE k.ago <= ${KEYS_KEPT}`,
  );
  await database.query(
    `INSERT INTO saeol.receipt (receipt_no, next_sequence, last_sequence)
     SELECT k.receipt_no, r.next_sequence, r.last_sequence FROM copy k JOIN saeol.receipt r ON r.receipt_no = k.model_receipt_no`,
  );
  if (open)
    await database.query(
      `INSERT INTO deadlines.ladder (case_id, receipt_no, revision, department_code, officer_id, received_at, target_at, hour_case, paused,
         supplement_due_at, armed_from, next_due_at)
       SELECT k.id, k.receipt_no, l.revision, l.department_code, l.officer_id, l.received_at, l.target_at, l.hour_case, l.paused,
         l.supplement_due_at, l.armed_from, l.next_due_at FROM copy k JOIN deadlines.ladder l ON l.case_id = k.model`,
    );
  else
    await database.query(
      `WITH lane AS (
         INSERT INTO messaging.lane (key, phone_index, last_position)
         SELECT DISTINCT ON (k.id) ${LANE_KEY}, n.phone_index, n.last_position
         FROM copy k JOIN model_notice n ON n.subject = k.model::text RETURNING id, key
       ), fresh AS (
         SELECT k.*, lane.id AS lane, n.id AS model_notice, uuidv7() AS notice, ${NOTICE_KEY} AS notice_key
         FROM copy k JOIN lane ON lane.key = ${LANE_KEY} JOIN model_notice n ON n.subject = k.model::text
       ), keys AS (
         INSERT INTO messaging.notice_key (key, noted_on)
         SELECT notice_key, '2026-04-29'::date - ago FROM fresh WHERE ago <= ${KEYS_KEPT}
       )
       INSERT INTO messaging.notification (id, key, lane_id, subject, label, created_at, ${SEALED.join(', ')}, ${ofNotice.join(', ')})
       SELECT f.notice, f.notice_key, f.lane, f.id::text, f.receipt_no, n.created_at - f.ago, ${SEALED.map((name) => `CASE WHEN f.ago <= ${KEPT} THEN n.${name} END`).join(', ')},
         ${ofNotice.map((name) => `n.${name}`).join(', ')}
       FROM fresh f JOIN model_notice n ON n.id = f.model_notice`,
    );
  await database.query('COMMIT');
}

/**
 * The figures that a day's cases leave behind for each of the days `from` (exclusive) to `to` before the models', spread as the models are:
 * what counting them one by one would have added up to, without the time that takes.
 */
export async function copyFigures(database: pg.Client, casesADay: number, from: number, to: number): Promise<void> {
  const times = Math.max(1, Math.round(casesADay / DEPARTMENTS));
  await database.query('CREATE TABLE IF NOT EXISTS model_figure AS SELECT * FROM reporting.figure');
  await database.query(
    `INSERT INTO reporting.figure (metric, type_code, department_code, day, facet, n)
     SELECT metric, type_code, department_code, day - ago, facet, n * $1::bigint FROM model_figure, generate_series($2::int + 1, $3::int) AS ago
     WHERE isfinite(day)
     ON CONFLICT (metric, type_code, department_code, day, facet) DO UPDATE SET n = reporting.figure.n + excluded.n`,
    [times, from, to],
  );
  await database.query(
    `UPDATE reporting.figure f SET n = f.n + m.n * $1::bigint FROM model_figure m
     WHERE NOT isfinite(f.day) AND (f.metric, f.type_code, f.department_code, f.day, f.facet) = (m.metric, m.type_code, m.department_code, m.day, m.facet)`,
    [times * (to - from)],
  );
  await database.query('ANALYZE reporting.figure');
}
