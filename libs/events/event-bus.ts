import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Listeners, type Listener } from './listeners.js';
import type { EventClass } from './listens-to.js';
import { eventsPublished } from './metrics.js';
import { addJobs, MAX_EVENTS_PER_JOB, type NewJobs } from './queue.js';

/** The one way to tell the program what happened. */
@Injectable()
export class EventBus {
  constructor(private readonly listeners: Listeners) {}

  /**
   * Puts events on the way to their listeners as part of the caller's transaction: they go out with its commit, or never.
   * Each listener gets one job with all events that concern it (at most 256 each), in one statement for all listeners:
   * publish once per transaction, not once per event.
   * @param afterMs of events that come in mass: they are heard so many real milliseconds later, and then give way to whatever else is
   *   to be heard, so that what happens at the moment does not wait behind thousands; null: at once
   * @throws Error outside a transaction, for an event without a type of its own, or with a value that JSON would not bring back
   */
  async publish(tx: EntityManager, events: object[], afterMs: number | null = null): Promise<void> {
    if (tx.queryRunner?.isTransactionActive !== true) {
      throw new Error(
        'Events are published inside a transaction only: pass the EntityManager of dataSource.transaction().',
      );
    }
    const byClass = new Map<EventClass, object[]>();
    for (const event of events) {
      const eventClass = event.constructor as unknown as EventClass;
      const same = byClass.get(eventClass);
      if (same === undefined) byClass.set(eventClass, [event]);
      else same.push(event);
    }
    const jobs: NewJobs[] = [];
    for (const [eventClass, same] of byClass) {
      const listeners = this.listeners.of(eventClass);
      for (const event of same) refuseOtherThanPlain(event, eventClass.type);
      eventsPublished.inc({ type: eventClass.type }, same.length);
      for (const { names, heard } of hearersOf(same, listeners)) {
        for (let from = 0; from < heard.length; from += MAX_EVENTS_PER_JOB) {
          jobs.push({ listeners: names, events: heard.slice(from, from + MAX_EVENTS_PER_JOB) });
        }
      }
    }
    if (jobs.length > 0) await addJobs(tx, jobs, afterMs);
  }
}

/** Who hears which of these events; those who hear all of them together, so that they are written down once. */
function hearersOf(events: object[], listeners: readonly Listener[]): { names: string[]; heard: object[] }[] {
  const ofAll: string[] = [];
  const hearers = [{ names: ofAll, heard: events }];
  for (const { name, concerns } of listeners) {
    const heard = events.filter(concerns);
    if (heard.length === events.length) ofAll.push(name);
    else if (heard.length > 0) hearers.push({ names: [name], heard });
  }
  return hearers.filter(({ names }) => names.length > 0);
}

/** What comes out of the queue must equal what went in: no Date (an ISO 8601 string instead), Map, class instance or bigint. */
function refuseOtherThanPlain(value: object, path: string): void {
  for (const [key, field] of Object.entries(value)) {
    if (field === null || typeof field === 'string' || typeof field === 'boolean' || field === undefined) continue;
    if (typeof field === 'number' && Number.isFinite(field)) continue;
    if (typeof field === 'object') {
      const prototype = Object.getPrototypeOf(field) as unknown;
      if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) {
        refuseOtherThanPlain(field as object, `${path}.${key}`);
        continue;
      }
    }
    const kind = typeof field === 'object' ? (field as object).constructor.name : typeof field;
    throw new Error(`Events hold plain values only, but ${path}.${key} is a ${kind}.`);
  }
}
