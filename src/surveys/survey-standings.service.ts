import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { InvitationRow } from './invitation-rows.js';
import { placeOf } from './invitation-rows.js';
import type { SurveyPlace } from './survey.events.js';

type PlaceRow = Pick<
  InvitationRow,
  'id' | 'department_code' | 'officer_department_code' | 'type_code' | 'outcome' | 'month' | 'channel'
>;

const PLACE = 'id, department_code, officer_department_code, type_code, outcome, month, channel';

/** Every invitation that counts and every answer, for those who count anew; nothing ties one to the other. */
@Injectable()
export class SurveyStandings {
  /** Invitations that citizens got, by id after one. */
  async invited(tx: EntityManager, afterId: string, limit: number): Promise<{ id: string; place: SurveyPlace }[]> {
    const rows = await tx.query<PlaceRow[]>(
      `SELECT ${PLACE} FROM surveys.invitation WHERE counted AND id > $1 ORDER BY id LIMIT $2`,
      [afterId, limit],
    );
    return rows.map((row) => ({ id: row.id, place: placeOf(row) }));
  }

  /** Answers in their newest edition (from 1), by id after one. */
  async answered(
    tx: EntityManager,
    afterId: string,
    limit: number,
  ): Promise<{ id: string; edition: number; score: number; place: SurveyPlace }[]> {
    const rows = await tx.query<(PlaceRow & { edition: number; score: number })[]>(
      `SELECT ${PLACE}, edition, score FROM surveys.answer WHERE id > $1 ORDER BY id LIMIT $2`,
      [afterId, limit],
    );
    return rows.map((row) => ({ id: row.id, edition: row.edition, score: row.score, place: placeOf(row) }));
  }
}
