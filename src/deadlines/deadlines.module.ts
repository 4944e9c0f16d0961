import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { MessagingModule } from '../messaging/index.js';
import { StaffModule } from '../staff/index.js';
import { DeadlineSweep } from './deadline-sweep.service.js';
import { DeadlinesController } from './deadlines.controller.js';
import { LadderDesk } from './ladder-desk.service.js';
import { LadderSettingsStore } from './ladder-settings.store.js';
import { Ladders } from './ladders.service.js';
import { PreNotices } from './pre-notices.service.js';
import { RearmWhenCaseSteps } from './rearm-when-case-steps.listener.js';
import { RearmWhenDeadlineMoves } from './rearm-when-deadline-moves.listener.js';
import { ReckonLaddersAgain } from './reckon-ladders-again.service.js';
import { RungRecipients } from './rung-recipients.service.js';

/** 사전예고: tells officers, leaders and heads before a deadline, and when it has passed. */
@Module({
  imports: [StaffModule, MessagingModule, CasesModule],
  controllers: [DeadlinesController],
  providers: [
    LadderSettingsStore,
    LadderDesk,
    Ladders,
    RungRecipients,
    PreNotices,
    DeadlineSweep,
    ReckonLaddersAgain,
    RearmWhenCaseSteps,
    RearmWhenDeadlineMoves,
  ],
  exports: [PreNotices, LadderDesk],
})
export class DeadlinesModule {}
