import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../../../config/index.js';
import { Clock } from '../../../libs/clock/index.js';
import type { Channel } from '../messaging.events.js';
import type { Gateway } from './gateway.js';
import { NhnGateway } from './nhn/nhn.gateway.js';
import { SolapiGateway } from './solapi/solapi.gateway.js';

/** The vendors that this county has set up; one line each. */
function setUp(settings: Settings, clock: Clock): Gateway[] {
  return [settings.solapi && new SolapiGateway(settings.solapi, clock), NhnGateway.of(settings, clock)].filter(
    (gateway) => gateway !== null,
  );
}

@Injectable()
export class Gateways implements OnApplicationShutdown {
  readonly all: readonly Gateway[];

  constructor(settings: Settings, clock: Clock) {
    this.all = setUp(settings, clock);
  }

  /** null where the vendor is no longer set up. */
  of(vendor: string): Gateway | null {
    return this.all.find((gateway) => gateway.vendor === vendor) ?? null;
  }

  carrying(channel: Channel): Gateway[] {
    return this.all.filter((gateway) => gateway.channels.includes(channel));
  }

  /** Vendors whose word a wording needs, by channel. */
  reviewers(): { alimtalk: string[]; rcs: string[] } {
    const vendors = (channel: Channel) => this.carrying(channel).map((gateway) => gateway.vendor);
    return { alimtalk: vendors('ALIMTALK'), rcs: vendors('RCS') };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((gateway) => gateway.close()));
  }
}
