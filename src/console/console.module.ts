import { Global, Module } from '@nestjs/common';
import { PROBLEM_PAGE, type ProblemPage } from '../../libs/http/index.js';
import { Assets } from '../../libs/krds/index.js';
import { CasesModule } from '../cases/index.js';
import { CitizenModule } from '../citizen/index.js';
import { DeadlinesModule } from '../deadlines/index.js';
import { MessagingModule } from '../messaging/index.js';
import { ReportingModule } from '../reporting/index.js';
import { SaeolModule } from '../saeol/index.js';
import { StaffModule } from '../staff/index.js';
import { SurveysModule } from '../surveys/index.js';
import { CaseIntervalsController } from './case-intervals.controller.js';
import { CaseListController } from './case-list.controller.js';
import { CaseDossiers } from './case-dossier.service.js';
import { CasePageController } from './case-page.controller.js';
import { ConsolePages } from './console-pages.js';
import { ConsoleProblems } from './console-problems.js';
import { DashboardController } from './dashboard.controller.js';
import { Dashboard } from './dashboard.service.js';
import { DeliveryHealths } from './delivery-health.service.js';
import { CaseConditions } from './case-conditions.service.js';
import { Departments } from './departments.service.js';
import { FollowUpPagesController } from './follow-ups.controller.js';
import { FirstRunActs } from './first-run-acts.service.js';
import { FirstRunChecks } from './first-run-checks.service.js';
import { FirstRun } from './first-run.service.js';
import { LoginController } from './login.controller.js';
import { MenuCounter } from './menu-counter.service.js';
import { ExportPagesController } from './exports.controller.js';
import { CostsPageController } from './costs.controller.js';
import { MonthlyPageController } from './monthly.controller.js';
import { MyDeskController } from './my-desk.controller.js';
import { MyDesks } from './my-desk.service.js';
import { MESSAGE_DESK } from './message-desk.js';
import { OPERATOR_DESK } from './operator-desk.js';
import { PersonalReads } from './personal-reads.service.js';
import { PetitionFile } from './petition-file.service.js';
import { ReminderOrderPagesController } from './reminder-orders.controller.js';
import { ReportPagesController } from './reports.controller.js';
import { PhoneSenders } from './phone-senders.service.js';
import { SearchController } from './search.controller.js';
import { Surroundings } from './surroundings.service.js';
import { SurveyCommentsController } from './survey-comments.controller.js';
import { TasksController } from './tasks.controller.js';
import { TimeLeft } from './time-left.service.js';
import { WallController } from './wall.controller.js';
import { ViewExports } from './view-exports.service.js';

/** Staff pages, nothing but pages. Global, since the pages of problems are for every module. */
@Global()
@Module({
  imports: [
    StaffModule,
    MessagingModule,
    CasesModule,
    SaeolModule,
    DeadlinesModule,
    ReportingModule,
    SurveysModule,
    CitizenModule,
  ],
  controllers: [
    LoginController,
    DashboardController,
    WallController,
    CaseListController,
    CasePageController,
    CaseIntervalsController,
    MyDeskController,
    TasksController,
    FollowUpPagesController,
    ReportPagesController,
    SurveyCommentsController,
    ExportPagesController,
    CostsPageController,
    MonthlyPageController,
    ReminderOrderPagesController,
    SearchController,
    ...MESSAGE_DESK,
    ...OPERATOR_DESK,
  ],
  providers: [
    { provide: Assets, useFactory: () => new Assets() },
    CaseDossiers,
    ConsolePages,
    ConsoleProblems,
    Dashboard,
    DeliveryHealths,
    CaseConditions,
    Departments,
    FirstRun,
    FirstRunActs,
    FirstRunChecks,
    MenuCounter,
    MyDesks,
    PersonalReads,
    PetitionFile,
    PhoneSenders,
    Surroundings,
    TimeLeft,
    ViewExports,
    {
      provide: PROBLEM_PAGE,
      useFactory:
        (problems: ConsoleProblems): ProblemPage =>
        (problem, request, reply) =>
          problems.page(problem, request, reply),
      inject: [ConsoleProblems],
    },
  ],
  exports: [PROBLEM_PAGE],
})
export class ConsoleModule {}
