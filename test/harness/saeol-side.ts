import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** An event as the push has it; only what every way in can carry. */
export interface SideEvent {
  eventId: string;
  receiptNo: string;
  sequence: number;
  kind: string;
  occurredAt: string;
  plannedAt?: string;
  petition?: {
    typeCode: string;
    typeName: string;
    kind: string;
    statutory: boolean;
    period: { unit: string; length: number };
    promised?: { unit: string; length: number };
    departmentCode: string;
  };
  applicant?: { name: string; phone?: string; notify?: boolean };
  agent?: { name: string; phone?: string };
  officer?: { id: string; name: string; phone: string; departmentCode: string };
  supplement?: { kind: string; reason: string; dueDays: number };
  extension?: { days: number; reason: string; reasonCode: string };
  outcome?: string;
  result?: { reason?: string };
  reason?: string;
}

/** Codes of an invented county: what its Saeol writes, and what an operator says that it means. */
export const SIDE_CODES: [column: string, code: string, meaning: string][] = [
  ['deal_se', '02', 'SUPPLEMENT'],
  ['deal_se', '03', 'EXTENDED'],
  ['deal_se', '11', 'COMPLETED:REFUSED'],
  ['deal_se', '12', 'COMPLETED:RETURNED'],
  ['deal_se', '13', 'COMPLETED:WITHDRAWN'],
  ['deal_se', '99', 'VOIDED'],
  ['step_code', '10', 'RECEIVED'],
  ['step_code', '20', 'ASSIGNED'],
  ['step_code', '30', 'SUPPLEMENT_REQUESTED:SUPPLEMENT'],
  ['step_code', '31', 'SUPPLEMENT_REQUESTED:CORRECTION'],
  ['step_code', '35', 'SUPPLEMENT_DONE'],
  ['step_code', '40', 'EXTENDED'],
  ['step_code', '50', 'COMPLETED:GRANTED'],
  ['step_code', '51', 'COMPLETED:REFUSED'],
  ['step_code', '52', 'COMPLETED:RETURNED'],
  ['step_code', '53', 'COMPLETED:WITHDRAWN'],
  ['step_code', '55', 'REOPENED'],
  ['step_code', '60', 'AMENDED'],
  ['step_code', '90', 'VOIDED'],
  ['mw_se', '1', 'STATUTORY'],
  ['mw_se', '5', 'OTHER'],
  ['ext_rsn_code', 'A', 'COOPERATION'],
];

const STATE: Record<string, string> = { GRANTED: '01', REFUSED: '11', RETURNED: '12', WITHDRAWN: '13' };
const STEP: Record<string, string> = {
  RECEIVED: '10',
  ASSIGNED: '20',
  SUPPLEMENT_REQUESTED: '30',
  SUPPLEMENT_DONE: '35',
  EXTENDED: '40',
  REOPENED: '55',
  AMENDED: '60',
  VOIDED: '90',
};
const COMPLETION: Record<string, string> = { GRANTED: '50', REFUSED: '51', RETURNED: '52', WITHDRAWN: '53' };
/** Steps after which a planned completion that they do not bring is void. */
const MOVES = new Set(['SUPPLEMENT_DONE', 'EXTENDED', 'REOPENED']);

export const SIDE_CASE_COLUMNS = [
  'mw_take_no',
  'take_ymd',
  'take_tm',
  'mw_afr_shtnm',
  'cgg_mw_afr_cl_no',
  'mw_se',
  'mw_aplct_nm',
  'mw_aplct_hpno',
  'mw_aplct_sid',
  'mw_aplct_pwd',
  'mw_aplct_addr',
  'agncy_nm',
  'agncy_telno',
  'agncy_sid',
  'sms_rprt_yn',
  'deal_se',
  'deal_plan_ymd',
  'deal_plan_tm',
  'court_daycnt',
  'shrt_daycnt',
  'real_deal_ymd',
  'real_deal_tm',
  'main_deal_dep_code',
  'dpp_id',
  'dpp_usr_nm',
  'dpp_usr_telno',
] as const;
export const SIDE_STEP_COLUMNS = [
  'mw_take_no',
  'step_seq',
  'step_code',
  'step_end_td',
  'splm_daycnt',
  'ext_daycnt',
  'ext_rsn_code',
  'rsn',
  'dpp_id',
  'dpp_usr_nm',
  'dpp_usr_telno',
  'main_deal_dep_code',
] as const;

export type SideRow = Record<string, string | number | null>;

/** Says over the API what this county's codes mean. */
export async function teachCodes(url: string, authorization: string): Promise<void> {
  for (const [column, code, meaning] of SIDE_CODES) {
    const answer = await fetch(`${url}/api/v1/saeol/codes/${column}/${code}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ meaning }),
    });
    if (answer.status !== 204) throw new Error(`the code map refused ${column} ${code}: ${answer.status}`);
  }
}

/** What must never reach our disk: stands in every row that this Saeol writes. */
export const FORBIDDEN = { sid: '810101-1234567', password: 'pw-Geheim-31', address: '순창읍 비밀로 77' };

const ymd = (at: string) => at.slice(0, 10).replaceAll('-', '');
const hms = (at: string) => at.slice(11, 19).replaceAll(':', '');

/** Saeol's own tables: a row for each case as it is now, and the rows of its history. */
export class SaeolSide {
  readonly cases = new Map<string, SideRow>();
  readonly steps = new Map<string, SideRow[]>();

  /** What an event does to the tables; answers the rows that it wrote. */
  apply(event: SideEvent): { case: SideRow; step: SideRow } {
    const { receiptNo, kind, occurredAt } = event;
    const row = this.cases.get(receiptNo) ?? firstRow(event);
    this.cases.set(receiptNo, row);
    if (event.petition && kind !== 'RECEIVED') Object.assign(row, petitionColumns(event.petition));
    if (event.applicant) Object.assign(row, applicantColumns(event.applicant));
    if (event.agent) Object.assign(row, { agncy_nm: event.agent.name, agncy_telno: event.agent.phone ?? null });
    if (event.officer) Object.assign(row, officerColumns(event.officer));
    const state = kind === 'COMPLETED' ? STATE[event.outcome!]! : stateAfter(kind);
    if (state !== null) row['deal_se'] = state;
    if (kind === 'COMPLETED') Object.assign(row, { real_deal_ymd: ymd(occurredAt), real_deal_tm: hms(occurredAt) });
    if (kind === 'REOPENED') Object.assign(row, { real_deal_ymd: null, real_deal_tm: null });
    if (event.plannedAt)
      Object.assign(row, { deal_plan_ymd: ymd(event.plannedAt), deal_plan_tm: hms(event.plannedAt) });
    else if (MOVES.has(kind)) Object.assign(row, { deal_plan_ymd: null, deal_plan_tm: null });
    const step = stepRow(event);
    this.steps.set(receiptNo, [...(this.steps.get(receiptNo) ?? []), step]);
    return { case: { ...row }, step };
  }
}

function firstRow(event: SideEvent): SideRow {
  const empty = Object.fromEntries(SIDE_CASE_COLUMNS.map((column) => [column, null]));
  return {
    ...empty,
    mw_take_no: event.receiptNo,
    take_ymd: ymd(event.occurredAt),
    take_tm: hms(event.occurredAt),
    mw_aplct_sid: FORBIDDEN.sid,
    agncy_sid: FORBIDDEN.sid,
    mw_aplct_pwd: FORBIDDEN.password,
    mw_aplct_addr: FORBIDDEN.address,
    deal_se: '00',
    ...petitionColumns(event.petition!),
  };
}

function petitionColumns(petition: NonNullable<SideEvent['petition']>): SideRow {
  return {
    mw_afr_shtnm: petition.typeName,
    cgg_mw_afr_cl_no: petition.typeCode,
    mw_se: petition.statutory ? '1' : '5',
    court_daycnt: petition.period.length,
    shrt_daycnt: petition.promised?.length ?? null,
    main_deal_dep_code: petition.departmentCode,
  };
}

function applicantColumns({ name, phone, notify }: NonNullable<SideEvent['applicant']>): SideRow {
  return {
    mw_aplct_nm: name,
    mw_aplct_hpno: phone ?? null,
    sms_rprt_yn: notify === undefined ? null : notify ? 'Y' : 'N',
  };
}

function officerColumns({ id, name, phone, departmentCode }: NonNullable<SideEvent['officer']>): SideRow {
  return { dpp_id: id, dpp_usr_nm: name, dpp_usr_telno: phone, main_deal_dep_code: departmentCode };
}

function stateAfter(kind: string): string | null {
  const states: Record<string, string> = {
    SUPPLEMENT_REQUESTED: '02',
    SUPPLEMENT_DONE: '00',
    EXTENDED: '03',
    REOPENED: '00',
    VOIDED: '99',
  };
  return states[kind] ?? null;
}

function stepRow(event: SideEvent): SideRow {
  const reason = event.supplement?.reason ?? event.extension?.reason ?? event.result?.reason ?? event.reason ?? null;
  return {
    mw_take_no: event.receiptNo,
    step_seq: event.sequence,
    step_code: stepCode(event),
    step_end_td: `${event.occurredAt.slice(0, 10)} ${event.occurredAt.slice(11, 19)}`,
    splm_daycnt: event.supplement?.dueDays ?? null,
    ext_daycnt: event.extension?.days ?? null,
    ext_rsn_code: event.extension ? 'A' : null,
    rsn: reason,
    dpp_id: event.officer?.id ?? null,
    dpp_usr_nm: event.officer?.name ?? null,
    dpp_usr_telno: event.officer?.phone ?? null,
    main_deal_dep_code: event.officer?.departmentCode ?? null,
  };
}

function stepCode({ kind, supplement, outcome }: SideEvent): string {
  if (supplement?.kind === 'CORRECTION') return '31';
  return kind === 'COMPLETED' ? COMPLETION[outcome!]! : STEP[kind]!;
}

/** CSV as a county's export writes it: one row for each step, with the columns of its case beside it. */
export function csvOf(rows: { case: SideRow; step: SideRow }[]): string {
  const columns = [...new Set([...SIDE_CASE_COLUMNS, ...SIDE_STEP_COLUMNS])];
  const cell = (value: string | number | null | undefined) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map(({ case: ofCase, step }) =>
    columns.map((column) => cell(step[column] ?? ofCase[column])).join(','),
  );
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/**
 * Puts a file into the drop folder as a county's job does: the file, its checksum, and at last the mark that both are whole.
 * @param whole what it is to be in the end, where `content` is not all of it yet
 */
export async function dropFile(
  folder: string,
  name: string,
  content: string | Buffer,
  whole: string | Buffer = content,
): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content);
  await writeFile(`${path}.sha256`, `${createHash('sha256').update(whole).digest('hex')}  ${name}\n`);
  await writeFile(`${path}.tmp`, '');
  await rename(`${path}.tmp`, `${path}.done`);
}

/** The link database, filled by Saeol's side: its tables in a schema of its own, and the plan table that says what changed. */
export class LinkTables {
  private constructor(
    private readonly url: string,
    private readonly role: string,
    private readonly client: pg.Client,
  ) {}

  /** @param rights the program may only read, and write nothing but its marks, if those */
  static async create(databaseUrl: string, { mayMark = true } = {}): Promise<LinkTables> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const texts = (columns: readonly string[]) => columns.map((column) => `${column} text`).join(', ');
    await client.query(`
      CREATE SCHEMA saeol_side;
      CREATE TABLE saeol_side.tb_minwon (${texts(SIDE_CASE_COLUMNS)}, PRIMARY KEY (mw_take_no));
      CREATE TABLE saeol_side.tb_step (${texts(SIDE_STEP_COLUMNS.filter((column) => column !== 'step_seq' && column !== 'step_end_td'))},
        step_seq int, step_end_td timestamp, PRIMARY KEY (mw_take_no, step_seq));
      CREATE TABLE saeol_side.link_plan (link_idx bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, table_name varchar(60), flag char(1),
        keys varchar(200), link_status char(1) DEFAULT 'N');
    `);
    const url = new URL(databaseUrl);
    const role = `reader_${url.pathname.slice(1)}`;
    await client.query(`
      CREATE ROLE ${role} LOGIN PASSWORD 'reader';
      GRANT USAGE ON SCHEMA saeol_side TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA saeol_side TO ${role};
      ${mayMark ? `GRANT UPDATE (link_status) ON saeol_side.link_plan TO ${role}` : ''}
    `);
    Object.assign(url, { username: role, password: 'reader' });
    return new LinkTables(url.href, role, client);
  }

  /** Variables by which the program finds it. */
  get environment(): Record<string, string> {
    return {
      SAEOL_DB_URL: this.url,
      SAEOL_PLAN_TABLE: 'saeol_side.link_plan',
      SAEOL_CASE_TABLE: 'saeol_side.tb_minwon',
      SAEOL_STEP_TABLE: 'saeol_side.tb_step',
      SAEOL_DB_POLL_SECONDS: '0.1',
    };
  }

  /** Writes what events did, as Saeol's side would: the rows, and a plan row for each, in one transaction. */
  async write(rows: { case: SideRow; step: SideRow }[]): Promise<void> {
    const query = (sql: string, values: unknown[]) => this.client.query(sql, values);
    await query('BEGIN', []);
    const newest = new Map(rows.map((row) => [row.case['mw_take_no'], row.case]));
    await query(
      `INSERT INTO saeol_side.tb_minwon SELECT * FROM json_populate_recordset(NULL::saeol_side.tb_minwon, $1)
       ON CONFLICT (mw_take_no) DO UPDATE SET ${SIDE_CASE_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      [JSON.stringify([...newest.values()])],
    );
    await query('INSERT INTO saeol_side.tb_step SELECT * FROM json_populate_recordset(NULL::saeol_side.tb_step, $1)', [
      JSON.stringify(rows.map(({ step }) => step)),
    ]);
    await query(
      `INSERT INTO saeol_side.link_plan (table_name, flag, keys)
       SELECT 'TB_STEP', 'I', 'mw_take_no=' || (step->>'mw_take_no') || ',step_seq=' || (step->>'step_seq')
       FROM json_array_elements($1) AS step`,
      [JSON.stringify(rows.map(({ step }) => step))],
    );
    await query('COMMIT', []);
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(sql, values)).rows;
  }

  /** Plan rows that bear no mark yet. */
  async unmarked(): Promise<number> {
    const [row] = await this.query<{ n: string }>(
      `SELECT count(*) AS n FROM saeol_side.link_plan WHERE link_status <> 'Y'`,
    );
    return Number(row!.n);
  }

  async close(): Promise<void> {
    await this.client.query(`DROP OWNED BY ${this.role}; DROP ROLE ${this.role}`);
    await this.client.end();
  }
}
