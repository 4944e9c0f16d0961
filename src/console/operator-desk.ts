import type { Type } from '@nestjs/common';
import { AccountPages } from './account-pages.controller.js';
import { AlarmsController } from './alarms.controller.js';
import { ApiKeyPages } from './api-key-pages.controller.js';
import { AuditPages } from './audit-pages.controller.js';
import { CodePages } from './code-pages.controller.js';
import { CountySettingsPages } from './county-settings-pages.controller.js';
import { DeadlineChangePages } from './deadline-change-pages.controller.js';
import { DelegatePages } from './delegate-pages.controller.js';
import { DestructionPages } from './destruction-pages.controller.js';
import { DirectoryImportPages } from './directory-import-pages.controller.js';
import { DirectoryPages } from './directory-pages.controller.js';
import { HolidayPages } from './holiday-pages.controller.js';
import { LadderPages } from './ladder-pages.controller.js';
import { LinkPages } from './link-pages.controller.js';
import { OutagePages } from './outage-pages.controller.js';
import { PersonExportPages } from './person-export-pages.controller.js';
import { QuarantinePages } from './quarantine-pages.controller.js';
import { QueuePages } from './queue-pages.controller.js';
import { ReconciliationPages } from './reconciliation-pages.controller.js';

/** Screens 15 to 17: what the person who runs the system sees to. */
export const OPERATOR_DESK: Type[] = [
  HolidayPages,
  OutagePages,
  DeadlineChangePages,
  CountySettingsPages,
  LadderPages,
  LinkPages,
  QuarantinePages,
  CodePages,
  ReconciliationPages,
  DirectoryPages,
  DirectoryImportPages,
  DelegatePages,
  AccountPages,
  ApiKeyPages,
  AuditPages,
  DestructionPages,
  PersonExportPages,
  QueuePages,
  AlarmsController,
];
