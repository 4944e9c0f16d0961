import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { listensToMark, type BusListener, type EventClass } from './listens-to.js';

interface Heard {
  event: EventClass;
  listeners: Listener[];
}

export interface Listener {
  name: string;
  event: EventClass;
  concerns: (event: object) => boolean;
  handler: BusListener;
}

/** All listeners of the program, found at boot among its providers. */
@Injectable()
export class Listeners implements OnModuleInit {
  private found: { all: Listener[]; byType: Map<string, Heard> } | null = null;

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error that lists every missing or doubled event type and every doubled listener */
  onModuleInit(): void {
    this.discovered();
  }

  all(): readonly Listener[] {
    return this.discovered().all;
  }

  /**
   * Those who listen to events of this class.
   * @throws Error when the class has no type, or a type that belongs to another class
   */
  of(event: EventClass): readonly Listener[] {
    const fault = typeFault(event);
    if (fault !== null) throw new Error(fault);
    const known = this.discovered().byType.get(event.type);
    if (known === undefined) return [];
    if (known.event !== event) throw new Error(doubledType(event, known.event));
    return known.listeners;
  }

  private discovered() {
    return (this.found ??= this.discover());
  }

  private discover() {
    const faults: string[] = [];
    const byName = new Map<string, Listener>();
    const byType = new Map<string, Heard>();
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const mark = typeof metatype === 'function' ? listensToMark(metatype) : undefined;
      if (mark === undefined) continue;
      const { event, name, concerns } = mark;
      const fault = typeFault(event);
      if (fault !== null) {
        faults.push(`${fault} ${name} listens to it.`);
        continue;
      }
      if (instance === undefined || instance === null) faults.push(`Listener ${name} must be a singleton.`);
      if (byName.has(name)) faults.push(`Two listeners are called ${name}; each needs a name of its own.`);
      const listener = { name, event, concerns, handler: instance as BusListener };
      byName.set(name, listener);
      const known = byType.get(event.type);
      if (known === undefined) byType.set(event.type, { event, listeners: [listener] });
      else if (known.event === event) known.listeners.push(listener);
      else faults.push(doubledType(event, known.event));
    }
    if (faults.length > 0) throw new Error(`The event bus cannot start:\n- ${faults.join('\n- ')}`);
    return { all: [...byName.values()], byType };
  }
}

function typeFault(event: EventClass | undefined): string | null {
  if (event === undefined) return 'An event class is undefined (two files import each other?).';
  return typeof event.type === 'string' && event.type !== '' ? null : `Event ${event.name} has no static type.`;
}

function doubledType(one: EventClass, other: EventClass): string {
  return `Two events have the type ${one.type}: ${one.name} and ${other.name}.`;
}
