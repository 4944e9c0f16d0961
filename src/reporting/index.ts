export type { CountedStage, DashboardCounts, DashboardFilter, Fraction, OfficerLoad } from './dashboard-counts.js';
export { CaseExports } from './case-exports.service.js';
export type { ExportWish } from './downloads.service.js';
export { EXPORT_FORMATS, type ExportedFile, type ExportFormat } from './export-file.js';
export { FigureRebuild, type FigureCheck, type FigureDifference } from './figure-rebuild.service.js';
export { ExportNames } from './export-names.service.js';
export { FigureSnapshots } from './figure-snapshots.service.js';
export { Figures, monthsBefore } from './figures.service.js';
export { LiveFiguresStream, type LiveFigures } from './live-figures.service.js';
export { reportingMigrations } from './migrations/index.js';
export { maskedForCounty, maskedLoad } from './masked-for-county.js';
export { MonthlyCheck, type MonthlyRow } from './monthly-check.service.js';
export { ReminderOrders, type OverdueCase, type ReminderOrder } from './reminder-orders.service.js';
export { ReportExports } from './report-exports.service.js';
export { ReportPeriods } from './report-periods.service.js';
export { ReportingModule } from './reporting.module.js';
export {
  Reports,
  type ChannelEnds,
  type CoverageReportRow,
  type DeliveryReportRow,
  type DepartmentReportRow,
  type Period,
  type Report,
  type ReportFilter,
  type SurveyReportRow,
} from './reports.service.js';
export { ROLL_UP_EVERY_MS } from './roll-up.service.js';
