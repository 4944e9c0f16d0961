import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { demoEnvironment, readSettings } from '../config/index.js';
import { Clock } from '../libs/clock/index.js';
import { KeyRing, Privacy } from '../libs/privacy/index.js';
import { apiDocument } from './api-document.js';
import { AppModule } from './app.module.js';
import { appDataSource } from './data-source.js';

/** `npm run openapi`: the document of every operation, from the modules alone; nothing is started and no database is asked. */
const dataDir = mkdtempSync(join(tmpdir(), 'minwon-openapi-'));
const settings = readSettings({
  ...demoEnvironment({ DATA_DIR: dataDir }),
  PROFILE: 'production',
  PUBLIC_URL: 'https://alim.example.kr',
  DATABASE_URL: 'postgres://nobody@127.0.0.1/nothing',
});
const foundations = {
  settings,
  clock: new Clock(),
  privacy: new Privacy(KeyRing.parse(settings.privacyKeys), Buffer.alloc(32)),
  dataSource: appDataSource(settings.databaseUrl),
};
const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(foundations), new FastifyAdapter(), {
  preview: true,
  logger: false,
});
writeFileSync('openapi.json', `${JSON.stringify(apiDocument(app), null, 2)}\n`);
process.stdout.write('openapi.json is written.\n');
await app.close();
rmSync(dataDir, { recursive: true });
