import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import type { SurveyPlace } from '../surveys/index.js';
import { NOW, type CellDelta } from './figure-cells.js';
import { addDeltas } from './figure-deltas.js';

/** What one fact of a survey adds to its place. */
export interface SurveyChange {
  /** Of the fact, so that it counts once. */
  key: string;
  place: SurveyPlace;
  invited: number;
  answered: number;
  scores: { score: number; n: number }[];
}

interface Sum {
  place: SurveyPlace;
  invited: number;
  answered: number;
  scores: [number, number, number, number, number];
}

/**
 * Counts invitations and answers, each once: in full by place, for reports (they are few, so they go straight into their sums), and by
 * department and type, for the dashboard.
 */
@Injectable()
export class SurveyCounter {
  constructor(private readonly clock: Clock) {}

  async count(tx: EntityManager, changes: SurveyChange[]): Promise<void> {
    const inserted = await tx.query<{ key: string }[]>(
      'INSERT INTO reporting.counted_survey (key) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING key',
      [changes.map(({ key }) => key)],
    );
    const isNew = new Set(inserted.map(({ key }) => key));
    const sums = sumsOf(changes.filter(({ key }) => isNew.delete(key)));
    if (sums.length === 0) return;
    const score = (i: number) => sums.map(({ scores }) => scores[i]);
    await tx.query(
      `INSERT INTO reporting.survey_figure AS f (month, department_code, officer_department_code, type_code, outcome, channel,
         invited, answered, score1, score2, score3, score4, score5)
       SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
         $7::int[], $8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::int[])
       ON CONFLICT (month, department_code, officer_department_code, type_code, outcome, channel) DO UPDATE SET
         invited = f.invited + excluded.invited, answered = f.answered + excluded.answered, score1 = f.score1 + excluded.score1,
         score2 = f.score2 + excluded.score2, score3 = f.score3 + excluded.score3, score4 = f.score4 + excluded.score4,
         score5 = f.score5 + excluded.score5`,
      [
        sums.map(({ place }) => place.month),
        sums.map(({ place }) => place.departmentCode),
        sums.map(({ place }) => place.officerDepartmentCode ?? ''),
        sums.map(({ place }) => place.typeCode),
        sums.map(({ place }) => place.outcome),
        sums.map(({ place }) => place.channel ?? ''),
        sums.map(({ invited }) => invited),
        sums.map(({ answered }) => answered),
        ...[0, 1, 2, 3, 4].map(score),
      ],
    );
    await addDeltas(tx, sums.flatMap(deltasOf), this.clock.now());
  }
}

function deltasOf({ place: { departmentCode, typeCode, month }, invited, scores }: Sum): CellDelta[] {
  const cell = (facet: string, n: number): CellDelta => ({
    metric: 'SURVEY',
    departmentCode,
    typeCode,
    facet,
    day: month,
    at: NOW,
    n,
  });
  return [cell('INVITED', invited), ...scores.map((n, i) => cell(String(i + 1), n))];
}

/** One row per place, in a fixed order, so that two sets never wait for each other in a ring. */
function sumsOf(changes: SurveyChange[]): Sum[] {
  const byPlace = new Map<string, Sum>();
  for (const { place, invited, answered, scores } of changes) {
    const key = [
      place.month,
      place.departmentCode,
      place.officerDepartmentCode,
      place.typeCode,
      place.outcome,
      place.channel,
    ].join('|');
    const sum = byPlace.get(key) ?? { place, invited: 0, answered: 0, scores: [0, 0, 0, 0, 0] };
    sum.invited += invited;
    sum.answered += answered;
    for (const { score, n } of scores) sum.scores[score - 1]! += n;
    byPlace.set(key, sum);
  }
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
