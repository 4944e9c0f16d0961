import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock, koreanDay, kstDate, kstInstant } from '../../libs/clock/index.js';
import { CalendarMissing } from '../../libs/working-time/index.js';
import { CaseQueries, HolidayTable } from '../cases/index.js';
import { Notifications } from '../messaging/index.js';
import { StaffDirectory } from '../staff/index.js';
import type { SurveyReply } from './answers.service.js';
import type { InvitationRow } from './invitation-rows.js';
import { followUpOf } from './survey-rules.js';

/** Working days in which a head acts on the wish to be contacted; a convention of ours. */
const DAYS_TO_ACT = 5;
const WEEK_MS = 7 * 86_400_000;

interface OpenedFollowUp {
  id: string;
  kind: 'CONTACT' | 'ANONYMOUS';
  invitation: InvitationRow;
  score: number;
  receiptNo: string | null;
  dueOn: string | null;
}

/** Asks a department's head to act on low answers, and on citizens who want to be called. */
@Injectable()
export class FollowUps {
  constructor(
    private readonly cases: CaseQueries,
    private readonly holidays: HolidayTable,
    private readonly directory: StaffDirectory,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
  ) {}

  /** Opens the follow-up that an answer, or its newest edition, calls for, and withdraws what it no longer does. */
  async follow(tx: EntityManager, invitation: InvitationRow, answerId: string, reply: SurveyReply): Promise<void> {
    const kind = followUpOf(reply);
    await tx.query(
      `UPDATE surveys.follow_up SET state = 'WITHDRAWN', closed_at = $3 WHERE answer_id = $1 AND state = 'OPEN' AND kind IS DISTINCT FROM $2`,
      [answerId, kind, this.clock.now()],
    );
    if (kind === null) return;
    const named =
      kind === 'CONTACT'
        ? (await this.cases.noticeContext(tx, [invitation.case_id])).get(invitation.case_id)
        : undefined;
    const dueOn = kind === 'CONTACT' ? this.dayToAct() : null;
    const [row] = await tx.query<{ id: string; is_new: boolean }[]>(
      `INSERT INTO surveys.follow_up (id, kind, answer_id, department_code, month, score, case_id, receipt_no, opened_at, due_on, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'OPEN')
       ON CONFLICT (answer_id, kind) WHERE answer_id IS NOT NULL DO UPDATE SET score = excluded.score, state = 'OPEN', closed_at = NULL
       RETURNING id, id = $1 AS is_new`,
      [
        uuidv7(),
        kind,
        answerId,
        invitation.department_code,
        invitation.month,
        reply.score,
        named?.caseId ?? null,
        named?.receiptNo ?? null,
        this.clock.now(),
        dueOn,
      ],
    );
    if (row!.is_new) {
      await this.tellHead(
        tx,
        { id: row!.id, kind, invitation, score: reply.score, receiptNo: named?.receiptNo ?? null, dueOn },
        named?.typeName ?? '민원',
      );
    }
  }

  /** An anonymous notice names no case, and its subject is no case either. */
  private async tellHead(
    tx: EntityManager,
    { id, kind, invitation, score, receiptNo, dueOn }: OpenedFollowUp,
    typeName: string,
  ): Promise<void> {
    const departmentCode = invitation.department_code;
    const now = this.clock.now();
    const [chain] = await this.directory.chain(tx, [{ officerId: null, departmentCode }], kstDate(now));
    const department = (await this.directory.departments(tx, [departmentCode])).get(departmentCode);
    const about = { 담당부서: department?.name ?? departmentCode, 점수: String(score) };
    const [year, month] = invitation.month.split('-').map(Number);
    await this.notifications.notify(tx, [
      {
        cause: `survey.low-score:${id}`,
        occasion: 'survey.low-score',
        variant: kind,
        recipientKind: 'HEAD',
        recipientId: chain!.head?.id ?? null,
        phone: chain!.head?.mobile?.replace(/\D/g, '') ?? null,
        language: 'ko',
        subject: `survey-follow-up:${id}`,
        label: receiptNo,
        departmentCode,
        variables:
          receiptNo === null
            ? { ...about, 처리월: `${year}년 ${month}월` }
            : { ...about, 민원명: typeName, 접수번호: receiptNo, 조치기한: koreanDay(kstInstant(dueOn!)) },
        dueAt: null,
        overtakes: [],
        legalDocumentRequired: false,
        withheld: null,
      },
    ]);
  }

  /** Five working days from today; a week where the holiday table ends before. */
  private dayToAct(): string {
    const today = kstDate(this.clock.now());
    try {
      return this.holidays.calendar().addWorkingDays(today, DAYS_TO_ACT);
    } catch (error) {
      if (!(error instanceof CalendarMissing)) throw error;
      return kstDate(new Date(this.clock.now().getTime() + WEEK_MS));
    }
  }
}
