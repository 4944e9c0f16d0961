import { createHash } from 'node:crypto';
import type { NhnAlimtalkSettings } from '../../../../config/index.js';
import type { Clock } from '../../../../libs/clock/index.js';
import type { Button } from '../../wording.js';
import {
  TemplateRefused,
  type Asked,
  type Awaited,
  type Known,
  type Outgoing,
  type ReviewState,
  type SendAnswer,
  type Taken,
  type VendorTemplate,
  type Verdict,
} from '../gateway.js';
import { VendorHttp } from '../vendor-http.js';
import { verdictOfApi, verdictOfKakao } from './nhn-codes.js';
import type { NhnLine } from './nhn-line.js';
import {
  answerOfFailedCall,
  around,
  headed,
  instantOf,
  minutes,
  someOf,
  told,
  toldOfOne,
  unclear,
} from './nhn-wire.js';

const ALL_RECIPIENTS_FAILED = -1031;
const PAGE = 1_000;
/** Reports of the last minutes come in pages; what is older is asked for one by one, so many at a time. */
const FRESH_MS = 5 * 60_000;
const SINGLES = 20;
const CODE_LENGTH = 20;
const TEMPLATE_STATES: Readonly<Record<string, ReviewState>> = {
  TSC01: 'IN_REVIEW',
  TSC02: 'IN_REVIEW',
  TSC03: 'APPROVED',
  TSC04: 'REJECTED',
};

interface SendResult {
  recipientSeq: number;
  resultCode: number;
  recipientGroupingKey: string;
}

interface MessageRecord {
  requestId: string;
  recipientSeq: number;
  messageStatus: string;
  resultCode: string | null;
  recipientGroupingKey?: string;
}

interface ListedMessage extends MessageRecord {
  requestDate: string;
}

interface WireTemplate {
  templateCode: string;
  templateName: string;
  status: string;
  comments?: { content?: string }[];
}

/** AlimTalk v2.3. A message is known by `requestId:recipientSeq`, our reference travels as recipientGroupingKey. */
export class NhnAlimtalk implements NhnLine {
  readonly channels = ['ALIMTALK'] as const;
  private readonly http: VendorHttp;
  private readonly base: string;

  constructor(
    private readonly settings: NhnAlimtalkSettings,
    private readonly clock: Clock,
  ) {
    this.http = new VendorHttp(settings.url);
    this.base = `/alimtalk/v2.3/appkeys/${settings.appKey}`;
  }

  /** A call carries one template. */
  async send(messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    const byTemplate = Map.groupBy(messages, (message) => message.vendorTemplateId!);
    const answers = new Map<string, SendAnswer>();
    await Promise.all(
      [...byTemplate].map(async ([templateCode, set]) => {
        const made = await this.sendOne(templateCode, set);
        set.forEach((message, index) => answers.set(message.reference, made[index]!));
      }),
    );
    return messages.map((message) => answers.get(message.reference)!);
  }

  async ask(asked: Asked): Promise<Known | null> {
    const window = around(asked.since, this.clock.realNow());
    const query = new URLSearchParams({
      startRequestDate: minutes(window.from),
      endRequestDate: minutes(window.to),
      recipientGroupingKey: asked.reference,
    });
    const body = told<{ messageSearchResultResponse?: { messages: MessageRecord[] } }>(
      'NHN',
      await this.call('GET', `${this.base}/messages?${query}`),
    );
    const found = body.messageSearchResultResponse?.messages.find(
      (one) => one.recipientGroupingKey === asked.reference,
    );
    return found === undefined ? null : { vendorMessageId: idOf(found), verdict: verdictOfRecord(found) };
  }

  async taken(from: Date, to: Date): Promise<Taken[]> {
    const taken: Taken[] = [];
    for (let pageNum = 1; ; pageNum++) {
      const query = new URLSearchParams({
        startRequestDate: minutes(from),
        endRequestDate: minutes(new Date(to.getTime() + 60_000)),
        pageNum: String(pageNum),
        pageSize: String(PAGE),
      });
      const body = told<{ messageSearchResultResponse?: { messages: ListedMessage[] } }>(
        'NHN',
        await this.call('GET', `${this.base}/messages?${query}`),
      );
      const messages = body.messageSearchResultResponse?.messages ?? [];
      for (const message of messages) {
        const { recipientGroupingKey: reference, requestDate } = message;
        if (reference === undefined) continue;
        taken.push({
          knownBy: { reference },
          channel: 'ALIMTALK',
          vendorMessageId: idOf(message),
          takenAt: instantOf(requestDate),
        });
      }
      if (messages.length < PAGE) return taken;
    }
  }

  async reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>> {
    const reports = await this.freshReports();
    const freshSince = this.clock.realNow().getTime() - FRESH_MS;
    const older = awaited.filter((one) => one.acceptedAt.getTime() < freshSince && !reports.has(one.vendorMessageId));
    for (const { vendorMessageId } of someOf(older, SINGLES)) {
      const [requestId, recipientSeq] = vendorMessageId.split(':');
      const one = toldOfOne<{ message: MessageRecord }>(
        'NHN',
        await this.call('GET', `${this.base}/messages/${requestId}/${recipientSeq}`),
      );
      const verdict = one === null ? null : verdictOfRecord(one.message);
      if (verdict !== null) reports.set(vendorMessageId, verdict);
    }
    return reports;
  }

  async submitTemplate(name: string, text: string, buttons: readonly Button[]): Promise<VendorTemplate> {
    const path = `${this.base}/senders/${this.settings.senderKey}/templates`;
    // A code is at most 20 characters; the name stands in it as a print.
    const templateCode = createHash('sha256').update(name).digest('hex').slice(0, CODE_LENGTH);
    const called = await this.call('POST', path, {
      templateCode,
      templateName: name,
      templateContent: text,
      templateMessageType: 'BA',
      templateEmphasizeType: 'NONE',
      categoryCode: '008001',
      buttons: buttons.flatMap((button, index) =>
        button.type === 'WL'
          ? [{ ordering: index + 1, type: 'WL', name: button.name, linkMo: button.url, linkPc: button.url }]
          : [],
      ),
    });
    const answer = headed(called);
    if (answer !== null && !answer.header.isSuccessful) throw new TemplateRefused(answer.header.resultMessage);
    told('NHN', called);
    return { vendorTemplateId: templateCode, name, state: 'IN_REVIEW', note: null };
  }

  async templates(): Promise<VendorTemplate[]> {
    const path = `${this.base}/senders/${this.settings.senderKey}/templates`;
    const templates: VendorTemplate[] = [];
    for (let pageNum = 1; ; pageNum++) {
      const query = new URLSearchParams({ pageNum: String(pageNum), pageSize: String(PAGE) });
      const { templateListResponse } = told<{
        templateListResponse: { templates: WireTemplate[]; totalCount: number };
      }>('NHN', await this.call('GET', `${path}?${query}`));
      templates.push(...templateListResponse.templates.map(templateOf));
      if (templateListResponse.templates.length === 0 || templates.length >= templateListResponse.totalCount)
        return templates;
    }
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private async sendOne(templateCode: string, messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    const called = await this.call(
      'POST',
      `${this.base}/messages`,
      {
        senderKey: this.settings.senderKey,
        templateCode,
        recipientList: messages.map((message) => ({
          recipientNo: message.to,
          templateParameter: message.values,
          // A console setting makes resending the default: say no each time.
          resendParameter: { isResend: false },
          recipientGroupingKey: message.reference,
        })),
      },
      { 'x-nc-api-idempotency-key': idempotencyKey(messages) },
    );
    const failed = answerOfFailedCall(called, [ALL_RECIPIENTS_FAILED]);
    if (failed?.kind === 'REFUSED' && messages.length > 1) {
      return (await Promise.all(messages.map((message) => this.sendOne(templateCode, [message])))).flat();
    }
    if (failed !== null) return messages.map(() => failed);
    const body = headed<{ message?: { requestId: string; sendResults?: SendResult[] } }>(called);
    const results = new Map((body?.message?.sendResults ?? []).map((result) => [result.recipientGroupingKey, result]));
    return messages.map(({ reference }): SendAnswer => {
      const result = results.get(reference);
      if (result === undefined) return unclear('NOT_IN_ANSWER');
      if (result.resultCode !== 0) return { kind: 'REFUSED', verdict: verdictOfApi(result.resultCode) };
      return { kind: 'ACCEPTED', vendorMessageId: `${body!.message!.requestId}:${result.recipientSeq}` };
    });
  }

  private async freshReports(): Promise<Map<string, Verdict>> {
    const now = this.clock.realNow();
    const reports = new Map<string, Verdict>();
    for (let pageNum = 1; ; pageNum++) {
      const query = new URLSearchParams({
        startUpdateDate: minutes(new Date(now.getTime() - FRESH_MS)),
        endUpdateDate: minutes(new Date(now.getTime() + 60_000)),
        pageNum: String(pageNum),
        pageSize: String(PAGE),
      });
      const body = told<{ messageSearchResultResponse?: { messages: MessageRecord[] }; messages?: MessageRecord[] }>(
        'NHN',
        await this.call('GET', `${this.base}/message-results?${query}`),
      );
      const records = body.messageSearchResultResponse?.messages ?? body.messages ?? [];
      for (const record of records) {
        const verdict = verdictOfRecord(record);
        if (verdict !== null) reports.set(idOf(record), verdict);
      }
      if (records.length < PAGE) return reports;
    }
  }

  private call(method: 'GET' | 'POST', path: string, body?: object, headers: Record<string, string> = {}) {
    return this.http.call(method, path, { 'x-secret-key': this.settings.secretKey, ...headers }, body);
  }
}

/** The same messages again have the same key, so that a call which was lost on its way back is not taken twice. */
function idempotencyKey(messages: readonly Outgoing[]): string {
  if (messages.length === 1) return messages[0]!.reference;
  return createHash('sha256')
    .update(messages.map((message) => message.reference).join(' '))
    .digest('base64url');
}

function idOf({ requestId, recipientSeq }: MessageRecord): string {
  return `${requestId}:${recipientSeq}`;
}

/** null while nothing is known; CANCEL is nobody's wish here and counts as lost on the way. */
function verdictOfRecord({ messageStatus, resultCode }: MessageRecord): Verdict | null {
  if (messageStatus !== 'COMPLETED' && messageStatus !== 'FAILED' && messageStatus !== 'CANCEL') return null;
  return resultCode === null ? null : verdictOfKakao(resultCode);
}

function templateOf({ templateCode, templateName, status, comments = [] }: WireTemplate): VendorTemplate {
  return {
    vendorTemplateId: templateCode,
    name: templateName,
    state: TEMPLATE_STATES[status] ?? 'SUSPENDED',
    note: comments.at(-1)?.content ?? null,
  };
}
