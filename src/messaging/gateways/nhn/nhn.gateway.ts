import type { Settings } from '../../../../config/index.js';
import type { Clock } from '../../../../libs/clock/index.js';
import type { Channel } from '../../messaging.events.js';
import type { Button } from '../../wording.js';
import type {
  Asked,
  Awaited,
  Gateway,
  Known,
  Outgoing,
  SendAnswer,
  Taken,
  VendorKind,
  VendorTemplate,
  Verdict,
} from '../gateway.js';
import { rowOfCode } from './nhn-codes.js';
import { NhnAlimtalk } from './nhn-alimtalk.js';
import type { NhnLine } from './nhn-line.js';
import { NhnRcs } from './nhn-rcs.js';
import { NhnSms } from './nhn-sms.js';

/** AlimTalk takes 1,000; smaller calls keep a fault to fewer neighbours. */
const MOST_PER_CALL = 100;

/** NHN Cloud: up to three products, each on where its address is set. Codes and their meaning in nhn-codes.ts. */
export class NhnGateway implements Gateway {
  readonly vendor = 'NHN';
  readonly channels: readonly Channel[];
  readonly mostPerCall = MOST_PER_CALL;
  private readonly lines: readonly NhnLine[];

  /** null where none of the products is set up. */
  static of(settings: Settings, clock: Clock): NhnGateway | null {
    const { nhnAlimtalk, nhnRcs, nhnSms } = settings;
    const alimtalk = nhnAlimtalk && new NhnAlimtalk(nhnAlimtalk, clock);
    const texts = nhnSms && new NhnSms(nhnSms, clock);
    const lines = [alimtalk, nhnRcs && new NhnRcs(nhnRcs, clock), texts];
    const on = lines.filter((line) => line !== null);
    return on.length === 0 ? null : new NhnGateway(alimtalk, texts, on);
  }

  private constructor(
    private readonly alimtalk: NhnAlimtalk | null,
    private readonly texts: NhnSms | null,
    lines: readonly NhnLine[],
  ) {
    this.lines = lines;
    this.channels = lines.flatMap((line) => line.channels);
  }

  async send(messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    const byLine = Map.groupBy(messages, ({ channel }) => this.line(channel));
    const answers = new Map<string, SendAnswer>();
    for (const [line, set] of byLine) {
      const made = await line.send(set);
      set.forEach(({ reference }, index) => answers.set(reference, made[index]!));
    }
    return messages.map(({ reference }) => answers.get(reference)!);
  }

  ask(asked: Asked): Promise<Known | null> {
    return this.line(asked.channel).ask(asked);
  }

  async taken(from: Date, to: Date): Promise<Taken[]> {
    return (await Promise.all(this.lines.map((line) => line.taken(from, to)))).flat();
  }

  async reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>> {
    const byLine = Map.groupBy(awaited, ({ channel }) => this.line(channel));
    const sets = await Promise.all([...byLine].map(([line, set]) => line.reports(set)));
    return new Map(sets.flatMap((set) => [...set]));
  }

  submitTemplate(name: string, text: string, buttons: readonly Button[]): Promise<VendorTemplate> {
    return this.alimtalk!.submitTemplate(name, text, buttons);
  }

  templates(): Promise<VendorTemplate[]> {
    return this.alimtalk!.templates();
  }

  /** They are registered with the text product. */
  async senderNumbers(): Promise<string[] | null> {
    return this.texts === null ? null : this.texts.senderNumbers();
  }

  /** NHN bills at the end of the month. */
  balance(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }

  private line(channel: Channel): NhnLine {
    return this.lines.find((line) => line.channels.includes(channel))!;
  }
}

export const NHN: VendorKind = { vendor: 'NHN', setUp: (settings, clock) => NhnGateway.of(settings, clock), rowOfCode };
