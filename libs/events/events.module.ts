import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AfterCommit } from './after-commit.js';
import { EventBus } from './event-bus.js';
import { EVENTS_OPTIONS, type EventsOptions } from './events-options.js';
import { EventWorker } from './event-worker.js';
import { Listeners } from './listeners.js';
import { LockSession } from './lock-session.js';
import { ParkedJobs } from './parked-jobs.js';
import { Ticks } from './ticks.js';

export type { EventsOptions };

/** The bus, its worker and the ticks, for the whole program. Needs a global `DataSource`, and `prepareQueue` before. */
@Module({})
export class EventsModule {
  static forRoot(options: EventsOptions): DynamicModule {
    return {
      module: EventsModule,
      global: true,
      imports: [DiscoveryModule, ScheduleModule.forRoot()],
      providers: [
        { provide: EVENTS_OPTIONS, useValue: options },
        Listeners,
        EventBus,
        AfterCommit,
        ParkedJobs,
        LockSession,
        EventWorker,
        Ticks,
      ],
      exports: [EventBus, AfterCommit, ParkedJobs],
    };
  }
}
