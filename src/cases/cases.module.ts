import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/index.js';
import { StaffModule } from '../staff/index.js';
import { CalendarEdits } from './calendar-edits.js';
import { CalendarWatch } from './calendar-watch.service.js';
import { CaseChanges } from './case-changes.js';
import { CaseFiles } from './case-files.js';
import { CaseNoticeDesk } from './case-notice-desk.js';
import { CasePeople } from './case-people.js';
import { CaseQueries } from './case-queries.js';
import { CaseRules } from './case-rules.js';
import { CaseShapes } from './case-shapes.js';
import { CaseStandings } from './case-standings.js';
import { CaseSettingsController } from './case-settings.controller.js';
import { CaseStore } from './case-store.js';
import { CaseTimers } from './case-timers.service.js';
import { CaseWiper } from './case-wiper.js';
import { CasesController } from './cases.controller.js';
import { Cases } from './cases.service.js';
import { CitizenCases } from './citizen-case.js';
import { CitizenLinks } from './citizen-links.js';
import { CountySettings } from './county-settings.service.js';
import { DeadlineChanges } from './deadline-changes.service.js';
import { DeadlineExamination } from './deadline-examination.js';
import { DeadlineMover } from './deadline-mover.js';
import { DeadlineWorkings } from './deadline-working.service.js';
import { HolidayTable } from './holiday-table.js';
import { HolidaysController } from './holidays.controller.js';
import { Holidays } from './holidays.service.js';
import { IntervalRows } from './interval-rows.js';
import { IntervalsController } from './intervals.controller.js';
import { Intervals } from './intervals.service.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';
import { OpenPostTaskWhenOptedOut } from './open-post-task-when-opted-out.listener.js';
import { OpenTaskWhenNobodyWasReached } from './open-task-when-nobody-was-reached.listener.js';
import { NoticeArrivals } from './notice-arrivals.js';
import { Outages } from './outages.service.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonExports } from './person-export.service.js';
import { Retentions } from './retention.service.js';
import { PersonFile } from './person-file.js';
import { PetitionTypes } from './petition-types.js';
import { ReassignmentBrake } from './reassignment-brake.js';
import { ReckonPausedCases } from './reckon-paused-cases.service.js';
import { SeenInSaeol } from './seen-in-saeol.js';
import { TaskNotices } from './task-notices.js';
import { Tasks } from './tasks.service.js';
import { TellWhenDeadlineMoves } from './tell-when-deadline-moves.listener.js';
import { UnsentNotices } from './unsent-notices.service.js';
import { WipeOldCases } from './wipe-old-cases.service.js';

@Module({
  imports: [StaffModule, MessagingModule],
  controllers: [
    CaseSettingsController,
    CasesController,
    HolidaysController,
    IntervalsController,
    PersonalDataController,
  ],
  providers: [
    CalendarEdits,
    CalendarWatch,
    CaseChanges,
    CaseFiles,
    CaseNoticeDesk,
    CasePeople,
    CaseQueries,
    CaseRules,
    CaseShapes,
    CaseStandings,
    CaseStore,
    CaseTimers,
    CaseWiper,
    Cases,
    CitizenCases,
    CitizenLinks,
    CountySettings,
    DeadlineChanges,
    DeadlineExamination,
    DeadlineMover,
    DeadlineWorkings,
    HolidayTable,
    Holidays,
    IntervalRows,
    Intervals,
    MoveOpenDeadlines,
    NoticeArrivals,
    OpenPostTaskWhenOptedOut,
    OpenTaskWhenNobodyWasReached,
    Outages,
    PersonExports,
    PersonFile,
    PetitionTypes,
    ReassignmentBrake,
    Retentions,
    ReckonPausedCases,
    SeenInSaeol,
    TaskNotices,
    Tasks,
    TellWhenDeadlineMoves,
    WipeOldCases,
    UnsentNotices,
  ],
  exports: [
    CasePeople,
    CaseQueries,
    CaseShapes,
    CaseStandings,
    Cases,
    CitizenCases,
    CitizenLinks,
    CountySettings,
    DeadlineChanges,
    DeadlineWorkings,
    HolidayTable,
    Holidays,
    IntervalRows,
    Intervals,
    NoticeArrivals,
    Outages,
    PersonExports,
    PetitionTypes,
    Retentions,
    Tasks,
    UnsentNotices,
  ],
})
export class CasesModule {}
