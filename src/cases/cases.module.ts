import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { StaffModule } from '../staff/index.js';
import { CaseFiles } from './case-files.js';
import { CaseNoticeDesk } from './case-notice-desk.js';
import { CasePeople } from './case-people.js';
import { CaseQueries } from './case-queries.js';
import { CaseRules } from './case-rules.js';
import { CaseStore } from './case-store.js';
import { CasesController } from './cases.controller.js';
import { Cases } from './cases.service.js';
import { CitizenCases } from './citizen-case.js';
import { CitizenLinks } from './citizen-links.js';
import { HolidayTable } from './holiday-table.js';
import { OpenTaskWhenNobodyWasReached } from './open-task-when-nobody-was-reached.listener.js';
import { PetitionTypes } from './petition-types.js';
import { SeenInSaeol } from './seen-in-saeol.js';
import { Tasks } from './tasks.service.js';

@Module({
  imports: [StaffModule, MessagingModule],
  controllers: [CasesController],
  providers: [
    CaseFiles,
    CaseNoticeDesk,
    CasePeople,
    CaseQueries,
    CaseRules,
    CaseStore,
    Cases,
    CitizenCases,
    CitizenLinks,
    HolidayTable,
    OpenTaskWhenNobodyWasReached,
    PetitionTypes,
    SeenInSaeol,
    Tasks,
  ],
  exports: [CasePeople, CaseQueries, Cases, CitizenCases, CitizenLinks, HolidayTable, PetitionTypes, Tasks],
})
export class CasesModule {}
