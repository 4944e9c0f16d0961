import { Injectable } from '@nestjs/common';
import { Problem } from '../../libs/http/index.js';
import { PetitionTypes } from '../cases/index.js';
import { CaseExports, ReportExports, ReportPeriods, type ExportedFile, type ExportWish } from '../reporting/index.js';
import type { Actor } from '../staff/index.js';
import { CaseConditions } from './case-conditions.service.js';
import { Departments, narrowed } from './departments.service.js';
import { TypedQuery, DaysQuery, MonthQuery, MonthsQuery, readQuery, ScopeQuery } from './list-filters.js';
import { mayAct } from './may-act.js';
import { caseFilterWords } from './views/case-list-page.js';
import { linkedFilters } from './views/chosen-filters.js';
import { EXPORT_VIEWS, type ExportView } from './views/export-views.js';
import { SURVEY_GROUPS } from './views/survey-results-page.js';

interface Conditions {
  /** In Korean, one line each. */
  conditions: string[];
  /** Why the address cannot be read. */
  problem?: string;
}

/** The views of the console as files: what stands in a view's address is what its file holds. */
@Injectable()
export class ViewExports {
  constructor(
    private readonly reports: ReportExports,
    private readonly lists: CaseExports,
    private readonly periods: ReportPeriods,
    private readonly departments: Departments,
    private readonly cases: CaseConditions,
    private readonly types: PetitionTypes,
  ) {}

  /** What the file will hold, in words. */
  async conditions(view: ExportView, query: unknown, actor: Actor): Promise<Conditions> {
    const departments = new Map((await this.departments.visibleTo(actor)).map(({ code, name }) => [code, name]));
    const departmentOf = (code: string | undefined) =>
      code === undefined ? '볼 수 있는 모든 부서' : (departments.get(code) ?? code);
    if (view === 'cases') {
      const { shown, problem } = await this.cases.read(query);
      const officers = await this.departments.officers(shown.officerId === undefined ? [] : [shown.officerId], actor);
      const words = linkedFilters(shown, caseFilterWords(departments, officers)).map((one) => one.words);
      return { conditions: words.length === 0 ? ['볼 수 있는 모든 민원'] : words, problem };
    }
    const { departmentCode, typeCode, problem, ...period } = await this.read(view, query);
    const days = period.from === undefined ? [] : [`${period.from} ~ ${period.to}`];
    const groups = period.by === undefined ? [] : [`나누어 보기: ${SURVEY_GROUPS[period.by]}`];
    const types =
      typeCode === undefined ? [] : [(await this.types.list()).find(({ code }) => code === typeCode)?.name ?? typeCode];
    return { conditions: [departmentOf(departmentCode), ...types, ...days, ...groups], problem };
  }

  /** @throws Problem 400 where the address cannot be read; TooManyRows 422 */
  async file(view: ExportView, query: unknown, actor: Actor, wish: ExportWish): Promise<ExportedFile> {
    if (view === 'cases') {
      const { filters, departmentCode, problem } = await this.cases.read(query);
      refuseUnread(problem);
      return this.lists.list(actor, filters, narrowed(actor, departmentCode), wish);
    }
    const { departmentCode, typeCode, problem, from, to, by } = await this.read(view, query);
    refuseUnread(problem);
    const scope = narrowed(actor, departmentCode);
    const filter = { departmentCode, typeCode };
    switch (view) {
      case 'departments':
        return this.reports.departments(actor, scope, filter, { from: from!, to: to! }, wish);
      case 'deliveries':
        return this.reports.deliveries(actor, scope, filter, { from: from!, to: to! }, wish);
      case 'coverage':
        return this.reports.coverage(actor, scope, filter, { from: from!, to: to! }, wish);
      case 'surveys':
        return this.reports.surveys(actor, scope, by!, filter, { from: from!, to: to! }, wish);
      case 'monthly':
        return this.reports.monthly(actor, scope, filter, from!, wish);
      case 'dashboard':
        return this.reports.dashboard(actor, scope, filter, mayAct(actor, EXPORT_VIEWS.officers.roles), wish);
      case 'officers':
        return this.reports.officers(actor, scope, filter, wish);
      case 'reminder-orders':
        return this.lists.reminders(actor, filter, scope, wish);
    }
  }

  /** The conditions of a report, the usual period where none is chosen. */
  private async read(view: Exclude<ExportView, 'cases'>, query: unknown): Promise<ReadConditions> {
    switch (view) {
      case 'departments':
      case 'deliveries': {
        const { departmentCode, typeCode, from, to, problem } = await readQuery(DaysQuery, query);
        return { departmentCode, problem, ...this.periods.days(from, to), ...(view === 'departments' && { typeCode }) };
      }
      case 'coverage':
      case 'surveys': {
        const { departmentCode, typeCode, from, to, by = 'department', problem } = await readQuery(MonthsQuery, query);
        const months = this.periods.months(from, to);
        return { departmentCode, typeCode, problem, ...months, ...(view === 'surveys' && { by }) };
      }
      case 'monthly': {
        const { departmentCode, month = this.periods.lastMonth(), problem } = await readQuery(MonthQuery, query);
        return { departmentCode, problem, from: month, to: month };
      }
      case 'dashboard':
      case 'officers':
        return readQuery(TypedQuery, query);
      case 'reminder-orders':
        return readQuery(ScopeQuery, query);
    }
  }
}

interface ReadConditions extends TypedQuery, Pick<MonthsQuery, 'from' | 'to' | 'by'> {
  problem?: string;
}

export function refuseUnread(problem: string | undefined): void {
  if (problem !== undefined)
    throw new Problem(400, 'CONSOLE.UNREADABLE_CONDITIONS', `${problem} 화면에서 다시 골라 주세요.`);
}
