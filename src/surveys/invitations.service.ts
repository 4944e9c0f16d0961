import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock, koreanDay, kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import { maskName, Privacy } from '../../libs/privacy/index.js';
import { CaseQueries, type CaseNoticeContext } from '../cases/index.js';
import { Notifications, type Channel, type NoticeRequest } from '../messaging/index.js';
import { StaffDirectory } from '../staff/index.js';
import type { InvitationRow } from './invitation-rows.js';
import { datesOf, isAsked, lastDayToAnswer, REST_MS } from './survey-rules.js';

/** A result that has reached its citizen. */
export interface DeliveredResult {
  caseId: string;
  outcome: string;
  recipientKind: 'APPLICANT' | 'AGENT';
  channel: Channel;
}

interface Candidate {
  id: string;
  context: CaseNoticeContext;
  recipientKind: 'APPLICANT' | 'AGENT';
  channel: Channel;
  phoneIndex: Buffer;
}

/** Asks citizens how their petition was dealt with: each person once in 30 days, each case once. */
@Injectable()
export class Invitations {
  constructor(
    private readonly cases: CaseQueries,
    private readonly directory: StaffDirectory,
    private readonly notifications: Notifications,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
  ) {}

  async invite(tx: EntityManager, results: DeliveredResult[]): Promise<void> {
    const now = this.clock.now();
    const contexts = await this.cases.noticeContext(tx, [...new Set(results.map(({ caseId }) => caseId))]);
    const askable = results.flatMap((result) => this.candidate(result, contexts.get(result.caseId)));
    const invited = await this.claim(tx, await withoutAsked(tx, askable), now);
    if (invited.length === 0) return;
    const officers = await this.directory.officers(
      tx,
      invited.flatMap(({ context }) => context.officerId ?? []),
    );
    const { closesAt, remindAt } = datesOf(now);
    await tx.query(
      `INSERT INTO surveys.invitation (id, token_hash, case_id, phone_index, recipient_kind, department_code, officer_department_code, type_code,
         outcome, month, channel, invited_at, closes_at, remind_at, state)
       SELECT *, $12::timestamptz, $13::timestamptz, $14::timestamptz, 'OPEN'
       FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[], $11::text[])`,
      [
        invited.map(({ id }) => id),
        invited.map(({ id }) => this.hashOf(this.tokenOf(id))),
        invited.map(({ context }) => context.caseId),
        invited.map(({ phoneIndex }) => phoneIndex),
        invited.map(({ recipientKind }) => recipientKind),
        invited.map(({ context }) => context.departmentCode),
        invited.map(({ context }) => officers.get(context.officerId ?? '')?.departmentCode ?? null),
        invited.map(({ context }) => context.typeCode),
        invited.map(({ context }) => context.outcome),
        invited.map(({ context }) => `${kstDate(context.completedAt ?? now).slice(0, 7)}-01`),
        invited.map(({ channel }) => channel),
        now,
        closesAt,
        remindAt,
      ],
    );
    await this.notifications.notify(
      tx,
      invited.map(({ id, context, recipientKind }) =>
        this.request('survey.invitation', id, context, recipientKind, closesAt),
      ),
    );
  }

  /** Reminds, once, those who were asked three days ago and have not answered. True while there may be more. */
  async remind(tx: EntityManager, limit: number): Promise<boolean> {
    const now = this.clock.now();
    const rows = await tx.query<InvitationRow[]>(
      'SELECT * FROM surveys.invitation WHERE remind_at <= $1 ORDER BY remind_at, id LIMIT $2 FOR UPDATE SKIP LOCKED',
      [now, limit],
    );
    if (rows.length === 0) return false;
    const contexts = await this.cases.noticeContext(
      tx,
      rows.map(({ case_id }) => case_id),
    );
    await this.notifications.notify(
      tx,
      rows.flatMap((row) => {
        const context = contexts.get(row.case_id);
        if (row.state !== 'OPEN' || row.closes_at <= now || !stands(row, context)) return [];
        return this.request('survey.reminder', row.id, context!, row.recipient_kind, row.closes_at);
      }),
    );
    await tx.query('UPDATE surveys.invitation SET remind_at = NULL WHERE id = ANY($1)', [rows.map(({ id }) => id)]);
    return rows.length === limit;
  }

  /** The token of an invitation, the same in its reminder; the database holds its hash only. */
  tokenOf(invitationId: string): string {
    return this.privacy.token('survey', invitationId);
  }

  hashOf(token: string): Buffer {
    return this.privacy.blindIndex('survey token', token);
  }

  private candidate(
    { outcome, recipientKind, channel }: DeliveredResult,
    context: CaseNoticeContext | undefined,
  ): Candidate[] {
    if (context?.stage !== 'COMPLETED' || context.outcome !== outcome || !isAsked(context.outcome)) return [];
    if (recipientKind === 'AGENT' && context.applicant.phone !== null) return [];
    const phone = phoneOf(context, recipientKind);
    return phone === null
      ? []
      : [{ id: uuidv7(), context, recipientKind, channel, phoneIndex: this.privacy.phoneIndex(phone) }];
  }

  /** Takes the right to ask a person; those who were asked within 30 days are left out, and of two cases at once the first one counts. */
  private async claim(tx: EntityManager, candidates: Candidate[], now: Date): Promise<Candidate[]> {
    const byPerson = new Map<string, Candidate>();
    for (const candidate of candidates) {
      const key = candidate.phoneIndex.toString('hex');
      if (!byPerson.has(key)) byPerson.set(key, candidate);
    }
    if (byPerson.size === 0) return [];
    const people = [...byPerson].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, candidate]) => candidate);
    const rows = await tx.query<{ invitation_id: string }[]>(
      `INSERT INTO surveys.invited_person AS p (phone_index, invited_at, invitation_id)
       SELECT phone_index, $3, id FROM unnest($1::bytea[], $2::uuid[]) AS c (phone_index, id)
       ON CONFLICT (phone_index) DO UPDATE SET invited_at = excluded.invited_at, invitation_id = excluded.invitation_id WHERE p.invited_at <= $4
       RETURNING invitation_id`,
      [people.map(({ phoneIndex }) => phoneIndex), people.map(({ id }) => id), now, new Date(now.getTime() - REST_MS)],
    );
    const claimed = new Set(rows.map(({ invitation_id }) => invitation_id));
    return people.filter(({ id }) => claimed.has(id));
  }

  private request(
    occasion: 'survey.invitation' | 'survey.reminder',
    invitationId: string,
    context: CaseNoticeContext,
    recipientKind: 'APPLICANT' | 'AGENT',
    closesAt: Date,
  ): NoticeRequest {
    return {
      // By what it asks about, not by an id of its own: fed again after a restored backup, it is the same invitation.
      cause: `${context.receiptNo}:${occasion}:${context.completedAt === null ? '' : toKst(context.completedAt)}`,
      occasion,
      variant: 'DEFAULT',
      recipientKind,
      recipientId: null,
      phone: phoneOf(context, recipientKind),
      language: (recipientKind === 'APPLICANT' ? context.applicant : context.agent)?.language ?? 'ko',
      subject: context.caseId,
      label: context.receiptNo,
      departmentCode: context.departmentCode,
      variables: {
        민원인: maskName(context.applicant.name),
        민원명: context.typeName,
        담당부서: context.departmentName,
        부서전화: context.departmentPhone,
        설문마감일: koreanDay(kstInstant(lastDayToAnswer(closesAt))),
        설문키: this.tokenOf(invitationId),
      },
      dueAt: null,
      overtakes: [],
      legalDocumentRequired: false,
      withheld: null,
    };
  }
}

/** Whether the case is still completed as it was when its citizen was asked. */
export function stands(row: Pick<InvitationRow, 'outcome'>, context: CaseNoticeContext | undefined): boolean {
  return context?.stage === 'COMPLETED' && context.outcome === row.outcome;
}

function phoneOf(context: CaseNoticeContext, recipientKind: 'APPLICANT' | 'AGENT'): string | null {
  return (recipientKind === 'APPLICANT' ? context.applicant : context.agent)?.phone ?? null;
}

/** Leaves out the cases that were asked about and not reopened since, and the second of one case in the same set. */
async function withoutAsked(tx: EntityManager, candidates: Candidate[]): Promise<Candidate[]> {
  const byCase = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (!byCase.has(candidate.context.caseId)) byCase.set(candidate.context.caseId, candidate);
  }
  const asked = await tx.query<{ case_id: string }[]>(
    `SELECT DISTINCT case_id FROM surveys.invitation WHERE case_id = ANY($1) AND (state <> 'CLOSED' OR close_reason = 'NOT_DELIVERED')`,
    [[...byCase.keys()]],
  );
  for (const { case_id } of asked) byCase.delete(case_id);
  return [...byCase.values()];
}
