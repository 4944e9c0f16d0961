import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import type { Settings } from '../config/index.js';
import { Clock, followAnchor, kstDate, kstInstant } from '../libs/clock/index.js';
import { httpServerOptions, readBodies, refuseMalformedRequests, setDefaultHeaders } from '../libs/http/index.js';
import { loadPrivacy } from '../libs/privacy/index.js';
import { CalendarMissing, HolidayCalendar, SEEDED_YEARS, seedHolidays } from '../libs/working-time/index.js';
import { serveAssets } from '../libs/krds/index.js';
import { describeApi } from './api-document.js';
import { AppModule } from './app.module.js';
import { UPLOAD_ROUTES } from './console/index.js';
import { appDataSource } from './data-source.js';
import { migrate } from './migrate.js';
import { seedDemo } from './seed-demo.js';
import { FILE_ROUTES } from './staff/index.js';
import { serveOnly } from './surfaces.js';

/** Handlers that get the bytes as they came: the link's signature covers them, and files are read by their owners. */
const RAW_ROUTES = ['/api/v1/saeol/events', ...FILE_ROUTES, ...UPLOAD_ROUTES];

/** A program that runs; `close` finishes what it has in hand and gives back the rest. */
export interface RunningProgram {
  app: INestApplicationContext;
  dataSource: DataSource;
  clock: Clock;
  /** Address it answers at; null for a worker that was not asked to. */
  url: string;
  close(): Promise<void>;
}

/** Starts the program with checked settings: migrations, keys, clock, modules, HTTP. */
export async function startProgram(settings: Settings): Promise<RunningProgram> {
  await migrate(settings.databaseUrl);
  const dataSource = await appDataSource(settings.databaseUrl).initialize();
  const privacy = await loadPrivacy(dataSource, settings.privacyKeys);
  const clock = new Clock();
  if (settings.profile === 'demo') await standAtTheStart(dataSource, clock, settings);
  if (settings.profile === 'demo') await seedDemo(dataSource, privacy, clock);

  const adapter = new FastifyAdapter(httpServerOptions(settings));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of({ settings, clock, privacy, dataSource }),
    adapter,
    {
      bufferLogs: true,
      bodyParser: false,
      abortOnError: false,
    },
  );
  app.useLogger(app.get(Logger));
  setDefaultHeaders(adapter.getInstance());
  serveOnly(adapter.getInstance(), settings.surfaces);
  refuseMalformedRequests(adapter.getInstance());
  readBodies(adapter.getInstance(), RAW_ROUTES);
  await serveAssets(adapter.getInstance());
  describeApi(app);
  await app.listen(settings.port, settings.host);
  return { app, dataSource, clock, url: await app.getUrl(), close: () => app.close() };
}

/**
 * Until the demo's clock starts (with the first readiness), product time stands at the instant where it will start:
 * DEMO_CLOCK, or 09:00 of this or the next working day. A clock that an earlier run left goes on at once.
 */
async function standAtTheStart(dataSource: DataSource, clock: Clock, settings: Settings): Promise<void> {
  if (await followAnchor(dataSource, clock)) return;
  clock.set(settings.demo.clock ?? openingOfTheDay(clock.realNow()));
}

function openingOfTheDay(now: Date): Date {
  const today = kstDate(now);
  try {
    return kstInstant(new HolidayCalendar(seedHolidays(), SEEDED_YEARS).workingDayOnOrAfter(today), '09:00');
  } catch (error) {
    if (error instanceof CalendarMissing) return kstInstant(today, '09:00');
    throw error;
  }
}
