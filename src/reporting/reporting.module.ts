import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { MessagingModule } from '../messaging/index.js';
import { StaffModule } from '../staff/index.js';
import { SurveysModule } from '../surveys/index.js';
import { CaseCounter } from './case-counter.service.js';
import { CountWhenCaseSteps, CountWhenDeadlineMoves } from './count-when-case-changes.listener.js';
import {
  CountWhenNoticesAreDelivered,
  CountWhenNoticesAreDropped,
  CountWhenNoticesFail,
} from './count-when-notices-end.listener.js';
import { CountWhenSurveysAreAnswered, CountWhenSurveysAreSent } from './count-when-surveys-are-answered.listener.js';
import { CaseExports } from './case-exports.service.js';
import { Downloads } from './downloads.service.js';
import { ExportNames } from './export-names.service.js';
import { ExportsController } from './exports.controller.js';
import { FigureRebuild } from './figure-rebuild.service.js';
import { FigureRecount } from './figure-recount.service.js';
import { FigureReader } from './figure-reader.service.js';
import { FigureSnapshots } from './figure-snapshots.service.js';
import { Figures } from './figures.service.js';
import { LiveFiguresStream } from './live-figures.service.js';
import { MonthlyCheck } from './monthly-check.service.js';
import { NoticeCounter } from './notice-counter.service.js';
import { ReminderOrdersController } from './reminder-orders.controller.js';
import { ReminderOrders } from './reminder-orders.service.js';
import { ReportExports } from './report-exports.service.js';
import { ReportPeriods } from './report-periods.service.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.service.js';
import { RollUp } from './roll-up.service.js';
import { SurveyCounter } from './survey-counter.service.js';

/** Counts what happens from facts, and tells it: figures, reports, and that they have changed. */
@Module({
  imports: [StaffModule, MessagingModule, CasesModule, SurveysModule],
  controllers: [ReportsController, ReminderOrdersController, ExportsController],
  providers: [
    CaseCounter,
    NoticeCounter,
    SurveyCounter,
    RollUp,
    LiveFiguresStream,
    FigureReader,
    FigureSnapshots,
    FigureRecount,
    FigureRebuild,
    Figures,
    Reports,
    MonthlyCheck,
    ReminderOrders,
    ReportPeriods,
    Downloads,
    ExportNames,
    ReportExports,
    CaseExports,
    CountWhenCaseSteps,
    CountWhenDeadlineMoves,
    CountWhenNoticesAreDelivered,
    CountWhenNoticesFail,
    CountWhenNoticesAreDropped,
    CountWhenSurveysAreSent,
    CountWhenSurveysAreAnswered,
  ],
  exports: [
    Figures,
    FigureSnapshots,
    Reports,
    ReportPeriods,
    MonthlyCheck,
    ReminderOrders,
    ReportExports,
    CaseExports,
    ExportNames,
    LiveFiguresStream,
  ],
})
export class ReportingModule {}
