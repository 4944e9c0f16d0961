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
  /** Whose data the operation may show and change: that of the roles with which it is called, no wider. */
  departmentScope: string[] | 'ALL';
  /** A person's own department and what lies under it. */
  ownDepartments?: string[];
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

/**
 * The scope of an operation that these roles may call: who is an officer here and an auditor there acts as an officer in the own department
 * alone. A key has one role, and the departments that it was given.
 */
export function scopeOf(actor: Actor, allowed: readonly Role[]): string[] | 'ALL' {
  if (actor.ownDepartments === undefined) return actor.departmentScope;
  const roles = actor.roles.filter((role) => allowed.includes(role));
  return roles.some((role) => COUNTY_WIDE_ROLES.includes(role)) ? 'ALL' : actor.ownDepartments;
}

/** True where the actor sees nobody's name: what shows them other departments is the county's overview alone. */
export function seesMasked(actor: Actor): boolean {
  const wide = actor.roles.filter((role) => COUNTY_WIDE_ROLES.includes(role));
  return wide.length > 0 && wide.every((role) => role === 'county');
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
