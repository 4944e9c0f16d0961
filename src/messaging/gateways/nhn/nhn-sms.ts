import type { NhnSmsSettings } from '../../../../config/index.js';
import type { Clock } from '../../../../libs/clock/index.js';
import type { Channel } from '../../messaging.events.js';
import type { Asked, Awaited, Known, Outgoing, SendAnswer, Taken, Verdict } from '../gateway.js';
import { VendorHttp } from '../vendor-http.js';
import { verdictOfApi, verdictOfSms } from './nhn-codes.js';
import type { NhnLine } from './nhn-line.js';
import {
  answerOfFailedCall,
  around,
  headed,
  instantOf,
  seconds,
  someOf,
  told,
  toldOfOne,
  unclear,
} from './nhn-wire.js';

/** LMS is an MMS without an attachment. */
const KIND: Partial<Record<Channel, 'sms' | 'mms'>> = { SMS: 'sms', LMS: 'mms' };
const FRESH_MS = 5 * 60_000;
const PAGE = 1_000;
const SINGLES = 20;
/** msgStatus: 0 failed, 1 requested, 2 processing, 3 ok, 4 cancelled, 5 duplicate. */
const FINAL: ReadonlySet<string> = new Set(['0', '3', '4', '5']);

interface SendResult {
  recipientSeq: number;
  resultCode: number;
  recipientGroupingKey: string;
}

interface MessageRecord {
  requestId: string;
  recipientSeq: number;
  /** Left out by message-results, which list only what has a result. */
  msgStatus?: string;
  resultCode: string | null;
  recipientGroupingKey?: string;
}

interface ListedMessage extends MessageRecord {
  requestDate: string;
}

/** SMS v3.0, texts short and long. Their bodies differ, so each message is a call of its own. */
export class NhnSms implements NhnLine {
  readonly channels = ['LMS', 'SMS'] as const;
  private readonly http: VendorHttp;
  private readonly base: string;

  constructor(
    private readonly settings: NhnSmsSettings,
    private readonly clock: Clock,
  ) {
    this.http = new VendorHttp(settings.url);
    this.base = `/sms/v3.0/appKeys/${settings.appKey}`;
  }

  send(messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    return Promise.all(messages.map((message) => this.sendOne(message)));
  }

  async ask({ channel, reference, since }: Asked): Promise<Known | null> {
    const window = around(since, this.clock.realNow());
    const query = new URLSearchParams({
      startRequestDate: seconds(window.from),
      endRequestDate: seconds(window.to),
      recipientGroupingKey: reference,
    });
    const { body } = told<{ body?: { data: MessageRecord[] } }>(
      'NHN',
      await this.call('GET', `${this.base}/sender/${KIND[channel]}?${query}`),
    );
    const found = body?.data.find((one) => one.recipientGroupingKey === reference);
    return found === undefined ? null : { vendorMessageId: idOf(found), verdict: verdictOfRecord(found) };
  }

  async taken(from: Date, to: Date): Promise<Taken[]> {
    return (await Promise.all(this.channels.map((channel) => this.takenOn(channel, from, to)))).flat();
  }

  private async takenOn(channel: 'LMS' | 'SMS', from: Date, to: Date): Promise<Taken[]> {
    const taken: Taken[] = [];
    for (let pageNum = 1; ; pageNum++) {
      const query = new URLSearchParams({
        startRequestDate: seconds(from),
        endRequestDate: seconds(new Date(to.getTime() + 1_000)),
        pageNum: String(pageNum),
        pageSize: String(PAGE),
      });
      const { body } = told<{ body?: { data: ListedMessage[] } }>(
        'NHN',
        await this.call('GET', `${this.base}/sender/${KIND[channel]}?${query}`),
      );
      const messages = body?.data ?? [];
      for (const message of messages) {
        const { recipientGroupingKey: reference, requestDate } = message;
        if (reference === undefined) continue;
        taken.push({
          knownBy: { reference },
          channel,
          vendorMessageId: idOf(message),
          takenAt: instantOf(requestDate),
        });
      }
      if (messages.length < PAGE) return taken;
    }
  }

  async reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>> {
    const now = this.clock.realNow();
    const reports = new Map<string, Verdict>();
    for (let pageNum = 1; ; pageNum++) {
      const query = new URLSearchParams({
        startUpdateDate: seconds(new Date(now.getTime() - FRESH_MS)),
        endUpdateDate: seconds(new Date(now.getTime() + 60_000)),
        pageNum: String(pageNum),
        pageSize: String(PAGE),
      });
      const { body } = told<{ body?: { data: MessageRecord[] } }>(
        'NHN',
        await this.call('GET', `${this.base}/message-results?${query}`),
      );
      const records = body?.data ?? [];
      for (const record of records) {
        const verdict = verdictOfRecord(record);
        if (verdict !== null) reports.set(idOf(record), verdict);
      }
      if (records.length < PAGE) break;
    }
    const older = awaited.filter(
      (one) => one.acceptedAt.getTime() < now.getTime() - FRESH_MS && !reports.has(one.vendorMessageId),
    );
    for (const { channel, vendorMessageId } of someOf(older, SINGLES)) {
      const [requestId, recipientSeq] = vendorMessageId.split(':');
      const path = `${this.base}/sender/${KIND[channel]}/${requestId}?recipientSeq=${recipientSeq}`;
      const one = toldOfOne<{ body?: { data: MessageRecord } }>('NHN', await this.call('GET', path));
      const verdict = one?.body === undefined ? null : verdictOfRecord(one.body.data);
      if (verdict !== null) reports.set(vendorMessageId, verdict);
    }
    return reports;
  }

  async senderNumbers(): Promise<string[]> {
    const numbers: string[] = [];
    for (let pageNum = 1; ; pageNum++) {
      const query = new URLSearchParams({ useYn: 'Y', blockYn: 'N', pageNum: String(pageNum), pageSize: String(PAGE) });
      const { body } = told<{ body?: { data: { sendNo: string; useYn: string; blockYn: string }[] } }>(
        'NHN',
        await this.call('GET', `${this.base}/sendNos?${query}`),
      );
      const page = body?.data ?? [];
      numbers.push(
        ...page.filter(({ useYn, blockYn }) => useYn === 'Y' && blockYn === 'N').map(({ sendNo }) => sendNo),
      );
      if (page.length < PAGE) return numbers;
    }
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async sendOne(message: Outgoing): Promise<SendAnswer> {
    const called = await this.call('POST', `${this.base}/sender/${KIND[message.channel]}`, {
      body: message.text,
      ...(message.title === null ? {} : { title: message.title }),
      sendNo: message.from,
      recipientList: [{ recipientNo: message.to, recipientGroupingKey: message.reference }],
    });
    const failed = answerOfFailedCall(called);
    if (failed !== null) return failed;
    const { body } = headed<{ body?: { data?: { requestId: string; sendResultList?: SendResult[] } } }>(called)!;
    const result = body?.data?.sendResultList?.find((one) => one.recipientGroupingKey === message.reference);
    if (body?.data === undefined || result === undefined) return unclear('NOT_IN_ANSWER');
    if (result.resultCode !== 0) return { kind: 'REFUSED', verdict: verdictOfApi(result.resultCode) };
    return { kind: 'ACCEPTED', vendorMessageId: `${body.data.requestId}:${result.recipientSeq}` };
  }

  private call(method: 'GET' | 'POST', path: string, body?: object) {
    return this.http.call(method, path, { 'x-secret-key': this.settings.secretKey }, body);
  }
}

function idOf({ requestId, recipientSeq }: MessageRecord): string {
  return `${requestId}:${recipientSeq}`;
}

function verdictOfRecord({ msgStatus, resultCode }: MessageRecord): Verdict | null {
  const final = msgStatus === undefined || FINAL.has(msgStatus);
  return final && resultCode !== null ? verdictOfSms(resultCode) : null;
}
