import type { Channel } from '../../messaging.events.js';
import type { Asked, Awaited, Known, Outgoing, SendAnswer, Taken, Verdict } from '../gateway.js';

/** One of NHN's three messaging products: each has an address, headers and codes of its own. */
export interface NhnLine {
  readonly channels: readonly Channel[];
  send(messages: readonly Outgoing[]): Promise<SendAnswer[]>;
  ask(asked: Asked): Promise<Known | null>;
  taken(from: Date, to: Date): Promise<Taken[]>;
  reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>>;
  close(): Promise<void>;
}
