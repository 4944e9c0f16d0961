import { Messaging1764000030001 } from './1764000030001-messaging.js';
import { VendorBalance1764000030002 } from './1764000030002-vendor-balance.js';
import { LateNews1764000030020 } from './1764000030020-late-news.js';
import { Prices1764000030026 } from './1764000030026-prices.js';
import { RateLimits1764000030025 } from './1764000030025-rate-limits.js';
import { SenderProfileVersions1764000030022 } from './1764000030022-sender-profile-versions.js';
import { TestMessages1764000030023 } from './1764000030023-test-messages.js';
import { TemplateDrafts1764000030021 } from './1764000030021-template-drafts.js';
import { BulkResends1764000030024 } from './1764000030024-bulk-resends.js';
import { GatewayBreakers1764000030060 } from './1764000030060-gateway-breakers.js';
import { NewestTest1764000030061 } from './1764000030061-newest-test.js';
import { TakenBefore1764000030080 } from './1764000030080-taken-before.js';
import { OpenAttempts1764000030090 } from './1764000030090-open-attempts.js';
import { DestroyedWhenSettled1764000030091 } from './1764000030091-destroyed-when-settled.js';
import { AcceptedInPlace1764000030100 } from './1764000030100-accepted-in-place.js';
import { UnknownSince1764000030110 } from './1764000030110-unknown-since.js';
import { NoticeKeysByAge1764000030120 } from './1764000030120-notice-keys-by-age.js';

export const messagingMigrations = [
  Messaging1764000030001,
  VendorBalance1764000030002,
  LateNews1764000030020,
  TemplateDrafts1764000030021,
  SenderProfileVersions1764000030022,
  TestMessages1764000030023,
  BulkResends1764000030024,
  RateLimits1764000030025,
  Prices1764000030026,
  GatewayBreakers1764000030060,
  NewestTest1764000030061,
  TakenBefore1764000030080,
  OpenAttempts1764000030090,
  DestroyedWhenSettled1764000030091,
  AcceptedInPlace1764000030100,
  UnknownSince1764000030110,
  NoticeKeysByAge1764000030120,
];
