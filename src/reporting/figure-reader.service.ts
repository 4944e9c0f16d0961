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

  /** The last change of any figure, product time, +09:00; null before the first. */
  async changedAt(): Promise<string | null> {
    const [row] = await this.dataSource.query<{ changed_at: Date }[]>('SELECT changed_at FROM reporting.pulse');
    return row === undefined ? null : toKst(row.changed_at);
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

  /** Sums by metric and day. */
  byDay(
    metrics: Metric[],
    { codes, typeCode }: FigureScope,
    from: string,
    to: string,
  ): Promise<{ metric: Metric; day: string; n: number }[]> {
    return this.dataSource.query(
      `SELECT metric, day::text, sum(n)::int AS n FROM reporting.figure
       WHERE metric = ANY($1) AND type_code = $2 AND department_code = ANY($3) AND day BETWEEN $4 AND $5 GROUP BY metric, day`,
      [metrics, typeCode, codes ?? [ALL], from, to],
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

  /** Open cases by the date told, as `CaseFilters.due` sorts them. */
  async due({ codes, typeCode }: FigureScope, now: Date, endOfToday: Date, endOfThird: Date): Promise<DueCounts> {
    const [row] = await this.dataSource.query<DueCounts[]>(
      `SELECT coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at < $3), 0)::int AS overdue,
         coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at >= $3 AND at < $4), 0)::int AS "dueToday",
         coalesce(sum(n) FILTER (WHERE metric = 'DUE' AND at >= $3), 0)::int AS "dueWithin3",
         coalesce(sum(n) FILTER (WHERE metric = 'SUPPLEMENT_DUE' AND at < $3), 0)::int AS "supplementLapsed"
       FROM reporting.due_figure
       WHERE metric IN ('DUE', 'SUPPLEMENT_DUE') AND type_code = $1 AND department_code = ANY($2) AND at < $5`,
      [typeCode, codes ?? [ALL], now, endOfToday, endOfThird],
    );
    return row!;
  }

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

  /** Cases past the date told, by department; those without any are absent. */
  async overdueByDepartment({ codes, typeCode }: FigureScope, now: Date): Promise<Map<string, number>> {
    const rows = await this.dataSource.query<{ code: string; n: number }[]>(
      `SELECT department_code AS code, sum(n)::int AS n FROM reporting.due_figure
       WHERE metric = 'DUE' AND type_code = $1 AND ${ownRows(codes, '$2')} AND at < $3 GROUP BY department_code`,
      [typeCode, codes, now],
    );
    return new Map(rows.map(({ code, n }) => [code, n]));
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
