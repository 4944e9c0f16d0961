import { textOf } from './wire.js';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { SandboxAccount } from './account.js';
import { FAULT_KINDS, type FaultKind, type Faults } from './faults.js';
import type { Message, Vendor } from './messages.js';
import type { MessageStore } from './message-store.js';
import type { NhnWebhooks } from './nhn-webhooks.js';
import { deviceOf, type Channel } from './recipients.js';

const CHANNELS: readonly Channel[] = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];
const VENDORS: readonly Vendor[] = ['SOLAPI', 'NHN'];
const DEFAULT_DELAY_MS: Partial<Record<FaultKind, number>> = { SLOW: 5_000, LATE_REPORT: 30_000 };
const ITEMS_PER_CHUNK = 200;
const KST_OFFSET_MS = 9 * 3_600_000;

/** The check endpoints: what the phones got, and what is to be put out of order. */
export function sandboxRoutes(
  app: FastifyInstance,
  account: SandboxAccount,
  store: MessageStore,
  faults: Faults,
  webhooks: NhnWebhooks,
  forget: () => void,
): void {
  app.get('/sandbox/messages', (request, reply) => {
    const { to, since } = request.query as { to?: string; since?: string };
    const from = since === undefined || since === '' ? -Infinity : instantOf(since);
    if (Number.isNaN(from)) return reply.code(400).send({ error: 'since: an instant, ISO 8601' });
    const candidates = to === undefined || to === '' ? store.all() : store.to(to.replaceAll(/\D/g, ''));
    return reply
      .type('application/json; charset=utf-8')
      .send(Readable.from(jsonOf(candidates, from, store.now(), account)));
  });

  app.delete('/sandbox/messages', (_request, reply) => {
    forget();
    return reply.code(204).send();
  });

  app.get('/sandbox/faults', () => ({
    items: faults.active().map(({ until, ...fault }) => ({ ...fault, until: kst(until) })),
  }));

  app.post('/sandbox/faults', (request, reply) => {
    const body = (request.body ?? {}) as Record<
      'vendor' | 'channel' | 'kind' | 'rate' | 'seconds' | 'delayMs',
      unknown
    >;
    const vendor = VENDORS.find((known) => known === textOf(body.vendor).toUpperCase());
    const kind = FAULT_KINDS.find((known) => known === body.kind);
    const channel = CHANNELS.find((known) => known === body.channel);
    const rate = Number(body.rate ?? 1);
    const seconds = Number(body.seconds ?? 60);
    const delayMs = Number(body.delayMs ?? (kind && DEFAULT_DELAY_MS[kind]) ?? 0);
    const wrong = [
      vendor === undefined && `vendor: ${VENDORS.join(', ')}`,
      kind === undefined && `kind: ${FAULT_KINDS.join(', ')}`,
      body.channel !== undefined && body.channel !== null && channel === undefined && `channel: ${CHANNELS.join(', ')}`,
      !(rate >= 0 && rate <= 1) && 'rate: 0 to 1',
      !(seconds > 0) && 'seconds: more than 0',
      !(delayMs >= 0) && 'delayMs: 0 or more',
    ].filter((fault) => fault !== false);
    if (vendor === undefined || kind === undefined || wrong.length > 0)
      return reply.code(400).send({ error: wrong.join('; ') });
    const until = store.now() + seconds * 1_000;
    faults.add({ vendor, kind, channel, rate, until, delayMs });
    return reply.code(201).send({ vendor, kind, channel, rate, delayMs, until: kst(until) });
  });

  app.delete('/sandbox/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.put('/sandbox/webhook', (request, reply) => {
    const { url, signature } = (request.body ?? {}) as { url?: unknown; signature?: unknown };
    if (!/^https?:\/\//.test(textOf(url)) || textOf(signature) === '')
      return reply.code(400).send({ error: 'url, signature' });
    webhooks.target = { url: textOf(url), signature: textOf(signature) };
    return reply.code(204).send();
  });

  app.delete('/sandbox/webhook', (_request, reply) => {
    webhooks.target = null;
    return reply.code(204).send();
  });

  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', () => ({ status: 'ok' }));
}

/** What heads a message on the phone: the channel, the brand, or for text the number. */
export function senderNameOf(message: Message, account: SandboxAccount): string {
  return message.channel === 'ALIMTALK' || message.channel === 'RCS' ? account.organisation : message.from;
}

/** The Safe Mark belongs to the RCS brand and chatroom and shows on Android over RCS alone. */
export function showsSafeMark(message: Message, account: SandboxAccount): boolean {
  return account.safeMark && message.channel === 'RCS' && deviceOf(message.to) === 'ANDROID';
}

/** In pieces, since hundreds of thousands of messages do not fit into one string. */
function* jsonOf(messages: Iterable<Message>, since: number, now: number, account: SandboxAccount): Generator<string> {
  let chunk = '{"items":[';
  let items = 0;
  for (const message of messages) {
    if (message.acceptedAt < since || message.acceptedAt > now) continue;
    chunk += (items++ === 0 ? '' : ',') + JSON.stringify(itemOf(message, now, account));
    if (items % ITEMS_PER_CHUNK === 0) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}]}`;
}

function itemOf(message: Message, now: number, account: SandboxAccount) {
  const { id, to, vendor, channel, text, title, buttons, reference } = message;
  const visible = message.visibleAt <= now;
  return {
    id,
    to,
    vendor,
    channel,
    text,
    ...(title === undefined ? {} : { title }),
    buttons,
    reference,
    senderName: senderNameOf(message, account),
    senderNumber: message.from,
    safeMark: visible && showsSafeMark(message, account),
    acceptedAt: kst(message.acceptedAt),
    visible,
    ...(visible ? { visibleAt: kst(message.visibleAt) } : {}),
  };
}

/** ISO 8601 or epoch milliseconds; an offset's plus sign that came unescaped has turned into a blank. */
function instantOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
}

/** Real time with milliseconds, e.g. `2026-04-29T14:00:00.123+09:00`. */
function kst(instant: number): string {
  return `${new Date(instant + KST_OFFSET_MS).toISOString().slice(0, -1)}+09:00`;
}
