import type { SandboxAccount } from './account.js';
import type { Faults } from './faults.js';
import { vendorId } from './ids.js';
import type { Message } from './messages.js';
import type { MessageStore } from './message-store.js';
import { SolapiRefusal } from './solapi-auth.js';
import { SOLAPI_STATUS, type SolapiCode } from './solapi-codes.js';
import {
  digits,
  IntakeRefusal,
  priceOf,
  takeIn,
  typeOf,
  type SolapiIntakeContext,
  type SolapiMessageInput,
} from './solapi-intake.js';
import type { SolapiGroup } from './solapi-groups.js';

const MESSAGES_PER_REQUEST = 10_000;

/** One entry of the answer to a request that brings messages. */
export interface Registered {
  to: string;
  from: string;
  type: string;
  country: string;
  messageId: string;
  statusCode: SolapiCode;
  statusMessage: string;
  accountId: string;
  customFields?: Record<string, string>;
}

/** The messages of a request body, one per recipient. @throws SolapiRefusal where it is not a list of 1 to 10,000 */
export function messagesOf(body: unknown): SolapiMessageInput[] {
  const given = (body as { messages?: unknown } | undefined)?.messages;
  if (!Array.isArray(given) || given.length === 0) {
    throw new SolapiRefusal(400, 'ValidationError', 'messages에 1건 이상의 메시지가 필요합니다.');
  }
  const inputs = (given as SolapiMessageInput[]).flatMap((input) =>
    Array.isArray(input.to) ? input.to.map((to: unknown) => ({ ...input, to })) : [input],
  );
  if (inputs.length > MESSAGES_PER_REQUEST) {
    throw new SolapiRefusal(
      400,
      'ValidationError',
      `한 번에 ${MESSAGES_PER_REQUEST.toLocaleString('en')}건까지 보낼 수 있습니다.`,
    );
  }
  return inputs;
}

/** Registers messages in groups and hands groups over to the carriers. */
export class SolapiSending {
  balance: number;

  constructor(
    private readonly account: SandboxAccount,
    private readonly store: MessageStore,
    private readonly faults: Faults,
    private readonly intake: SolapiIntakeContext,
  ) {
    this.balance = account.balance;
  }

  /** Checks each message by itself: what is refused never holds up its neighbours. */
  register(group: SolapiGroup, inputs: readonly SolapiMessageInput[]): { failed: Registered[]; taken: Registered[] } {
    const seen = new Set(group.allowDuplicates ? [] : group.messages.map(({ to }) => to));
    const failed: Registered[] = [];
    const taken: Registered[] = [];
    let committed = group.messages.reduce((sum, message) => sum + priceOf(message), 0);
    for (const input of inputs) {
      const to = digits(input.to);
      const messageId = vendorId('M4V', this.store.now());
      try {
        if (!group.allowDuplicates && seen.has(to)) throw new IntakeRefusal('1026');
        const draft = takeIn(input, this.intake);
        committed += priceOf(draft);
        if (committed > this.balance) throw new IntakeRefusal('1030');
        seen.add(to);
        group.messages.push(this.store.prepare(draft, messageId, group.id, group.messages.length + 1));
        taken.push(this.entry(input, messageId, '2000'));
      } catch (error) {
        if (!(error instanceof IntakeRefusal)) throw error;
        group.registeredFailed++;
        failed.push(this.entry(input, messageId, error.code));
      }
    }
    group.updatedAt = this.store.now();
    return { failed, taken };
  }

  send(group: SolapiGroup): void {
    group.sentAt = this.store.now();
    group.updatedAt = group.sentAt;
    for (const message of group.messages) {
      this.balance -= priceOf(message);
      this.store.accept(message, this.faults.reportPlan('SOLAPI', message.channel));
    }
  }

  private entry(input: SolapiMessageInput, messageId: string, code: SolapiCode): Registered {
    const customFields = input.customFields as Record<string, string> | undefined;
    return {
      to: digits(input.to),
      from: digits(input.from),
      type: typeOf(input),
      country: '82',
      messageId,
      statusCode: code,
      statusMessage: SOLAPI_STATUS[code],
      accountId: this.account.solapi.accountId,
      ...(customFields ? { customFields } : {}),
    };
  }
}

/** Takes messages out of a group that was not sent yet. */
export function takeOut(group: SolapiGroup, ids: readonly string[]): { messageId: string; resultCode: string }[] {
  const known = new Set(group.messages.map(({ id }) => id));
  const leaving = new Set(ids);
  group.messages = group.messages.filter((message: Message) => !leaving.has(message.id));
  return ids.map((messageId) => ({ messageId, resultCode: known.has(messageId) ? 'Success' : '1021' }));
}
