import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { readSettings, Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { AfterCommit, EventBus, type BusListener } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, testDatabase } from '../../test/harness/database.js';
import {
  Cases,
  CaseDeadlineMoved,
  CaseStepChanged,
  HolidayTable,
  type CaseFact,
  type OfficerFact,
} from '../cases/index.js';
import { DeadlineSweep } from './deadline-sweep.service.js';
import { DeadlinesModule } from './deadlines.module.js';
import { LadderDesk } from './ladder-desk.service.js';
import { PreNotices, type PreNotice } from './pre-notices.service.js';
import { RearmWhenCaseSteps } from './rearm-when-case-steps.listener.js';
import { RearmWhenDeadlineMoves } from './rearm-when-deadline-moves.listener.js';
import { ReckonLaddersAgain } from './reckon-ladders-again.service.js';

/** The real modules on a database of their own, with a bus that hands on what was published when the spec says so. */

export interface NoticeRow {
  occasion: string;
  recipient_kind: string;
  recipient_id: string | null;
  subject: string;
  label: string | null;
  status: string;
  variables: Record<string, string>;
  phone: string | null;
}

export interface DeadlinesHouse {
  dataSource: DataSource;
  url: string;
  clock: Clock;
  settings: Settings;
  holidays: HolidayTable;
  /** Applies facts and lets the ladders hear of them. */
  apply(...facts: CaseFact[]): Promise<void>;
  /** Lets the ladders hear what was published and not heard yet; the copies come a second time where asked. */
  hear(options?: { twice?: boolean; backwards?: boolean }): Promise<void>;
  /** Applies facts; nobody hears of them yet. */
  applyUnheard(...facts: CaseFact[]): Promise<void>;
  /** Puts the clock at an instant and sweeps once. */
  at(instant: string): Promise<void>;
  reckonAgain(): Promise<void>;
  desk: LadderDesk;
  /** Notices to staff since the last call, in the order of their asking. */
  told(): Promise<NoticeRow[]>;
  /** The same, short: `d3 OFFICER s1`. */
  toldShort(): Promise<string[]>;
  preNotices(receiptNo: string): Promise<PreNotice[]>;
  officer(
    id: string,
    position?: 'HEAD' | 'LEADER' | 'OFFICER',
    more?: { team?: string | null; mobile?: string | null },
  ): Promise<void>;
  delegate(absentId: string, delegateId: string, starts: string, ends: string): Promise<void>;
  holiday(date: string, name: string): Promise<void>;
  close(): Promise<void>;
}

export const DEPARTMENT = '47700000011';

export async function deadlinesHouse(instant: string): Promise<DeadlinesHouse> {
  const database = await testDatabase();
  const { dataSource, privacy } = database;
  const clock = Clock.fixed(instant);
  const settings = readSettings({
    PROFILE: 'demo',
    DATABASE_URL: database.url,
    SAEOL_LINK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    PRIVACY_KEYS: TEST_PRIVACY_KEYS,
    SESSION_SECRET: 'a secret for specs of thirty-two characters',
  });
  const published: object[] = [];
  const bus = { publish: async (_tx: unknown, events: object[]) => void published.push(...events) };

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

  const house = await Test.createTestingModule({ imports: [Globals, DeadlinesModule] }).compile();
  await house.init();
  const cases = house.get(Cases, { strict: false });
  const sweep = house.get(DeadlineSweep);
  const preNotices = house.get(PreNotices);
  const steps = house.get(RearmWhenCaseSteps);
  const moves = house.get(RearmWhenDeadlineMoves);
  const holidays = house.get(HolidayTable, { strict: false });
  await dataSource.query(`INSERT INTO staff.department (code, name, phone) VALUES ($1, '건축과', '063-000-1100')`, [
    DEPARTMENT,
  ]);

  const applyUnheard = async (...facts: CaseFact[]) => {
    const results = await dataSource.transaction((tx) => cases.apply(tx, facts));
    const refused = results.find(({ status }) => status !== 'APPLIED');
    if (refused !== undefined) throw new Error(`a fact of the spec was refused: ${JSON.stringify(refused)}`);
  };
  const hear = async ({ twice = false, backwards = false } = {}) => {
    const events = published.splice(0);
    if (backwards) events.reverse();
    const one = async <E extends object>(listener: BusListener<E>, heard: E[]) => {
      if (heard.length > 0) await dataSource.transaction((tx) => listener.handle(tx, heard));
    };
    for (let round = twice ? 2 : 1; round > 0; round--) {
      if (backwards) {
        for (const event of events) if (event instanceof CaseStepChanged) await one(steps, [event]);
      } else {
        await one(
          steps,
          events.filter((event) => event instanceof CaseStepChanged),
        );
      }
      await one(
        moves,
        events.filter((event) => event instanceof CaseDeadlineMoved),
      );
    }
  };
  let seen = '00000000-0000-0000-0000-000000000000';
  const told = async (): Promise<NoticeRow[]> => {
    const rows = await dataSource.query<(NoticeRow & { id: string; request_sealed: Buffer })[]>(
      `SELECT * FROM messaging.notification WHERE recipient_kind IN ('OFFICER', 'LEADER', 'HEAD') AND id > $1 ORDER BY id`,
      [seen],
    );
    seen = rows.at(-1)?.id ?? seen;
    return rows.map((row) => ({
      ...row,
      ...privacy.openJson<{ phone: string | null; variables: Record<string, string> }>(row.request_sealed),
    }));
  };
  return {
    dataSource,
    url: database.url,
    clock,
    settings,
    holidays,
    applyUnheard,
    hear,
    async apply(...facts) {
      await applyUnheard(...facts);
      await hear();
    },
    async at(when) {
      clock.set(when);
      await sweep.sweep();
    },
    desk: house.get(LadderDesk),
    reckonAgain: () => house.get(ReckonLaddersAgain).reckonAgain(),
    told,
    toldShort: async () =>
      (await told()).map(
        ({ occasion, recipient_kind, recipient_id }) =>
          `${occasion.replace('deadline.', '')} ${recipient_kind} ${recipient_id}`,
      ),
    preNotices: (receiptNo) => preNotices.ofCase(receiptNo),
    async officer(
      id,
      position = 'OFFICER',
      {
        team = position === 'HEAD' ? null : '건축허가팀',
        mobile = `0100001${id.replace(/\D/g, '').padStart(4, '0')}`,
      } = {},
    ) {
      await dataSource.query(
        'INSERT INTO staff.officer (id, name, mobile, office_phone, department_code, team, position) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [
          id,
          privacy.seal(`이름${id}`),
          mobile === null ? null : privacy.seal(mobile),
          '063-000-1101',
          DEPARTMENT,
          team,
          position,
        ],
      );
    },
    async delegate(absentId, delegateId, starts, ends) {
      await dataSource.query(
        'INSERT INTO staff.delegate (absent_id, delegate_id, starts, ends) VALUES ($1, $2, $3, $4)',
        [absentId, delegateId, starts, ends],
      );
    },
    async holiday(date, name) {
      await dataSource.query('INSERT INTO cases.holiday VALUES ($1, $2)', [date, name]);
      await holidays.reload();
    },
    async close() {
      await house.close();
      await database.close();
    },
  };
}

interface CaseOf {
  days?: number;
  hours?: never;
  promised?: number;
  plannedAt?: string;
  typeName?: string;
}

let lastReceipt = 0;

/** The facts of one case, in its sequence. */
export class Story {
  readonly receiptNo = `2026477000${String(++lastReceipt).padStart(8, '0')}`;
  private sequence = 0;

  received(at: string, { days = 10, promised, plannedAt, typeName = '옥외광고물 표시허가' }: CaseOf = {}): CaseFact {
    return {
      ...this.next(at, plannedAt),
      kind: 'RECEIVED',
      petition: {
        typeCode: '4770000000021',
        typeName,
        kind: 'STATUTORY',
        statutory: true,
        period: { unit: 'DAY', length: days },
        promised: promised === undefined ? null : { unit: 'DAY', length: promised },
        departmentCode: DEPARTMENT,
      },
      applicant: { name: '홍길동', phone: '01000003001', notify: true, language: 'ko' },
      agent: null,
    };
  }

  assigned(at: string, id: string, more: Partial<OfficerFact> = {}): CaseFact {
    return {
      ...this.next(at),
      kind: 'ASSIGNED',
      officer: { id, name: `이름${id}`, phone: '063-000-1101', mobile: null, departmentCode: DEPARTMENT, ...more },
    };
  }

  supplementRequested(at: string, dueDate: string): CaseFact {
    return {
      ...this.next(at),
      kind: 'SUPPLEMENT_REQUESTED',
      supplement: { kind: 'SUPPLEMENT', reason: '도면', dueDays: null, dueDate },
    };
  }

  supplementDone(at: string): CaseFact {
    return { ...this.next(at), kind: 'SUPPLEMENT_DONE' };
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

  planned(at: string, plannedAt: string): CaseFact {
    return { ...this.next(at, plannedAt), kind: 'AMENDED', petition: null, applicant: null, agent: null };
  }

  completed(at: string): CaseFact {
    return {
      ...this.next(at),
      kind: 'COMPLETED',
      outcome: 'GRANTED',
      result: { reason: null, delivery: null, place: null, transferredTo: null },
      note: null,
    };
  }

  reopened(at: string): CaseFact {
    return { ...this.next(at), kind: 'REOPENED', reason: '착오' };
  }

  private next(at: string, plannedAt?: string) {
    return {
      receiptNo: this.receiptNo,
      sequence: ++this.sequence,
      occurredAt: new Date(at),
      plannedAt: plannedAt === undefined ? null : new Date(plannedAt),
    };
  }
}
