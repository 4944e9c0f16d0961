import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AccessHook } from './access.hook.js';
import { Alarms } from './alarms.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.service.js';
import { AuditChain } from './audit-chain.js';
import { AuditTrail } from './audit-trail.js';
import { AuditController } from './audit.controller.js';
import { AuthController } from './auth.controller.js';
import { DirectoryController } from './directory.controller.js';
import { EveryOperationNamesItsRoles } from './every-operation-names-its-roles.js';
import { FirstAccess } from './first-access.js';
import { LoginService } from './login.service.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';
import { StaffDirectory } from './staff-directory.js';

/** Needs, from global modules: Settings, Clock, Privacy, DataSource. */
@Module({
  imports: [DiscoveryModule],
  controllers: [AuthController, DirectoryController, ApiKeysController, AuditController],
  providers: [
    StaffDirectory,
    AuditTrail,
    AuditChain,
    Alarms,
    ApiKeys,
    Sessions,
    SessionCookie,
    LoginService,
    FirstAccess,
    AccessHook,
    EveryOperationNamesItsRoles,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [StaffDirectory, AuditTrail, AuditChain, Alarms],
})
export class StaffModule {}
