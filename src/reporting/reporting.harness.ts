import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { readSettings, Settings } from '../../config/index.js';
import { Clock, toKst } from '../../libs/clock/index.js';
import { AfterCommit, EventBus, type BusListener, type EventClass } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, testDatabase } from '../../test/harness/database.js';
import { CaseDeadlineMoved, CaseQueries, Cases, CaseStepChanged, type CaseFact } from '../cases/index.js';
import {
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  type NotificationFact,
  type Occasion,
} from '../messaging/index.js';
import { SurveyAnswered, SurveyInvited } from '../surveys/index.js';
import { CountWhenCaseSteps, CountWhenDeadlineMoves } from './count-when-case-changes.listener.js';
import {
  CountWhenNoticesAreDelivered,
  CountWhenNoticesAreDropped,
  CountWhenNoticesFail,
} from './count-when-notices-end.listener.js';
import { CountWhenSurveysAreAnswered, CountWhenSurveysAreSent } from './count-when-surveys-are-answered.listener.js';
import { FigureRebuild } from './figure-rebuild.service.js';
import { Figures } from './figures.service.js';
import { LiveFiguresStream } from './live-figures.service.js';
import { MonthlyCheck } from './monthly-check.service.js';
import { ReportingModule } from './reporting.module.js';
import { Reports } from './reports.service.js';
import { RollUp } from './roll-up.service.js';

/** The real modules on a database of their own; facts go to the listeners by class, as the bus would bring them. */

export type ReportingHouse = Awaited<ReturnType<typeof reportingHouse>>;

const LISTENERS = new Map<EventClass, new (...args: never[]) => BusListener>([
  [CaseStepChanged, CountWhenCaseSteps as never],
  [CaseDeadlineMoved, CountWhenDeadlineMoves as never],
  [NotificationDelivered, CountWhenNoticesAreDelivered as never],
  [NotificationFailed, CountWhenNoticesFail as never],
  [NotificationDropped, CountWhenNoticesAreDropped as never],
  [SurveyInvited, CountWhenSurveysAreSent as never],
  [SurveyAnswered, CountWhenSurveysAreAnswered as never],
]);

export async function reportingHouse(instant: string) {
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
  const notices: object[] = [];
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

  const house = await Test.createTestingModule({ imports: [Globals, ReportingModule] }).compile();
  await house.init();
  await dataSource.query(
    `INSERT INTO staff.department (code, name, phone) VALUES ('A', '건축과', '063-000-1100'), ('B', '민원과', '063-000-0300')`,
  );

  const hear = async (events: object[]) => {
    for (const [event, listener] of LISTENERS) {
      const own = events.filter((one) => one instanceof event);
      if (own.length > 0) await dataSource.transaction((tx) => house.get<BusListener>(listener).handle(tx, own));
    }
  };
  return {
    dataSource,
    clock,
    url: database.url,
    figures: house.get(Figures),
    reports: house.get(Reports),
    monthly: house.get(MonthlyCheck),
    rollUp: house.get(RollUp),
    rebuild: house.get(FigureRebuild),
    live: house.get(LiveFiguresStream),
    cases: house.get(CaseQueries, { strict: false }),
    hear,
    /** Applies facts; returns the facts that were published about them. */
    async apply(...facts: CaseFact[]): Promise<CaseStepChanged[]> {
      const results = await dataSource.transaction((tx) => house.get(Cases, { strict: false }).apply(tx, facts));
      const refused = results.find(({ status }) => status !== 'APPLIED');
      if (refused !== undefined) throw new Error(`a fact of the spec was refused: ${JSON.stringify(refused)}`);
      const events = published.splice(0);
      notices.push(...events.filter((event) => event instanceof NotificationDropped));
      return events.filter((event) => event instanceof CaseStepChanged);
    },
    /** Facts about notices that the steps brought with them since the last call: what was dropped at once. */
    noticeFacts: () => notices.splice(0),
    noticeOf(subject: string, occasion: Occasion, more: Partial<NotificationFact> = {}): NotificationFact {
      return {
        notificationId: crypto.randomUUID(),
        occasion,
        variant: 'DEFAULT',
        recipientKind: 'APPLICANT',
        recipientId: null,
        subject,
        label: null,
        departmentCode: 'A',
        at: toKst(clock.now()),
        ...more,
      };
    },
    async close() {
      await house.close();
      await database.close();
    },
  };
}

interface Received {
  days?: number;
  department?: string;
  type?: string;
  statutory?: boolean;
  phone?: string | null;
}

const MINUTE = 60_000;

let lastReceipt = 0;

/** The facts of one case, in its sequence. */
export class Story {
  readonly receiptNo = `2026477000${String(++lastReceipt).padStart(8, '0')}`;
  private sequence = 0;

  received(
    at: Date,
    { days = 10, department = 'A', type = 'T1', statutory = true, phone = '01000003001' }: Received = {},
  ): CaseFact {
    return {
      ...this.next(at),
      kind: 'RECEIVED',
      petition: {
        typeCode: type,
        typeName: '민원',
        kind: null,
        statutory,
        period: { unit: 'DAY', length: days },
        promised: null,
        departmentCode: department,
      },
      applicant: { name: '홍길동', phone, notify: true, language: null },
      agent: null,
    };
  }

  assigned(at: Date, id: string, department = 'A'): CaseFact {
    return {
      ...this.next(at),
      kind: 'ASSIGNED',
      officer: { id, name: id, phone: '063-000-1101', mobile: null, departmentCode: department },
    };
  }

  supplementRequested(at: Date, dueDays: number): CaseFact {
    return {
      ...this.next(at),
      kind: 'SUPPLEMENT_REQUESTED',
      supplement: { kind: 'SUPPLEMENT', reason: null, dueDays, dueDate: null },
    };
  }

  supplementDone(at: Date): CaseFact {
    return { ...this.next(at), kind: 'SUPPLEMENT_DONE' };
  }

  extended(at: Date, days: number): CaseFact {
    return {
      ...this.next(at),
      kind: 'EXTENDED',
      extension: { period: { unit: 'DAY', length: days }, reason: null, reasonCode: 'SITE_CHECK', consent: null },
    };
  }

  completed(at: Date): CaseFact {
    return {
      ...this.next(at),
      kind: 'COMPLETED',
      outcome: 'GRANTED',
      result: { reason: null, delivery: null, place: null, transferredTo: null },
      note: null,
    };
  }

  reopened(at: Date): CaseFact {
    return { ...this.next(at), kind: 'REOPENED', reason: null };
  }

  /** The applicant wants no more notices. */
  refused(at: Date): CaseFact {
    const applicant = { name: '홍길동', phone: '01000003001', notify: false, language: null };
    return { ...this.next(at), kind: 'AMENDED', petition: null, applicant, agent: null };
  }

  voided(at: Date): CaseFact {
    return { ...this.next(at), kind: 'VOIDED', reason: null };
  }

  private next(at: Date) {
    return { receiptNo: this.receiptNo, sequence: ++this.sequence, occurredAt: at, plannedAt: null };
  }
}

/** mulberry32: the same seed, the same county. */
export function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Sixty petitions of two months, at every stage. */
export async function county(house: ReportingHouse, seed: number): Promise<CaseStepChanged[]> {
  const random = chance(seed);
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)]!;
  const events: CaseStepChanged[] = [];
  for (let i = 0; i < 60; i++) {
    const story = new Story();
    let at = new Date('2026-03-05T10:00:00+09:00').getTime() + Math.floor(random() * 60 * 24 * 60) * MINUTE;
    const later = () => new Date((at += Math.floor(random() * 5 * 24 * 60) * MINUTE));
    const department = pick('A', 'B');
    const facts = [
      story.received(new Date(at), {
        department,
        days: pick(0, 1, 3, 5, 10, 30),
        type: pick('T1', 'T2'),
        statutory: random() < 0.8,
        phone: random() < 0.9 ? '01000003001' : null,
      }),
    ];
    if (random() < 0.9)
      facts.push(story.assigned(later(), pick('s1', 's2'), random() < 0.9 ? department : pick('A', 'B')));
    if (random() < 0.4) {
      facts.push(story.supplementRequested(later(), pick(3, 10)));
      if (random() < 0.7) facts.push(story.supplementDone(later()));
    }
    if (random() < 0.4) facts.push(story.extended(later(), 5));
    if (random() < 0.6) {
      facts.push(story.completed(later()));
      if (random() < 0.2) facts.push(story.reopened(later()));
    } else if (random() < 0.1) {
      facts.push(story.voided(later()));
    }
    events.push(...(await house.apply(...facts)));
  }
  return events;
}
