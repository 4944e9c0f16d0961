import { Module } from '@nestjs/common';
import { StaffModule } from '../staff/index.js';
import { BulkResendsController } from './bulk-resends.controller.js';
import { BulkResends } from './bulk-resends.service.js';
import { ClockSteps } from './clock-steps.service.js';
import { CostsController } from './costs.controller.js';
import { Costs } from './costs.service.js';
import { DemoMessaging } from './demo-messaging.js';
import { DispatchWhenQueued } from './dispatch-when-queued.listener.js';
import { Dispatcher } from './dispatcher.js';
import { DueClaims } from './due-claims.js';
import { GatewayBreakers } from './gateway-breakers.store.js';
import { GatewayChoice } from './gateway-choice.js';
import { GatewayStanding } from './gateway-standing.service.js';
import { GatewayWeights } from './gateway-weights.service.js';
import { FirstSendings } from './first-sendings.js';
import { FirstWordings } from './first-wordings.service.js';
import { Gateways } from './gateways/gateways.js';
import { NhnWebhookController, NhnWebhookSetUpController } from './gateways/nhn/nhn-webhook.controller.js';
import { HeldNotices } from './held-notices.service.js';
import { Housekeeping } from './housekeeping.service.js';
import { MessageDestruction } from './message-destruction.service.js';
import { LateNews } from './late-news.service.js';
import { MessageLog } from './message-log.service.js';
import { MessagesController } from './messages.controller.js';
import { NoticeEnds } from './notice-ends.service.js';
import { Notifications } from './notifications.service.js';
import { OccasionRulesController } from './occasion-rules.controller.js';
import { OccasionRules } from './occasion-rules.service.js';
import { OptOutDesk } from './opt-out-desk.service.js';
import { OptOuts } from './opt-outs.service.js';
import { ReportPoller } from './report-poller.js';
import { Resends } from './resends.service.js';
import { SendDecision } from './send-decision.js';
import { SenderProfiles } from './sender-profiles.service.js';
import { SenderWatch } from './sender-watch.service.js';
import { SendingController } from './sending.controller.js';
import { SendingOverview } from './sending-overview.service.js';
import { SendingSwitches } from './sending-switches.service.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { Settlement } from './settlement.service.js';
import { TemplateDesk } from './template-desk.service.js';
import { TemplatesController } from './templates.controller.js';
import { TakenBefore } from './taken-before.service.js';
import { Templates } from './templates.service.js';
import { TestSends } from './test-sends.service.js';
import { VendorInquiry } from './vendor-inquiry.js';
import { WaitingNotices } from './waiting-notices.service.js';

@Module({
  imports: [StaffModule],
  controllers: [
    BulkResendsController,
    CostsController,
    MessagesController,
    SendingController,
    OccasionRulesController,
    TemplatesController,
    NhnWebhookController,
    NhnWebhookSetUpController,
  ],
  providers: [
    Notifications,
    FirstSendings,
    WaitingNotices,
    ClockSteps,
    LateNews,
    NoticeEnds,
    MessageLog,
    OptOuts,
    OptOutDesk,
    Resends,
    BulkResends,
    HeldNotices,
    Costs,
    SenderProfiles,
    SenderWatch,
    SendingOverview,
    SendingSwitches,
    OccasionRules,
    GatewayWeights,
    GatewayBreakers,
    GatewayStanding,
    SendingRulesStore,
    Templates,
    TemplateDesk,
    TestSends,
    FirstWordings,
    DemoMessaging,
    Gateways,
    GatewayChoice,
    SendDecision,
    DueClaims,
    Dispatcher,
    Settlement,
    VendorInquiry,
    ReportPoller,
    DispatchWhenQueued,
    Housekeeping,
    TakenBefore,
    MessageDestruction,
  ],
  exports: [
    GatewayStanding,
    SendingOverview,
    SendingSwitches,
    OccasionRules,
    Notifications,
    WaitingNotices,
    LateNews,
    NoticeEnds,
    Resends,
    BulkResends,
    HeldNotices,
    Costs,
    MessageLog,
    MessageDestruction,
    OptOuts,
    OptOutDesk,
    SenderProfiles,
    TemplateDesk,
    TestSends,
    Templates,
    DemoMessaging,
  ],
})
export class MessagingModule {}
