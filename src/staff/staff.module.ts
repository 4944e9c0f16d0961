import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AccessHook } from './access.hook.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.service.js';
import { Alarms } from './alarms.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.service.js';
import { AuditChain } from './audit-chain.js';
import { AuditExport } from './audit-export.service.js';
import { AuditRetention } from './audit-retention.service.js';
import { AuditReviews } from './audit-review.service.js';
import { AuditTrail } from './audit-trail.js';
import { AuditController } from './audit.controller.js';
import { AuthController } from './auth.controller.js';
import { CutStreamsOfEndedSessions } from './cut-streams-of-ended-sessions.js';
import { CountySignOn } from './county-sign-on.service.js';
import { DelegatesController } from './delegates.controller.js';
import { Delegates } from './delegates.service.js';
import { DestructionRunsController } from './destruction-runs.controller.js';
import { DestructionRuns } from './destruction-runs.js';
import { DirectoryImportController } from './directory-import.controller.js';
import { DirectoryImport } from './directory-import.service.js';
import { DirectoryController } from './directory.controller.js';
import { EveryOperationNamesItsRoles } from './every-operation-names-its-roles.js';
import { FirstAccess } from './first-access.js';
import { Leavers } from './leavers.service.js';
import { LoginService } from './login.service.js';
import { Milestones } from './milestones.js';
import { ErrandCookie, SessionCookie } from './session-cookie.js';
import { SignOnController } from './sign-on.controller.js';
import { Sessions } from './sessions.service.js';
import { StaffDirectory } from './staff-directory.js';
import { WallScreens } from './wall-screens.js';

/** Needs, from global modules: Settings, Clock, Privacy, DataSource. */
@Module({
  imports: [DiscoveryModule],
  controllers: [
    AuthController,
    SignOnController,
    DirectoryController,
    DirectoryImportController,
    DelegatesController,
    AccountsController,
    ApiKeysController,
    AuditController,
    DestructionRunsController,
  ],
  providers: [
    StaffDirectory,
    AuditTrail,
    AuditChain,
    AuditExport,
    AuditRetention,
    AuditReviews,
    Alarms,
    DestructionRuns,
    Accounts,
    ApiKeys,
    Delegates,
    DirectoryImport,
    Leavers,
    Milestones,
    Sessions,
    SessionCookie,
    ErrandCookie,
    CountySignOn,
    LoginService,
    FirstAccess,
    AccessHook,
    CutStreamsOfEndedSessions,
    WallScreens,
    EveryOperationNamesItsRoles,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    Accounts,
    Alarms,
    ApiKeys,
    AuditChain,
    AuditExport,
    AuditReviews,
    AuditTrail,
    Delegates,
    DestructionRuns,
    DirectoryImport,
    Leavers,
    Milestones,
    SessionCookie,
    WallScreens,
    StaffDirectory,
  ],
})
export class StaffModule {}
