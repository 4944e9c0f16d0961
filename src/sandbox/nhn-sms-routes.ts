import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { euckrBytes, isEuckr } from '../../libs/korean-text/index.js';
import { SENDS } from './answers.js';
import { vendorId } from './ids.js';
import { reportedOutcome, stageOf, type Draft, type Message } from './messages.js';
import type { NhnParts } from './nhn-parts.js';
import {
  isTurnedAway,
  kstText,
  SECONDS,
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
import { outcomeOf } from './recipients.js';
import { textOf } from './wire.js';

interface WireRecipient {
  recipientNo?: unknown;
  recipientGroupingKey?: unknown;
}

type Kind = 'SMS' | 'LMS';

const NO_RECIPIENTS = -2001;
const SEARCH_REQUIRED = -2011;
const NO_MESSAGE = -2012;
const EMPTY = -2014;
const TOO_LONG = -2015;
const TOO_MANY_RECIPIENTS = -2016;
const BAD_RECIPIENT = -2019;
const BAD_CHARACTERS = -2023;
const SENDER_UNREGISTERED = -2312;
const PERIOD = -4000;
const RECIPIENT_REFUSES = -6001;
const LIMITS = { SMS: 90, LMS: 2_000 } as const;
const TITLE_BYTES = 40;
const SEARCHES = { times: SECONDS, mostMs: 31 * 86_400_000, code: PERIOD } as const;
const UPDATES = { ...SEARCHES, mostMs: 86_400_000 };
const STATUS_NAMES: Readonly<Record<string, string>> = { '0': '실패', '1': '요청', '2': '처리중', '3': '성공' };

export function isNhnText(message: Message): boolean {
  return message.channel === 'SMS' || message.channel === 'LMS';
}

/** `/sms/v3.0/appKeys/{appKey}`: SMS, and LMS as `mms` without an attachment. */
export function nhnSmsRoutes(app: FastifyInstance, { account, store, answers, faults }: NhnParts): void {
  for (const [path, kind] of [
    ['sms', 'SMS'],
    ['mms', 'LMS'],
  ] as const) {
    const isOfKind = (message: Message): boolean => message.channel === kind;

    app.post(`/sender/${path}`, SENDS, (request, reply) => send(request, reply, kind));

    app.get(`/sender/${path}`, (request) => {
      const query = request.query as Query;
      const requested =
        spanOf(query, ['startRequestDate', 'endRequestDate'], SEARCHES) ??
        spanOf(query, ['startCreateDate', 'endCreateDate'], SEARCHES);
      if (requested === undefined && query.requestId === undefined) {
        throw new NhnRefusal(SEARCH_REQUIRED, 'RequestId or start/endRequestDate or start/endCreateDate is required.');
      }
      const found = requestedMessages(store, query, requested, isOfKind).filter(
        (message) =>
          [undefined, statusOf(message)].includes(query.msgStatus) && [undefined, message.from].includes(query.sendNo),
      );
      const { rows, ...page } = pageOf(query, found);
      return { header: SUCCESS, body: { ...page, data: rows.map(recordOf) } };
    });

    app.get(`/sender/${path}/:requestId`, (request) => {
      const { requestId } = request.params as { requestId: string };
      const message = store.find(recipientId(requestId, (request.query as Query).recipientSeq ?? ''));
      if (message === undefined || !isOfKind(message))
        throw new NhnRefusal(NO_MESSAGE, 'Search parameter is invalid.(requestId and recipientSeq).');
      return { header: SUCCESS, body: { data: recordOf(message) } };
    });
  }

  app.get('/message-results', (request) => {
    const query = request.query as Query;
    const updated = spanOf(query, ['startUpdateDate', 'endUpdateDate'], UPDATES);
    if (updated === undefined) throw new NhnRefusal(SEARCH_REQUIRED, 'startUpdateDate and endUpdateDate are required.');
    const wanted = query.messageType;
    const found = updatedMessages(
      store,
      updated,
      (message) => isNhnText(message) && (wanted === undefined || message.channel === wanted),
    );
    const { rows, ...page } = pageOf(query, found);
    const data = rows.map(({ message, at }) => ({
      messageType: message.channel,
      ...resultOf(message),
      updateDate: kstText(at),
    }));
    return { header: SUCCESS, body: { ...page, data } };
  });

  app.get('/sendNos', (request) => {
    const query = request.query as Query;
    const numbers = account.senderNumbers.filter((number) => [undefined, number].includes(query.sendNo));
    const { rows, ...page } = pageOf(query, numbers);
    return {
      header: SUCCESS,
      body: {
        ...page,
        data: rows.map((sendNo) => ({ serviceId: 1, sendNo, useYn: 'Y', blockYn: 'N', blockReason: null })),
      },
    };
  });

  async function send(request: FastifyRequest, reply: FastifyReply, kind: Kind): Promise<unknown> {
    const body = (request.body ?? {}) as Record<'title' | 'body' | 'sendNo' | 'senderGroupingKey', unknown> & {
      recipientList?: WireRecipient[];
    };
    const recipients = Array.isArray(body.recipientList) ? body.recipientList : [];
    const sends = recipients.map((recipient) => ({
      to: numberOf(recipient.recipientNo),
      channel: kind,
      reference: textOf(recipient.recipientGroupingKey) || textOf(body.body),
    }));
    if (isTurnedAway(answers, sends, reply)) return reply;
    if (recipients.length === 0) throw new NhnRefusal(NO_RECIPIENTS, 'RecipientList can not be null.');
    if (recipients.length > RECIPIENTS_MAX)
      throw new NhnRefusal(TOO_MANY_RECIPIENTS, 'The max recipient size is 1000.');
    const content = contentOf(kind, textOf(body.body), textOf(body.title));
    const from = numberOf(body.sendNo);
    if (!account.senderNumbers.includes(from)) throw new NhnRefusal(SENDER_UNREGISTERED, 'Not regist sendno.');
    const senderGroupingKey = textOf(body.senderGroupingKey);
    const requestId = vendorId('', store.now(), 11);
    const sendResultList = recipients.map((recipient, place) =>
      take(
        { vendor: 'NHN', channel: kind, type: kind, from, ...content, buttons: [], echo: { senderGroupingKey } },
        recipient,
        requestId,
        place + 1,
      ),
    );
    const failed = sendResultList.find(({ resultCode }) => resultCode !== 0);
    if (failed !== undefined && sendResultList.every(({ resultCode }) => resultCode !== 0)) {
      throw new NhnRefusal(failed.resultCode, failed.resultMessage);
    }
    const answer = {
      header: SUCCESS,
      body: { data: { requestId, statusCode: '2', senderGroupingKey, sendResultList } },
    };
    return (await answers.beforeAnsweringSend('NHN', sends, reply)) ? answer : reply;
  }

  function take(
    draft: Omit<Draft, 'to' | 'reference'>,
    recipient: WireRecipient,
    requestId: string,
    recipientSeq: number,
  ) {
    const to = numberOf(recipient.recipientNo);
    const reference = textOf(recipient.recipientGroupingKey);
    const entry = { recipientNo: to, recipientSeq, recipientGroupingKey: reference };
    if (!/^0\d{8,11}$/.test(to))
      return { ...entry, resultCode: BAD_RECIPIENT, resultMessage: 'RecipientNo is invalid.' };
    if (outcomeOf(to, draft.channel) === 'REFUSED') {
      return { ...entry, resultCode: RECIPIENT_REFUSES, resultMessage: 'Recipient Number is refused.' };
    }
    const message = store.prepare(
      { ...draft, to, reference },
      recipientId(requestId, recipientSeq),
      requestId,
      recipientSeq,
    );
    store.accept(message, faults.reportPlan('NHN', draft.channel));
    return { ...entry, resultCode: 0, resultMessage: 'SUCCESS' };
  }

  function statusOf(message: Message): string {
    const outcome = reportedOutcome(message, store.now());
    if (outcome !== null) return outcome === 'DELIVERED' ? '3' : '0';
    return stageOf(message, store.now()) === 'ACCEPTED' ? '1' : '2';
  }

  function resultOf(message: Message): Record<string, unknown> {
    const reported = reportedOutcome(message, store.now()) !== null;
    return {
      requestId: message.groupId,
      recipientSeq: message.recipientSeq,
      requestDate: kstText(message.acceptedAt),
      resultDate: reported ? kstText(message.reportAt) : null,
      resultCode: reported ? textResultCode(message) : null,
      resultCodeName: reported ? '성공' : null,
      telecomCode: reported ? '10001' : null,
      telecomCodeName: reported ? 'SKT' : null,
      recipientGroupingKey: message.reference,
      senderGroupingKey: message.echo?.senderGroupingKey ?? null,
    };
  }

  function recordOf(message: Message): Record<string, unknown> {
    const msgStatus = statusOf(message);
    return {
      ...resultOf(message),
      title: message.title ?? null,
      body: message.text,
      sendNo: message.from,
      countryCode: '82',
      recipientNo: message.to,
      msgStatus,
      msgStatusName: STATUS_NAMES[msgStatus],
      sendType: message.channel === 'SMS' ? '0' : '1',
      adYn: 'N',
    };
  }
}

/** Text arrives on every phone that does not refuse it at once or stay silent. */
export function textResultCode(message: Message): string {
  if (message.outcome !== 'DELIVERED') throw new Error(`No report exists for a text that is ${message.outcome}`);
  return '1000';
}

function contentOf(kind: Kind, text: string, title: string): { text: string; title?: string } {
  if (text === '' || (kind === 'LMS' && title === '')) throw new NhnRefusal(EMPTY, 'Title or Body can not be empty.');
  if (!isEuckr(text) || !isEuckr(title))
    throw new NhnRefusal(BAD_CHARACTERS, 'Unacceptable characters in title and body');
  if (euckrBytes(text) > LIMITS[kind] || euckrBytes(title) > TITLE_BYTES)
    throw new NhnRefusal(TOO_LONG, 'Title or Body exceed maximum byte.');
  return kind === 'LMS' ? { text, title } : { text };
}
