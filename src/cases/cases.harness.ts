import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { readSettings, Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { AfterCommit, EventBus, type BusListener } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, testDatabase, type TestDatabase } from '../../test/harness/database.js';
import type { Actor } from '../staff/index.js';
import { CalendarWatch } from './calendar-watch.service.js';
import type { CaseFact, PersonFact, PetitionFact } from './case-fact.js';
import { CaseQueries } from './case-queries.js';
import { CaseTimers } from './case-timers.service.js';
import type { CaseDetail } from './case-view.js';
import { CaseDeadlineMoved } from './case.events.js';
import { CasesModule } from './cases.module.js';
import { Cases, type ApplyResult } from './cases.service.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';
import { ReckonPausedCases } from './reckon-paused-cases.service.js';
import { TellWhenDeadlineMoves } from './tell-when-deadline-moves.listener.js';

/** The real module on a database of its own, with a clock that stands and a bus that only keeps what was published. */

export const DEPARTMENT = '47700000011';
/** Events of one job of the bus. */
const SET = 256;

export const OPERATOR: Actor = {
  kind: 'key',
  id: '00000000-0000-7000-8000-000000000001',
  officerId: null,
  roles: ['admin'],
  departmentScope: 'ALL',
  address: '127.0.0.1',
};

export interface AskedNotice {
  id: string;
  occasion: string;
  variant: string;
  recipient_kind: string;
  recipient_id: string | null;
  label: string | null;
  status: string;
  status_reason: string | null;
  due_at: Date;
  legal_document_required: boolean;
  overtakes: string[];
  phone: string | null;
  variables: Record<string, string>;
}

export interface CasesHouse {
  database: TestDatabase;
  dataSource: DataSource;
  clock: Clock;
  settings: Settings;
  get<T>(provider: new (...injected: never[]) => T): T;
  /** Applies facts in one transaction. */
  apply(...facts: CaseFact[]): Promise<ApplyResult[]>;
  detail(receiptNo: string): Promise<CaseDetail>;
  /** Lets deadlines that moved be heard of; then the notices asked for since the last call, in their order, of these stories where some are named. */
  asked(...of: Story[]): Promise<AskedNotice[]>;
  /** What was published since the last call, in its order. */
  published<E extends object>(type: new (...parameters: never[]) => E): E[];
  hear<E extends object>(listener: BusListener<E>, events: E[]): Promise<void>;
  /** Puts the clock at an instant and lets everything that hangs on time do its work. */
  at(instant: string): Promise<void>;
  alarms(): Promise<{ code: string; detail: string; times: number }[]>;
  /** A second process beside the first, on the same database. */
  another(): Promise<CasesHouse>;
  close(): Promise<void>;
}

export async function casesHouse(instant: string, environment: Record<string, string> = {}): Promise<CasesHouse> {
  const database = await testDatabase();
  return houseOn(database, Clock.fixed(instant), environment, () => database.close());
}

async function houseOn(
  database: TestDatabase,
  clock: Clock,
  environment: Record<string, string>,
  after: () => Promise<void>,
): Promise<CasesHouse> {
  const { dataSource, privacy } = database;
  const settings = readSettings({
    PROFILE: 'demo',
    DATABASE_URL: database.url,
    SAEOL_LINK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    PRIVACY_KEYS: TEST_PRIVACY_KEYS,
    SESSION_SECRET: 'a secret for specs of thirty-two characters',
    ...environment,
  });
  let events: object[] = [];
  const moves: CaseDeadlineMoved[] = [];
  const bus = {
    publish: async (_tx: unknown, set: object[]) => {
      events.push(...set);
      moves.push(...set.filter((event) => event instanceof CaseDeadlineMoved));
    },
  };
  const hear: CasesHouse['hear'] = (listener, heard) => dataSource.transaction((tx) => listener.handle(tx, heard));

  @Global()
  @Module({
    providers: [
      { provide: Settings, useValue: settings },
      { provide: Clock, useValue: clock },
      { provide: Privacy, useValue: privacy },
      { provide: DataSource, useValue: dataSource },
      { provide: EventBus, useValue: bus },
      AfterCommit,
    ],
    exports: [Settings, Clock, Privacy, DataSource, EventBus, AfterCommit],
  })
  class Globals {}

  const house = await Test.createTestingModule({ imports: [Globals, CasesModule] }).compile();
  await house.init();
  const get = <T>(provider: new (...injected: never[]) => T): T => house.get(provider, { strict: false });
  let seen = '00000000-0000-0000-0000-000000000000';
  return {
    database,
    dataSource,
    clock,
    settings,
    get,
    apply: (...facts) => dataSource.transaction((tx) => get(Cases).apply(tx, facts)),
    async detail(receiptNo) {
      const found = await get(CaseQueries).detail(receiptNo, 'ALL');
      if (found === null) throw new Error(`no case ${receiptNo}`);
      return found;
    },
    async asked(...of) {
      for (let heard = moves.splice(0, SET); heard.length > 0; heard = moves.splice(0, SET)) {
        await hear(get(TellWhenDeadlineMoves), heard);
      }
      const rows = await dataSource.query<(AskedNotice & { request_sealed: Buffer })[]>(
        `SELECT id, occasion, variant, recipient_kind, recipient_id, label, status, status_reason, due_at, legal_document_required, overtakes, request_sealed
         FROM messaging.notification WHERE id > $1 ORDER BY id`,
        [seen],
      );
      seen = rows.at(-1)?.id ?? seen;
      return rows
        .filter(({ label }) => of.length === 0 || of.some(({ receiptNo }) => receiptNo === label))
        .map(({ request_sealed, ...row }) => ({
          ...row,
          ...privacy.openJson<Pick<AskedNotice, 'phone' | 'variables'>>(request_sealed),
        }));
    },
    published(type) {
      const found = events.filter((event): event is InstanceType<typeof type> => event instanceof type);
      events = events.filter((event) => !(event instanceof type));
      return found;
    },
    hear,
    async at(when) {
      clock.set(when);
      await get(MoveOpenDeadlines).work();
      await get(ReckonPausedCases).reckon();
      await get(CaseTimers).tellDue();
      await get(CalendarWatch).look();
    },
    alarms: () =>
      dataSource.query('SELECT code, detail, times FROM staff.alarm WHERE cleared_at IS NULL ORDER BY code, key'),
    another: () => houseOn(database, clock, environment, () => Promise.resolve()),
    async close() {
      await house.close();
      await after();
    },
  };
}

let lastReceipt = 0;

/** The facts of one case, in its sequence; times are KST without their offset. */
export class Story {
  readonly receiptNo: string;
  private sequence = 0;

  constructor(readonly phone = `0100000${String(3000 + (lastReceipt % 5999)).padStart(4, '0')}`) {
    this.receiptNo = `2026477000${String(++lastReceipt).padStart(8, '0')}`;
  }

  received(
    at: string,
    {
      days = 10,
      plannedAt,
      agent = null,
      applicant = {},
      ...petition
    }: Partial<PetitionFact> & {
      days?: number;
      plannedAt?: string;
      agent?: PersonFact | null;
      applicant?: Partial<PersonFact>;
    } = {},
  ): CaseFact {
    return {
      ...this.next(at, plannedAt),
      kind: 'RECEIVED',
      petition: {
        typeCode: '4770000000021',
        typeName: '옥외광고물 표시허가',
        kind: 'STATUTORY',
        statutory: true,
        period: { unit: 'DAY', length: days },
        promised: null,
        departmentCode: DEPARTMENT,
        ...petition,
      },
      applicant: { name: '홍길동', phone: this.phone, notify: true, language: 'ko', ...applicant },
      agent,
    };
  }

  assigned(
    at: string,
    id = 's113',
    { departmentCode = DEPARTMENT, plannedAt = undefined as string | undefined } = {},
  ): CaseFact {
    return {
      ...this.next(at, plannedAt),
      kind: 'ASSIGNED',
      officer: { id, name: `담당${id}`, phone: '063-000-1103', mobile: null, departmentCode },
    };
  }

  supplementRequested(at: string, due: { dueDays: number } | { dueDate: string }, reason = '배치도 1부'): CaseFact {
    return {
      ...this.next(at),
      kind: 'SUPPLEMENT_REQUESTED',
      supplement: { kind: 'SUPPLEMENT', reason, dueDays: null, dueDate: null, ...due },
    };
  }

  supplementDone(at: string): CaseFact {
    return { ...this.next(at), kind: 'SUPPLEMENT_DONE' };
  }

  excluded(at: string, from: string, to: string | null): CaseFact {
    return { ...this.next(at), kind: 'EXCLUDED', excluded: { reason: 'HEARING', from, to } };
  }

  extended(at: string, days: number): CaseFact {
    return {
      ...this.next(at),
      kind: 'EXTENDED',
      extension: {
        period: { unit: 'DAY', length: days },
        reason: '현장 확인',
        reasonCode: 'SITE_CHECK',
        consent: null,
      },
    };
  }

  amended(
    at: string,
    change: Partial<Pick<CaseFact & { kind: 'AMENDED' }, 'petition' | 'applicant' | 'agent'>>,
  ): CaseFact {
    return { ...this.next(at), kind: 'AMENDED', petition: null, applicant: null, agent: null, ...change };
  }

  completed(at: string, outcome: 'GRANTED' | 'REFUSED' | 'TRANSFERRED' = 'GRANTED'): CaseFact {
    return {
      ...this.next(at),
      kind: 'COMPLETED',
      outcome,
      result: { reason: null, delivery: 'POST', place: null, transferredTo: null },
      note: null,
    };
  }

  reopened(at: string): CaseFact {
    return { ...this.next(at), kind: 'REOPENED', reason: '착오' };
  }

  voided(at: string): CaseFact {
    return { ...this.next(at), kind: 'VOIDED', reason: '중복 접수' };
  }

  private next(at: string, plannedAt?: string) {
    return {
      receiptNo: this.receiptNo,
      sequence: ++this.sequence,
      occurredAt: new Date(`${at}+09:00`),
      plannedAt: plannedAt === undefined ? null : new Date(`${plannedAt}+09:00`),
    };
  }
}
