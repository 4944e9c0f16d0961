import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { StaffModule } from '../staff/index.js';
import { CaseCounter } from './case-counter.service.js';
import { CountWhenCaseSteps, CountWhenDeadlineMoves } from './count-when-case-changes.listener.js';
import {
  CountWhenNoticesAreDelivered,
  CountWhenNoticesAreDropped,
  CountWhenNoticesFail,
} from './count-when-notices-end.listener.js';
import { CountWhenSurveysAreAnswered, CountWhenSurveysAreSent } from './count-when-surveys-are-answered.listener.js';
import { FigureReader } from './figure-reader.service.js';
import { Figures } from './figures.service.js';
import { LiveFiguresStream } from './live-figures.service.js';
import { MonthlyCheck } from './monthly-check.service.js';
import { NoticeCounter } from './notice-counter.service.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.service.js';
import { RollUp } from './roll-up.service.js';
import { SurveyCounter } from './survey-counter.service.js';

/** Counts what happens from facts, and tells it: figures, reports, and that they have changed. */
@Module({
  imports: [StaffModule, CasesModule],
  controllers: [ReportsController],
  providers: [
    CaseCounter,
    NoticeCounter,
    SurveyCounter,
    RollUp,
    LiveFiguresStream,
    FigureReader,
    Figures,
    Reports,
    MonthlyCheck,
    CountWhenCaseSteps,
    CountWhenDeadlineMoves,
    CountWhenNoticesAreDelivered,
    CountWhenNoticesFail,
    CountWhenNoticesAreDropped,
    CountWhenSurveysAreSent,
    CountWhenSurveysAreAnswered,
  ],
  exports: [Figures, Reports, MonthlyCheck, LiveFiguresStream],
})
export class ReportingModule {}
