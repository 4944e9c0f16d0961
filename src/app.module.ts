import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import { Settings } from '../config/index.js';
import { Clock } from '../libs/clock/index.js';
import { EventsModule } from '../libs/events/index.js';
import { HttpModule } from '../libs/http/index.js';
import { Privacy } from '../libs/privacy/index.js';
import { CasesModule } from './cases/index.js';
import { CitizenModule } from './citizen/index.js';
import { ConsoleModule } from './console/index.js';
import { DeadlinesModule } from './deadlines/index.js';
import { loggerOptions } from './logging.js';
import { DemoMessaging, MessagingModule } from './messaging/index.js';
import { OperationsController } from './operations.controller.js';
import { Readiness } from './readiness.js';
import { ReportingModule } from './reporting/index.js';
import { SaeolModule } from './saeol/index.js';
import { StaffModule } from './staff/index.js';
import { SurveysModule } from './surveys/index.js';
import { WatchParkedJobs } from './watch-parked-jobs.js';

/** What is made before Nest starts, and every module may ask for. */
export interface Foundations {
  settings: Settings;
  clock: Clock;
  privacy: Privacy;
  dataSource: DataSource;
}

@Global()
@Module({})
class FoundationsModule {
  static of({ settings, clock, privacy }: Foundations): DynamicModule {
    return {
      module: FoundationsModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: Clock, useValue: clock },
        { provide: Privacy, useValue: privacy },
      ],
      exports: [Settings, Clock, Privacy],
    };
  }
}

/** The whole program. Every module of the mission stands here, and nothing else does. */
@Module({})
export class AppModule {
  static of(foundations: Foundations): DynamicModule {
    const { settings, clock, dataSource } = foundations;
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerOptions(settings)),
        FoundationsModule.of(foundations),
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        EventsModule.forRoot({ work: settings.work }),
        HttpModule,
        StaffModule,
        MessagingModule,
        CasesModule,
        SaeolModule,
        DeadlinesModule,
        SurveysModule,
        ReportingModule,
        CitizenModule,
        ConsoleModule,
      ],
      controllers: [OperationsController],
      providers: [
        WatchParkedJobs,
        {
          provide: Readiness,
          useFactory: (demoMessaging: DemoMessaging) => new Readiness(settings, clock, dataSource, demoMessaging),
          inject: [DemoMessaging],
        },
      ],
    };
  }
}
