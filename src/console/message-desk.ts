import type { Type } from '@nestjs/common';
import { BulkResendPages } from './bulk-resends.controller.js';
import { FirstRunController } from './first-run.controller.js';
import { GatewaysController } from './gateways.controller.js';
import { HeldNoticesController } from './held-notices.controller.js';
import { MessageLogController } from './message-log.controller.js';
import { NoticePageController } from './notice-page.controller.js';
import { OccasionRulePages } from './occasion-rule-pages.controller.js';
import { OptOutPages } from './opt-out-pages.controller.js';
import { SenderProfileController } from './sender-profile.controller.js';
import { TemplateEditorController } from './template-editor.controller.js';
import { TemplatePagesController } from './templates.controller.js';

/** Screens 12 to 14: what was sent, in which words, in whose name, over whom, and to whom no more; and how all of it is set up first. */
export const MESSAGE_DESK: Type[] = [
  MessageLogController,
  BulkResendPages,
  HeldNoticesController,
  NoticePageController,
  TemplatePagesController,
  TemplateEditorController,
  SenderProfileController,
  OccasionRulePages,
  OptOutPages,
  GatewaysController,
  FirstRunController,
];
