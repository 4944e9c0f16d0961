import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { decodeCursor, pageOf, type Page } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { FEWEST_SHOWN, statisticsOf, type SurveyStatistics } from './survey-statistics.js';

/** What results are grouped by. */
export const RESULT_GROUPS = ['department', 'type', 'officerDepartment', 'month', 'channel', 'outcome'] as const;
export type ResultGroup = (typeof RESULT_GROUPS)[number];

const COLUMNS: Record<ResultGroup, string> = {
  department: 'department_code',
  type: 'type_code',
  officerDepartment: 'officer_department_code',
  month: 'month',
  channel: 'channel',
  outcome: 'outcome',
};

export interface SurveyResult extends SurveyStatistics {
  /** Code, month (`YYYY-MM`), channel or outcome; null: not known. */
  key: string | null;
  /** Citizens who got the invitation: the denominator of the response rate. */
  invited: number;
}

/** What one citizen wrote; shown only from months and departments with five answers or more. */
export interface SurveyComment {
  departmentCode: string;
  typeCode: string;
  month: string;
  score: number;
  comment: string;
}

export interface ResultFilter {
  departmentCode?: string;
  typeCode?: string;
  /** Months of completion, `YYYY-MM`, both included. */
  from?: string;
  to?: string;
}

/** Results, counted from the answers themselves. `scope` is the departments that the caller may see. */
@Injectable()
export class SurveyResults {
  constructor(
    private readonly dataSource: DataSource,
    private readonly privacy: Privacy,
  ) {}

  async results(by: ResultGroup, filter: ResultFilter, scope: string[] | 'ALL'): Promise<SurveyResult[]> {
    const where = `($1::text[] IS NULL OR department_code = ANY($1)) AND ($2::text IS NULL OR department_code = $2) AND ($3::text IS NULL OR type_code = $3)
      AND ($4::date IS NULL OR month >= $4) AND ($5::date IS NULL OR month <= $5)`;
    const rows = await this.dataSource.query<
      { key: string | null; invited: number; s1: number; s2: number; s3: number; s4: number; s5: number }[]
    >(
      `WITH invited AS (SELECT ${COLUMNS[by]} AS key, count(*)::int AS n FROM surveys.invitation WHERE counted AND ${where} GROUP BY 1),
       answered AS (
         SELECT ${COLUMNS[by]} AS key, count(*) FILTER (WHERE score = 1)::int AS s1, count(*) FILTER (WHERE score = 2)::int AS s2,
           count(*) FILTER (WHERE score = 3)::int AS s3, count(*) FILTER (WHERE score = 4)::int AS s4, count(*) FILTER (WHERE score = 5)::int AS s5
         FROM surveys.answer WHERE ${where} GROUP BY 1)
       SELECT coalesce(i.key, a.key)::text AS key, coalesce(i.n, 0) AS invited,
         coalesce(s1, 0) AS s1, coalesce(s2, 0) AS s2, coalesce(s3, 0) AS s3, coalesce(s4, 0) AS s4, coalesce(s5, 0) AS s5
       FROM invited i FULL JOIN answered a ON coalesce(i.key::text, '') = coalesce(a.key::text, '') ORDER BY 1`,
      [
        scope === 'ALL' ? null : scope,
        filter.departmentCode ?? null,
        filter.typeCode ?? null,
        firstDay(filter.from),
        firstDay(filter.to),
      ],
    );
    return rows.map(({ key, invited, s1, s2, s3, s4, s5 }) => ({
      key: by === 'month' ? (key?.slice(0, 7) ?? null) : key,
      invited,
      ...statisticsOf([s1, s2, s3, s4, s5]),
    }));
  }

  /** Comments, in no order of time. @throws Problem 400 for a cursor that is not of this list */
  async comments(
    filter: ResultFilter,
    scope: string[] | 'ALL',
    limit: number,
    cursor?: string,
  ): Promise<Page<SurveyComment>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<
      { id: string; department_code: string; type_code: string; month: string; score: number; comment_sealed: Buffer }[]
    >(
      `SELECT id, department_code, type_code, month, score, comment_sealed FROM surveys.answer a
       WHERE comment_sealed IS NOT NULL AND invitation_id IS NULL
         AND ($1::text[] IS NULL OR department_code = ANY($1)) AND ($2::text IS NULL OR department_code = $2) AND ($3::text IS NULL OR type_code = $3)
         AND ($4::date IS NULL OR month >= $4) AND ($5::date IS NULL OR month <= $5) AND ($6::uuid IS NULL OR id > $6)
         AND (SELECT count(*) FROM surveys.answer o WHERE o.month = a.month AND o.department_code = a.department_code) >= $7
       ORDER BY id LIMIT $8`,
      [
        scope === 'ALL' ? null : scope,
        filter.departmentCode ?? null,
        filter.typeCode ?? null,
        firstDay(filter.from),
        firstDay(filter.to),
        after?.[0] ?? null,
        FEWEST_SHOWN,
        limit + 1,
      ],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return {
      items: page.items.map((row) => ({
        departmentCode: row.department_code,
        typeCode: row.type_code,
        month: row.month.slice(0, 7),
        score: row.score,
        comment: this.privacy.open(row.comment_sealed),
      })),
      nextCursor: page.nextCursor,
    };
  }
}

function firstDay(month: string | undefined): string | null {
  return month === undefined ? null : `${month}-01`;
}
