import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { MessagingModule } from '../messaging/index.js';
import { StaffModule } from '../staff/index.js';
import { Answers } from './answers.service.js';
import { CloseWhenCaseReopens } from './close-when-case-reopens.listener.js';
import { CountWhenInvitationIsDelivered } from './count-when-invitation-is-delivered.listener.js';
import { FollowUpDesk } from './follow-up-desk.service.js';
import { FollowUps } from './follow-ups.service.js';
import { Invitations } from './invitations.service.js';
import { InviteWhenResultIsDelivered } from './invite-when-result-is-delivered.listener.js';
import { SurveyStandings } from './survey-standings.service.js';
import { SurveyResults } from './survey-results.service.js';
import { SurveyTimers } from './survey-timers.service.js';
import { SurveysController } from './surveys.controller.js';
import { Surveys } from './surveys.service.js';
import {
  WithdrawWhenInvitationFails,
  WithdrawWhenInvitationIsDropped,
} from './withdraw-when-invitation-fails.listener.js';
import { WipeOldNotes } from './wipe-old-notes.js';
import { WipeWhenCaseIsWiped } from './wipe-when-case-is-wiped.listener.js';

/** Asks citizens how their petition was dealt with, and keeps what they say apart from who they are. */
@Module({
  imports: [StaffModule, MessagingModule, CasesModule],
  controllers: [SurveysController],
  providers: [
    Surveys,
    Invitations,
    Answers,
    FollowUps,
    FollowUpDesk,
    SurveyResults,
    SurveyStandings,
    SurveyTimers,
    InviteWhenResultIsDelivered,
    CountWhenInvitationIsDelivered,
    WithdrawWhenInvitationFails,
    WithdrawWhenInvitationIsDropped,
    CloseWhenCaseReopens,
    WipeOldNotes,
    WipeWhenCaseIsWiped,
  ],
  exports: [Surveys, SurveyResults, SurveyStandings, FollowUpDesk],
})
export class SurveysModule {}
