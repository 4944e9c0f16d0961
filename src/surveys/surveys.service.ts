import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { CaseQueries, type CaseNoticeContext } from '../cases/index.js';
import { StaffDirectory } from '../staff/index.js';
import { Answers, type AnswerRow, type SurveyReply } from './answers.service.js';
import { FollowUps } from './follow-ups.service.js';
import type { InvitationRow } from './invitation-rows.js';
import { Invitations, stands } from './invitations.service.js';
import { SurveyClosed, SurveyExpired, SurveyUnknown, SurveyUsed } from './survey.errors.js';
import { lastDayToAnswer, stateAt, type SurveyState } from './survey-rules.js';

export interface OpenSurvey {
  state: 'OPEN';
  /** `민원` where the type is discreet. */
  petitionName: string;
  departmentName: string;
  departmentPhone: string;
  /** ISO 639-1. */
  language: string;
  /** Last day to answer, `YYYY-MM-DD`. */
  closesOn: string;
  /** The answer given less than ten minutes ago; null before one was given. */
  given: SurveyReply | null;
  /** Until when it may be changed, product time, +09:00. */
  editableUntil: string | null;
}

/** What a token opens. `departmentPhone` is whom to call, null where the token is not known. */
export type SurveyView = OpenSurvey | { state: Exclude<SurveyState, 'OPEN'>; departmentPhone: string | null };

export interface AnsweredSurvey {
  /** Ten minutes after the first answer; product time, +09:00. */
  editableUntil: string;
  wantsContact: boolean;
}

interface Opened {
  invitation: InvitationRow;
  answer: AnswerRow | null;
  context: CaseNoticeContext | undefined;
  state: Exclude<SurveyState, 'UNKNOWN'>;
}

/** The survey as its citizen meets it, by token. */
@Injectable()
export class Surveys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly invitations: Invitations,
    private readonly followUps: FollowUps,
    private readonly cases: CaseQueries,
    private readonly directory: StaffDirectory,
    private readonly answers: Answers,
    private readonly clock: Clock,
  ) {}

  /** What a token opens now; looking changes nothing, since previewers of links look too. */
  async byToken(token: string): Promise<SurveyView> {
    const tx = this.dataSource.manager;
    const opened = await this.open(tx, token, '');
    if (opened === null) return { state: 'UNKNOWN', departmentPhone: null };
    const { invitation, answer, context, state } = opened;
    const departments = await this.directory.departments(tx, [invitation.department_code]);
    const department = departments.get(invitation.department_code);
    if (state !== 'OPEN') return { state, departmentPhone: department?.phone ?? null };
    return {
      state,
      petitionName: context?.typeName ?? '민원',
      departmentName: department?.name ?? '',
      departmentPhone: department?.phone ?? '',
      language: (invitation.recipient_kind === 'APPLICANT' ? context?.applicant : context?.agent)?.language ?? 'ko',
      closesOn: lastDayToAnswer(invitation.closes_at),
      given: answer === null ? null : this.answers.replyOf(answer),
      editableUntil: answer === null ? null : toKst(answer.edit_until),
    };
  }

  /**
   * Takes an answer, or changes the one given within the last ten minutes.
   * @throws SurveyUnknown 404; SurveyUsed, SurveyExpired, SurveyClosed 410
   */
  answer(token: string, reply: SurveyReply): Promise<AnsweredSurvey> {
    return this.dataSource.transaction(async (tx) => {
      const opened = await this.open(tx, token, 'FOR UPDATE');
      if (opened === null) throw new SurveyUnknown();
      if (opened.state === 'USED') throw new SurveyUsed();
      if (opened.state === 'EXPIRED') throw new SurveyExpired();
      if (opened.state === 'CLOSED') throw new SurveyClosed();
      const kept = await this.answers.keep(tx, opened.invitation, opened.answer, reply, opened.context);
      await this.followUps.follow(tx, opened.invitation, kept.answerId, reply);
      return { editableUntil: toKst(kept.editUntil), wantsContact: reply.contact };
    });
  }

  private async open(tx: EntityManager, token: string, lock: 'FOR UPDATE' | ''): Promise<Opened | null> {
    const [invitation] = await tx.query<InvitationRow[]>(
      `SELECT * FROM surveys.invitation WHERE token_hash = $1 ${lock}`,
      [this.invitations.hashOf(token)],
    );
    if (invitation === undefined) return null;
    const [answer] = await tx.query<AnswerRow[]>('SELECT * FROM surveys.answer WHERE invitation_id = $1', [
      invitation.id,
    ]);
    const context = (await this.cases.noticeContext(tx, [invitation.case_id])).get(invitation.case_id);
    const state = stateAt(
      {
        state: invitation.state,
        closeReason: invitation.close_reason,
        closesAt: invitation.closes_at,
        editUntil: answer?.edit_until ?? null,
        caseStands: stands(invitation, context),
      },
      this.clock.now(),
    );
    return { invitation, answer: answer ?? null, context, state };
  }
}
