import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { describe, expect, it } from 'vitest';
import { pageTable } from '../../test/access/page-table.js';
import type { Role } from '../staff/index.js';
import { ConsoleModule } from './console.module.js';
import { MENU } from './views/menu.js';

/** What `@Roles` of staff writes. */
const ALLOWED_ROLES = 'staff:roles';

/** Roles of every page and form of the console, `GET /cases/{receiptNo}`, as its handlers have them. */
function pages(): Map<string, Role[]> {
  const controllers = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, ConsoleModule) as Type[];
  const found = new Map<string, Role[]>();
  for (const controller of controllers) {
    const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
    const prototype = controller.prototype as Record<string, object>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const handler = prototype[name]!;
      const path = name === 'constructor' ? undefined : (Reflect.getMetadata(PATH_METADATA, handler) as string);
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (path === undefined || method === undefined) continue;
      const roles = (Reflect.getMetadata(ALLOWED_ROLES, handler) ?? Reflect.getMetadata(ALLOWED_ROLES, controller)) as
        Role[] | undefined;
      if (roles === undefined) continue;
      const address = `/${[base, path].filter((part) => part !== '/').join('/')}`.replace(/\/+/g, '/');
      found.set(`${RequestMethod[method]} ${address.replace(/:(\w+)/g, '{$1}')}`, roles);
    }
  }
  return found;
}

const all = pages();

it('the table of pages has a row for each page and form, with the roles that may', () => {
  const inTable = pageTable().map(({ method, path, roles }) => [`${method} ${path}`, roles.toSorted().join()]);
  expect(Object.fromEntries(inTable)).toEqual(
    Object.fromEntries([...all].map(([page, roles]) => [page, roles.toSorted().join()])),
  );
});

describe('the menu', () => {
  it.each(MENU)(
    '%s: %s (%s) leads to a page that these roles, and no others, may open',
    (_group, _label, path, _icon, roles) => {
      expect(all.get(`GET ${path}`)?.toSorted()).toEqual([...roles].toSorted());
    },
  );

  it('names each page once', () => {
    const paths = MENU.map(([, , path]) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(new Set(MENU.map(([, label]) => label)).size).toBe(paths.length);
  });
});
