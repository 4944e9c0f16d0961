export { CODED_COLUMNS, type CodedColumn, MEANINGS } from './code-meanings.js';
export { Codes, type CodeLine } from './codes.service.js';
export {
  FileIntake,
  FileTakenElsewhere,
  type FileProgress,
  type FileReport,
  type RowFaultShown,
} from './file-intake.service.js';
export { NotAListing } from './file-rows.js';
export { InboxRate, type WayRate } from './inbox-rate.js';
export { LinkFiles, type LinkFile } from './link-files.js';
export { LinkHealth, type LinkState, type WayHealth } from './link-health.js';
export { LinkSelfCheck, type LinkSelfCheckResult } from './link-self-check.service.js';
export { saeolMigrations } from './migrations/index.js';
export { Quarantine, type Quarantined, type QuarantineFilters, type QuarantineGroup } from './quarantine.service.js';
export { QuarantineReplay } from './quarantine-replay.service.js';
export { ReconciliationReports, type Finding, type Reconciliation } from './reconciliation-reports.js';
export { Reconciliations, type BadListingRow } from './reconciliations.service.js';
export { ReconciliationNotFound } from './saeol.errors.js';
export { SaeolModule } from './saeol.module.js';
export { SendUnsent } from './send-unsent.service.js';
export { WatchGaps, type Gap } from './watch-gaps.js';
