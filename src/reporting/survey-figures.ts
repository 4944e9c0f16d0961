import type { EntityManager } from 'typeorm';
import type { SurveyPlace } from '../surveys/index.js';
import { NOW, type CellDelta } from './figure-cells.js';

/** What came of the invitations of one place. */
export interface SurveySum {
  place: SurveyPlace;
  invited: number;
  answered: number;
  /** Answers by score, 1 first. */
  scores: [number, number, number, number, number];
}

/** Sums by place, gathered bit by bit. */
export class SurveySums {
  private readonly byPlace = new Map<string, SurveySum>();

  add(place: SurveyPlace, more: { invited: number; answered: number; scores: { score: number; n: number }[] }): void {
    const key = keyOfPlace(place);
    const sum = this.byPlace.get(key) ?? { place, invited: 0, answered: 0, scores: [0, 0, 0, 0, 0] };
    sum.invited += more.invited;
    sum.answered += more.answered;
    for (const { score, n } of more.scores) sum.scores[score - 1]! += n;
    this.byPlace.set(key, sum);
  }

  /** In a fixed order, so that two sets never wait for each other in a ring. */
  sums(): SurveySum[] {
    return [...this.byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  }
}

export function keyOfPlace(place: SurveyPlace): string {
  const { month, departmentCode, officerDepartmentCode, typeCode, outcome, channel } = place;
  return [month, departmentCode, officerDepartmentCode ?? '', typeCode, outcome, channel ?? ''].join('|');
}

/** By department and type, for the dashboard. */
export function surveyCells({ place: { departmentCode, typeCode, month }, invited, scores }: SurveySum): CellDelta[] {
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

/** In full by place, for reports: they are few, so they go straight into their sums. */
export async function addToSurveyFigures(tx: EntityManager, sums: SurveySum[]): Promise<void> {
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
}
