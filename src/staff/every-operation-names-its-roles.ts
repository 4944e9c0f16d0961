import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { accessOf } from './access.guard.js';

/** Refuses to boot while an operation says neither who may call it nor that anybody may. */
@Injectable()
export class EveryOperationNamesItsRoles implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const silent = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, (...args: never[]) => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => Reflect.getMetadata(METHOD_METADATA, prototype[name]!) !== undefined)
        .filter((name) => accessOf(this.reflector, prototype[name]!, metatype as never) === null)
        .map((name) => {
          const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as RequestMethod];
          return `  - ${metatype.name}.${name} (${method})`;
        });
    });
    if (silent.length > 0)
      throw new Error(`These operations need @Roles(…) or @OpenToStrangers():\n${silent.join('\n')}`);
  }
}
