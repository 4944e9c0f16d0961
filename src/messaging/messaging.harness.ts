import { DataSource } from 'typeorm';
import { readSettings, type Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import type { EventBus } from '../../libs/events/index.js';
import type { Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, testDatabase } from '../../test/harness/database.js';
import type { Channel } from './messaging.events.js';
import { messagingMigrations } from './migrations/index.js';
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

type EventClass<E> = new (...parameters: never[]) => E;

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
  published<E>(type: EventClass<E>): E[];
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
  await migrateHere(database.url);
  const { dataSource, privacy } = database;
  const clock = Clock.fixed(instant);
  const settings = testSettings(overrides);
  const events: object[] = [];
  const bus = { publish: async (_tx: unknown, set: object[]) => void events.push(...set) } as unknown as EventBus;
  const rules = new SendingRulesStore(dataSource, settings);
  const notifications = new Notifications(bus, clock, privacy, rules, settings);
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

async function migrateHere(url: string): Promise<void> {
  const owner = await new DataSource({
    type: 'postgres',
    url,
    migrations: messagingMigrations,
    migrationsTableName: 'migration',
  }).initialize();
  await owner.runMigrations();
  await owner.destroy();
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
    variables: {},
    dueAt: new Date('2026-04-29T14:00:00+09:00'),
    overtakes: [],
    legalDocumentRequired: false,
    withheld: null,
    ...overrides,
  };
}
