import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import type { CountedStage } from './dashboard-counts.js';
import type { Metric } from './figure-cells.js';

/** Which figures: departments (null: all that there are) and a petition type (ALL: every one). */
export interface FigureScope {
  codes: string[] | null;
  typeCode: string;
}

/** Stands in rolled-up rows for all departments, and for all types. */
export const ALL = '*';

export interface SummedFigure {
  metric: Metric;
  facet: string;
  n: number;
}

export interface DepartmentFigure extends SummedFigure {
  departmentCode: string;
}

/** Where the days and hours of a dashboard begin and end. */
export interface DashboardTimes {
  now: Date;
  endOfToday: Date;
  endOfThird: Date;
  today: string;
  /** Of the last 30 days, and of the last 12 months. */
  firstDay: string;
  firstMonth: string;
}

/** What a dashboard is made of, as it was counted. */
export interface DashboardRows {
  stages: { departmentCode: string; stage: CountedStage; n: number }[];
  due: DueCounts;
  overdue: Map<string, number>;
  extended: number;
  daily: { metric: Metric; day: string; n: number }[];
  notices: SummedFigure[];
  monthly: SummedFigure[];
}

/** Tells answers of the same figures from those of others. */
export interface FigureState {
  /** Another one after each change of any figure. */
  version: string;
  /** The last change, product time, +09:00; null before the first. */
  changedAt: string | null;
}

export interface DueCounts {
  overdue: number;
  dueToday: number;
  dueWithin3: number;
  supplementLapsed: number;
}

/** Reads rolled-up figures: few rows each, by the primary key. Days are `YYYY-MM-DD` in KST, both ends included. */
@Injectable()
export class FigureReader {
  constructor(private readonly dataSource: DataSource) {}

  /** What was counted last; the row's own transaction id is its version. */
  async state(): Promise<FigureState> {
    const [row] = await this.dataSource.query<{ changed_at: Date; version: string }[]>(
      'SELECT changed_at, xmin::text AS version FROM reporting.pulse',
    );
    return row === undefined
      ? { version: '', changedAt: null }
      : { version: row.version, changedAt: toKst(row.changed_at) };
  }

  /** The last change of any figure, product time, +09:00; null before the first. */
  async changedAt(): Promise<string | null> {
    return (await this.state()).changedAt;
  }

  /** The first instant from now on at which a case that stands in the figures is due: then they change by themselves. */
  async nextDue(now: Date): Promise<Date | null> {
    const [row] = await this.dataSource.query<{ at: Date | null }[]>(
      `SELECT least(
         (SELECT min(at) FROM reporting.due_figure WHERE metric = 'DUE' AND type_code = '*' AND department_code = '*' AND at >= $1),
         (SELECT min(at) FROM reporting.due_figure WHERE metric = 'SUPPLEMENT_DUE' AND type_code = '*' AND department_code = '*' AND at >= $1)) AS at`,
      [now],
    );
    return row!.at;
  }

  /** All that a dashboard shows, in one statement of as many parts, each by the primary key; JSON, since rows cost the driver more. */
  async dashboard(scope: FigureScope, times: DashboardTimes): Promise<DashboardRows> {
    const { codes, typeCode } = scope;
    const [row] = await this.dataSource.query<
      {
        stages: [string, CountedStage, number][];
        due: DueCounts;
        overdue: [string, number][];
        extended: number;
        daily: [Metric, string, number][];
        notices: [Metric, string, number][];
        monthly: [Metric, string, number][];
      }[]
    >(
      `SELECT
         (SELECT coalesce(json_agg(json_build_array(department_code, facet, n)), '[]') FROM reporting.figure
          WHERE metric = 'STAGE' AND type_code = $1 AND day = '-infinity' AND ${ownRows(codes, '$2')} AND n <> 0) AS stages,
         (SELECT json_build_object(
            'overdue', coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at < $4), 0),
            'dueToday', coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at >= $4 AND at < $5), 0),
            'dueWithin3', coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at >= $4), 0),
            'supplementLapsed', coalesce(sum(n) FILTER (WHERE metric = 'SUPPLEMENT_DUE' AND at < $4), 0)) FROM reporting.due_figure
          WHERE metric IN ('DUE', 'SUPPLEMENT_DUE') AND type_code = $1 AND department_code = ANY($3) AND at < $6) AS due,
         (SELECT coalesce(json_agg(json_build_array(department_code, n)), '[]') FROM (
            SELECT department_code, sum(n) AS n FROM reporting.due_figure
            WHERE metric = 'DUE' AND type_code = $1 AND ${ownRows(codes, '$2')} AND at < $4 GROUP BY department_code) AS late) AS overdue,
         (SELECT coalesce(sum(n), 0)::int FROM reporting.figure
          WHERE metric = 'EXTENDED' AND type_code = $1 AND department_code = ANY($3) AND day = '-infinity') AS extended,
         (SELECT coalesce(json_agg(json_build_array(metric, day, n)), '[]') FROM (
            SELECT metric, day, sum(n) AS n FROM reporting.figure WHERE metric IN ('RECEIVED', 'COMPLETED') AND type_code = $1
              AND department_code = ANY($3) AND day BETWEEN $8 AND $7 GROUP BY metric, day) AS days) AS daily,
         (SELECT coalesce(json_agg(json_build_array(metric, facet, n)), '[]') FROM (
            SELECT metric, facet, sum(n) AS n FROM reporting.figure WHERE metric IN ('DELIVERED', 'TRIED', 'LOST', 'FAILED') AND type_code = '*'
              AND department_code = ANY($3) AND day BETWEEN $8 AND $7 GROUP BY metric, facet) AS ended) AS notices,
         (SELECT coalesce(json_agg(json_build_array(metric, facet, n)), '[]') FROM (
            SELECT metric, facet, sum(n) AS n FROM reporting.figure WHERE metric IN ('TOLD', 'MISSED', 'SURVEY') AND type_code = $1
              AND department_code = ANY($3) AND day BETWEEN $9 AND $7 GROUP BY metric, facet) AS months) AS monthly`,
      [
        typeCode,
        codes,
        codes ?? [ALL],
        times.now,
        times.endOfToday,
        times.endOfThird,
        times.today,
        times.firstDay,
        times.firstMonth,
      ],
    );
    const { stages, due, overdue, extended, daily, notices, monthly } = row!;
    const summed = ([metric, facet, n]: [Metric, string, number]): SummedFigure => ({ metric, facet, n });
    return {
      stages: stages.map(([departmentCode, stage, n]) => ({ departmentCode, stage, n })),
      due,
      overdue: new Map(overdue),
      extended,
      daily: daily.map(([metric, day, n]) => ({ metric, day, n })),
      notices: notices.map(summed),
      monthly: monthly.map(summed),
    };
  }

  /** Sums by metric and facet over days; `day` -infinity is the present moment. */
  sums(metrics: Metric[], { codes, typeCode }: FigureScope, from: string, to: string): Promise<SummedFigure[]> {
    return this.dataSource.query(
      `SELECT metric, facet, sum(n)::int AS n FROM reporting.figure
       WHERE metric = ANY($1) AND type_code = $2 AND department_code = ANY($3) AND day BETWEEN $4 AND $5 GROUP BY metric, facet`,
      [metrics, typeCode, codes ?? [ALL], from, to],
    );
  }

  /** The same for each department by itself. */
  sumsByDepartment(
    metrics: Metric[],
    { codes, typeCode }: FigureScope,
    from: string,
    to: string,
  ): Promise<DepartmentFigure[]> {
    return this.dataSource.query(
      `SELECT metric, department_code AS "departmentCode", facet, sum(n)::int AS n FROM reporting.figure
       WHERE metric = ANY($1) AND type_code = $2 AND ${ownRows(codes, '$3')} AND day BETWEEN $4 AND $5
       GROUP BY metric, department_code, facet HAVING sum(n) <> 0`,
      [metrics, typeCode, codes, from, to],
    );
  }

  /** Cases by stage and department, completed ones included. One JSON: thousands of rows cost the driver more than the database. */
  async stages({
    codes,
    typeCode,
  }: FigureScope): Promise<{ departmentCode: string; stage: CountedStage; n: number }[]> {
    const [row] = await this.dataSource.query<{ stages: [string, CountedStage, number][] }[]>(
      `SELECT coalesce(json_agg(json_build_array(department_code, facet, n)), '[]') AS stages FROM reporting.figure
       WHERE metric = 'STAGE' AND type_code = $1 AND day = '-infinity' AND ${ownRows(codes, '$2')} AND n <> 0`,
      [typeCode, codes],
    );
    return row!.stages.map(([departmentCode, stage, n]) => ({ departmentCode, stage, n }));
  }

  /** Open cases by the date told, as `CaseFilters.due` sorts them, for each department by itself. */
  async dueByDepartment(
    scope: FigureScope,
    now: Date,
    endOfToday: Date,
    endOfThird: Date,
  ): Promise<Map<string, DueCounts>> {
    const rows = await this.dataSource.query<(DueCounts & { departmentCode: string })[]>(
      `SELECT department_code AS "departmentCode", coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at < $3), 0)::int AS overdue,
         coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at >= $3 AND at < $4), 0)::int AS "dueToday",
         coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at >= $3), 0)::int AS "dueWithin3",
         coalesce(sum(n) FILTER (WHERE metric = 'SUPPLEMENT_DUE' AND at < $3), 0)::int AS "supplementLapsed"
       FROM reporting.due_figure
       WHERE metric IN ('DUE', 'SUPPLEMENT_DUE') AND type_code = $1 AND ${ownRows(scope.codes, '$2')} AND at < $5
       GROUP BY department_code`,
      [scope.typeCode, scope.codes, now, endOfToday, endOfThird],
    );
    return new Map(rows.map((row) => [row.departmentCode, row]));
  }

  /** Open cases by officer in charge. */
  officers({ codes, typeCode }: FigureScope): Promise<{ officerId: string; n: number }[]> {
    return this.dataSource.query(
      `SELECT facet AS "officerId", sum(n)::int AS n FROM reporting.figure
       WHERE metric = 'OFFICER' AND type_code = $1 AND department_code = ANY($2) AND day = '-infinity' GROUP BY facet HAVING sum(n) > 0 ORDER BY 2 DESC, 1`,
      [typeCode, codes ?? [ALL]],
    );
  }

  /** What of it is near or past its date. */
  async officersDue(
    { codes, typeCode }: FigureScope,
    now: Date,
    endOfToday: Date,
    endOfThird: Date,
  ): Promise<Map<string, Omit<DueCounts, 'supplementLapsed'>>> {
    const rows = await this.dataSource.query<(Omit<DueCounts, 'supplementLapsed'> & { officerId: string })[]>(
      `SELECT facet AS "officerId", coalesce(sum(n) FILTER (WHERE at < $3), 0)::int AS overdue,
         coalesce(sum(n) FILTER (WHERE at >= $3 AND at < $4), 0)::int AS "dueToday",
         coalesce(sum(n) FILTER (WHERE at >= $3), 0)::int AS "dueWithin3"
       FROM reporting.officer_due_figure
       WHERE metric = 'OFFICER_DUE' AND type_code = $1 AND department_code = ANY($2) AND at < $5 GROUP BY facet`,
      [typeCode, codes ?? [ALL], now, endOfToday, endOfThird],
    );
    return new Map(rows.map(({ officerId, ...due }) => [officerId, due]));
  }
}

/** Rows of single departments, of some or of all; each way is a condition of its own, so that each has an index. */
function ownRows(codes: string[] | null, parameter: string): string {
  return codes === null
    ? `department_code <> '*' AND ${parameter}::text[] IS NULL`
    : `department_code = ANY(${parameter}::text[])`;
}
