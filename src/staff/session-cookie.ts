import { fastifyCookie } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';

/** The cookie that carries a session; off demo it is bound to this very host and to https. */
@Injectable()
export class SessionCookie {
  readonly name: string;
  private readonly options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };

  constructor(settings: Settings) {
    const secure = settings.profile !== 'demo';
    this.name = secure ? '__Host-minwon_session' : 'minwon_session';
    this.options = { httpOnly: true, sameSite: 'lax', path: '/', secure };
  }

  read(request: FastifyRequest): string | undefined {
    const header = request.headers.cookie;
    return header === undefined ? undefined : fastifyCookie.parse(header)[this.name];
  }

  /** A session cookie: it goes when the browser closes. */
  set(reply: FastifyReply, token: string): void {
    void reply.header('set-cookie', fastifyCookie.serialize(this.name, token, this.options));
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', fastifyCookie.serialize(this.name, '', { ...this.options, maxAge: 0 }));
  }
}
