import type { NhnRcsSettings } from '../../../../config/index.js';
import type { Clock } from '../../../../libs/clock/index.js';
import type { Button } from '../../wording.js';
import type { Asked, Awaited, Known, Outgoing, SendAnswer, Taken, Verdict } from '../gateway.js';
import { VendorHttp } from '../vendor-http.js';
import { verdictOfRcs } from './nhn-codes.js';
import type { NhnLine } from './nhn-line.js';
import { answerOfFailedCall, around, headed, seconds, told, toldOfOne, unclear } from './nhn-wire.js';

const PAGE = 1_000;
const QUESTIONS_AT_ONCE = 8;

interface ListedMessage {
  messageId: string;
  recipientNumber: string;
  body: string;
  /** ISO 8601. */
  sendDateTime: string;
}

interface MessageDetail {
  messageRecipient: { messageStatus: string; resultCode: string | null };
}

/**
 * RCS v1.0, one message a call, in the open format LMS. It has no field for a reference: what went out is recognised by its
 * number and its text, which holds the receipt number and the link of this one recipient.
 */
export class NhnRcs implements NhnLine {
  readonly channels = ['RCS'] as const;
  private readonly http: VendorHttp;

  constructor(
    private readonly settings: NhnRcsSettings,
    private readonly clock: Clock,
  ) {
    this.http = new VendorHttp(settings.url);
  }

  send(messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    return Promise.all(messages.map((message) => this.sendOne(message)));
  }

  async ask({ to, text, since, vendorMessageId, others }: Asked): Promise<Known | null> {
    const window = around(since, this.clock.realNow());
    const verdict = vendorMessageId === null ? undefined : await this.outcomeOf(vendorMessageId);
    if (vendorMessageId !== null && verdict !== undefined) return { vendorMessageId, verdict };
    for await (const { messageId, recipientNumber, body } of this.listed(window.from, window.to)) {
      const isIt =
        vendorMessageId === null
          ? recipientNumber === to && body === text && !others.includes(messageId)
          : messageId === vendorMessageId;
      if (isIt) return { vendorMessageId: messageId, verdict: (await this.outcomeOf(messageId)) ?? null };
    }
    return null;
  }

  async taken(from: Date, to: Date): Promise<Taken[]> {
    const taken: Taken[] = [];
    for await (const { messageId, recipientNumber, body, sendDateTime } of this.listed(from, to)) {
      taken.push({
        knownBy: { to: recipientNumber, text: body },
        channel: 'RCS',
        vendorMessageId: messageId,
        takenAt: new Date(sendDateTime),
      });
    }
    return taken;
  }

  async reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>> {
    const reports = new Map<string, Verdict>();
    const left = [...awaited];
    const worker = async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) {
        const verdict = await this.outcomeOf(one.vendorMessageId);
        if (verdict) reports.set(one.vendorMessageId, verdict);
      }
    };
    await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, worker));
    return reports;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async sendOne(message: Outgoing): Promise<SendAnswer> {
    const called = await this.call('POST', '/rcs/v1.0/messages/lms', {
      brandId: this.settings.brandId,
      chatbotId: this.settings.chatbotId,
      recipientNumber: message.to,
      isAd: false,
      title: message.title ?? '',
      body: message.text,
      buttons: message.buttons.map(buttonOf),
      isFallback: false,
    });
    const failed = answerOfFailedCall(called);
    if (failed !== null) return failed;
    const { messageId } = headed<{ messageId?: string }>(called)!;
    return messageId === undefined ? unclear('NOT_IN_ANSWER') : { kind: 'ACCEPTED', vendorMessageId: messageId };
  }

  private async *listed(from: Date, to: Date): AsyncGenerator<ListedMessage> {
    for (let offset = 0; ; offset += PAGE) {
      const query = new URLSearchParams({
        startSendDateTime: seconds(from),
        endSendDateTime: seconds(new Date(to.getTime() + 1_000)),
        brandId: this.settings.brandId,
        chatbotId: this.settings.chatbotId,
        limit: String(PAGE),
        offset: String(offset),
      });
      const { data } = told<{ data: ListedMessage[] }>(
        'NHN',
        await this.call('GET', `/rcs/v1.0/messages/lms?${query}`),
      );
      yield* data;
      if (data.length < PAGE) return;
    }
  }

  /** null: no outcome yet; undefined: it knows no such message. */
  private async outcomeOf(messageId: string): Promise<Verdict | null | undefined> {
    const path = `/rcs/v1.0/messages/lms/${encodeURIComponent(messageId)}`;
    const detail = toldOfOne<MessageDetail>('NHN', await this.call('GET', path));
    return detail === null ? undefined : verdictOfDetail(detail);
  }

  private call(method: 'GET' | 'POST', path: string, body?: object) {
    return this.http.call(
      method,
      path,
      { 'x-tc-app-key': this.settings.appKey, 'x-secret-key': this.settings.secretKey },
      body,
    );
  }
}

/** Buttons are JSON within JSON. */
function buttonOf(button: Button): { buttonType: string; buttonJson: string } {
  const action =
    button.type === 'WL'
      ? { urlAction: { openUrl: { url: button.url } } }
      : { dialerAction: { dialPhoneNumber: { phoneNumber: button.tel.replaceAll('-', '') } } };
  return {
    buttonType: button.type === 'WL' ? 'URL' : 'DIALER',
    buttonJson: JSON.stringify({ action: { ...action, displayText: button.name } }),
  };
}

function verdictOfDetail({ messageRecipient }: MessageDetail): Verdict | null {
  const { messageStatus, resultCode } = messageRecipient;
  if (messageStatus === 'DELIVERED') return verdictOfRcs(resultCode ?? '2000');
  if (messageStatus !== 'FAILED' && messageStatus !== 'CANCELED') return null;
  return resultCode === null ? null : verdictOfRcs(resultCode);
}
