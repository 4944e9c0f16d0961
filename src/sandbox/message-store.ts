import { settle, type Draft, type Message, type Pace, type ReportPlan } from './messages.js';

/**
 * Everything that the phones ever got, in memory, found by id, by number, by reference and by time. Bounded: past `keep`
 * messages the oldest go.
 */
export class MessageStore {
  /** A ring: a message's place is its sequence number modulo `keep`, so the newest takes the place of the oldest. */
  private ring: Message[] = [];
  /** Sequence number of the newest message. */
  private newest = 0;
  /** Sequence number of the oldest message that is kept. */
  private oldest = 1;
  private readonly byId = new Map<string, Message>();
  private readonly byNumber = new Map<string, Message[]>();
  private readonly byReference = new Map<string, Message[]>();
  private readonly listeners = new Set<(message: Message) => void>();

  constructor(
    readonly now: () => number,
    private readonly random: () => number,
    private readonly pace: Pace,
    private readonly keep: number,
  ) {}

  /** A message as a vendor writes it down before it is sent on. */
  prepare(draft: Draft, id: string, groupId: string, recipientSeq: number): Message {
    return {
      ...draft,
      id,
      groupId,
      recipientSeq,
      createdAt: this.now(),
      acceptedAt: Infinity,
      sequence: 0,
      outcome: 'SILENT',
      withCarrierAt: Infinity,
      visibleAt: Infinity,
      unknownAt: Infinity,
      reportAt: Infinity,
      reportedTwiceAt: Infinity,
    };
  }

  /**
   * Takes a message: from here on it is bound for a phone. Where the sender left the vendor's own fallback on, the failure
   * brings a second message, as the real vendor would send it.
   */
  accept(message: Message, plan: ReportPlan, at = this.now()): void {
    settle(message, at, this.pace, plan, this.random);
    message.sequence = ++this.newest;
    if (message.sequence - this.oldest >= this.keep) this.letTheOldestGo();
    this.ring[message.sequence % this.keep] = message;
    this.byId.set(message.id, message);
    append(this.byNumber, message.to, message);
    if (message.reference !== '') append(this.byReference, message.reference, message);
    for (const listener of this.listeners) listener(message);
    if (message.fallback !== undefined && message.outcome !== 'DELIVERED') this.fallBack(message, message.fallback);
  }

  private fallBack(failed: Message, text: NonNullable<Draft['fallback']>): void {
    const failedAt = Math.min(failed.reportAt, failed.unknownAt);
    if (failedAt === Infinity) return;
    const { vendor, to, from, reference } = failed;
    const draft: Draft = { ...text, vendor, to, from, reference, buttons: [], replacement: true };
    const message = this.prepare(draft, `${failed.id}R`, failed.groupId, failed.recipientSeq);
    message.createdAt = failedAt;
    this.accept(message, { lateBy: 0, twice: false }, failedAt);
  }

  find(id: string): Message | undefined {
    return this.byId.get(id);
  }

  /** Oldest first. */
  to(number: string): readonly Message[] {
    return this.byNumber.get(number) ?? [];
  }

  /** Oldest first. */
  withReference(reference: string): readonly Message[] {
    return this.byReference.get(reference) ?? [];
  }

  /** All that is kept, oldest first. */
  *all(): Generator<Message> {
    const { oldest, newest } = this;
    for (let sequence = oldest; sequence <= newest; sequence++) {
      const message = this.at(sequence);
      if (message !== undefined) yield message;
    }
  }

  /** All that is kept, newest first, or all from one message on back. */
  *newestFirst(from?: Message): Generator<Message> {
    const { oldest, newest } = this;
    for (let sequence = from?.sequence ?? newest; sequence >= oldest; sequence--) {
      const message = this.at(sequence);
      if (message !== undefined) yield message;
    }
  }

  onAccepted(listener: (message: Message) => void): void {
    this.listeners.add(listener);
  }

  clear(): void {
    this.ring = [];
    this.oldest = this.newest + 1;
    this.byId.clear();
    this.byNumber.clear();
    this.byReference.clear();
  }

  /** Undefined where it was let go while somebody still went through the list. */
  private at(sequence: number): Message | undefined {
    const message = this.ring[sequence % this.keep];
    return message?.sequence === sequence ? message : undefined;
  }

  private letTheOldestGo(): void {
    const message = this.at(this.oldest++)!;
    this.byId.delete(message.id);
    removeFirst(this.byNumber, message.to);
    if (message.reference !== '') removeFirst(this.byReference, message.reference);
  }
}

function append(index: Map<string, Message[]>, key: string, message: Message): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [message]);
  else list.push(message);
}

/** The oldest message of all is also the oldest of its number and of its reference. */
function removeFirst(index: Map<string, Message[]>, key: string): void {
  const list = index.get(key);
  if (list === undefined) return;
  list.shift();
  if (list.length === 0) index.delete(key);
}
