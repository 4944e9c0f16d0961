import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { HolidayTable } from '../cases/index.js';
import type { Channel, Occasion } from '../messaging/index.js';
import { StaffDirectory } from '../staff/index.js';
import { statisticsOf, type Distribution, type ResultGroup, type SurveyStatistics } from '../surveys/index.js';
import { CHANNELS, type CountedStage, type Fraction } from './dashboard-counts.js';
import { dueWindow } from './due-window.js';
import { monthOf, NOW, TOLD } from './figure-cells.js';
import { ALL, FigureReader, type DueCounts, type SummedFigure } from './figure-reader.service.js';
import { coverageOf, departmentRows, scopeOf, sumOf } from './figures.service.js';
import { quantileHours } from './histogram.js';

/** Days or months, both ends included. */
export interface Period {
  from: string;
  to: string;
}

export interface ReportFilter {
  departmentCode?: string;
  typeCode?: string;
}

/** `asOf`: when a figure last changed, product time, +09:00. */
export interface Report<Row> extends Period {
  asOf: string;
  rows: Row[];
}

export interface DepartmentReportRow extends DueCounts {
  departmentCode: string;
  departmentName: string;
  /** Now. */
  stages: Record<CountedStage, number>;
  inProgress: number;
  /** Extended cases of all, now. */
  extensionRate: Fraction;
  /** In the period. */
  received: number;
  completed: number;
  outcomes: Record<string, number>;
  /** Of the completed ones: within the statutory deadline; within the promised one. */
  inTime: Fraction;
  onPromise: Fraction;
  /** Working hours from receipt to completion, begun ones counted; of the months that the period touches. */
  hours: { median: number | null; p90: number | null };
}

export interface ChannelEnds {
  delivered: number;
  fallback: number;
  failed: number;
}

export interface DeliveryReportRow {
  occasion: Occasion;
  delivered: number;
  failed: number;
  dropped: number;
  /** `fallback`: handed on to the next channel; `failed`: it was the last one, and reached nobody. */
  byChannel: Partial<Record<Channel, ChannelEnds>>;
  /** Of failed and dropped ones. */
  reasons: Record<string, number>;
}

export interface CoverageReportRow extends Fraction {
  departmentCode: string;
  departmentName: string;
  /** Why the rest was not told: cases by reason. */
  reasons: Record<string, number>;
}

export interface SurveyReportRow extends SurveyStatistics {
  /** What `by` asked for; null: not known. */
  key: string | null;
  invited: number;
}

const SURVEY_COLUMNS: Record<ResultGroup, string> = {
  department: 'department_code',
  type: 'type_code',
  officerDepartment: 'officer_department_code',
  month: "to_char(month, 'YYYY-MM')",
  channel: 'channel',
  outcome: 'outcome',
};

/** Reports from what was counted. `departments` are those that the caller may see; a filter outside them shows nothing. */
@Injectable()
export class Reports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly directory: StaffDirectory,
    private readonly reader: FigureReader,
  ) {}

  /** How each department is doing now, and what it did in a period of days. */
  async departments(
    departments: string[] | 'ALL',
    filter: ReportFilter,
    period: Period,
  ): Promise<Report<DepartmentReportRow>> {
    const scope = scopeOf(departments, filter);
    const now = this.clock.now();
    const { endOfToday, endOfThird } = dueWindow(this.holidays.calendar(), now);
    const [names, stages, due, present, daily, hours] = await Promise.all([
      this.names(scope.codes),
      this.reader.stages(scope),
      this.reader.dueByDepartment(scope, now, endOfToday, endOfThird),
      this.reader.sumsByDepartment(['EXTENDED'], scope, NOW, NOW),
      this.reader.sumsByDepartment(['RECEIVED', 'COMPLETED', 'IN_TIME', 'ON_PROMISE'], scope, period.from, period.to),
      this.reader.sumsByDepartment(['HOURS'], scope, monthOf(period.from), period.to),
    ]);
    const [presentOf, dailyOf, hoursOf] = [present, daily, hours].map((figures) =>
      Map.groupBy(figures, ({ departmentCode }) => departmentCode),
    );
    const rows = departmentRows(names, stages).map((row): DepartmentReportRow => {
      const ofPeriod = dailyOf!.get(row.code) ?? [];
      const all = Object.values(row.stages).reduce((a, b) => a + b, 0);
      const counts = (hoursOf!.get(row.code) ?? []).map(({ facet, n }) => ({ hours: Number(facet), n }));
      return {
        departmentCode: row.code,
        departmentName: row.name,
        stages: row.stages,
        inProgress: all - row.stages.COMPLETED,
        extensionRate: { num: sumOf(presentOf!.get(row.code) ?? [], 'EXTENDED'), den: all },
        ...duesOf(due.get(row.code)),
        received: sumOf(ofPeriod, 'RECEIVED'),
        completed: sumOf(ofPeriod, 'COMPLETED'),
        outcomes: byFacet(ofPeriod.filter(({ metric }) => metric === 'COMPLETED')),
        inTime: shareOf(ofPeriod, 'IN_TIME'),
        onPromise: shareOf(ofPeriod, 'ON_PROMISE'),
        hours: { median: quantileHours(counts, 0.5), p90: quantileHours(counts, 0.9) },
      };
    });
    return { asOf: await this.asOf(), ...period, rows };
  }

  /** How notices ended, by occasion, and the causes of failures in plain Korean. */
  async deliveries(
    departments: string[] | 'ALL',
    filter: ReportFilter,
    period: Period,
  ): Promise<Report<DeliveryReportRow> & { causes: { cause: string; n: number }[] }> {
    const scope = { ...scopeOf(departments, filter), typeCode: ALL };
    const figures = await this.reader.sums(
      ['DELIVERED', 'TRIED', 'LOST', 'FAILED', 'DROPPED', 'CAUSE'],
      scope,
      period.from,
      period.to,
    );
    const split = figures
      .filter(({ metric }) => metric !== 'CAUSE')
      .map((figure) => {
        const [occasion, detail] = figure.facet.split(' ') as [Occasion, string];
        return { ...figure, occasion, facet: detail };
      });
    const rows = [...Map.groupBy(split, ({ occasion }) => occasion)].map(([occasion, own]): DeliveryReportRow => ({
      occasion,
      delivered: sumOf(own, 'DELIVERED'),
      failed: sumOf(own, 'FAILED'),
      dropped: sumOf(own, 'DROPPED'),
      byChannel: Object.fromEntries(
        CHANNELS.map(
          (channel) =>
            [
              channel,
              {
                delivered: sumOf(own, 'DELIVERED', (facet) => facet === channel),
                fallback: sumOf(own, 'TRIED', (facet) => facet === channel),
                failed: sumOf(own, 'LOST', (facet) => facet === channel),
              },
            ] as const,
        ).filter(([, { delivered, fallback, failed }]) => delivered + fallback + failed > 0),
      ),
      reasons: byFacet(own.filter(({ metric }) => metric === 'FAILED' || metric === 'DROPPED')),
    }));
    const causes = figures
      .filter(({ metric, n }) => metric === 'CAUSE' && n > 0)
      .map(({ facet, n }) => ({ cause: facet, n }));
    return {
      asOf: await this.asOf(),
      ...period,
      rows: rows.sort((a, b) => (a.occasion < b.occasion ? -1 : 1)),
      causes: causes.sort((a, b) => b.n - a.n),
    };
  }

  /** Of the cases of 2 days or more received in a period of months: whose citizens got every due notice, and why the rest did not. */
  async coverage(
    departments: string[] | 'ALL',
    filter: ReportFilter,
    period: Period,
  ): Promise<Report<CoverageReportRow> & { total: Fraction }> {
    const scope = scopeOf(departments, filter);
    const figures = await this.reader.sumsByDepartment(
      ['TOLD', 'MISSED'],
      scope,
      `${period.from}-01`,
      `${period.to}-01`,
    );
    const names = await this.names(scope.codes);
    const rows = [...Map.groupBy(figures, ({ departmentCode }) => departmentCode)].map(
      ([departmentCode, own]): CoverageReportRow => ({
        departmentCode,
        departmentName: names.get(departmentCode) ?? departmentCode,
        ...coverageOf(own),
        reasons: byFacet(own.filter(({ facet }) => facet !== TOLD)),
      }),
    );
    return {
      asOf: await this.asOf(),
      ...period,
      rows: rows.sort((a, b) => (a.departmentCode < b.departmentCode ? -1 : 1)),
      total: coverageOf(figures),
    };
  }

  /**
   * The cases, by id, whose citizens lack a notice that was due, received in a period of months; of one reason where it is given.
   * As many as there are: whoever is left without is an exception.
   */
  async missedCases({ from, to }: Period, reason?: string): Promise<string[]> {
    const rows = await this.dataSource.query<{ case_id: string }[]>(
      `SELECT case_id FROM reporting.missed_case WHERE received_month BETWEEN $1 AND $2 AND ($3::text IS NULL OR reason = $3)`,
      [`${from}-01`, `${to}-01`, reason ?? null],
    );
    return rows.map((row) => row.case_id);
  }

  /** Survey results of completions in a period of months; scores only from five answers on. */
  async surveys(
    by: ResultGroup,
    departments: string[] | 'ALL',
    filter: ReportFilter,
    period: Period,
  ): Promise<Report<SurveyReportRow>> {
    const { codes } = scopeOf(departments, filter);
    const rows = await this.dataSource.query<
      { key: string; invited: number; s1: number; s2: number; s3: number; s4: number; s5: number }[]
    >(
      `SELECT ${SURVEY_COLUMNS[by]} AS key, sum(invited)::int AS invited, sum(score1)::int AS s1, sum(score2)::int AS s2, sum(score3)::int AS s3,
         sum(score4)::int AS s4, sum(score5)::int AS s5
       FROM reporting.survey_figure
       WHERE ($1::text[] IS NULL OR department_code = ANY($1)) AND ($2::text IS NULL OR type_code = $2) AND month BETWEEN $3 AND $4
       GROUP BY 1 ORDER BY 1`,
      [codes, filter.typeCode ?? null, `${period.from}-01`, `${period.to}-01`],
    );
    return {
      asOf: await this.asOf(),
      ...period,
      rows: rows.map(({ key, invited, s1, s2, s3, s4, s5 }) => ({
        key: key === '' ? null : key,
        invited,
        ...statisticsOf([s1, s2, s3, s4, s5] as Distribution),
      })),
    };
  }

  private async asOf(): Promise<string> {
    return (await this.reader.changedAt()) ?? toKst(this.clock.now());
  }

  private async names(codes: string[] | null): Promise<Map<string, string>> {
    const tx = this.dataSource.manager;
    if (codes === null) return new Map((await this.directory.allDepartments(tx)).map(({ code, name }) => [code, name]));
    return new Map([...(await this.directory.departments(tx, codes))].map(([code, { name }]) => [code, name]));
  }
}

function duesOf(due: DueCounts | undefined): DueCounts {
  const { overdue = 0, dueToday = 0, dueWithin3 = 0, supplementLapsed = 0 } = due ?? {};
  return { overdue, dueToday, dueWithin3, supplementLapsed };
}

function shareOf(figures: SummedFigure[], metric: 'IN_TIME' | 'ON_PROMISE'): Fraction {
  return { num: sumOf(figures, metric, (facet) => facet === 'YES'), den: sumOf(figures, metric) };
}

function byFacet(figures: SummedFigure[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { facet, n } of figures) sums[facet] = (sums[facet] ?? 0) + n;
  return Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0));
}
