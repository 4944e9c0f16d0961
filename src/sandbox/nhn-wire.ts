import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_S, type Answers, type Send } from './answers.js';
import type { Message } from './messages.js';
import type { MessageStore } from './message-store.js';

/** A call that NHN Cloud answers with `isSuccessful: false`. */
export class NhnRefusal extends Error {
  constructor(
    readonly resultCode: number,
    message: string,
    /** What stands beside the header; most refusals have nothing there. */
    readonly rest: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

export const SUCCESS = { resultCode: 0, resultMessage: 'SUCCESS', isSuccessful: true } as const;

export type Query = Readonly<Record<string, string | undefined>>;

const INVALID_APP_KEY = -1000;
const INVALID_SECRET_KEY = -1001;
const PAGE_SIZE_DEFAULT = 15;
const PAGE_SIZE_MAX = 1_000;
const KST_OFFSET_MS = 9 * 3_600_000;

/** Who may call one of NHN's interfaces, and in what shape it refuses: HTTP 200 and a header that says no. */
export function guardNhn(
  app: FastifyInstance,
  answers: Answers,
  expected: { appKey: string; secretKey: string },
  given: (request: FastifyRequest) => { appKey: unknown; secretKey: unknown },
): void {
  app.addHook('onRequest', async (request, reply) => {
    const sends = request.routeOptions.config.sends === true;
    if (!sends && answers.refusesToTell('NHN')) return reply.code(503).send(failure(-9999, 'System error.'));
    const { appKey, secretKey } = given(request);
    if (appKey !== expected.appKey) throw new NhnRefusal(INVALID_APP_KEY, 'Invalid appKey.');
    if (!isSame(secretKey, expected.secretKey)) throw new NhnRefusal(INVALID_SECRET_KEY, 'Invalid secretKey.');
    if (!sends) await answers.beforeTelling('NHN');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof NhnRefusal) return reply.send({ ...failure(error.resultCode, error.message), ...error.rest });
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send(failure(-9999, error.message));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(failure(-9998, 'Not exist API.')));
}

function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function failure(resultCode: number, resultMessage: string) {
  return { header: { resultCode, resultMessage, isSuccessful: false } };
}

/** Whether a send is refused before it is looked at; the answer is then given. */
export function isTurnedAway(answers: Answers, sends: readonly Send[], reply: FastifyReply): boolean {
  const status = answers.refusalOfSend('NHN', sends);
  if (status === null) return false;
  if (status === 429) void reply.header('retry-after', RETRY_AFTER_S);
  void reply.code(status).send(failure(-9999, status === 503 ? 'Service unavailable.' : 'Too many requests.'));
  return true;
}

/** A field of text, digits or nothing. */
export function numberOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/[-\s]/g, '') : '';
}

/** `2026-04-29 14:00:00.0`, KST. */
export function kstText(instant: number): string {
  return `${new Date(instant + KST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')}.0`;
}

/** `2026-04-29T14:00:00.123+09:00` */
export function kstIso(instant: number): string {
  return `${new Date(instant + KST_OFFSET_MS).toISOString().slice(0, -1)}+09:00`;
}

/** How one of the interfaces writes times, in KST, how long a span may be, and the code with which it refuses one. */
export interface Spans {
  times: RegExp;
  mostMs: number;
  code: number;
}

/** `yyyy-MM-dd HH:mm` */
export const MINUTES = /^\d{4}-\d\d-\d\d \d\d:\d\d$/;
/** `yyyy-MM-dd HH:mm:ss` */
export const SECONDS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
export const MINUTES_OR_SECONDS = /^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/;

/**
 * The span between two times; the last minute or second belongs to it whole. Undefined where neither is given.
 * @throws NhnRefusal where only one is given, a time is none, or the span is too long
 */
export function spanOf(
  query: Query,
  [startName, endName]: readonly [string, string],
  { times, mostMs, code }: Spans,
): { from: number; to: number } | undefined {
  const [start, end] = [query[startName], query[endName]];
  if (start === undefined && end === undefined) return undefined;
  const instantOf = (text = '') => (times.test(text) ? Date.parse(`${text.replace(' ', 'T')}+09:00`) : NaN);
  const from = instantOf(start);
  const last = instantOf(end);
  if (!(last >= from))
    throw new NhnRefusal(code, `${startName} and ${endName} are required, in order, yyyy-MM-dd HH:mm.`);
  if (last - from > mostMs) throw new NhnRefusal(code, 'The search period is too long.');
  return { from, to: last + (MINUTES.test(end!) ? 60_000 : 1_000) };
}

/** Cuts a page out of a list, `pageNum` from 1. */
export function pageOf<T>(
  query: Query,
  rows: readonly T[],
): { pageNum: number; pageSize: number; totalCount: number; rows: T[] } {
  const pageNum = Math.max(1, Number(query.pageNum ?? 1) || 1);
  const pageSize = Math.min(
    PAGE_SIZE_MAX,
    Math.max(1, Number(query.pageSize ?? PAGE_SIZE_DEFAULT) || PAGE_SIZE_DEFAULT),
  );
  const first = (pageNum - 1) * pageSize;
  return { pageNum, pageSize, totalCount: rows.length, rows: rows.slice(first, first + pageSize) };
}

/** Id of a message within a request. */
export function recipientId(requestId: string, recipientSeq: number | string): string {
  return `${requestId}:${recipientSeq}`;
}

export const RECIPIENTS_MAX = 1_000;

/**
 * The messages of one kind that were requested, newest first, found the shortest way that the question allows.
 * @param requested span of acceptance; required where no request is named
 */
export function requestedMessages(
  store: MessageStore,
  query: Query,
  requested: { from: number; to: number } | undefined,
  isOfKind: (message: Message) => boolean,
): Message[] {
  const { requestId, recipientGroupingKey, recipientNo } = query;
  const found: Message[] = [];
  for (const message of candidatesOf(store, query)) {
    if (requested !== undefined && message.acceptedAt < requested.from && requestId === undefined) break;
    if (message.vendor !== 'NHN' || !isOfKind(message)) continue;
    if (requested !== undefined && (message.acceptedAt < requested.from || message.acceptedAt >= requested.to))
      continue;
    if (requestId !== undefined && message.groupId !== requestId) continue;
    if (recipientGroupingKey !== undefined && message.reference !== recipientGroupingKey) continue;
    if (recipientNo !== undefined && message.to !== numberOf(recipientNo)) continue;
    found.push(message);
  }
  return found;
}

function candidatesOf(store: MessageStore, query: Query): Iterable<Message> {
  const { requestId, recipientGroupingKey, recipientNo } = query;
  if (requestId !== undefined) {
    const places = Array.from({ length: RECIPIENTS_MAX }, (_, place) => store.find(recipientId(requestId, place + 1)));
    return places.filter((message) => message !== undefined);
  }
  if (recipientGroupingKey !== undefined) return store.withReference(recipientGroupingKey).toReversed();
  if (recipientNo !== undefined) return store.to(numberOf(recipientNo)).toReversed();
  return store.newestFirst();
}

/** Messages whose record changed within a span, once for each report that came in it. */
export function updatedMessages(
  store: MessageStore,
  updated: { from: number; to: number },
  isOfKind: (message: Message) => boolean,
): { message: Message; at: number }[] {
  const now = store.now();
  const rows: { message: Message; at: number }[] = [];
  for (const message of store.newestFirst()) {
    if (message.vendor !== 'NHN' || !isOfKind(message)) continue;
    for (const at of [message.unknownAt, message.reportAt, message.reportedTwiceAt]) {
      if (at <= now && at >= updated.from && at < updated.to) rows.push({ message, at });
    }
  }
  return rows.sort((a, b) => a.at - b.at);
}
