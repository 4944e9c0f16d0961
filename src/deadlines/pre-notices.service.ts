import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { kstDate, toKst } from '../../libs/clock/index.js';
import type { HolidayCalendar } from '../../libs/working-time/index.js';
import { CaseQueries, HolidayTable, type CaseNoticeContext } from '../cases/index.js';
import { Notifications, type NoticeRequest, type Occasion } from '../messaging/index.js';
import { StaffDirectory, type Department, type Officer } from '../staff/index.js';
import { bundle } from './bundle-pre-notices.js';
import type { RungName } from './ladder.js';
import { titleOf, variablesOfDigest, variablesOfRung, type NamedRung, type Reader } from './pre-notice-words.js';
import type { RungRecipient } from './recipients-of-rung.js';

const PERSONS = 20;
/** A rung told within this time of its instant says what was true at that instant: "8 hours left", not "7 hours 59". */
const PROMPT_MS = 10 * 60_000;

const OCCASIONS: Record<RungName, Occasion> = {
  D3: 'deadline.d3',
  D1: 'deadline.d1',
  DDAY: 'deadline.dday',
  OVERDUE: 'deadline.overdue',
  SUPPLEMENT_LAPSED: 'deadline.supplement-lapsed',
};

interface DueRow {
  rung_id: string;
  recipient_id: string;
  recipient_kind: RungRecipient['kind'];
  stand_in: boolean;
  case_id: string;
  name: RungName;
  aim_at: Date;
  slot: string | null;
  due_at: Date;
}

/** A due pre-notice with the case that it is about, as it stands now. */
interface Due {
  row: DueRow;
  name: RungName;
  recipientKind: RungRecipient['kind'];
  context: CaseNoticeContext;
}

interface Settled {
  row: DueRow;
  state: 'SENT' | 'DROPPED';
  reason: 'MOVED' | 'ENDED' | 'ONE_A_DAY' | 'NO_RECIPIENT' | null;
  cause: string | null;
}

/** One telling of one rung to one person. */
export interface PreNotice {
  rung: RungName;
  /** Product time, +09:00; the deadline, or the supplement's last day, that the rung belongs to. */
  aimAt: string;
  dueAt: string;
  /** null: told to nobody, for `reason`. */
  recipient: { id: string; kind: RungRecipient['kind']; standIn: boolean } | null;
  state: 'DUE' | 'SENT' | 'DROPPED';
  reason: string | null;
  /** Told together with others. */
  inDigest: boolean;
}

/** Tells officers, leaders and heads of the rungs that were taken, each person's together, each once. */
@Injectable()
export class PreNotices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cases: CaseQueries,
    private readonly holidays: HolidayTable,
    private readonly directory: StaffDirectory,
    private readonly notifications: Notifications,
  ) {}

  /** Notes who is to be told of taken rungs. */
  async expect(tx: EntityManager, rungs: { rungId: string; recipients: RungRecipient[] }[]): Promise<void> {
    const rows = rungs.flatMap(({ rungId, recipients }) => recipients.map((recipient) => ({ rungId, ...recipient })));
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO deadlines.pre_notice (rung_id, recipient_id, recipient_kind, stand_in, state)
       SELECT rung_id, recipient_id, kind, stand_in, 'DUE' FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[]) AS p (rung_id, recipient_id, kind, stand_in)`,
      [
        rows.map(({ rungId }) => rungId),
        rows.map(({ id }) => id),
        rows.map(({ kind }) => kind),
        rows.map(({ standIn }) => standIn),
      ],
    );
  }

  /** Tells everyone who has something due, a few people to a transaction. */
  async tellAll(now: Date): Promise<void> {
    while (await this.dataSource.transaction((tx) => this.tellSome(tx, now)));
  }

  /** The rungs of a case and who was told of them, in order of time; for the case page. */
  async ofCase(receiptNo: string): Promise<PreNotice[]> {
    const rows = await this.dataSource.query<
      {
        name: RungName;
        aim_at: Date;
        due_at: Date;
        rung_state: string;
        rung_reason: string | null;
        recipient_id: string | null;
        recipient_kind: RungRecipient['kind'];
        stand_in: boolean;
        state: PreNotice['state'] | null;
        reason: string | null;
        cause: string | null;
      }[]
    >(
      `SELECT r.name, r.aim_at, r.due_at, r.state AS rung_state, r.reason AS rung_reason, p.recipient_id, p.recipient_kind, p.stand_in, p.state, p.reason, p.cause
       FROM deadlines.rung r LEFT JOIN deadlines.pre_notice p ON p.rung_id = r.id WHERE r.receipt_no = $1 ORDER BY r.due_at, r.id, p.recipient_kind DESC`,
      [receiptNo],
    );
    return rows.map((row) => ({
      rung: row.name,
      aimAt: toKst(row.aim_at),
      dueAt: toKst(row.due_at),
      recipient:
        row.recipient_id === null ? null : { id: row.recipient_id, kind: row.recipient_kind, standIn: row.stand_in },
      state: row.state ?? 'DROPPED',
      reason: row.reason ?? row.rung_reason,
      inDigest: row.cause?.startsWith('deadline.digest:') ?? false,
    }));
  }

  /** True while there may be more. */
  private async tellSome(tx: EntityManager, now: Date): Promise<boolean> {
    const rows = await tx.query<DueRow[]>(
      `SELECT p.rung_id, p.recipient_id, p.recipient_kind, p.stand_in, r.case_id, r.name, r.aim_at, r.slot, r.due_at
       FROM deadlines.pre_notice p JOIN deadlines.rung r ON r.id = p.rung_id
       WHERE p.state = 'DUE' AND p.recipient_id IN (
         SELECT DISTINCT recipient_id FROM deadlines.pre_notice WHERE state = 'DUE' ORDER BY recipient_id LIMIT $1)
       ORDER BY p.recipient_id, p.rung_id FOR UPDATE OF p`,
      [PERSONS],
    );
    if (rows.length === 0) return false;
    const people = await this.directory.officers(
      tx,
      rows.map(({ recipient_id }) => recipient_id),
    );
    const departments = await this.directory.departments(
      tx,
      [...people.values()].map(({ departmentCode }) => departmentCode),
    );
    const contexts = await this.cases.noticeContext(tx, [...new Set(rows.map(({ case_id }) => case_id))]);
    const today = kstDate(now);
    const toldHeads = await this.toldHeads(tx, [...people.keys()], today);

    const settled: Settled[] = [];
    const requests: NoticeRequest[] = [];
    for (const [recipientId, ofPerson] of Map.groupBy(rows, ({ recipient_id }) => recipient_id)) {
      const person = people.get(recipientId);
      if (person === undefined) {
        settled.push(
          ...ofPerson.map((row): Settled => ({ row, state: 'DROPPED', reason: 'NO_RECIPIENT', cause: null })),
        );
        continue;
      }
      const due: Due[] = [];
      for (const row of ofPerson) {
        const context = contexts.get(row.case_id);
        const reason = pointless(row, context);
        if (reason === null) due.push({ row, name: row.name, recipientKind: row.recipient_kind, context: context! });
        else settled.push({ row, state: 'DROPPED', reason, cause: null });
      }
      const { singles, digest, heldBack } = bundle(due, toldHeads.has(recipientId));
      settled.push(
        ...heldBack.map(({ row }): Settled => ({ row, state: 'DROPPED', reason: 'ONE_A_DAY', cause: null })),
      );
      for (const one of singles) {
        const request = this.single(one, person, now);
        requests.push(request);
        settled.push({ row: one.row, state: 'SENT', reason: null, cause: request.cause });
      }
      if (digest.length > 0) {
        const request = digestFor(digest, person, readerOf(person, departments), now);
        requests.push(request);
        settled.push(...digest.map(({ row }): Settled => ({ row, state: 'SENT', reason: null, cause: request.cause })));
      }
    }
    await this.notifications.notify(tx, requests);
    await settle(tx, settled, now);
    await noteToldHeads(tx, settled, today);
    return true;
  }

  private single({ row, name, recipientKind, context }: Due, person: Officer, now: Date): NoticeRequest {
    const occasion = OCCASIONS[name];
    const at = now.getTime() - row.due_at.getTime() <= PROMPT_MS ? row.due_at : now;
    return {
      ...toPerson(person, now),
      cause: [context.receiptNo, occasion, toKst(row.aim_at), ...(row.slot === null ? [] : [row.slot])].join(':'),
      occasion,
      recipientKind,
      phone: phoneOf(person, context),
      subject: context.caseId,
      label: context.receiptNo,
      departmentCode: context.departmentCode,
      variables: variablesOfRung(named(row, context), at, this.calendar()),
    };
  }

  private calendar(): HolidayCalendar {
    return this.holidays.calendar();
  }

  private async toldHeads(tx: EntityManager, ids: string[], day: string): Promise<Set<string>> {
    const rows = await tx.query<{ recipient_id: string }[]>(
      'SELECT recipient_id FROM deadlines.head_told WHERE day = $1 AND recipient_id = ANY($2)',
      [day, ids],
    );
    return new Set(rows.map(({ recipient_id }) => recipient_id));
  }
}

/** Between the taking of a rung and its telling the case may have moved on. */
function pointless(row: DueRow, context: CaseNoticeContext | undefined): 'MOVED' | 'ENDED' | null {
  if (context === undefined || !context.open) return 'ENDED';
  const aim =
    row.name === 'SUPPLEMENT_LAPSED' ? context.paused && context.supplementDueAt : !context.paused && context.targetAt;
  return aim instanceof Date && aim.getTime() === row.aim_at.getTime() ? null : 'MOVED';
}

function named(row: DueRow, context: CaseNoticeContext): NamedRung {
  return { name: row.name, aimAt: row.aim_at, case: context };
}

function digestFor(due: Due[], person: Officer, reader: Reader, now: Date): NoticeRequest {
  const kinds = new Set(due.map(({ recipientKind }) => recipientKind));
  return {
    ...toPerson(person, now),
    // The digest stands for the rungs of this run; they are settled in the same transaction, so it cannot be asked twice.
    cause: `deadline.digest:${person.id}:${toKst(now)}`,
    occasion: 'deadline.digest',
    recipientKind: kinds.has('HEAD') ? 'HEAD' : kinds.has('LEADER') ? 'LEADER' : 'OFFICER',
    phone: phoneOf(person, due[0]!.context),
    subject: `staff:${person.id}`,
    label: null,
    departmentCode: person.departmentCode,
    variables: variablesOfDigest(
      due.map(({ row, context }) => named(row, context)),
      reader,
    ),
  };
}

function toPerson(
  person: Officer,
  now: Date,
): Pick<
  NoticeRequest,
  'variant' | 'recipientId' | 'language' | 'dueAt' | 'overtakes' | 'legalDocumentRequired' | 'withheld'
> {
  return {
    variant: 'DEFAULT',
    recipientId: person.id,
    language: 'ko',
    dueAt: now,
    overtakes: [],
    legalDocumentRequired: false,
    withheld: null,
  };
}

/** The mobile that Saeol named for the case's own officer, else the directory's; digits only. */
function phoneOf(person: Officer, context: CaseNoticeContext): string | null {
  const own = context.officerId === person.id ? context.officerMobile : null;
  return own ?? person.mobile?.replace(/\D/g, '') ?? null;
}

function readerOf(person: Officer, departments: Map<string, Department>): Reader {
  const department = departments.get(person.departmentCode)?.name ?? '';
  return { name: person.name, title: titleOf(person.position, department, person.team) };
}

async function settle(tx: EntityManager, settled: Settled[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE deadlines.pre_notice p SET state = s.state, reason = s.reason, cause = s.cause, settled_at = $6
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) AS s (rung_id, recipient_id, state, reason, cause)
     WHERE p.rung_id = s.rung_id AND p.recipient_id = s.recipient_id`,
    [
      settled.map(({ row }) => row.rung_id),
      settled.map(({ row }) => row.recipient_id),
      settled.map(({ state }) => state),
      settled.map(({ reason }) => reason),
      settled.map(({ cause }) => cause),
      now,
    ],
  );
}

async function noteToldHeads(tx: EntityManager, settled: Settled[], day: string): Promise<void> {
  const heads = settled.filter(
    ({ row, state }) => state === 'SENT' && row.name === 'OVERDUE' && row.recipient_kind === 'HEAD',
  );
  if (heads.length === 0) return;
  await tx.query(
    'INSERT INTO deadlines.head_told (recipient_id, day) SELECT DISTINCT unnest($1::text[]), $2::date ON CONFLICT DO NOTHING',
    [heads.map(({ row }) => row.recipient_id), day],
  );
}
