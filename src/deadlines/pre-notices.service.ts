import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { kstDate, toKst } from '../../libs/clock/index.js';
import { CaseQueries, CaseStandings, HolidayTable, type CaseNoticeContext } from '../cases/index.js';
import { Notifications, type NoticeRequest } from '../messaging/index.js';
import { StaffDirectory, type Department, type Officer } from '../staff/index.js';
import { bundle } from './bundle-pre-notices.js';
import type { DueLadders } from './due-groups.js';
import type { Rung, RungName } from './ladder.js';
import { onlyCases, recordRungs, type DecidedRung, type DropReason, type RungOutcome } from './ladder-rows.js';
import {
  listedOf,
  OCCASIONS,
  titleOf,
  variablesOfDigest,
  variablesOfRung,
  type NamedRung,
} from './pre-notice-words.js';
import type { RungRecipient } from './recipients-of-rung.js';
import { hasCases, taken, tellableOf, withoutDecided, type Tellable } from './tellable-rungs.js';

const SET = 1000;
/** A rung told within this time of its instant says what was true at that instant: "8 hours left", not "7 hours 59". */
const PROMPT_MS = 10 * 60_000;

/** A rung of cases alike on its way to one person. */
interface Notice {
  rung: Rung;
  name: RungName;
  aimAt: Date;
  recipientKind: RungRecipient['kind'];
  caseIds: string[];
  /** How many they are. */
  cases: number;
  outcome: RungOutcome;
}

/** What one person is told: each case of `singles` by itself, all of `digest` in one message that lists some of them. */
interface Telling {
  person: Officer;
  singles: Notice[];
  digest: Notice[];
  digestId: string;
  listed: { notice: Notice; caseId: string }[];
}

/** One telling of one rung to one person; for the case page. */
export interface PreNotice {
  rung: RungName;
  /** Product time, +09:00; the deadline, or the supplement's last day, that the rung belongs to. */
  aimAt: string;
  dueAt: string;
  /** null: told to nobody, for `reason`. */
  recipient: { id: string; kind: RungRecipient['kind']; standIn: boolean } | null;
  state: 'SENT' | 'DROPPED';
  reason: DropReason | RungOutcome['reason'];
  /** Told together with others. */
  inDigest: boolean;
  /** The digest's id in the message log; null where it was told by itself, which stands there under the receipt number. */
  digestId: string | null;
}

/** Tells officers, leaders and heads of the rungs that came due, each person's together, each rung once. */
@Injectable()
export class PreNotices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cases: CaseQueries,
    private readonly standings: CaseStandings,
    private readonly holidays: HolidayTable,
    private readonly directory: StaffDirectory,
    private readonly notifications: Notifications,
  ) {}

  /**
   * Tells what came due in one run to people who share no case with the rest of the run, records it, and moves the ladders on:
   * all of it or nothing. Ladders that changed since they were read are left for the next run. All cases of a group go the same way:
   * what is asked of each of them is asked of the database, which answers with those few that differ.
   */
  async tell(tx: EntityManager, groups: readonly DueLadders[], now: Date): Promise<void> {
    const due = await taken(tx, groups, new Date(now.getTime() + 1));
    const tellable = await this.withoutPointless(tx, await withoutDecided(tx, due.flatMap(tellableOf)));
    await this.notify(tx, tellable.flatMap(noticesOf), now);
    const passedOver = due.flatMap(({ ladders: { receiptNos }, overtaken }) =>
      overtaken.map((rung): DecidedRung => ({ ...rung, receiptNos, dropped: 'OVERTAKEN', recipients: [] })),
    );
    const decided = tellable.map(({ rung, ladders: { receiptNos }, dropped, outcomes }): DecidedRung => ({
      ...rung,
      receiptNos,
      dropped,
      recipients: outcomes,
    }));
    await recordRungs(tx, [...passedOver, ...decided], now);
  }

  /** The rungs of a case and who was told of them, in order of time. */
  async ofCase(receiptNo: string): Promise<PreNotice[]> {
    const rows = await this.dataSource.query<
      { name: RungName; aim_at: Date; due_at: Date; reason: DropReason | null; recipients: RungOutcome[] }[]
    >(
      'SELECT name, aim_at, due_at, reason, recipients FROM deadlines.rung WHERE receipt_no = $1 ORDER BY due_at, aim_at',
      [receiptNo],
    );
    return rows.flatMap(({ name, aim_at, due_at, reason, recipients }): PreNotice[] => {
      const rung = { rung: name, aimAt: toKst(aim_at), dueAt: toKst(due_at) };
      if (reason !== null)
        return [{ ...rung, recipient: null, state: 'DROPPED', reason, inDigest: false, digestId: null }];
      return recipients.map(({ id, kind, standIn, digestId = null, ...outcome }) => ({
        ...rung,
        recipient: { id, kind, standIn },
        ...outcome,
        digestId,
      }));
    });
  }

  /** Parts off the cases that are ahead of their ladders: what changed them is not heard yet. */
  private async withoutPointless(tx: EntityManager, tellable: readonly Tellable[]): Promise<Tellable[]> {
    const elsewhere = await this.standings.aimingElsewhere(
      tx,
      tellable
        .filter(({ dropped }) => dropped === null)
        .map(({ rung: { name, aimAt }, ladders: { caseIds } }) => ({
          caseIds,
          at: aimAt,
          paused: name === 'SUPPLEMENT_LAPSED',
        })),
    );
    if (elsewhere.size === 0) return [...tellable];
    return tellable
      .flatMap((one): Tellable[] => {
        const part = (why?: 'MOVED' | 'ENDED') => onlyCases(one.ladders, (caseId) => elsewhere.get(caseId) === why);
        const pointless = (why: 'MOVED' | 'ENDED') => ({ ...one, ladders: part(why), dropped: why, outcomes: [] });
        return [{ ...one, ladders: part() }, pointless('MOVED'), pointless('ENDED')];
      })
      .filter(hasCases);
  }

  /** Asks messaging to tell each person; what is not sent is noted in the notice's outcome. */
  private async notify(tx: EntityManager, notices: Notice[], now: Date): Promise<void> {
    if (notices.length === 0) return;
    const byPerson = Map.groupBy(notices, ({ outcome }) => outcome.id);
    const people = await this.directory.officers(tx, [...byPerson.keys()]);
    const departments = await this.directory.departments(
      tx,
      [...people.values()].map(({ departmentCode }) => departmentCode),
    );
    const today = kstDate(now);
    const toldHeads = await headsToldOn(tx, [...byPerson.keys()], today);
    const tellings: Telling[] = [];
    for (const [id, own] of byPerson) {
      const person = people.get(id);
      if (person === undefined) {
        own.forEach(({ outcome }) => Object.assign(outcome, { state: 'DROPPED', reason: 'NO_RECIPIENT' }));
        continue;
      }
      const { singles, digest, heldBack } = bundle(own, toldHeads.has(id));
      heldBack.forEach(({ outcome }) => Object.assign(outcome, { state: 'DROPPED', reason: 'ONE_A_DAY' }));
      const digestId = uuidv7();
      digest.forEach(({ outcome }) => Object.assign(outcome, { inDigest: true, digestId }));
      tellings.push({ person, singles, digest, digestId, listed: listedOf(digest) });
    }
    // Only what is named in a message is opened: of a digest a few, however many it stands for.
    const contexts = await this.contexts(
      tx,
      tellings.flatMap(({ singles, listed }) => [
        ...singles.flatMap(({ caseIds }) => caseIds),
        ...listed.map(({ caseId }) => caseId),
      ]),
    );
    const requests = tellings.flatMap((telling) => [
      ...telling.singles.flatMap((one) =>
        one.caseIds.map((caseId) => this.single(one, contexts.get(caseId)!, telling.person, now)),
      ),
      ...(telling.digest.length > 0 ? [digestFor(telling, contexts, departments, now)] : []),
    ]);
    await this.notifications.notify(tx, requests);
    await noteHeads(tx, notices, today);
  }

  private single(
    { rung, recipientKind }: Notice,
    context: CaseNoticeContext,
    person: Officer,
    now: Date,
  ): NoticeRequest {
    const occasion = OCCASIONS[rung.name];
    const at = now.getTime() - rung.dueAt.getTime() <= PROMPT_MS ? rung.dueAt : now;
    return {
      ...toPerson(person),
      overtakes: Object.values(OCCASIONS),
      cause: [context.receiptNo, occasion, toKst(rung.aimAt), ...(rung.slot === null ? [] : [rung.slot])].join(':'),
      occasion,
      recipientKind,
      phone: phoneOf(person, context),
      subject: context.caseId,
      label: context.receiptNo,
      departmentCode: context.departmentCode,
      variables: variablesOfRung({ name: rung.name, aimAt: rung.aimAt, case: context }, at, this.holidays.calendar()),
    };
  }

  private async contexts(tx: EntityManager, caseIds: string[]): Promise<Map<string, CaseNoticeContext>> {
    const distinct = [...new Set(caseIds)];
    const contexts = new Map<string, CaseNoticeContext>();
    for (let from = 0; from < distinct.length; from += SET) {
      for (const [id, context] of await this.cases.noticeContext(tx, distinct.slice(from, from + SET)))
        contexts.set(id, context);
    }
    return contexts;
  }
}

function noticesOf({ rung, ladders: { caseIds }, outcomes }: Tellable): Notice[] {
  const { name, aimAt } = rung;
  return outcomes.map((outcome) => ({
    rung,
    name,
    aimAt,
    recipientKind: outcome.kind,
    caseIds,
    cases: caseIds.length,
    outcome,
  }));
}

function digestFor(
  { person, digest, digestId, listed }: Telling,
  contexts: ReadonlyMap<string, CaseNoticeContext>,
  departments: ReadonlyMap<string, Department>,
  now: Date,
): NoticeRequest {
  const kinds = new Set(digest.map(({ recipientKind }) => recipientKind));
  const title = titleOf(person.position, departments.get(person.departmentCode)?.name ?? '', person.team);
  const named = listed.map(({ notice: { name, aimAt }, caseId }): NamedRung => ({
    name,
    aimAt,
    case: contexts.get(caseId)!,
  }));
  return {
    ...toPerson(person),
    id: digestId,
    // It stands for the rungs of this run; they are recorded in the same transaction, so it cannot be asked for twice.
    cause: `deadline.digest:${person.id}:${toKst(now)}`,
    occasion: 'deadline.digest',
    recipientKind: kinds.has('HEAD') ? 'HEAD' : kinds.has('LEADER') ? 'LEADER' : 'OFFICER',
    phone: phoneOf(person, contexts.get(listed[0]!.caseId)!),
    subject: `staff:${person.id}`,
    label: null,
    departmentCode: person.departmentCode,
    variables: variablesOfDigest(digest, named, { name: person.name, title }),
  };
}

function toPerson(
  person: Officer,
): Pick<
  NoticeRequest,
  'variant' | 'recipientId' | 'language' | 'dueAt' | 'overtakes' | 'legalDocumentRequired' | 'withheld'
> {
  return {
    variant: 'DEFAULT',
    recipientId: person.id,
    language: 'ko',
    dueAt: null,
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

async function headsToldOn(tx: EntityManager, ids: string[], day: string): Promise<Set<string>> {
  const rows = await tx.query<{ recipient_id: string }[]>(
    'SELECT recipient_id FROM deadlines.head_told WHERE day = $1 AND recipient_id = ANY($2)',
    [day, ids],
  );
  return new Set(rows.map(({ recipient_id }) => recipient_id));
}

async function noteHeads(tx: EntityManager, notices: Notice[], day: string): Promise<void> {
  const heads = notices.filter(
    ({ name, outcome }) => name === 'OVERDUE' && outcome.kind === 'HEAD' && outcome.state === 'SENT',
  );
  if (heads.length === 0) return;
  await tx.query(
    'INSERT INTO deadlines.head_told (recipient_id, day) SELECT DISTINCT unnest($1::text[]), $2::date ON CONFLICT DO NOTHING',
    [heads.map(({ outcome }) => outcome.id), day],
  );
}
