import type { OutcomeClass } from '../delivery-plan.js';
import type { Channel } from '../messaging.events.js';
import type { CodeRow } from './gateway.js';
import { rowOfCode as nhnRow } from './nhn/nhn-codes.js';
import { rowOfCode as solapiRow } from './solapi/solapi-codes.js';

/** What a vendor's code means, and what an operator can do about it. Korean. */
export interface CodeExplanation {
  outcome: OutcomeClass;
  cause: string;
  /** Null: nothing to be mended by us. */
  action: string | null;
}

const TABLES: Readonly<Record<string, (channel: Channel, code: string) => CodeRow>> = {
  SOLAPI: (_channel, code) => solapiRow(code),
  NHN: nhnRow,
};

/** Null for what is no status code of a vendor that we know: an error of a whole call, or none at all. */
export function explainCode(vendor: string, channel: Channel, code: string | undefined): CodeExplanation | null {
  const table = TABLES[vendor];
  if (table === undefined || code === undefined || !/^-?\d{4,5}$/.test(code)) return null;
  const [outcome, cause, action] = table(channel, code);
  return { outcome, cause, action: action ?? null };
}
