import { createHmac, randomBytes } from 'node:crypto';
import type { SolapiSettings } from '../../../../config/index.js';
import type { Clock } from '../../../../libs/clock/index.js';
import type { Channel } from '../../messaging.events.js';
import type { Button } from '../../wording.js';
import {
  GatewayUnreachable,
  TemplateRefused,
  type Asked,
  type Awaited,
  type Gateway,
  type Known,
  type Outgoing,
  type ReviewState,
  type SendAnswer,
  type Taken,
  type VendorKind,
  type VendorTemplate,
  type Verdict,
} from '../gateway.js';
import { VendorHttp, type Called } from '../vendor-http.js';
import { answersOf, lost, type Entry } from './solapi-answers.js';
import { rowOfCode, verdictOf, verdictOfCall } from './solapi-codes.js';

const TYPES: Record<Channel, string> = { ALIMTALK: 'ATA', RCS: 'RCS_LMS', LMS: 'LMS', SMS: 'SMS' };
/** The vendor takes 10,000; smaller calls keep a fault to fewer neighbours. */
const MOST_PER_CALL = 100;
/** As many ids as fit well into an address. */
const IDS_PER_QUESTION = 100;
const QUESTIONS_AT_ONCE = 8;
const PAGE = 500;
/** The vendor's clock may differ from ours. */
const CLOCK_MARGIN_MS = 15 * 60_000;
/** Kakao's category for public notices about a petition. */
const TEMPLATE_CATEGORY = '008001';
const STATES: Readonly<Record<string, ReviewState>> = {
  PENDING: 'DRAFT',
  INSPECTING: 'IN_REVIEW',
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
};

interface WireTemplate {
  templateId: string;
  name: string;
  status: string;
  comments?: { content?: string }[];
}

/** SOLAPI v4: AlimTalk, RCS and text over one API; codes and their meaning in solapi-codes.ts. */
export class SolapiGateway implements Gateway {
  readonly vendor = 'SOLAPI';
  readonly channels = ['ALIMTALK', 'RCS', 'LMS', 'SMS'] as const;
  readonly mostPerCall = MOST_PER_CALL;
  private readonly http: VendorHttp;

  constructor(
    private readonly settings: SolapiSettings,
    private readonly clock: Clock,
  ) {
    this.http = new VendorHttp(settings.url);
  }

  async send(messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    const called = await this.call('POST', '/messages/v4/send-many/detail', {
      allowDuplicates: false,
      messages: messages.map((message) => this.wire(message)),
      showMessageList: true,
    });
    if (!called.answered) return messages.map(() => lost(called.mayHaveArrived, called.why));
    if (called.status >= 400) return this.afterError(messages, called.status, called.body, called.retryAfterMs);
    return answersOf(messages, called.body);
  }

  async ask({ reference, to, since, vendorMessageId }: Asked): Promise<Known | null> {
    const query = new URLSearchParams(
      vendorMessageId !== null
        ? { messageIds: vendorMessageId }
        : {
            to,
            dateType: 'CREATED',
            startDate: new Date(since.getTime() - CLOCK_MARGIN_MS).toISOString(),
            endDate: new Date(this.clock.realNow().getTime() + CLOCK_MARGIN_MS).toISOString(),
          },
    );
    query.set('limit', String(PAGE));
    for (let startKey: string | null = null; ;) {
      if (startKey !== null) query.set('startKey', startKey);
      const page: { entries: Entry[]; nextKey: string | null } = await this.list(query);
      const found = page.entries.find((entry) => entry.customFields?.ref === reference);
      if (found !== undefined) return { vendorMessageId: found.messageId, verdict: verdictOf(found.statusCode) };
      if (page.nextKey === null) return null;
      startKey = page.nextKey;
    }
  }

  async taken(from: Date, to: Date): Promise<Taken[]> {
    const query = new URLSearchParams({
      dateType: 'CREATED',
      startDate: from.toISOString(),
      endDate: to.toISOString(),
      limit: String(PAGE),
    });
    const channelOf = new Map(Object.entries(TYPES).map(([channel, type]) => [type, channel as Channel]));
    const taken: Taken[] = [];
    for (;;) {
      const page = await this.list(query);
      for (const { messageId, customFields, type, dateCreated } of page.entries) {
        const channel = channelOf.get(type);
        const reference = customFields?.ref;
        // What others send over the same account is none of ours.
        if (channel === undefined || reference === undefined) continue;
        taken.push({
          knownBy: { reference },
          channel,
          vendorMessageId: messageId,
          takenAt: new Date(dateCreated),
        });
      }
      if (page.nextKey === null) return taken;
      query.set('startKey', page.nextKey);
    }
  }

  async reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>> {
    const reports = new Map<string, Verdict>();
    const ids = awaited.map((one) => one.vendorMessageId);
    const worker = async () => {
      while (ids.length > 0) {
        const query = new URLSearchParams({ limit: String(PAGE) });
        for (const id of ids.splice(0, IDS_PER_QUESTION)) query.append('messageIds', id);
        const { entries } = await this.list(query);
        for (const { messageId, statusCode } of entries) {
          const verdict = verdictOf(statusCode);
          if (verdict !== null) reports.set(messageId, verdict);
        }
      }
    };
    await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, worker));
    return reports;
  }

  async submitTemplate(name: string, text: string, buttons: readonly Button[]): Promise<VendorTemplate> {
    const called = await this.call('POST', '/kakao/v2/templates', {
      channelId: this.settings.pfId,
      name,
      content: text,
      categoryCode: TEMPLATE_CATEGORY,
      messageType: 'BA',
      emphasizeType: 'NONE',
      buttons: buttons.flatMap((button) =>
        button.type === 'WL'
          ? [{ buttonName: button.name, buttonType: 'WL', linkMo: button.url, linkPc: button.url }]
          : [],
      ),
    });
    if (called.answered && called.status === 400) throw new TemplateRefused(messageOf(called.body));
    const made = templateOf(this.bodyOf(called));
    if (made.state !== 'DRAFT') return made;
    const asked = await this.call(
      'PUT',
      `/kakao/v2/templates/${encodeURIComponent(made.vendorTemplateId)}/inspection`,
      {},
    );
    return templateOf(this.bodyOf(asked));
  }

  async templates(): Promise<VendorTemplate[]> {
    const templates: VendorTemplate[] = [];
    for (let startKey: string | null = null; ;) {
      const query = new URLSearchParams({ channelId: this.settings.pfId, limit: String(PAGE) });
      if (startKey !== null) query.set('startKey', startKey);
      const body = this.bodyOf(await this.call('GET', `/kakao/v2/templates?${query}`)) as {
        templateList: WireTemplate[];
        nextKey: string | null;
      };
      templates.push(...body.templateList.map(templateOf));
      if (body.nextKey === null) return templates;
      startKey = body.nextKey;
    }
  }

  async senderNumbers(): Promise<string[]> {
    const { senderIds = [] } = this.bodyOf(await this.call('GET', '/senderid/v1/numbers')) as {
      senderIds?: { phoneNumber: string; status: string }[];
    };
    return senderIds
      .filter(({ status }) => status === 'ACTIVE')
      .map(({ phoneNumber }) => phoneNumber.replaceAll(/\D/g, ''));
  }

  async balance(): Promise<number> {
    return (this.bodyOf(await this.call('GET', '/cash/v1/balance')) as { balance: number }).balance;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private wire(message: Outgoing): object {
    const { channel, title, buttons } = message;
    const common = {
      to: message.to,
      from: message.from,
      type: TYPES[channel],
      text: message.text,
      customFields: { ref: message.reference },
    };
    if (channel === 'ALIMTALK') {
      const variables = Object.fromEntries(
        Object.entries(message.values).map(([name, value]) => [`#{${name}}`, value]),
      );
      const { pfId } = this.settings;
      // disableSms is false by default: the vendor would send a text by itself.
      return { ...common, kakaoOptions: { pfId, templateId: message.vendorTemplateId, variables, disableSms: true } };
    }
    const titled = title === null ? common : { ...common, subject: title };
    if (channel !== 'RCS') return titled;
    return {
      ...titled,
      rcsOptions: {
        brandId: this.settings.brandId,
        disableSms: true,
        buttons: buttons.map((button) => ({
          buttonName: button.name,
          buttonType: button.type,
          link: button.type === 'WL' ? button.url : `tel:${button.tel}`,
        })),
      },
    };
  }

  /** A call that is refused as a whole is the fault of one message in it, or of the account. */
  private async afterError(
    messages: readonly Outgoing[],
    status: number,
    body: unknown,
    retryAfterMs?: number,
  ): Promise<SendAnswer[]> {
    const verdict = verdictOfCall(status, errorCodeOf(body));
    // 503 and 429 say that the work was not begun; any other 5xx may have come after it.
    if (status >= 500 && status !== 503) return messages.map(() => ({ kind: 'UNCLEAR', verdict }));
    if (verdict.outcome === 'TRANSPORT')
      return messages.map(() => ({
        kind: 'NOT_TAKEN',
        verdict,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      }));
    if (messages.length === 1) return [{ kind: 'REFUSED', verdict }];
    return (await Promise.all(messages.map((message) => this.send([message])))).flat();
  }

  private async list(query: URLSearchParams): Promise<{ entries: Entry[]; nextKey: string | null }> {
    const body = this.bodyOf(await this.call('GET', `/messages/v4/list?${query}`)) as {
      messageList?: Record<string, Entry>;
      nextKey?: string | null;
    };
    return { entries: Object.values(body.messageList ?? {}), nextKey: body.nextKey ?? null };
  }

  /** @throws GatewayUnreachable */
  private bodyOf(called: Called): object {
    if (!called.answered) throw new GatewayUnreachable(this.vendor, called.why);
    if (called.status !== 200 || typeof called.body !== 'object' || called.body === null) {
      throw new GatewayUnreachable(this.vendor, `HTTP ${called.status} ${errorCodeOf(called.body)}`.trimEnd());
    }
    return called.body;
  }

  /** Each signature is good for one call. */
  private call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Called> {
    const date = this.clock.realNow().toISOString();
    const salt = randomBytes(16).toString('hex');
    const signature = createHmac('sha256', this.settings.apiSecret)
      .update(date + salt)
      .digest('hex');
    const authorization = `HMAC-SHA256 apiKey=${this.settings.apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
    return this.http.call(method, path, { authorization }, body);
  }
}

export const SOLAPI: VendorKind = {
  vendor: 'SOLAPI',
  setUp: ({ solapi }, clock) => solapi && new SolapiGateway(solapi, clock),
  rowOfCode: (_channel, code) => rowOfCode(code),
};

function templateOf(body: object): VendorTemplate {
  const { templateId, name, status, comments = [] } = body as WireTemplate;
  return {
    vendorTemplateId: templateId,
    name,
    state: STATES[status] ?? 'SUSPENDED',
    note: comments.at(-1)?.content ?? null,
  };
}

function messageOf(body: unknown): string {
  return (body as { errorMessage?: string } | null | undefined)?.errorMessage ?? '';
}

function errorCodeOf(body: unknown): string {
  return (body as { errorCode?: string } | null | undefined)?.errorCode ?? '';
}
