import { Module } from '@nestjs/common';
import { MessageLog } from './message-log.service.js';
import { Notifications } from './notifications.service.js';
import { SendingRulesStore } from './sending-rules.store.js';

@Module({
  providers: [MessageLog, Notifications, SendingRulesStore],
  exports: [MessageLog, Notifications],
})
export class MessagingModule {}
