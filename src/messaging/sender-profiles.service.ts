import { Injectable } from '@nestjs/common';
import { SendingRulesStore } from './sending-rules.store.js';
import type { SenderProfile } from './sending-rules.js';

/** Who the citizen sees. */
@Injectable()
export class SenderProfiles {
  constructor(private readonly rules: SendingRulesStore) {}

  /** The county's profile; null until it has one. */
  async shown(): Promise<SenderProfile | null> {
    return (await this.rules.current()).sender;
  }
}
