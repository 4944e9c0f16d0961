import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import type { CaseNoticeContext } from '../cases/index.js';
import { StaffDirectory } from '../staff/index.js';
import { placeOf, type InvitationRow } from './invitation-rows.js';
import { EDITABLE_MS, scrubComment } from './survey-rules.js';
import { SurveyAnswered, SurveyInvited } from './survey.events.js';

/** No department of a county has more. */
const MOST_OFFICERS = 1_000;

export type Score = 1 | 2 | 3 | 4 | 5;

/** What a citizen says. */
export interface SurveyReply {
  score: Score;
  speed: Score | null;
  kindness: Score | null;
  clarity: Score | null;
  /** At most 500 characters; identifiers, numbers and known names are masked before it is kept, sealed. */
  comment: string | null;
  /** "담당 부서의 연락을 원합니다". */
  contact: boolean;
}

export interface AnswerRow {
  id: string;
  edit_until: Date;
  edition: number;
  score: Score;
  speed: Score | null;
  kindness: Score | null;
  clarity: Score | null;
  comment_sealed: Buffer | null;
  contact: boolean;
}

/** Keeps answers: tied to their invitation for the ten minutes in which they may be changed, to nothing afterwards. */
@Injectable()
export class Answers {
  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly directory: StaffDirectory,
  ) {}

  /** Writes the first answer to an invitation, or the next edition of it. */
  async keep(
    tx: EntityManager,
    invitation: InvitationRow,
    before: AnswerRow | null,
    reply: SurveyReply,
    context: CaseNoticeContext | undefined,
  ): Promise<{ answerId: string; editUntil: Date }> {
    const comment = reply.comment === null ? null : await this.scrub(tx, reply.comment, invitation, context);
    const values = [
      reply.score,
      reply.speed,
      reply.kindness,
      reply.clarity,
      comment === null ? null : this.privacy.seal(comment),
      reply.contact,
    ];
    // Random, not ordered: the order of answers must not be that of invitations.
    const answerId = before?.id ?? randomUUID();
    const editUntil = before?.edit_until ?? new Date(this.clock.now().getTime() + EDITABLE_MS);
    if (before === null) {
      await tx.query(
        `INSERT INTO surveys.answer (score, speed, kindness, clarity, comment_sealed, contact, id, invitation_id, edit_until, edition,
           department_code, officer_department_code, type_code, month, channel, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $15)`,
        [
          ...values,
          answerId,
          invitation.id,
          editUntil,
          invitation.department_code,
          invitation.officer_department_code,
          invitation.type_code,
          invitation.month,
          invitation.channel,
          invitation.outcome,
        ],
      );
      await tx.query(
        `UPDATE surveys.invitation SET state = 'ANSWERED', close_reason = NULL, remind_at = NULL, counted = true WHERE id = $1`,
        [invitation.id],
      );
    } else {
      await tx.query(
        `UPDATE surveys.answer SET score = $1, speed = $2, kindness = $3, clarity = $4, comment_sealed = $5, contact = $6, edition = edition + 1 WHERE id = $7`,
        [...values, answerId],
      );
    }
    const place = placeOf(invitation);
    await this.bus.publish(tx, [
      // Who answers was asked, even if the vendor has not said yet that the invitation arrived.
      ...(invitation.counted ? [] : [new SurveyInvited(invitation.id, place)]),
      new SurveyAnswered(answerId, (before?.edition ?? 0) + 1, place, before?.score ?? null, reply.score),
    ]);
    return { answerId, editUntil };
  }

  private async scrub(
    tx: EntityManager,
    comment: string,
    { department_code, officer_department_code }: InvitationRow,
    context: CaseNoticeContext | undefined,
  ): Promise<string | null> {
    const departmentCodes = [department_code, officer_department_code].filter((code) => code !== null);
    const officers = await this.directory.listOfficers(tx, { departmentCodes, afterId: '', limit: MOST_OFFICERS });
    return scrubComment(
      comment,
      [context?.applicant.name, context?.agent?.name, context?.officerName],
      officers.map(({ name }) => name),
    );
  }

  replyOf(answer: AnswerRow): SurveyReply {
    const { score, speed, kindness, clarity, contact } = answer;
    return {
      score,
      speed,
      kindness,
      clarity,
      contact,
      comment: answer.comment_sealed === null ? null : this.privacy.open(answer.comment_sealed),
    };
  }

  /** Cuts the tie of answers that can no longer be changed. Nothing is left that leads from an answer to a person or a case. */
  async cutTies(tx: EntityManager): Promise<void> {
    const [final] = await tx.query<[{ id: string }[], number]>(
      'UPDATE surveys.answer SET invitation_id = NULL, edit_until = NULL WHERE edit_until <= $1 RETURNING id',
      [this.clock.now()],
    );
    if (final.length === 0) return;
    await tx.query('UPDATE surveys.follow_up SET answer_id = NULL WHERE answer_id = ANY($1)', [
      final.map(({ id }) => id),
    ]);
  }
}
