import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import type { SurveyPlace } from '../surveys/index.js';
import { addDeltas } from './figure-deltas.js';
import { addToSurveyFigures, surveyCells, SurveySums } from './survey-figures.js';

/** What one fact of a survey adds to its place. */
export interface SurveyChange {
  /** Of the fact, so that it counts once. */
  key: string;
  place: SurveyPlace;
  invited: number;
  answered: number;
  scores: { score: number; n: number }[];
}

/** Counts invitations and answers, each once. */
@Injectable()
export class SurveyCounter {
  constructor(private readonly clock: Clock) {}

  async count(tx: EntityManager, changes: SurveyChange[]): Promise<void> {
    const inserted = await tx.query<{ key: string }[]>(
      'INSERT INTO reporting.counted_survey (key) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING key',
      [changes.map(({ key }) => key)],
    );
    const isNew = new Set(inserted.map(({ key }) => key));
    const gathered = new SurveySums();
    for (const change of changes) if (isNew.delete(change.key)) gathered.add(change.place, change);
    const sums = gathered.sums();
    if (sums.length === 0) return;
    await addToSurveyFigures(tx, sums);
    await addDeltas(tx, sums.flatMap(surveyCells), this.clock.now());
  }
}

/** The keys of facts: an invitation that arrived, an answer in one of its editions (from 1). */
export const invitedKey = (invitationId: string) => `invited:${invitationId}`;
export const answeredKey = (answerId: string, edition: number) => `answered:${answerId}:${edition}`;
