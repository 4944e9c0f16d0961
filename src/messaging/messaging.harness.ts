import { Injectable, type Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DataSource, type EntityManager } from 'typeorm';
import { vi } from 'vitest';
import { readSettings, Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import {
  EventsModule,
  ListensTo,
  prepareQueue,
  type BusListener,
  type EventBus,
  type EventClass,
} from '../../libs/events/index.js';
import { HttpModule, httpServerOptions } from '../../libs/http/index.js';
import { loadPrivacy, Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { appDataSource } from '../data-source.js';
import { DEMO_ACCOUNT, startSandbox, type RunningSandbox, type SandboxOptions } from '../sandbox/index.js';
import { DemoMessaging } from './demo-messaging.js';
import { NotificationDelivered, NotificationDropped, NotificationFailed, type Channel } from './messaging.events.js';
import type { FirstSendings } from './first-sendings.js';
import { MessageLog, type MessageView } from './message-log.service.js';
import { MessagingModule } from './messaging.module.js';
import type { NoticeRequest } from './notice-request.js';
import { Notifications } from './notifications.service.js';
import { SendingRulesStore } from './sending-rules.store.js';

/** The parts of messaging on a database of their own, put together by hand as the module does; for specs. */

export interface NotificationRow {
  id: string;
  subject: string;
  variant: string;
  lane_position: number | null;
  status: string;
  status_reason: string | null;
  step: string | null;
  channel: Channel | null;
  sender_proof: string;
  held: boolean;
  due_at: Date;
  act_at: Date | null;
  flags: string[];
}

type AnyClass<E> = new (...parameters: never[]) => E;

export interface MessagingHouse {
  dataSource: DataSource;
  privacy: Privacy;
  clock: Clock;
  settings: Settings;
  notifications: Notifications;
  rules: SendingRulesStore;
  bus: EventBus;
  notify(requests: NoticeRequest[]): Promise<void>;
  optOut(phone: string): Promise<void>;
  /** In order of recording. */
  rows(where: string): Promise<NotificationRow[]>;
  /** What transactions put on the bus, rolled back ones included. */
  published<E>(type: AnyClass<E>): E[];
  close(): Promise<void>;
}

export function testSettings(overrides: Partial<Settings> = {}): Settings {
  const settings = readSettings({
    PROFILE: 'demo',
    PUBLIC_URL: 'https://minwon.example.kr',
    DATABASE_URL: 'postgres://unused',
    SAEOL_LINK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    PRIVACY_KEYS: TEST_PRIVACY_KEYS,
    SESSION_SECRET: 'a secret for specs of thirty-two characters',
  });
  return Object.assign(settings, overrides);
}

export async function messagingHouse(instant: string, overrides: Partial<Settings> = {}): Promise<MessagingHouse> {
  const database = await testDatabase();
  const { dataSource, privacy } = database;
  const clock = Clock.fixed(instant);
  const settings = testSettings(overrides);
  const events: object[] = [];
  const bus = { publish: async (_tx: unknown, set: object[]) => void events.push(...set) } as unknown as EventBus;
  const rules = new SendingRulesStore(dataSource, settings);
  const nothing = { of: () => new Map(), leaseUntil: () => null, begin: () => undefined } as unknown as FirstSendings;
  const notifications = new Notifications(bus, clock, privacy, rules, settings, nothing);
  return {
    dataSource,
    privacy,
    clock,
    settings,
    notifications,
    rules,
    bus,
    notify: (requests) => dataSource.transaction((tx) => notifications.notify(tx, requests)),
    async optOut(phone) {
      await dataSource.query('INSERT INTO messaging.opt_out VALUES ($1, true, $2, $3)', [
        privacy.phoneIndex(phone),
        'LINK',
        clock.now(),
      ]);
    },
    rows: (where) => dataSource.query(`SELECT * FROM messaging.notification WHERE ${where} ORDER BY id`),
    published: (type) => events.filter((event) => event instanceof type) as never[],
    close: () => database.close(),
  };
}

/** A request with everything filled in; the cause should be given where it matters. */
export function notice(overrides: Partial<NoticeRequest> = {}): NoticeRequest {
  return {
    cause: '202647700000000001:1:case.received',
    occasion: 'case.received',
    variant: 'DEFAULT',
    recipientKind: 'APPLICANT',
    recipientId: null,
    phone: '01000001234',
    language: 'ko',
    subject: 'case-1',
    label: '202647700000000001',
    departmentCode: '47700000011',
    variables: CITIZEN_VARIABLES,
    dueAt: new Date('2026-04-29T14:00:00+09:00'),
    overtakes: [],
    legalDocumentRequired: false,
    withheld: null,
    ...overrides,
  };
}

/** What a phone holds, as the sandbox tells it. */
export interface PhoneMessage {
  to: string;
  vendor: string;
  channel: Channel;
  text: string;
  title?: string;
  buttons: { name: string; url?: string; tel?: string }[];
  reference: string;
  senderName: string;
  safeMark: boolean;
  acceptedAt: string;
  visible: boolean;
}

type Fact = NotificationDelivered | NotificationFailed | NotificationDropped;

/** A program that works (bus, ticks, dispatcher) on a database of its own, with a sandbox over HTTP. */
export interface SendingHouse {
  sandbox: RunningSandbox;
  database: TestDatabase;
  clock: Clock;
  dataSource: DataSource;
  rules: SendingRulesStore;
  program: NestFastifyApplication;
  facts: Fact[];
  notify(requests: NoticeRequest[]): Promise<void>;
  /** Waits until every notice is final. */
  settled(timeoutMs?: number): Promise<void>;
  phone(to?: string): Promise<PhoneMessage[]>;
  log(receiptNo: string): Promise<MessageView[]>;
  fault(fault: object): Promise<void>;
  noFaults(): Promise<void>;
  /** Another program on the same database, with its own clock at the same instant. */
  another(): Promise<NestFastifyApplication>;
  close(): Promise<void>;
}

export interface SendingOptions {
  at?: string;
  sandbox?: SandboxOptions;
  vendors?: readonly Vendor[];
  settings?: Partial<Settings>;
  /** False: without sender profile and templates. */
  prepare?: boolean;
  /** False: started by hand, e.g. by another process. */
  work?: boolean;
}

export type Vendor = 'SOLAPI' | 'NHN';

/** Settings that lead to a sandbox's vendors. */
export function settingsFor({ url }: RunningSandbox, vendors: readonly Vendor[] = ['SOLAPI']): Partial<Settings> {
  const { apiKey, apiSecret, pfId, brandId } = DEMO_ACCOUNT.solapi;
  const { appKey, secretKey, senderKey, brandId: nhnBrand, chatbotId } = DEMO_ACCOUNT.nhn;
  const nhn = { url: `${url}/nhn`, appKey, secretKey };
  return {
    solapi: vendors.includes('SOLAPI') ? { url: `${url}/solapi`, apiKey, apiSecret, pfId, brandId } : null,
    nhnAlimtalk: vendors.includes('NHN') ? { ...nhn, senderKey } : null,
    nhnRcs: vendors.includes('NHN') ? { ...nhn, brandId: nhnBrand, chatbotId } : null,
    nhnSms: vendors.includes('NHN') ? nhn : null,
  };
}

export async function sendingHouse(options: SendingOptions = {}): Promise<SendingHouse> {
  const database = await testDatabase();
  await prepareQueue(database.url);
  const sandbox = await startSandbox({
    account: DEMO_ACCOUNT,
    templateReview: 0,
    ...options.sandbox,
    pace: { report: [20, 80], ...options.sandbox?.pace },
  });
  const settings = testSettings({ ...settingsFor(sandbox, options.vendors), ...options.settings });
  const clock = Clock.fixed(options.at ?? '2026-04-29T14:00:00+09:00');
  const facts: Fact[] = [];
  const programs: NestFastifyApplication[] = [];
  const start = async () => {
    const program = await startProgram(database.url, clock, settings, options.work ?? true, facts);
    programs.push(program);
    return program;
  };
  const program = await start();
  if (options.prepare ?? true) await program.get(DemoMessaging).prepare();
  const dataSource = program.get(DataSource);
  const notifications = program.get(Notifications);
  const items = async (query = '') =>
    ((await (await fetch(`${sandbox.url}/sandbox/messages${query}`)).json()) as { items: PhoneMessage[] }).items;
  return {
    sandbox,
    database,
    clock,
    dataSource,
    program,
    facts,
    rules: program.get(SendingRulesStore),
    notify: (requests) => dataSource.transaction((tx) => notifications.notify(tx, requests)),
    settled: (timeout = 15_000) =>
      vi.waitFor(
        async () => {
          const open = await dataSource.query<{ status: string; channel: string | null }[]>(
            'SELECT status, channel, step, act_at FROM messaging.notification WHERE step IS NOT NULL',
          );
          if (open.length > 0) throw new Error(`${open.length} are open: ${JSON.stringify(open.slice(0, 3))}`);
        },
        { timeout, interval: 20 },
      ),
    phone: (to) => items(to === undefined ? '' : `?to=${to}`),
    log: (receiptNo) => program.get(MessageLog).ofReceipt(dataSource.manager, receiptNo),
    async fault(fault) {
      const { status } = await fetch(`${sandbox.url}/sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      if (status !== 201) throw new Error(`fault refused: ${status}`);
    },
    async noFaults() {
      await fetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    },
    another: start,
    async close() {
      for (const each of programs) await each.close();
      await sandbox.close();
      await database.close();
    },
  };
}

export async function startProgram(
  url: string,
  clock: Clock,
  settings: Settings,
  work: boolean,
  facts: Fact[],
): Promise<NestFastifyApplication> {
  const dataSource = await appDataSource(url, 10).initialize();
  const globals = [
    { provide: DataSource, useValue: dataSource },
    { provide: Clock, useValue: clock },
    { provide: Settings, useValue: settings },
    { provide: Privacy, useValue: await loadPrivacy(dataSource, TEST_PRIVACY_KEYS) },
  ];
  class Globals {}
  const module = await Test.createTestingModule({
    imports: [
      { module: Globals, global: true, providers: globals, exports: globals.map((one) => one.provide) },
      EventsModule.forRoot({ work }),
      HttpModule,
      MessagingModule,
    ],
    providers: [
      ...[NotificationDelivered, NotificationFailed, NotificationDropped].map((event) => hears(event, facts)),
      { provide: 'end', useValue: { onApplicationShutdown: () => dataSource.destroy() } },
    ],
  }).compile();
  const program = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(httpServerOptions()), {
    logger: false,
  });
  await program.init();
  await program.getHttpAdapter().getInstance().ready();
  return program;
}

function hears(event: EventClass<Fact>, facts: Fact[]): Type {
  @Injectable()
  @ListensTo(event, `hears ${event.type}`)
  class Hears implements BusListener<Fact> {
    handle(_tx: EntityManager, events: Fact[]): Promise<void> {
      facts.push(...events);
      return Promise.resolve();
    }
  }
  return Hears;
}

/** Values for every variable of the citizen wordings. */
export const CITIZEN_VARIABLES: Record<string, string> = {
  민원인: '홍*동',
  민원명: '개발행위허가',
  접수번호: '202647700000000001',
  접수일시: '2026. 4. 29.(수) 14:00',
  처리예정일: '2026. 5. 6.(수) 14:00',
  이전예정일: '2026. 5. 1.(금)',
  처리일: '2026. 5. 6.(수)',
  담당부서: '건축과',
  부서전화: '063-000-1100',
  담당자: '송오름',
  담당자전화: '063-000-1103',
  보완내용: '배치도를 내 주세요.',
  보완기한: '2026. 5. 12.(화)',
  연장사유: '현장 확인이 필요합니다.',
  열람키: 'AbCdEfGhIjKlMnOpQrStUv',
};

/** For `node --import`: lets a real process run TypeScript with decorators, `.js` in an import found as `.ts`. */
export const TYPESCRIPT = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { readFileSync } from 'node:fs';
  import { fileURLToPath } from 'node:url';
  import ts from '${import.meta.resolve('typescript')}';
  const typescript = /\\.tsx?$/;
  registerHooks({
    resolve: (name, context, next) => {
      if (!name.startsWith('.') || !typescript.test(context.parentURL ?? '')) return next(name, context);
      try { return next(name.replace(/\\.js$/, '.ts'), context); } catch { return next(name.replace(/\\.js$/, '.tsx'), context); }
    },
    load: (url, context, next) => typescript.test(url)
      ? { format: 'module', shortCircuit: true, source: ts.transpile(readFileSync(fileURLToPath(url), 'utf8'), {
          module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2024, experimentalDecorators: true, emitDecoratorMetadata: true,
          jsx: ts.JsxEmit.ReactJSX, useDefineForClassFields: false }) }
      : next(url, context),
  });`)}`;
