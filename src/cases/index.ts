export {
  CaseDataWiped,
  CaseDeadlineMoved,
  CaseStepChanged,
  type MoveCause,
  type MoveKind,
  type CaseShape,
  type Outcome,
  type Stage,
  type StepKind,
} from './case.events.js';
export {
  EXCLUSION_REASONS,
  EXTENSION_REASONS,
  type CaseFact,
  type ExclusionReason,
  type ExtensionReason,
  type OfficerFact,
  type Period,
  type PersonFact,
  type PetitionFact,
} from './case-fact.js';
export { CaseNotFound } from './case.errors.js';
export { type CaseFilters, DUE_FILTERS, type DueFilter, lastOfThreeWorkingDays, searched } from './case-filters.js';
export { UNDER_TWO_DAYS } from './eligibility.js';
export { CaseListQuery } from './cases.dto.js';
export { CasePeople, type MaskedPerson } from './case-people.js';
export { CaseQueries, type DueCounts } from './case-queries.js';
export { CaseShapes, type StandingShape } from './case-shapes.js';
export {
  CaseStandings,
  type CaseClock,
  type CasesAimingAt,
  type CaseStanding,
  type StepStanding,
} from './case-standings.js';
export type { CaseDetail, CaseSummary } from './case-view.js';
export { CasesModule } from './cases.module.js';
export { Cases, type ApplyResult } from './cases.service.js';
export { CitizenCases, type CitizenCase } from './citizen-case.js';
export { CitizenLinks, type LinkHolder, type OpenedLink } from './citizen-links.js';
export type { EditAnswer } from './calendar-edits.js';
export type { CaseSettings } from './case-settings.js';
export { CountySettings } from './county-settings.service.js';
export { type ChangePreview, DeadlineChanges } from './deadline-changes.service.js';
export { type DeadlineWorking, DeadlineWorkings } from './deadline-working.service.js';
export { HolidayTable } from './holiday-table.js';
export { Holidays } from './holidays.service.js';
export { type IntervalAnswer, Intervals } from './intervals.service.js';
export type { ShownInterval } from './time-left-out.js';
export { Outages } from './outages.service.js';
export { casesMigrations } from './migrations/index.js';
export type { CaseNoticeContext } from './notice-context.js';
export { maskedDetail, maskedSummary } from './masked-for-county.js';
export { NoticeArrivals } from './notice-arrivals.js';
export { PetitionTypes, type PetitionType } from './petition-types.js';
export { type PersonExport, PersonExports } from './person-export.service.js';
export { readRetention, type Retention } from './retention.js';
export { Retentions } from './retention.service.js';
export { OUTCOME_WORDS, STAGE_WORDS } from './stage-words.js';
export { TASK_CLOSINGS, Tasks, type Task, type TaskClosing } from './tasks.service.js';
export { UnsentNotices, type UnsentNotice } from './unsent-notices.service.js';
