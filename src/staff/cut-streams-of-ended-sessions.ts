import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeys } from './api-keys.service.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';

/** Machine time. */
const ASKED_EVERY_MS = 3_000;

type Answer = FastifyReply['raw'];

/**
 * An answer that goes on, such as a live stream, ends with the session or the key that opened it: at logout, when it idles out, when the
 * key is revoked. Whatever is still open is asked about every three seconds, all sessions in one query; an
 * answer that has not begun yet is left alone.
 */
@Injectable()
export class CutStreamsOfEndedSessions implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(CutStreamsOfEndedSessions.name);
  private readonly bySession = new Map<Answer, string>();
  private readonly byKey = new Map<Answer, { key: string; address: string }>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly keys: ApiKeys,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
  ) {}

  onModuleInit(): void {
    // A worker without HTTP has no adapter.
    const instance = this.adapterHost.httpAdapter?.getInstance<FastifyInstance>();
    // After the access hook, which runs at `onRequest` and finds out who calls.
    instance?.addHook('preHandler', (request, reply, done) => {
      this.watch(request, reply.raw);
      done();
    });
    this.timer = setInterval(() => void this.cut(), ASKED_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  private watch(request: FastifyRequest, answer: Answer): void {
    const { actor } = request;
    if (actor === undefined) return;
    const token = actor.kind === 'staff' ? this.cookie.read(request) : undefined;
    if (token !== undefined) this.bySession.set(answer, token);
    else this.byKey.set(answer, { key: request.headers.authorization!.replace(/^Bearer +/i, ''), address: request.ip });
    answer.once('close', () => {
      this.bySession.delete(answer);
      this.byKey.delete(answer);
    });
  }

  private async cut(): Promise<void> {
    try {
      // Those of this moment: what comes while the database is asked was let in meanwhile.
      const bySession = [...this.bySession].filter(([answer]) => answer.headersSent);
      const byKey = [...this.byKey].filter(([answer]) => answer.headersSent);
      const open = await this.sessions.stillOpen([...new Set(bySession.map(([, token]) => token))]);
      for (const [answer, token] of bySession) if (!open.has(token)) answer.destroy();
      for (const [answer, { key, address }] of byKey)
        if ((await this.keys.actorOf(key, address)) === null) answer.destroy();
    } catch (error) {
      // The database is away, or a key calls too often just now: asked again in three seconds.
      this.logger.debug(`open answers were not asked about: ${(error as Error).name}`);
    }
  }
}
