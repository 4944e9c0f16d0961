export { ForWallScreens, OpenToStrangers, Roles, WholeCounty } from './access.decorators.js';
export { LIVE_REFRESH_HEADER } from './access.hook.js';
export { Accounts, type Account, type AccountChange } from './accounts.service.js';
export { Actor, COUNTY_WIDE_ROLES, mayReadDepartment, ROLES, seesMasked, type Role } from './actor.js';
export { Alarms, type Alarm } from './alarms.js';
export { ApiKeys, type ApiKey } from './api-keys.service.js';
export { AuditChain, type ChainFault, type ChainVerdict } from './audit-chain.js';
export { AuditExport, type AuditSpan } from './audit-export.service.js';
export { AuditReviews, type ActorFigures, type AuditReview } from './audit-review.service.js';
export { AuditTrail, type AuditEntry, type AuditFilter, type AuditRecord } from './audit-trail.js';
export { Delegates, speaksForSelfOnly, type Delegation } from './delegates.service.js';
export { DEMO_LOGINS, seedDemoStaff, type DemoLogin } from './demo-staff.js';
export { staffMigrations } from './migrations/index.js';
export { ReadsPersons } from './personal-reads.js';
export { StatedReasonDto } from './stated-reason.dto.js';
export {
  StaffDirectory,
  type Chain,
  type Department,
  type Officer,
  type Position,
  type Receiver,
  type SeenOfficer,
} from './staff-directory.js';
export { DestructionRuns, type DestructionRun } from './destruction-runs.js';
export { DirectoryImport, type ImportReport } from './directory-import.service.js';
export { FILE_ROUTES } from './directory-import.controller.js';
export { Leavers } from './leavers.service.js';
export { Milestones } from './milestones.js';
export { SessionCookie } from './session-cookie.js';
export { NotAllowed, NotSignedIn } from './staff.errors.js';
export { StaffModule } from './staff.module.js';
export { WallScreens } from './wall-screens.js';
