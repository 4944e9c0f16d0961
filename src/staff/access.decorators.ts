import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import type { Role } from './actor.js';

export const ALLOWED_ROLES = 'staff:roles';
export const OPEN_TO_STRANGERS = 'staff:open';
export const WHOLE_COUNTY = 'staff:whole-county';

/** Marks the route for the access hook, which runs before a body is read and knows routes, not handlers. */
export interface AccessRouteConfig {
  access?: 'OPEN' | 'ROLES';
  /** A wall screen may read it. */
  wall?: boolean;
}

const ROUTE = 'staff:route';

/** Adds to what is said of a handler's route; each decorator says its part. */
function onRoute(part: AccessRouteConfig): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const config = { ...(Reflect.getMetadata(ROUTE, handler) as AccessRouteConfig | undefined), ...part };
    Reflect.defineMetadata(ROUTE, config, handler);
    RouteConfig(config)(target, key, descriptor);
  };
}

/** Who may call the operation (or every operation of the controller); no role is implied by another. */
export function Roles(...roles: [Role, ...Role[]]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ALLOWED_ROLES, roles),
    onEachHandler(onRoute({ access: 'ROLES' }), OPEN_TO_STRANGERS),
    ApiBearerAuth('apiKey'),
    ApiCookieAuth('session'),
    ApiExtension('x-roles', roles),
    ApiProblems(401, 403),
  );
}

/**
 * The operation (or every operation of the controller) is about the whole county: a key that is bound to departments is refused, whatever
 * its role, else it could widen itself. `@WholeCounty(false)` takes one operation of a controller out.
 */
export function WholeCounty(isIt = true): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(WHOLE_COUNTY, isIt), ApiExtension('x-whole-county', isIt));
}

/** The operation (or every operation of the controller) asks for no login; it checks its caller itself, by a token or a signature. */
export function OpenToStrangers(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(OPEN_TO_STRANGERS, true),
    onEachHandler(onRoute({ access: 'OPEN' }), ALLOWED_ROLES),
    ApiExtension('x-roles', []),
  );
}

/** The operation shows nothing of a person and may stand on a wall: a wall screen's session reads it, and nothing that is not marked so. */
export function ForWallScreens(): MethodDecorator {
  return onRoute({ wall: true });
}

/** Fastify's route options are read from the handler alone, so a class decorator sets them on each; a handler's own word (`unless`) wins. */
function onEachHandler(decorate: MethodDecorator, unless: string): MethodDecorator & ClassDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (key !== undefined && descriptor !== undefined) return void decorate(target, key, descriptor);
    const prototype = (target as { prototype: object }).prototype;
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor' || typeof own.value !== 'function') continue;
      if (Reflect.getMetadata(unless, own.value as object) === undefined) decorate(prototype, name, own);
    }
  };
}
