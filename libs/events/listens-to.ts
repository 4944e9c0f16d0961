import 'reflect-metadata';
import type { EntityManager } from 'typeorm';

/**
 * A fact in past tense: a class of ids and plain values (strings, numbers, booleans, null, arrays and objects of these; instants as
 * ISO 8601 strings), never a person's name or number. `type` names it for good: `static readonly type = 'cases.step-changed'`.
 */
export interface EventClass<E extends object = object> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any constructor will do: events are revived without it
  new (...args: any[]): E;
  readonly type: string;
}

/**
 * Hears a set of events in a transaction of its own. It reads the current state by id and writes to the database only, never over
 * HTTP. Delivery is at least once: its writes are idempotent (a unique key or a state guard). On a throw nothing of the set stands,
 * and each event comes again alone.
 */
export interface BusListener<E extends object = object> {
  handle(tx: EntityManager, events: E[]): Promise<void>;
}

export interface ListensToMark {
  event: EventClass;
  name: string;
  /** Of the events of the class only these are its concern; no job is made for the others. */
  concerns: (event: object) => boolean;
}

const MARK = Symbol('events.listens-to');

/**
 * Makes an injectable class the listener of one event.
 * @param name of its jobs in the queue, never renamed while jobs wait; by default the name of the class
 * @param concerns which events of the class it hears, by what they hold; all of them by default. It is given those only.
 */
export function ListensTo<E extends object>(
  event: EventClass<E>,
  name?: string,
  concerns: (event: E) => boolean = () => true,
) {
  return (listener: new (...args: never[]) => BusListener<E>): void => {
    const mark: ListensToMark = {
      event,
      name: name ?? listener.name,
      concerns: concerns as ListensToMark['concerns'],
    };
    Reflect.defineMetadata(MARK, mark, listener);
  };
}

export function listensToMark(candidate: object): ListensToMark | undefined {
  return Reflect.getOwnMetadata(MARK, candidate) as ListensToMark | undefined;
}
