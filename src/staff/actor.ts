import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotSignedIn } from './staff.errors.js';

/** officer 담당자, leader 팀장, head 부서장, inspector 민원심사관 (Act art. 25); county reads all departments, masked. */
export const ROLES = ['officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that see all departments; the others see their own and what lies under it. */
export const COUNTY_WIDE_ROLES: readonly Role[] = ['inspector', 'county', 'operator', 'auditor', 'admin'];

/** Who is calling: a person with a session, or a program with an API key. */
export interface Actor {
  kind: 'staff' | 'key';
  /** Account or key; uuid. */
  id: string;
  /** The person's place in the directory; null for keys and for accounts without one. */
  officerId: string | null;
  /** For screens; never for logs. */
  name?: string;
  roles: Role[];
  departmentScope: string[] | 'ALL';
  /** Network address, for the audit trail. */
  address: string;
  /** A screen on a wall that this person has set up: it reads what is marked `@ForWallScreens()` and nothing else. */
  onWall?: boolean;
}

/** Handler parameter: who is calling. On operations with `@Roles` there is always one. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const actor = context.switchToHttp().getRequest<FastifyRequest>().actor;
  if (actor === undefined) throw new NotSignedIn();
  return actor;
});

/** True where the actor sees nobody's name: the county's overview and nothing besides. */
export function seesMasked(actor: Actor): boolean {
  return actor.roles.every((role) => role === 'county');
}

/** True where the actor may see what belongs to a department. */
export function mayReadDepartment(actor: Actor, departmentCode: string): boolean {
  return actor.departmentScope === 'ALL' || actor.departmentScope.includes(departmentCode);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access hook of `staff`; undefined for strangers. */
    actor?: Actor;
  }
}
