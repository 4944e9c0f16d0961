import { SolapiRefusal } from './solapi-auth.js';
import { SOLAPI_STATUS, solapiCodeOf } from './solapi-codes.js';
import { iso } from './solapi-groups.js';
import { stageOf, updatedAt, type Message } from './messages.js';
import type { MessageStore } from './message-store.js';

export type Query = Readonly<Record<string, string | string[] | undefined>>;

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 500;

/** The record of a message as `messages/v4/list` gives it. */
export function recordOf(message: Message, accountId: string, now: number): Record<string, unknown> {
  const code = solapiCodeOf(message, now);
  const stage = stageOf(message, now);
  const reported = stage === 'FINAL';
  return {
    _id: message.id,
    messageId: message.id,
    groupId: message.groupId,
    accountId,
    type: message.type,
    country: '82',
    to: message.to,
    from: message.from === '' ? null : message.from,
    subject: message.title ?? null,
    text: message.text,
    imageId: null,
    kakaoOptions: null,
    rcsOptions: null,
    ...message.echo,
    customFields: message.customFields ?? {},
    autoTypeDetect: false,
    replacement: message.replacement === true,
    resendCount: 0,
    status: stage === 'WAITING' || stage === 'ACCEPTED' ? 'PENDING' : reported ? 'COMPLETE' : 'SENDING',
    statusCode: code,
    reason: SOLAPI_STATUS[code],
    networkName: code === '4000' || code.startsWith('31') ? (message.channel === 'ALIMTALK' ? 'KAKAO' : 'SKT') : null,
    networkCode: null,
    dateCreated: iso(message.createdAt),
    dateUpdated: iso(updatedAt(message, now)),
    dateProcessed: now >= message.acceptedAt ? iso(message.acceptedAt) : null,
    dateReported: reported ? iso(message.reportAt) : null,
    dateReceived: now >= message.visibleAt && reported ? iso(message.visibleAt) : null,
    log: logOf(message, now),
  };
}

function logOf(message: Message, now: number): Record<string, string>[] {
  const log: Record<string, string>[] = [{ message: SOLAPI_STATUS['2000'], createAt: iso(message.createdAt) }];
  if (now >= message.withCarrierAt) log.push({ message: SOLAPI_STATUS['3000'], createAt: iso(message.withCarrierAt) });
  if (now >= message.reportAt) {
    const report = SOLAPI_STATUS[solapiCodeOf(message, now)];
    log.push({ message: report, createAt: iso(message.reportAt) });
    if (now >= message.reportedTwiceAt) log.push({ message: report, createAt: iso(message.reportedTwiceAt) });
  }
  return log;
}

/** A page of records, newest first: `messageList` is keyed by message id, `nextKey` is the `startKey` of the next page. */
export function listRecords(store: MessageStore, query: Query, accountId: string, candidates?: readonly Message[]) {
  const now = store.now();
  const limit = limitOf(query);
  const wanted = filterOf(query, now);
  const startKey = one(query.startKey);
  const list: Record<string, unknown> = {};
  let count = 0;
  let nextKey: string | null = null;
  let started = startKey === undefined;
  for (const message of candidates === undefined ? candidatesOf(store, query) : candidates.toReversed()) {
    if (wanted.createdFrom !== undefined && candidates === undefined && message.acceptedAt < wanted.createdFrom) break;
    if (!started) {
      if (message.id !== startKey) continue;
      started = true;
    }
    if (!wanted.matches(message)) continue;
    if (count === limit) {
      nextKey = message.id;
      break;
    }
    list[message.id] = recordOf(message, accountId, now);
    count++;
  }
  return { startKey: startKey ?? null, nextKey, limit, messageList: list };
}

/** The narrowest set that holds all that is asked for, newest first. */
function candidatesOf(store: MessageStore, query: Query): Iterable<Message> {
  const ids = many(query.messageIds ?? query['messageIds[]'] ?? query.messageId);
  if (ids.length > 0)
    return ids.map((id) => store.find(id)).filter((message) => message?.vendor === 'SOLAPI') as Message[];
  const to = one(query.to);
  if (to !== undefined) return store.to(to.replaceAll('-', '')).toReversed();
  const startKey = one(query.startKey);
  return store.newestFirst(startKey === undefined ? undefined : store.find(startKey));
}

function filterOf(query: Query, now: number): { matches: (message: Message) => boolean; createdFrom?: number } {
  const [from, type, statusCode, groupId] = [query.from, query.type, query.statusCode, query.groupId].map(one);
  const start = instantOf(query.startDate);
  const end = instantOf(query.endDate);
  const dateType = one(query.dateType) ?? 'CREATED';
  if (dateType !== 'CREATED' && dateType !== 'UPDATED') throw badQuery('dateType은 CREATED 또는 UPDATED입니다.');
  const matches = (message: Message): boolean => {
    if (message.vendor !== 'SOLAPI' || message.createdAt > now) return false;
    if (from !== undefined && message.from !== from.replaceAll('-', '')) return false;
    if (type !== undefined && message.type !== type) return false;
    if (groupId !== undefined && message.groupId !== groupId) return false;
    if (statusCode !== undefined && solapiCodeOf(message, now) !== statusCode) return false;
    if (start === undefined && end === undefined) return true;
    const dated = dateType === 'CREATED' ? message.createdAt : updatedAt(message, now);
    return (start === undefined || dated >= start) && (end === undefined || dated <= end);
  };
  const asked = [query.messageIds, query['messageIds[]'], query.messageId].some((ids) => ids !== undefined);
  return dateType === 'CREATED' && !asked && start !== undefined ? { matches, createdFrom: start } : { matches };
}

export function limitOf(query: Query): number {
  const limit = Number(one(query.limit) ?? LIMIT_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1) throw badQuery('limit은 1 이상의 정수입니다.');
  return Math.min(limit, LIMIT_MAX);
}

export function instantOf(value: Query[string]): number | undefined {
  const text = one(value);
  if (text === undefined) return undefined;
  // An offset's plus sign that came unescaped has turned into a blank.
  const instant = Date.parse(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
  if (Number.isNaN(instant)) throw badQuery('날짜 형식이 올바르지 않습니다.');
  return instant;
}

export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value === '' ? undefined : value;
}

function many(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : value.split(',')).filter((id) => id !== '');
}

function badQuery(message: string): SolapiRefusal {
  return new SolapiRefusal(400, 'ValidationError', message);
}
