import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions, WALL_MS } from './sessions.service.js';

/** Screens on walls: they stay on where people are logged out, and see figures only. */
@Injectable()
export class WallScreens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes a wall screen of the browser that asks: its person is logged out there, and the screen stays on for thirty days. */
  async setUp(actor: Actor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const old = this.cookie.read(request);
    const { token } = await this.dataSource.transaction(async (tx) => {
      if (old !== undefined) await this.sessions.close(tx, old);
      await this.audit.write(tx, [{ actor, action: 'wall.set-up', subjectKind: 'account', subjects: [actor.id] }]);
      return this.sessions.openOnWall(tx, actor.id);
    });
    this.cookie.set(reply, token, WALL_MS);
  }
}
