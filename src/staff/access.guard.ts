import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { ALLOWED_ROLES, OPEN_TO_STRANGERS, WHOLE_COUNTY } from './access.decorators.js';
import { type Role, scopeOf } from './actor.js';
import { refuseCrossSite } from './cross-site.js';
import { NotAllowed, NotSignedIn } from './staff.errors.js';

type Handler = (...args: never[]) => unknown;
type ControllerClass = abstract new (...args: never[]) => unknown;

/** Who may call a handler: anybody, some roles, or, where nothing is said, nobody. The handler's own word wins over its class's. */
export function accessOf(reflector: Reflector, handler: Handler, controller: ControllerClass): 'OPEN' | Role[] | null {
  for (const target of [handler, controller]) {
    const roles = reflector.get<Role[] | undefined>(ALLOWED_ROLES, target);
    if (roles !== undefined) return roles;
    if (reflector.get<boolean | undefined>(OPEN_TO_STRANGERS, target) === true) return 'OPEN';
  }
  return null;
}

/** Default-deny: no operation is reached without a role that it names. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly ownOrigins: string[];

  constructor(
    private readonly reflector: Reflector,
    settings: Settings,
  ) {
    this.ownOrigins = [settings.publicUrl, settings.staffUrl]
      .filter((url) => url !== null)
      .map((url) => new URL(url).origin);
  }

  canActivate(context: ExecutionContext): true {
    const access = accessOf(this.reflector, context.getHandler() as Handler, context.getClass());
    if (access === 'OPEN') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { actor } = request;
    if (actor === undefined) throw new NotSignedIn();
    if (actor.kind === 'staff') refuseCrossSite(request, this.ownOrigins);
    if (access === null || !actor.roles.some((role) => access.includes(role))) throw new NotAllowed();
    const departmentScope = scopeOf(actor, access);
    request.actor = { ...actor, departmentScope };
    const wholeCounty = this.reflector.getAllAndOverride<boolean | undefined>(WHOLE_COUNTY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (wholeCounty === true && departmentScope !== 'ALL') throw new NotAllowed();
    return true;
  }
}
