import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SENDS, type Send } from './answers.js';
import { vendorId } from './ids.js';
import { reportedOutcome, type Message } from './messages.js';
import { ALIMTALK_CODES, GROUPING_KEY_MAX, takeInAlimtalk, type AlimtalkRecipient } from './nhn-alimtalk-intake.js';
import type { NhnParts } from './nhn-parts.js';
import {
  isTurnedAway,
  kstText,
  MINUTES,
  NhnRefusal,
  numberOf,
  pageOf,
  recipientId,
  RECIPIENTS_MAX,
  requestedMessages,
  spanOf,
  SUCCESS,
  updatedMessages,
  type Query,
} from './nhn-wire.js';
import type { Outcome } from './recipients.js';
import type { Template } from './templates.js';
import { textOf } from './wire.js';

const SAME_IDEMPOTENCY_KEY = -1005;
const NOT_EXIST_SENDER = -2017;
const RECIPIENTS_OUT_OF_RANGE = -2004;
const ALL_RECIPIENTS_FAILED = -1031;
const NO_TEMPLATE = -3003;
const TEMPLATE_NOT_APPROVED = -3005;
const PERIOD = -2004;
const NO_MESSAGE = -3012;
const IDEMPOTENT_MS = 10 * 60_000;
const IDEMPOTENCY_KEYS_MAX = 200_000;
const SPANS = { times: MINUTES, mostMs: 30 * 86_400_000, code: PERIOD } as const;

/** Kakao's codes as NHN hands them on. */
const RESULTS: Readonly<Partial<Record<Outcome, readonly [code: string, name: string]>>> = {
  DELIVERED: ['1000', '성공'],
  UNKNOWN: ['3005', '메시지 발송 후 수신 여부 불투명'],
  TEMPLATE_MISMATCH: ['3016', '메시지 내용이 템플릿과 일치하지 않음'],
  NOT_ON_KAKAO: ['3019', '카카오톡 유저가 아님'],
  BLOCKS_ALIMTALK: ['3020', '알림톡 수신을 차단함'],
};

export function isAlimtalk(message: Message): boolean {
  return message.channel === 'ALIMTALK';
}

/** `/alimtalk/v2.3/appkeys/{appkey}`: messages, their results. */
export function nhnAlimtalkRoutes(
  app: FastifyInstance,
  { account, store, answers, faults, templates }: NhnParts,
): void {
  /** Idempotency keys and when they were used, oldest first. */
  const used = new Map<string, number>();

  app.post('/messages', SENDS, (request, reply) => send(request, reply, false));
  app.post('/raw-messages', SENDS, (request, reply) => send(request, reply, true));

  app.get('/messages', (request) => {
    const query = request.query as Query;
    const requested =
      spanOf(query, ['startRequestDate', 'endRequestDate'], SPANS) ??
      spanOf(query, ['startCreateDate', 'endCreateDate'], SPANS);
    if (requested === undefined && query.requestId === undefined)
      throw new NhnRefusal(PERIOD, 'requestId or the dates are required.');
    const { rows, totalCount } = pageOf(query, requestedMessages(store, query, requested, isAlimtalk));
    return { header: SUCCESS, messageSearchResultResponse: { messages: rows.map(recordOf), totalCount } };
  });

  app.get('/messages/:requestId/:recipientSeq', (request) => {
    const { requestId, recipientSeq } = request.params as { requestId: string; recipientSeq: string };
    const message = store.find(recipientId(requestId, recipientSeq));
    if (message === undefined || !isAlimtalk(message)) throw new NhnRefusal(NO_MESSAGE, 'Not exist message.');
    const buttons = message.buttons.map(({ name, type, url }, place) => ({
      ordering: place + 1,
      type,
      name,
      linkMo: url ?? null,
    }));
    return { header: SUCCESS, message: { ...recordOf(message), buttons } };
  });

  app.get('/message-results', (request) => {
    const query = request.query as Query;
    const updated = spanOf(query, ['startUpdateDate', 'endUpdateDate'], SPANS);
    if (updated === undefined) throw new NhnRefusal(PERIOD, 'startUpdateDate and endUpdateDate are required.');
    const { rows, totalCount } = pageOf(query, updatedMessages(store, updated, isAlimtalk));
    return { header: SUCCESS, messages: rows.map(({ message }) => resultOf(message)), totalCount };
  });

  async function send(request: FastifyRequest, reply: FastifyReply, finished: boolean): Promise<unknown> {
    const body = (request.body ?? {}) as {
      senderKey?: unknown;
      templateCode?: unknown;
      senderGroupingKey?: unknown;
      recipientList?: AlimtalkRecipient[];
    };
    const recipients = Array.isArray(body.recipientList) ? body.recipientList : [];
    const sends = recipients.map(sendOf);
    if (isTurnedAway(answers, sends, reply)) return reply;
    if (body.senderKey !== account.nhn.senderKey) throw new NhnRefusal(NOT_EXIST_SENDER, 'Not exist plus friend.');
    if (recipients.length === 0 || recipients.length > RECIPIENTS_MAX) {
      throw new NhnRefusal(RECIPIENTS_OUT_OF_RANGE, `The 'recipientList' must be between 1 and ${RECIPIENTS_MAX}.`);
    }
    const senderGroupingKey = textOf(body.senderGroupingKey);
    if (senderGroupingKey.length > GROUPING_KEY_MAX) {
      throw new NhnRefusal(ALIMTALK_CODES.PARAMETER, 'senderGroupingKey is too long.');
    }
    const template = approvedTemplate(textOf(body.templateCode));
    useUp(request.headers['x-nc-api-idempotency-key']);
    const answer = accept(recipients, template, finished, senderGroupingKey);
    return (await answers.beforeAnsweringSend('NHN', sends, reply)) ? answer : reply;
  }

  function accept(recipients: AlimtalkRecipient[], template: Template, finished: boolean, senderGroupingKey: string) {
    const requestId = vendorId('', store.now(), 11);
    const sendResults = recipients.map((recipient, place) => {
      const recipientSeq = place + 1;
      const entry = {
        recipientSeq,
        recipientNo: numberOf(recipient.recipientNo),
        recipientGroupingKey: textOf(recipient.recipientGroupingKey),
      };
      try {
        const draft = takeInAlimtalk(recipient, template, finished, account, senderGroupingKey);
        const message = store.prepare(draft, recipientId(requestId, recipientSeq), requestId, recipientSeq);
        store.accept(message, faults.reportPlan('NHN', 'ALIMTALK'));
        return { ...entry, resultCode: 0, resultMessage: 'SUCCESS' };
      } catch (error) {
        if (!(error instanceof NhnRefusal)) throw error;
        return { ...entry, resultCode: error.resultCode, resultMessage: error.message };
      }
    });
    const message = { requestId, senderGroupingKey, sendResults };
    if (sendResults.every(({ resultCode }) => resultCode !== 0)) {
      throw new NhnRefusal(ALL_RECIPIENTS_FAILED, 'All recipients failed.', { message });
    }
    return { header: SUCCESS, message };
  }

  function approvedTemplate(code: string): Template {
    const template = templates.find(code);
    if (template === undefined) throw new NhnRefusal(NO_TEMPLATE, 'Not exist template.');
    if (templates.stateOf(template) !== 'APPROVED')
      throw new NhnRefusal(TEMPLATE_NOT_APPROVED, 'The template is not approved.');
    return template;
  }

  /** The same key within ten minutes is the same request come again. */
  function useUp(key: string | string[] | undefined): void {
    if (typeof key !== 'string' || key === '') return;
    const now = store.now();
    for (const [old, at] of used) {
      if (now - at < IDEMPOTENT_MS && used.size <= IDEMPOTENCY_KEYS_MAX) break;
      used.delete(old);
    }
    if (used.has(key)) {
      throw new NhnRefusal(
        SAME_IDEMPOTENCY_KEY,
        "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.",
      );
    }
    used.set(key, now);
  }

  /** `message-results` give no text and no number. */
  function resultOf(message: Message): Record<string, unknown> {
    const now = store.now();
    const outcome = reportedOutcome(message, now);
    const [resultCode, resultCodeName] = (outcome && RESULTS[outcome]) ?? [null, null];
    return {
      requestId: message.groupId,
      recipientSeq: message.recipientSeq,
      requestDate: kstText(message.acceptedAt),
      createDate: kstText(message.createdAt),
      receiveDate: outcome === null ? null : kstText(Math.min(message.visibleAt, message.reportAt, message.unknownAt)),
      resendStatus: message.fallback === undefined ? 'RSC01' : 'RSC02',
      resendStatusName: message.fallback === undefined ? '대체 발송 미대상' : '대체 발송 대상',
      messageStatus: outcome === null ? null : outcome === 'DELIVERED' ? 'COMPLETED' : 'FAILED',
      resultCode,
      resultCodeName,
    };
  }

  function recordOf(message: Message): Record<string, unknown> {
    return {
      ...resultOf(message),
      plusFriendId: `@${account.organisation}`,
      senderKey: account.nhn.senderKey,
      recipientNo: message.to,
      content: message.text,
      recipientGroupingKey: message.reference,
      ...message.echo,
    };
  }
}

/** The code that Kakao's report of a message carries at this moment, for the webhook. */
export function alimtalkResultCode(message: Message, now: number): string | null {
  const outcome = reportedOutcome(message, now);
  return (outcome && RESULTS[outcome]?.[0]) ?? null;
}

function sendOf(recipient: AlimtalkRecipient): Send {
  const to = numberOf(recipient.recipientNo);
  return { to, channel: 'ALIMTALK', reference: textOf(recipient.recipientGroupingKey) || textOf(recipient.content) };
}
