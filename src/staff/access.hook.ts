import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import type { AccessRouteConfig } from './access.decorators.js';
import type { Actor } from './actor.js';
import { ApiKeys } from './api-keys.service.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';
import { NotSignedIn } from './staff.errors.js';

/** Where strangers may be (contract, "Open to strangers"), for routes that no controller of ours declares, and for unknown ones. */
const OPEN_PATHS = ['/health', '/metrics', '/login', '/auth', '/s', '/survey', '/webhooks/nhn', '/assets'];
const OPEN_IN_DEMO = ['/docs', '/openapi.json'];

/** A page that is fetched anew because something changed sends this header: no person is there, so the session is not prolonged. */
export const LIVE_REFRESH_HEADER = 'x-live-refresh';

/**
 * Finds out who calls, before a body is read, validated or counted against a limit: strangers get 401, on pages 303 to /login.
 * What the caller may do is the guard's business.
 */
@Injectable()
export class AccessHook implements OnModuleInit {
  private readonly openPaths: string[];

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly keys: ApiKeys,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    settings: Settings,
  ) {
    this.openPaths = settings.profile === 'demo' ? [...OPEN_PATHS, ...OPEN_IN_DEMO] : OPEN_PATHS;
  }

  onModuleInit(): void {
    // A worker without HTTP has no adapter.
    const instance = this.adapterHost.httpAdapter?.getInstance<FastifyInstance>();
    instance?.addHook('onRequest', (request, reply) => this.onRequest(request, reply));
  }

  /** What it throws is answered by the filter of libs/http, like any refusal. */
  private async onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.isOpen(request)) return;
    const actor = await this.actorOf(request);
    if (actor !== null) request.actor = actor;
    else if (isPage(request)) await reply.header('cache-control', 'no-store').redirect('/login', 303);
    else throw new NotSignedIn();
  }

  private isOpen(request: FastifyRequest): boolean {
    const { access } = request.routeOptions.config as AccessRouteConfig;
    if (access !== undefined) return access === 'OPEN';
    const path = request.url.split('?', 1)[0]!;
    return this.openPaths.some((open) => path === open || path.startsWith(`${open}/`));
  }

  private async actorOf(request: FastifyRequest): Promise<Actor | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const key = /^Bearer +(\S{16,512})$/i.exec(authorization)?.[1];
      return key === undefined ? null : this.keys.actorOf(key, request.ip);
    }
    const token = this.cookie.read(request);
    if (token === undefined) return null;
    const actor = await this.sessions.actorOf(token, request.ip, isAskedByPerson(request));
    // Whoever finds the screen, or its cookie, is a stranger everywhere else.
    return actor?.onWall === true && (request.routeOptions.config as AccessRouteConfig).wall !== true ? null : actor;
  }
}

function isAskedByPerson(request: FastifyRequest): boolean {
  return (
    request.headers[LIVE_REFRESH_HEADER] === undefined && !(request.headers.accept ?? '').includes('text/event-stream')
  );
}

/** What a browser asks for; an unknown address counts where the caller wants to read HTML. */
function isPage(request: FastifyRequest): boolean {
  if (request.url.startsWith('/api/')) return false;
  return (
    (request.headers.accept ?? '').includes('text/html') || (['GET', 'HEAD'].includes(request.method) && !request.is404)
  );
}
