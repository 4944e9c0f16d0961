import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate, toKst } from '../../libs/clock/index.js';
import { HolidayTable } from '../cases/index.js';
import { StaffDirectory } from '../staff/index.js';
import { statisticsOf } from '../surveys/index.js';
import {
  CHANNELS,
  noStages,
  type CountedStage,
  type DashboardCounts,
  type DashboardFilter,
  type Fraction,
  type OfficerLoad,
} from './dashboard-counts.js';
import { dueWindow } from './due-window.js';
import { TOLD, type Metric } from './figure-cells.js';
import { ALL, FigureReader, type FigureScope, type SummedFigure } from './figure-reader.service.js';
import { FigureSnapshots } from './figure-snapshots.service.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
const MONTHS = 12;

/** The figures behind the dashboard, read from what was counted: a few hundred rows, however many cases stand behind them. */
@Injectable()
export class Figures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly directory: StaffDirectory,
    private readonly reader: FigureReader,
    private readonly snapshots: FigureSnapshots,
  ) {}

  /** @param departments that the caller may see; a filter outside them shows nothing */
  async dashboard(departments: string[] | 'ALL', filter: DashboardFilter = {}): Promise<DashboardCounts> {
    const scope = scopeOf(departments, filter);
    return this.snapshots.get('dashboard', [scope, filter], () => this.readDashboard(scope, filter));
  }

  private async readDashboard(scope: FigureScope, filter: DashboardFilter): Promise<DashboardCounts> {
    const now = this.clock.now();
    const today = kstDate(now);
    const times = {
      now,
      ...dueWindow(this.holidays.calendar(), now),
      today,
      firstDay: kstDate(new Date(now.getTime() - (DAYS - 1) * DAY_MS)),
      firstMonth: monthsBefore(today, MONTHS - 1),
    };
    const [asOf, names, counted] = await Promise.all([
      this.reader.changedAt(),
      this.names(scope.codes),
      this.reader.dashboard(scope, times),
    ]);
    const { due, overdue, extended, notices, monthly } = counted;
    const rows = departmentRows(names, counted.stages).map((row) => ({ ...row, overdue: overdue.get(row.code) ?? 0 }));
    const all = rows.flatMap((row) => Object.values(row.stages)).reduce(add, 0);
    const completed = rows.map((row) => row.stages.COMPLETED).reduce(add, 0);
    const daily = new Map(counted.daily.map(({ metric, day, n }) => [`${metric} ${day}`, n]));
    const satisfaction = statisticsOf(
      [1, 2, 3, 4, 5].map((score) => sumOf(monthly, 'SURVEY', (facet) => facet === String(score))) as never,
    );
    return {
      asOf: asOf ?? toKst(now),
      scope: {
        departmentCode: filter.departmentCode ?? null,
        typeCode: filter.typeCode ?? null,
        departmentName: filter.departmentCode === undefined ? '전체 부서' : (names.get(filter.departmentCode) ?? ''),
      },
      tiles: {
        inProgress: all - completed,
        ...due,
        extensionRate: { num: extended, den: all },
        delivered: deliveredOf(notices),
        coverage: coverageOf(monthly),
        satisfaction: { mean: satisfaction.mean ?? null, n: satisfaction.answered },
      },
      departments: rows,
      trend: Array.from({ length: DAYS }, (_, i) => kstDate(new Date(now.getTime() - (DAYS - 1 - i) * DAY_MS))).map(
        (date) => ({
          date,
          received: daily.get(`RECEIVED ${date}`) ?? 0,
          completed: daily.get(`COMPLETED ${date}`) ?? 0,
        }),
      ),
      channels: CHANNELS.map((channel) => {
        const ended = (metric: Metric) => sumOf(notices, metric, (facet) => facet.endsWith(` ${channel}`));
        const [delivered, fallback, failed] = [ended('DELIVERED'), ended('TRIED'), ended('LOST')];
        return { channel, sent: delivered + fallback + failed, delivered, fallback, failed };
      }).filter(({ sent }) => sent > 0),
    };
  }

  /** What each officer in charge has open, the most first. `asOf`: when a figure last changed, product time, +09:00. */
  async officersLoad(
    departments: string[] | 'ALL',
    filter: DashboardFilter = {},
  ): Promise<{ asOf: string; rows: OfficerLoad[] }> {
    const scope = scopeOf(departments, filter);
    return this.snapshots.get('officers', scope, () => this.readOfficersLoad(scope));
  }

  private async readOfficersLoad(scope: FigureScope): Promise<{ asOf: string; rows: OfficerLoad[] }> {
    const now = this.clock.now();
    const { endOfToday, endOfThird } = dueWindow(this.holidays.calendar(), now);
    const [asOf, rows, due] = await Promise.all([
      this.reader.changedAt(),
      this.reader.officers(scope),
      this.reader.officersDue(scope, now, endOfToday, endOfThird),
    ]);
    const tx = this.dataSource.manager;
    const officers = await this.directory.officers(
      tx,
      rows.map(({ officerId }) => officerId),
    );
    const departmentNames = await this.directory.departments(
      tx,
      [...officers.values()].map(({ departmentCode }) => departmentCode),
    );
    return {
      asOf: asOf ?? toKst(now),
      rows: rows.map(({ officerId, n }) => {
        const officer = officers.get(officerId);
        return {
          officerId,
          name: officer?.name ?? officerId,
          departmentCode: officer?.departmentCode ?? null,
          departmentName: departmentNames.get(officer?.departmentCode ?? '')?.name ?? null,
          open: n,
          ...(due.get(officerId) ?? { overdue: 0, dueToday: 0, dueWithin3: 0 }),
        };
      }),
    };
  }

  /** Names by code; of all departments where there is no limit. */
  private async names(codes: string[] | null): Promise<Map<string, string>> {
    const tx = this.dataSource.manager;
    if (codes === null) return new Map((await this.directory.allDepartments(tx)).map(({ code, name }) => [code, name]));
    return new Map([...(await this.directory.departments(tx, codes))].map(([code, { name }]) => [code, name]));
  }
}

/** The departments that both the caller and the filter allow. */
export function scopeOf(
  departments: string[] | 'ALL',
  { departmentCode, typeCode = ALL }: DashboardFilter,
): FigureScope {
  if (departmentCode === undefined) return { codes: departments === 'ALL' ? null : departments, typeCode };
  return { codes: departments === 'ALL' || departments.includes(departmentCode) ? [departmentCode] : [], typeCode };
}

/** Of the notices that were to be sent: what reached nobody counts, for whatever reason; what was dropped on purpose does not. */
export function deliveredOf(notices: SummedFigure[]): Fraction {
  const num = sumOf(notices, 'DELIVERED');
  return { num, den: num + sumOf(notices, 'FAILED') };
}

export function coverageOf(figures: SummedFigure[]): Fraction {
  return {
    num: sumOf(figures, 'TOLD', (facet) => facet === TOLD) - sumOf(figures, 'MISSED'),
    den: sumOf(figures, 'TOLD'),
  };
}

export function sumOf(figures: SummedFigure[], metric: Metric, of: (facet: string) => boolean = () => true): number {
  return figures.filter((figure) => figure.metric === metric && of(figure.facet)).reduce((sum, { n }) => sum + n, 0);
}

/** One row for each department that is known or has cases, by code. */
export function departmentRows(
  names: Map<string, string>,
  stages: { departmentCode: string; stage: CountedStage; n: number }[],
): { code: string; name: string; stages: Record<CountedStage, number> }[] {
  const byCode = new Map([...names].map(([code, name]) => [code, { code, name, stages: noStages() }]));
  for (const { departmentCode, stage, n } of stages) {
    const row = byCode.get(departmentCode) ?? { code: departmentCode, name: departmentCode, stages: noStages() };
    row.stages[stage] = n;
    byCode.set(departmentCode, row);
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** First day of the month so many months before. */
export function monthsBefore(day: string, months: number): string {
  const [year, month] = day.split('-').map(Number);
  return new Date(Date.UTC(year!, month! - 1 - months, 1)).toISOString().slice(0, 10);
}

function add(a: number, b: number): number {
  return a + b;
}
