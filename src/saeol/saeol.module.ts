import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { ApplyStoredEvents } from './apply-stored-events.listener.js';
import { Inbox } from './inbox.service.js';
import { InboxPartitions } from './inbox-partitions.js';
import { Quarantine } from './quarantine.service.js';
import { QuarantineController } from './quarantine.controller.js';
import { SaeolEventsController } from './saeol-events.controller.js';

@Module({
  imports: [CasesModule],
  controllers: [SaeolEventsController, QuarantineController],
  providers: [ApplyStoredEvents, Inbox, InboxPartitions, Quarantine],
  exports: [Quarantine],
})
export class SaeolModule {}
