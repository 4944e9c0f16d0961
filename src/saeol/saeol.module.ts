import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { StaffModule } from '../staff/index.js';
import { ApplyStoredEvents } from './apply-stored-events.listener.js';
import { CodesController } from './codes.controller.js';
import { Codes } from './codes.service.js';
import { Inbox } from './inbox.service.js';
import { InboxPartitions } from './inbox-partitions.js';
import { InboxWriter } from './inbox-writer.js';
import { LinkHealth } from './link-health.js';
import { PollLinkTable } from './poll-link-table.service.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineReplay } from './quarantine-replay.service.js';
import { Quarantine } from './quarantine.service.js';
import { RowReader } from './row-reader.js';
import { SaeolEventsController } from './saeol-events.controller.js';
import { SnapshotIntake } from './snapshot-intake.service.js';
import { SnapshotRows } from './snapshot-rows.js';

@Module({
  imports: [StaffModule, CasesModule],
  controllers: [SaeolEventsController, QuarantineController, CodesController],
  providers: [
    ApplyStoredEvents,
    Codes,
    Inbox,
    InboxPartitions,
    InboxWriter,
    LinkHealth,
    PollLinkTable,
    Quarantine,
    QuarantineReplay,
    RowReader,
    SnapshotIntake,
    SnapshotRows,
  ],
  exports: [LinkHealth, Quarantine],
})
export class SaeolModule {}
