export { BulkResends, type BulkFilter, type BulkResend } from './bulk-resends.service.js';
export { Costs, type CostRow, type Price } from './costs.service.js';
export type { CourtesyHours } from './courtesy-hours.js';
export { DemoMessaging } from './demo-messaging.js';
export { GatewayStanding, STANDING_MINUTES, type LineStanding, type VendorAnswer } from './gateway-standing.service.js';
export { explainCode, type CodeExplanation } from './gateways/explain-code.js';
export { MessagingModule } from './messaging.module.js';
export {
  MessageLog,
  type AttemptStatus,
  type AttemptView,
  type MessageStatus,
  type MessageView,
  type SenderProof,
} from './message-log.service.js';
export { MessageNotFound } from './messaging.errors.js';
export type { MessageFilter } from './message-filter.js';
export { LateNews, type LateNotice } from './late-news.service.js';
export { MessageDestruction } from './message-destruction.service.js';
export { messagingMigrations } from './migrations/index.js';
export { NoticeEnds, type NoticeStanding } from './notice-ends.service.js';
export { Notifications } from './notifications.service.js';
export { OccasionRules, RULED_OCCASIONS } from './occasion-rules.service.js';
export { HeldNotices, type HeldGroup } from './held-notices.service.js';
export { OptOutDesk, type OptOutStanding } from './opt-out-desk.service.js';
export { OptOuts, type OptOutSource, type OptOutWish } from './opt-outs.service.js';
export { Resends } from './resends.service.js';
export type { GatewayDto } from './sending.dto.js';
export { SendingOverview } from './sending-overview.service.js';
export { SendingSwitches } from './sending-switches.service.js';
export { SenderProfiles, type SenderProfileView, type SenderProfileWish } from './sender-profiles.service.js';
export { OCCASIONS, type NoticeRequest, type Occasion, type RecipientKind, type Withheld } from './notice-request.js';
export {
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  NotificationsQueued,
  type Channel,
  type NotificationFact,
  type StatusReason,
} from './messaging.events.js';
export { USUAL, type OccasionRule, type RuledOccasion, type SenderProfile } from './sending-rules.js';
export {
  TemplateDesk,
  type DraftWish,
  type Preview,
  type PreviewWish,
  type WordingDraft,
} from './template-desk.service.js';
export type { Approval, TemplateStage, TemplateView } from './template-versions.js';
export { Templates } from './templates.service.js';
export { TestSends, type TestStanding } from './test-sends.service.js';
export type { FindingChannel, WordingFinding } from './wording-check.js';
export type { DiffLine, PartDiff, WordingDiff } from './wording-diff.js';
export type { ChannelPreview } from './wording-preview.js';
export type { Button, Wording } from './wording.js';
export { WaitingNotices, type ChangeOfNumber } from './waiting-notices.service.js';
export { CHANNEL_WORDS, MISS_WORDS, OCCASION_WORDS, STATUS_REASON_WORDS } from './notice-words.js';
