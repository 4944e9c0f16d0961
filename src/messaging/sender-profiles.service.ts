import { Injectable } from '@nestjs/common';
import { SendingRulesStore } from './sending-rules.store.js';

/** Who speaks to the citizen, as pages show it. */
export interface ShownSender {
  organisation: string;
  /** The county's main number, as people read it. */
  mainNumber: string;
}

/** The county's name and number for those who show pages. */
@Injectable()
export class SenderProfiles {
  constructor(private readonly rules: SendingRulesStore) {}

  /** Null before a county has set its profile. */
  async shown(): Promise<ShownSender | null> {
    const { sender } = await this.rules.current();
    return sender && { organisation: sender.organisation, mainNumber: sender.mainNumber };
  }
}
