import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';

/** A cookie of the program; off demo it is bound to this very host (`__Host-`, RFC 6265bis) and to https. */
abstract class OwnCookie {
  private readonly name: string;
  private readonly attributes: string;

  constructor(settings: Settings, name: string) {
    const isSecure = settings.profile !== 'demo';
    this.name = isSecure ? `__Host-${name}` : name;
    this.attributes = `Path=/; HttpOnly; ${isSecure ? 'Secure; ' : ''}SameSite=Lax`;
  }

  read(request: FastifyRequest): string | undefined {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.name}=`))?.slice(this.name.length + 1);
  }

  /** It goes when the browser closes; where `lastsMs` is said, after that time. */
  set(reply: FastifyReply, value: string, lastsMs?: number): void {
    const lasts = lastsMs === undefined ? '' : `; Max-Age=${lastsMs / 1000}`;
    void reply.header('set-cookie', `${this.name}=${value}; ${this.attributes}${lasts}`);
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', `${this.name}=; ${this.attributes}; Max-Age=0`);
  }
}

/** Carries a session. */
@Injectable()
export class SessionCookie extends OwnCookie {
  constructor(settings: Settings) {
    super(settings, 'minwon_session');
  }
}

/** Carries, sealed, what must come back unchanged from the county's own sign-on. */
@Injectable()
export class ErrandCookie extends OwnCookie {
  constructor(settings: Settings) {
    super(settings, 'minwon_sign_on');
  }
}
