import { Module } from '@nestjs/common';
import { Assets } from '../../libs/krds/index.js';
import { CasesModule } from '../cases/index.js';
import { MessagingModule } from '../messaging/index.js';
import { SurveysModule } from '../surveys/index.js';
import { CitizenPages } from './citizen-pages.js';
import { CitizenProblems } from './citizen-problems.js';
import { PrivacyNoticeController } from './privacy-notice.controller.js';
import { StatusLinks } from './status-links.service.js';
import { StatusController } from './status.controller.js';
import { SurveyController } from './survey.controller.js';
import { UnknownLinks } from './unknown-links.js';

/** What residents open from a message: no login, no script. */
@Module({
  imports: [MessagingModule, CasesModule, SurveysModule],
  controllers: [PrivacyNoticeController, StatusController, SurveyController],
  providers: [
    { provide: Assets, useFactory: () => new Assets() },
    CitizenPages,
    CitizenProblems,
    StatusLinks,
    UnknownLinks,
  ],
  exports: [CitizenProblems],
})
export class CitizenModule {}
