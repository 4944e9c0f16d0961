import type { FastifyInstance, FastifyRequest } from 'fastify';
import { euckrBytes } from '../../libs/korean-text/index.js';
import { SENDS } from './answers.js';
import { vendorId } from './ids.js';
import { reportedOutcome, stageOf, type Draft, type Message, type PhoneButton } from './messages.js';
import type { NhnParts } from './nhn-parts.js';
import {
  isTurnedAway,
  kstIso,
  MINUTES_OR_SECONDS,
  NhnRefusal,
  numberOf,
  requestedMessages,
  spanOf,
  SUCCESS,
  type Query,
} from './nhn-wire.js';
import { outcomeOf } from './recipients.js';
import { textOf } from './wire.js';

interface WireMessage {
  brandId?: unknown;
  chatbotId?: unknown;
  recipientNumber?: unknown;
  title?: unknown;
  body?: unknown;
  buttons?: { buttonType?: unknown; buttonJson?: unknown }[];
  isFallback?: unknown;
}

const CLIENT_ERROR = 400;
const BUTTON = -3000;
const NO_BRAND = -4000;
const NO_CHATBOT = -4010;
const NO_TEMPLATE = -4020;
const NO_MEDIA = -4030;
const RECIPIENT_REFUSES = -4042;
const SEARCH_TYPE = -7000;
const SEARCH_REQUIRED = -7001;
const SEARCH_PERIOD = -7003;
const NO_MESSAGE = -7005;
const RECIPIENT_NO_RCS = '54002';
const DELIVERED = '2000';
const SEARCHES = { times: MINUTES_OR_SECONDS, mostMs: 31 * 86_400_000, code: SEARCH_PERIOD } as const;
const LIMITS = { sms: { characters: 100, buttons: 1 }, lms: { characters: 1_300, buttons: 3 } } as const;
const TITLE_MAX = 30;
const BUTTON_NAME_MAX = 17;
const BUTTON_TYPES: ReadonlySet<unknown> = new Set([
  'COMPOSE',
  'CLIPBOARD',
  'DIALER',
  'MAP_SHOW',
  'MAP_QUERY',
  'MAP_SHARE',
  'URL',
  'CALENDAR',
]);
const FORMATS: Readonly<Record<string, string>> = { SMS: 'SS000000', LMS: 'SL000000' };
const SMS_BYTES = 90;

/** `/rcs/v1.0/messages`: no reference field, no webhook; results are asked for by id or by time. */
export function nhnRcsRoutes(app: FastifyInstance, { account, store, answers, faults }: NhnParts): void {
  app.post('/messages/:type', SENDS, async (request, reply) => {
    const type = (request.params as { type: string }).type;
    const body = (request.body ?? {}) as WireMessage;
    const to = numberOf(body.recipientNumber).replace(/^\+82/, '0');
    // Without a reference, the text is what tells one message from the next.
    const sends = [{ to, channel: 'RCS' as const, reference: textOf(body.body) }];
    if (isTurnedAway(answers, sends, reply)) return reply;
    const message = store.prepare(draftOf(type, to, body), vendorId('', store.now(), 11), '', 0);
    store.accept(message, faults.reportPlan('NHN', 'RCS'));
    const answered = await answers.beforeAnsweringSend('NHN', sends, reply);
    return answered ? { header: SUCCESS, messageId: message.id } : reply;
  });

  app.get('/messages/:type', (request) => {
    const type = typeOf(request);
    const query = request.query as Query;
    const sent = spanOf(query, ['startSendDateTime', 'endSendDateTime'], SEARCHES);
    const received = spanOf(query, ['startReceiveDateTime', 'endReceiveDateTime'], SEARCHES);
    if (query.messageId === undefined && sent === undefined && received === undefined) {
      throw new NhnRefusal(SEARCH_REQUIRED, 'Send date time or receive date time or message id is required.');
    }
    const named = query.messageId === undefined ? undefined : store.find(query.messageId);
    const candidates =
      query.messageId === undefined
        ? requestedMessages(store, { recipientNo: query.recipientNumber }, sent, (message) => isRcs(message, type))
        : named !== undefined && isRcs(named, type)
          ? [named]
          : [];
    const found = candidates.filter(
      (message) =>
        [undefined, account.nhn.brandId].includes(query.brandId) &&
        [undefined, message.from].includes(query.chatbotId) &&
        [undefined, statusOf(message)].includes(query.messageStatus) &&
        (received === undefined || (message.visibleAt >= received.from && message.visibleAt < received.to)),
    );
    const limit = Math.min(1_000, Number(query.limit ?? 15) || 15);
    const offset = Number(query.offset ?? 0) || 0;
    return {
      header: SUCCESS,
      data: found.slice(offset, offset + limit).map((message) => ({ ...commonOf(message), recipientSequence: 0 })),
      pagination: { offset, limit, total: found.length },
    };
  });

  app.get('/messages/:type/:messageId', (request) => {
    const message = store.find((request.params as { messageId: string }).messageId);
    if (message === undefined || !isRcs(message, typeOf(request)))
      throw new NhnRefusal(NO_MESSAGE, 'Not Exist Message ID.');
    const outcome = reportedOutcome(message, store.now());
    return {
      header: SUCCESS,
      messageRecipient: {
        ...commonOf(message),
        isAd: false,
        unsubscribeNumber: '',
        buttons: message.echo?.buttons ?? [],
        resultCode: outcome === null ? null : outcome === 'DELIVERED' ? DELIVERED : RECIPIENT_NO_RCS,
        telecom: outcome === null ? null : 'skt',
        resultDateTime: outcome === null ? null : kstIso(message.reportAt),
        isFallback: message.fallback !== undefined,
        fallbackRequestId: '',
        fallbackResultCode: '',
      },
    };
  });

  function draftOf(type: string, to: string, body: WireMessage): Draft {
    if (body.brandId !== account.nhn.brandId) throw new NhnRefusal(NO_BRAND, 'Client Error. Not exist brand.');
    const chatbotId = numberOf(body.chatbotId);
    // A personal 010 number cannot be a chatroom.
    const chatrooms = [account.nhn.chatbotId, ...account.senderNumbers].filter((number) => !number.startsWith('010'));
    if (!chatrooms.includes(chatbotId)) throw new NhnRefusal(NO_CHATBOT, 'Client Error. Not exist chatbot.');
    if (!/^0\d{8,11}$/.test(to)) throw new NhnRefusal(CLIENT_ERROR, 'Client exception. recipientNumber');
    if (outcomeOf(to, 'RCS') === 'REFUSED') throw new NhnRefusal(RECIPIENT_REFUSES, 'Deny-to-receive number.');
    // Templates are made in RCS Biz Center and files are not kept here: this account has neither.
    if (type === 'template') throw new NhnRefusal(NO_TEMPLATE, 'Client Error. Not exist template.');
    if (type === 'mms') throw new NhnRefusal(NO_MEDIA, 'Client Error. Not exist media.');
    if (type !== 'sms' && type !== 'lms') throw new NhnRefusal(SEARCH_TYPE, 'Client Error. Invalid type on url path.');
    const text = textOf(body.body);
    const title = textOf(body.title);
    if (text === '' || text.length > LIMITS[type].characters)
      throw new NhnRefusal(CLIENT_ERROR, 'Client exception. body');
    if (title.length > TITLE_MAX) throw new NhnRefusal(CLIENT_ERROR, 'Client exception. title');
    const given = body.buttons ?? [];
    if (given.length > LIMITS[type].buttons) throw new NhnRefusal(BUTTON, 'Client Error. Invalid button parameter.');
    return {
      vendor: 'NHN',
      channel: 'RCS',
      type: type.toUpperCase(),
      to,
      from: chatbotId,
      text,
      title: type === 'lms' && title !== '' ? title : undefined,
      buttons: given.map(({ buttonType, buttonJson }) => buttonOf(buttonType, buttonJson)),
      reference: '',
      fallback: body.isFallback === true ? asText(text) : undefined,
      echo: { buttons: given },
    };
  }

  function statusOf(message: Message): string {
    const outcome = reportedOutcome(message, store.now());
    if (outcome !== null) return outcome === 'DELIVERED' ? 'DELIVERED' : 'FAILED';
    return stageOf(message, store.now()) === 'ACCEPTED' ? 'READY' : 'IN_PROGRESS';
  }

  function commonOf(message: Message): Record<string, unknown> {
    const received = reportedOutcome(message, store.now()) === 'DELIVERED';
    return {
      messageId: message.id,
      messageType: message.type,
      brandId: account.nhn.brandId,
      chatbotId: message.from,
      recipientNumber: message.to,
      messagebaseId: FORMATS[message.type],
      title: message.title ?? '',
      body: message.text,
      messageStatus: statusOf(message),
      sendDateTime: kstIso(message.acceptedAt),
      receiveDateTime: received ? kstIso(message.visibleAt) : null,
      fallbackStatus: message.fallback === undefined ? 'NONE' : 'IN_PROGRESS',
      fallbackDateTime: '',
    };
  }
}

function typeOf(request: FastifyRequest): string {
  const { type } = request.params as { type: string };
  if (!['sms', 'lms', 'mms', 'template'].includes(type))
    throw new NhnRefusal(SEARCH_TYPE, 'Client Error. Invalid search type on url path.');
  return type.toUpperCase();
}

function isRcs(message: Message, type: string): boolean {
  return message.vendor === 'NHN' && message.channel === 'RCS' && message.type === type;
}

/** A button is JSON within JSON: `{"action":{"urlAction":{"openUrl":{"url":…}},"displayText":…}}`. */
function buttonOf(type: unknown, json: unknown): PhoneButton {
  const wrong = (): never => {
    throw new NhnRefusal(BUTTON, 'Client Error. Invalid button parameter.');
  };
  if (!BUTTON_TYPES.has(type)) return wrong();
  let action: ButtonAction | undefined;
  try {
    action = (JSON.parse(textOf(json)) as { action?: ButtonAction }).action;
  } catch {
    return wrong();
  }
  const name = textOf(action?.displayText);
  if (name === '' || name.length > BUTTON_NAME_MAX) return wrong();
  const button = { name, type: textOf(type) };
  if (type === 'URL') {
    const url = textOf(action?.urlAction?.openUrl?.url);
    return /^https?:\/\/\S+$/.test(url) ? { ...button, url } : wrong();
  }
  if (type === 'DIALER') {
    const tel = numberOf(action?.dialerAction?.dialPhoneNumber?.phoneNumber);
    return /^\+?\d{3,15}$/.test(tel) ? { ...button, tel } : wrong();
  }
  return button;
}

interface ButtonAction {
  displayText?: unknown;
  urlAction?: { openUrl?: { url?: unknown } };
  dialerAction?: { dialPhoneNumber?: { phoneNumber?: unknown } };
}

function asText(text: string): Draft['fallback'] {
  const channel = euckrBytes(text) <= SMS_BYTES ? 'SMS' : 'LMS';
  return { channel, type: channel, text };
}
