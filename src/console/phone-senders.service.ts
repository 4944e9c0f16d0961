import { Injectable } from '@nestjs/common';
import { SenderProfiles } from '../messaging/index.js';
import type { PhoneSender } from './views/template-phones.js';

/** Who the phones of a preview say that a message is from. */
@Injectable()
export class PhoneSenders {
  constructor(private readonly senders: SenderProfiles) {}

  async now(): Promise<PhoneSender> {
    const inUse = (await this.senders.versions()).find((version) => version.inUse);
    return {
      organisation: inUse?.organisation ?? '기관명 미설정',
      number: inUse?.senderNumber ?? null,
      safeMark: inUse?.safeMark ?? false,
    };
  }
}
