import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/index.js';
import { StaffModule } from '../staff/index.js';
import { ApplyStoredEvents } from './apply-stored-events.listener.js';
import { CodesController } from './codes.controller.js';
import { Codes } from './codes.service.js';
import { DailySchedule } from './daily-schedule.js';
import { EmptyWhenCaseIsWiped } from './empty-when-case-is-wiped.listener.js';
import { FileDrop } from './file-drop.service.js';
import { FileIntake } from './file-intake.service.js';
import { GiveUpWaitingRecords } from './give-up-waiting-records.js';
import { Inbox } from './inbox.service.js';
import { InboxHousekeeping } from './inbox-housekeeping.js';
import { InboxPartitions } from './inbox-partitions.js';
import { InboxRate } from './inbox-rate.js';
import { InboxWriter } from './inbox-writer.js';
import { LinkAlarms } from './link-alarms.js';
import { LinkController } from './link.controller.js';
import { LinkFiles } from './link-files.js';
import { LinkSelfCheck } from './link-self-check.service.js';
import { LinkHealth } from './link-health.js';
import { LinkListing } from './link-listing.js';
import { LinkSource } from './link-source.js';
import { PollLinkTable } from './poll-link-table.service.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineReplay } from './quarantine-replay.service.js';
import { Quarantine } from './quarantine.service.js';
import { ReconcileDaily } from './reconcile-daily.js';
import { ReconciliationReports } from './reconciliation-reports.js';
import { Reconciliations } from './reconciliations.service.js';
import { RowReader } from './row-reader.js';
import { SaeolEventsController } from './saeol-events.controller.js';
import { SendUnsent } from './send-unsent.service.js';
import { SnapshotIntake } from './snapshot-intake.service.js';
import { SnapshotRows } from './snapshot-rows.js';
import { SyntheticCase } from './synthetic-case.service.js';
import { WatchGaps } from './watch-gaps.js';

@Module({
  imports: [StaffModule, CasesModule],
  controllers: [SaeolEventsController, QuarantineController, CodesController, LinkController],
  providers: [
    LinkSelfCheck,
    ApplyStoredEvents,
    Codes,
    DailySchedule,
    EmptyWhenCaseIsWiped,
    FileDrop,
    FileIntake,
    GiveUpWaitingRecords,
    Inbox,
    InboxHousekeeping,
    InboxPartitions,
    InboxRate,
    InboxWriter,
    LinkAlarms,
    LinkFiles,
    LinkHealth,
    LinkListing,
    LinkSource,
    PollLinkTable,
    Quarantine,
    QuarantineReplay,
    ReconcileDaily,
    ReconciliationReports,
    Reconciliations,
    RowReader,
    SendUnsent,
    SnapshotIntake,
    SnapshotRows,
    SyntheticCase,
    WatchGaps,
  ],
  exports: [
    LinkSelfCheck,
    Codes,
    FileIntake,
    InboxRate,
    LinkFiles,
    LinkHealth,
    Quarantine,
    QuarantineReplay,
    ReconciliationReports,
    Reconciliations,
    SendUnsent,
    WatchGaps,
  ],
})
export class SaeolModule {}
