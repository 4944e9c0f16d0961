import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { readSettings, Settings } from '../../config/index.js';
import { Clock, toKst } from '../../libs/clock/index.js';
import { AfterCommit, EventBus, type BusListener } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { TEST_PRIVACY_KEYS, testDatabase } from '../../test/harness/database.js';
import { Cases, CaseStepChanged, type CaseFact, type Outcome, type PersonFact } from '../cases/index.js';
import {
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  type Channel,
  type NotificationFact,
  type Occasion,
} from '../messaging/index.js';
import { CloseWhenCaseReopens } from './close-when-case-reopens.listener.js';
import { CountWhenInvitationIsDelivered } from './count-when-invitation-is-delivered.listener.js';
import { FollowUpDesk } from './follow-up-desk.service.js';
import { InviteWhenResultIsDelivered } from './invite-when-result-is-delivered.listener.js';
import { SurveyResults } from './survey-results.service.js';
import { SurveyTimers } from './survey-timers.service.js';
import { SurveysModule } from './surveys.module.js';
import { Surveys } from './surveys.service.js';
import {
  WithdrawWhenInvitationFails,
  WithdrawWhenInvitationIsDropped,
} from './withdraw-when-invitation-fails.listener.js';

/** The real modules on a database of their own, with a bus that remembers; the spec brings the facts of messaging itself. */

export interface AskedNotice {
  occasion: string;
  variant: string;
  recipient_kind: string;
  recipient_id: string | null;
  subject: string;
  label: string | null;
  language: string;
  variables: Record<string, string>;
  phone: string | null;
}

export type SurveysHouse = Awaited<ReturnType<typeof surveysHouse>>;

export const DEPARTMENT = '47700000011';

export interface Completed {
  outcome?: Outcome;
  applicant?: Partial<PersonFact>;
  agent?: PersonFact | null;
  typeCode?: string;
}

let lastReceipt = 0;

export async function surveysHouse(instant: string) {
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

  const house = await Test.createTestingModule({ imports: [Globals, SurveysModule] }).compile();
  await house.init();
  await dataSource.query(`INSERT INTO staff.department (code, name, phone) VALUES ($1, '건축과', '063-000-1100')`, [
    DEPARTMENT,
  ]);
  await dataSource.query(
    `INSERT INTO staff.officer (id, name, mobile, department_code, position) VALUES ('s3', $1, $2, $3, 'HEAD'), ('s1', $4, null, $3, 'OFFICER')`,
    [privacy.seal('최아름'), privacy.seal('01000011103'), DEPARTMENT, privacy.seal('한알찬')],
  );

  const apply = async (...facts: CaseFact[]) => {
    const results = await dataSource.transaction((tx) => house.get(Cases, { strict: false }).apply(tx, facts));
    const refused = results.find(({ status }) => status !== 'APPLIED');
    if (refused !== undefined) throw new Error(`a fact of the spec was refused: ${JSON.stringify(refused)}`);
  };
  const hear = async <E extends object>(listener: new (...args: never[]) => BusListener<E>, events: E[]) => {
    const heard = house.get<BusListener<E>>(listener);
    await dataSource.transaction((tx) => heard.handle(tx, events));
  };
  const factOf = async (
    receiptNo: string,
    occasion: Occasion,
    variant: string,
    recipientKind: 'APPLICANT' | 'AGENT',
  ): Promise<NotificationFact> => {
    const [row] = await dataSource.query<{ id: string }[]>('SELECT id FROM cases.civil_case WHERE receipt_no = $1', [
      receiptNo,
    ]);
    return {
      notificationId: crypto.randomUUID(),
      occasion,
      variant,
      recipientKind,
      recipientId: null,
      subject: row!.id,
      label: receiptNo,
      departmentCode: DEPARTMENT,
      at: toKst(clock.now()),
    };
  };
  let seen = '00000000-0000-0000-0000-000000000000';

  return {
    dataSource,
    clock,
    privacy,
    surveys: house.get(Surveys),
    results: house.get(SurveyResults),
    desk: house.get(FollowUpDesk),
    timers: house.get(SurveyTimers),
    apply,
    /** A case, received and completed now; returns its receipt number. */
    async completed({
      outcome = 'GRANTED',
      applicant = {},
      agent = null,
      typeCode = '4770000000021',
    }: Completed = {}): Promise<string> {
      const receiptNo = `2026477000${String(++lastReceipt).padStart(8, '0')}`;
      const base = { receiptNo, occurredAt: clock.now(), plannedAt: null };
      await apply(
        {
          ...base,
          sequence: 1,
          kind: 'RECEIVED',
          petition: {
            typeCode,
            typeName: '옥외광고물 표시허가',
            kind: 'STATUTORY',
            statutory: true,
            period: { unit: 'DAY', length: 10 },
            promised: null,
            departmentCode: DEPARTMENT,
          },
          applicant: {
            name: '홍길동',
            phone: `0100000${String(3000 + lastReceipt)}`,
            notify: true,
            language: 'ko',
            ...applicant,
          },
          agent,
        },
        {
          ...base,
          sequence: 2,
          kind: 'ASSIGNED',
          officer: { id: 's1', name: '한알찬', phone: '063-000-1101', mobile: null, departmentCode: DEPARTMENT },
        },
        {
          ...base,
          sequence: 3,
          kind: 'COMPLETED',
          outcome,
          result: { reason: null, delivery: null, place: null, transferredTo: null },
          note: null,
        },
      );
      return receiptNo;
    },
    async reopened(receiptNo: string, sequence = 4) {
      published.length = 0;
      await apply({ receiptNo, sequence, kind: 'REOPENED', occurredAt: clock.now(), plannedAt: null, reason: '착오' });
      await hear(
        CloseWhenCaseReopens,
        published.filter((event) => event instanceof CaseStepChanged),
      );
    },
    /** The vendor says that a notice has arrived. */
    async delivered(
      receiptNo: string,
      occasion: Occasion,
      { variant = 'GRANTED', kind = 'APPLICANT' as 'APPLICANT' | 'AGENT', channel = 'ALIMTALK' as Channel } = {},
    ) {
      const events = [new NotificationDelivered(await factOf(receiptNo, occasion, variant, kind), channel, [])];
      // As the bus gives each what concerns it.
      if (occasion === 'case.completed') await hear(InviteWhenResultIsDelivered, events);
      if (occasion === 'survey.invitation') await hear(CountWhenInvitationIsDelivered, events);
    },
    async failed(receiptNo: string, occasion: Occasion) {
      await hear(WithdrawWhenInvitationFails, [
        new NotificationFailed(
          await factOf(receiptNo, occasion, 'DEFAULT', 'APPLICANT'),
          null,
          '받을 수 없는 번호',
          [],
        ),
      ]);
    },
    async dropped(receiptNo: string, occasion: Occasion) {
      await hear(WithdrawWhenInvitationIsDropped, [
        new NotificationDropped(await factOf(receiptNo, occasion, 'DEFAULT', 'APPLICANT'), 'OPTED_OUT'),
      ]);
    },
    /** Notices of surveys since the last call. */
    async asked(): Promise<AskedNotice[]> {
      const rows = await dataSource.query<(AskedNotice & { id: string; request_sealed: Buffer })[]>(
        `SELECT * FROM messaging.notification WHERE occasion LIKE 'survey.%' AND id > $1 ORDER BY id`,
        [seen],
      );
      seen = rows.at(-1)?.id ?? seen;
      return rows.map((row) => ({
        ...row,
        ...privacy.openJson<{ phone: string | null; variables: Record<string, string> }>(row.request_sealed),
      }));
    },
    /** Facts of a class since the last call. */
    published<E>(type: new (...parameters: never[]) => E): E[] {
      const found = published.filter((event) => event instanceof type) as E[];
      published.splice(0, published.length, ...published.filter((event) => !(event instanceof type)));
      return found;
    },
    async close() {
      await house.close();
      await database.close();
    },
  };
}
