import type { OutcomeClass } from '../delivery-plan.js';
import type { Channel } from '../messaging.events.js';
import { VENDORS } from './gateways.js';

/** What a vendor's code means, and what an operator can do about it. Korean. */
export interface CodeExplanation {
  outcome: OutcomeClass;
  cause: string;
  /** Null: nothing to be mended by us. */
  action: string | null;
}

/** Null for what is no status code of a vendor that we know: an error of a whole call, or none at all. */
export function explainCode(vendor: string, channel: Channel, code: string | undefined): CodeExplanation | null {
  const kind = VENDORS.find((known) => known.vendor === vendor);
  if (kind === undefined || code === undefined || !/^-?\d{4,5}$/.test(code)) return null;
  const [outcome, cause, action] = kind.rowOfCode(channel, code);
  return { outcome, cause, action: action ?? null };
}
