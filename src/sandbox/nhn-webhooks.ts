import type { SandboxAccount } from './account.js';
import { vendorId } from './ids.js';
import type { Message } from './messages.js';
import { alimtalkResultCode } from './nhn-alimtalk-routes.js';
import { isNhnText, textResultCode } from './nhn-sms-routes.js';
import { kstText } from './nhn-wire.js';

export interface WebhookTarget {
  url: string;
  /** A fixed text entered at set-up; not a signature of anything. */
  signature: string;
}

/** Hooks that come within this time go out in one call. */
const GATHER_MS = 50;

/** Tells an address of each report of AlimTalk and text, as NHN's webhooks do. RCS has none. */
export class NhnWebhooks {
  target: WebhookTarget | null = null;
  private waiting: { productName: string; hook: Record<string, unknown> }[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly account: SandboxAccount,
    private readonly now: () => number,
    /** Hears of calls that nobody took. */
    private readonly lost: (error: Error) => void,
  ) {}

  /** Arranges the calls for a message that was just accepted. */
  follow(message: Message): void {
    if (this.target === null || message.vendor !== 'NHN' || message.channel === 'RCS') return;
    for (const at of [message.unknownAt, message.reportAt, message.reportedTwiceAt]) {
      if (at !== Infinity) this.after(at - this.now(), () => this.tell(message));
    }
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting = [];
  }

  private after(wait: number, act: () => void): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        act();
      },
      Math.max(0, wait) + 1,
    ).unref();
    this.timers.add(timer);
  }

  private tell(message: Message): void {
    if (this.waiting.length === 0) this.after(GATHER_MS, () => this.post());
    const isText = isNhnText(message);
    this.waiting.push({
      productName: isText ? 'SMS' : 'KakaoTalk Bizmessage',
      hook: isText ? this.textHook(message) : this.kakaoHook(message),
    });
  }

  private post(): void {
    const { target } = this;
    const byProduct = Map.groupBy(this.waiting, ({ productName }) => productName);
    this.waiting = [];
    if (target === null) return;
    for (const [productName, entries] of byProduct) {
      const body = {
        hooksId: vendorId('', this.now(), 12),
        webhookConfigId: 'sandbox',
        productName,
        appKey: this.account.nhn.appKey,
        event: 'MESSAGE_RESULT_UPDATE',
        hooks: entries.map(({ hook }) => hook),
      };
      fetch(target.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json;charset=UTF-8', 'x-toast-webhook-signature': target.signature },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5_000),
      }).then(
        (answer) => answer.body?.cancel(),
        // Nothing is known of retries: a hook that nobody took is lost, and whoever polls still learns the result.
        (error: Error) => this.lost(error),
      );
    }
  }

  private kakaoHook(message: Message): Record<string, unknown> {
    return {
      hookId: vendorId('', this.now(), 12),
      kakaoMessageType: 'ALIMTALK_NORMAL',
      requestId: message.groupId,
      recipientSeq: message.recipientSeq,
      requestDate: kstText(message.acceptedAt),
      createDate: kstText(message.createdAt),
      receiveDate: kstText(this.now()),
      recipientNo: message.to,
      resultCode: alimtalkResultCode(message, this.now()),
      senderGroupingKey: message.echo?.senderGroupingKey ?? '',
      recipientGroupingKey: message.reference,
      _links: {
        self: {
          href: `/alimtalk/v2.3/appkeys/${this.account.nhn.appKey}/messages/${message.groupId}/${message.recipientSeq}`,
        },
      },
    };
  }

  /** With the keys that NHN's own sample misspells. */
  private textHook(message: Message): Record<string, unknown> {
    return {
      hookId: vendorId('', this.now(), 12),
      senderType: message.channel === 'SMS' ? 'NORMAL_SMS' : 'NORMAL_LMS',
      requestId: message.groupId,
      recipientSeq: message.recipientSeq,
      requestDate: kstText(message.acceptedAt).slice(0, 19).replace(' ', 'T'),
      receiveDate: kstText(message.reportAt).slice(0, 19).replace(' ', 'T'),
      sendNo: message.from,
      recipientNo: message.to,
      messageStatus: 'COMPLETED',
      recipientGropuingKey: message.reference,
      senderGroupingKey: message.echo?.senderGroupingKey ?? '',
      resultCode: textResultCode(message),
      messageCount: 1,
      _link: {
        self: {
          href: `/sms/v3.0/appKeys/${this.account.nhn.appKey}/sender/sms/${message.groupId}?recipientSeq=${message.recipientSeq}`,
        },
      },
    };
  }
}
