import { textOf } from './wire.js';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_S, SENDS, type Answers, type Send } from './answers.js';
import type { SandboxAccount } from './account.js';
import type { MessageStore } from './message-store.js';
import { SolapiAuth, SolapiRefusal } from './solapi-auth.js';
import { iso, type SolapiGroup, type SolapiGroups } from './solapi-groups.js';
import { channelOf, digits, type SolapiMessageInput } from './solapi-intake.js';
import { instantOf, limitOf, listRecords, one, type Query } from './solapi-records.js';
import { messagesOf, takeOut, type SolapiSending } from './solapi-sending.js';

export interface SolapiParts {
  account: SandboxAccount;
  store: MessageStore;
  answers: Answers;
  groups: SolapiGroups;
  sending: SolapiSending;
  files: Set<string>;
}

/** Longest that a timer can wait; a schedule beyond it is refused. */
const SCHEDULE_MAX_MS = 2 ** 31 - 1;

/** SOLAPI's whole interface below `/solapi`: who may call, and in what shape it refuses. */
export function guardSolapi(app: FastifyInstance, { account, store, answers }: SolapiParts): void {
  const auth = new SolapiAuth(account.solapi.apiKey, account.solapi.apiSecret, store.now);
  app.addHook('onRequest', async (request) => {
    const sends = request.routeOptions.config.sends === true;
    if (!sends && answers.refusesToTell('SOLAPI')) throw unavailable();
    auth.check(request.headers.authorization);
    if (!sends) await answers.beforeTelling('SOLAPI');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof SolapiRefusal) {
      if (error.status === 429) void reply.header('retry-after', RETRY_AFTER_S);
      return reply.code(error.status).send({ errorCode: error.errorCode, errorMessage: error.errorMessage });
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply
      .code(status)
      .send({ errorCode: status >= 500 ? 'InternalError' : 'ValidationError', errorMessage: error.message });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ errorCode: 'ResourceNotFound', errorMessage: '존재하지 않는 경로입니다.' }),
  );
}

/** `messages/v4`, `senderid/v1`, `cash/v1`, `storage/v1`. */
export function solapiRoutes(app: FastifyInstance, parts: SolapiParts): void {
  const { account, store, answers, groups, sending, files } = parts;
  const { accountId } = account.solapi;

  app.post('/messages/v4/send-many/detail', SENDS, async (request, reply) => {
    const inputs = messagesOf(request.body);
    const sends = sendsOf(inputs);
    refuseWhereAsked(sends);
    const body = request.body as {
      allowDuplicates?: boolean;
      agent?: { appId?: string; sdkVersion?: string; osPlatform?: string };
      scheduledDate?: string;
      showMessageList?: boolean;
    };
    const group = groups.open({ allowDuplicates: body.allowDuplicates === true, ...body.agent });
    const { failed, taken } = sending.register(group, inputs);
    if (body.scheduledDate !== undefined) schedule(group, body.scheduledDate);
    else sending.send(group);
    return answer(reply, sends, () => ({
      failedMessageList: failed,
      groupInfo: groups.render(group),
      ...(body.showMessageList === true
        ? {
            messageList: taken.map(({ messageId, statusCode, statusMessage, customFields }) => ({
              messageId,
              statusCode,
              statusMessage,
              ...(customFields ? { customFields } : {}),
            })),
          }
        : {}),
    }));
  });

  app.get('/messages/v4/list', (request) => listRecords(store, request.query as Query, accountId));

  app.post('/messages/v4/groups', (request) => {
    const body = (request.body ?? {}) as {
      allowDuplicates?: boolean;
      appId?: string;
      sdkVersion?: string;
      osPlatform?: string;
    };
    return groups.render(groups.open({ ...body, allowDuplicates: body.allowDuplicates === true }));
  });

  app.get('/messages/v4/groups', (request) => {
    const query = request.query as Query;
    const limit = limitOf(query);
    const startKey = one(query.startKey);
    const start = instantOf(query.startDate) ?? -Infinity;
    const end = instantOf(query.endDate) ?? Infinity;
    const wanted = one(query.criteria) === 'groupId' ? one(query.value) : one(query.groupId);
    const found = groups
      .newestFirst()
      .filter(({ id, createdAt }) => createdAt >= start && createdAt <= end && (wanted === undefined || id === wanted));
    const first = startKey === undefined ? 0 : found.findIndex(({ id }) => id === startKey);
    const page = first < 0 ? [] : found.slice(first, first + limit);
    return {
      startKey: startKey ?? null,
      limit,
      nextKey: found[first + limit]?.id ?? null,
      groupList: Object.fromEntries(page.map((group) => [group.id, groups.render(group)])),
    };
  });

  app.get('/messages/v4/groups/:groupId', (request) => groups.render(groupOf(request)));

  app.delete('/messages/v4/groups/:groupId', (request) => {
    const group = groupOf(request);
    requireUnsent(group);
    groups.remove(group);
    return groups.render(group);
  });

  app.put('/messages/v4/groups/:groupId/messages', (request) => {
    const group = groupOf(request);
    requireUnsent(group);
    const { failed, taken } = sending.register(group, messagesOf(request.body));
    return { errorCount: String(failed.length), resultList: [...taken, ...failed] };
  });

  app.get('/messages/v4/groups/:groupId/messages', (request) =>
    listRecords(store, request.query as Query, accountId, groupOf(request).messages),
  );

  app.delete('/messages/v4/groups/:groupId/messages', (request) => {
    const group = groupOf(request);
    requireUnsent(group);
    const resultList = takeOut(group, (request.body as { messageIds?: string[] } | undefined)?.messageIds ?? []);
    const errorCount = resultList.filter(({ resultCode }) => resultCode !== 'Success').length;
    return { groupId: group.id, errorCount, resultList };
  });

  app.post('/messages/v4/groups/:groupId/send', SENDS, async (request, reply) => {
    const group = groupOf(request);
    requireUnsent(group);
    if (group.messages.length === 0) throw new SolapiRefusal(400, 'ValidationError', '그룹에 메시지가 없습니다.');
    const sends = group.messages.map(({ to, channel, reference }) => ({ to, channel, reference }));
    refuseWhereAsked(sends);
    sending.send(group);
    return answer(reply, sends, () => groups.render(group));
  });

  app.post('/messages/v4/groups/:groupId/schedule', (request) => {
    const group = groupOf(request);
    requireUnsent(group);
    schedule(group, (request.body as { scheduledDate?: string } | undefined)?.scheduledDate);
    return groups.render(group);
  });

  app.delete('/messages/v4/groups/:groupId/schedule', (request) => {
    const group = groupOf(request);
    requireUnsent(group);
    clearTimeout(group.timer);
    group.scheduledFor = null;
    group.cancelled = true;
    return groups.render(group);
  });

  app.get('/senderid/v1/numbers', () => {
    const instant = iso(store.now());
    return {
      accountId,
      limit: account.senderNumbers.length,
      limitationDocuments: [],
      dateCreated: instant,
      dateUpdated: instant,
      senderIds: account.senderNumbers.map((phoneNumber, place) => ({
        handleKey: `SID_${place + 1}`,
        phoneNumber,
        status: 'ACTIVE',
        method: 'DOCUMENT',
        expireAt: null,
        approvalDocuments: [],
        log: [],
        dateCreated: instant,
        dateUpdated: instant,
      })),
    };
  });

  app.get('/cash/v1/balance', () => ({ accountId, balance: sending.balance, point: 0 }));

  app.post('/storage/v1/files', (request) => {
    const { file, type, name, link } = (request.body ?? {}) as Record<string, string | undefined>;
    if (!file || !type) throw new SolapiRefusal(400, 'ValidationError', 'file과 type이 필요합니다.');
    const fileId = `ST01FZ${randomUUID().replaceAll('-', '').slice(0, 26)}`;
    files.add(fileId);
    return { fileId, type, link: link ?? null, name: name ?? null, accountId, dateCreated: iso(store.now()) };
  });

  function groupOf(request: FastifyRequest): SolapiGroup {
    const group = groups.find((request.params as { groupId: string }).groupId);
    if (group === undefined) throw new SolapiRefusal(404, 'ResourceNotFound', '해당 그룹이 없습니다.');
    return group;
  }

  function requireUnsent(group: SolapiGroup): void {
    if (group.sentAt !== null || group.cancelled) {
      throw new SolapiRefusal(400, 'GroupAlreadySent', '이미 발송되었거나 취소된 그룹입니다.');
    }
  }

  function schedule(group: SolapiGroup, date: string | undefined): void {
    const at = Date.parse(date ?? '');
    const wait = at - store.now();
    if (!(wait <= SCHEDULE_MAX_MS))
      throw new SolapiRefusal(400, 'ValidationError', 'scheduledDate가 올바르지 않습니다.');
    group.scheduledFor = at;
    group.timer = setTimeout(() => sending.send(group), Math.max(0, wait)).unref();
  }

  function refuseWhereAsked(sends: readonly Send[]): void {
    const status = answers.refusalOfSend('SOLAPI', sends);
    if (status === 503) throw unavailable();
    if (status === 429) throw new SolapiRefusal(429, 'TooManyRequests', '요청이 너무 많습니다.');
  }

  async function answer(reply: FastifyReply, sends: readonly Send[], body: () => unknown): Promise<unknown> {
    return (await answers.beforeAnsweringSend('SOLAPI', sends, reply)) ? body() : reply;
  }
}

function sendsOf(inputs: readonly SolapiMessageInput[]): Send[] {
  return inputs.map((input) => ({
    to: digits(input.to),
    channel: channelOf(input),
    reference: textOf((input.customFields as { ref?: string } | undefined)?.ref ?? input.text),
  }));
}

function unavailable(): SolapiRefusal {
  return new SolapiRefusal(503, 'ServiceUnavailable', '일시적으로 서비스를 이용할 수 없습니다.');
}
