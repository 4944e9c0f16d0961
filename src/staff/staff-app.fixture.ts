import { randomBytes } from 'node:crypto';
import { Global, Module, type Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { readSettings, Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { HttpModule, httpServerOptions, readBodies, refuseMalformedRequests } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, type TestDatabase } from '../../test/harness/database.js';
import { seedDemoStaff } from './demo-staff.js';
import { FILE_ROUTES } from './directory-import.controller.js';
import { StaffModule } from './staff.module.js';

/** For specs: the bootstrap key of every staff app, role admin. */
export const ADMIN_KEY = 'an-admin-key-of-forty-characters-or-so-1';
export const START = '2026-04-29T09:00:00+09:00';

export interface StaffApp {
  app: NestFastifyApplication;
  clock: Clock;
  http: () => ReturnType<typeof request>;
  close(): Promise<void>;
}

export function testSettings(variables: Record<string, string> = {}): Settings {
  return readSettings({
    PROFILE: 'demo',
    DATABASE_URL: 'postgres://unused',
    SAEOL_LINK_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
    PRIVACY_KEYS: TEST_PRIVACY_KEYS,
    SESSION_SECRET: 'x'.repeat(32),
    BOOTSTRAP_API_KEY: ADMIN_KEY,
    ...variables,
  });
}

export async function seedTestStaff({ dataSource, privacy }: TestDatabase): Promise<void> {
  await dataSource.transaction((tx) => seedDemoStaff(tx, privacy, new Date(START), new Date(START)));
}

/** A program of nothing but `staff` and the given controllers; its database stays open after `close`. */
export async function staffApp(
  database: TestDatabase,
  { controllers = [], variables = {} }: { controllers?: Type[]; variables?: Record<string, string> } = {},
): Promise<StaffApp> {
  const clock = Clock.fixed(START);
  const provided = [
    { provide: DataSource, useValue: database.dataSource },
    { provide: Privacy, useValue: database.privacy },
    { provide: Settings, useValue: testSettings(variables) },
    { provide: Clock, useValue: clock },
  ];
  @Global()
  @Module({ providers: provided, exports: provided.map((one) => one.provide) })
  class GlobalModule {}

  const testing = await Test.createTestingModule({
    imports: [GlobalModule, HttpModule, StaffModule],
    controllers,
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(httpServerOptions()), {
    logger: ['error'],
    bodyParser: false,
  });
  refuseMalformedRequests(app.getHttpAdapter().getInstance());
  readBodies(app.getHttpAdapter().getInstance(), FILE_ROUTES);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, clock, http: () => request(app.getHttpServer()), close: () => app.close() };
}
