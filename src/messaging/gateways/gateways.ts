import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../../../config/index.js';
import { Clock } from '../../../libs/clock/index.js';
import type { Channel } from '../messaging.events.js';
import type { Gateway, VendorKind } from './gateway.js';
import { NHN } from './nhn/nhn.gateway.js';
import { SOLAPI } from './solapi/solapi.gateway.js';

/** The vendors that this program speaks to; one line each. */
export const VENDORS: readonly VendorKind[] = [SOLAPI, NHN];

@Injectable()
export class Gateways implements OnApplicationShutdown {
  readonly all: readonly Gateway[];

  constructor(settings: Settings, clock: Clock) {
    this.all = VENDORS.map((kind) => kind.setUp(settings, clock)).filter((gateway) => gateway !== null);
  }

  /** null where the county has left the vendor, or its product for the channel; messages of it may still be open. */
  of(vendor: string, channel: Channel): Gateway | null {
    return this.carrying(channel).find((gateway) => gateway.vendor === vendor) ?? null;
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
