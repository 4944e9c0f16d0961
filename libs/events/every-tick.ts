import 'reflect-metadata';

export interface TickOptions {
  /** Unique in the program, such as `deadlines.sweep`. */
  name: string;
  /** Real milliseconds. */
  everyMs: number;
}

const MARK = Symbol('events.every-tick');

/**
 * Calls a method without parameters of a provider every so many real milliseconds, in one process only of all that work on the
 * database, and never while its last call still runs. Another process takes over within about a second of that one's end.
 * It holds neither a connection nor a transaction meanwhile, so the method may call vendors over HTTP; it opens its own (short)
 * transactions. A throw is logged and counted, and the next tick comes all the same. When the process loses the database in the middle
 * of a call, another one may begin: claim rows by state, as ever.
 */
export function EveryTick(options: TickOptions): MethodDecorator {
  return (_target, _key, descriptor) => {
    Reflect.defineMetadata(MARK, options, descriptor.value as object);
  };
}

export function tickMark(method: object): TickOptions | undefined {
  return Reflect.getOwnMetadata(MARK, method) as TickOptions | undefined;
}
