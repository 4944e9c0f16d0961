import type { EntityManager } from 'typeorm';
import { DEFAULT_NOTICE_POLICY, type NoticePolicy } from './eligibility.js';
import { type ClockSettings, DEFAULT_CLOCK_SETTINGS } from './statutory-clock.js';

/** What a county decides about its petitions (product petitions §§1–5). */
export interface CaseSettings {
  /** `HH:MM`, 11:00 to 13:00: the hour of lunch (지방공무원 복무규정 art. 2). */
  lunchStartsAt: string;
  clock: ClockSettings;
  notices: NoticePolicy;
}

export const DEFAULT_CASE_SETTINGS: CaseSettings = {
  lunchStartsAt: '12:00',
  clock: DEFAULT_CLOCK_SETTINGS,
  notices: DEFAULT_NOTICE_POLICY,
};

/** The rows of cases.setting; what has no row stands as by default. */
interface SettingRows {
  'lunch-starts-at'?: string;
  'exact-instants'?: boolean;
  'receipt-after-hours-is-day-one'?: boolean;
  'notifies-by-default'?: boolean;
  'notified-kinds'?: string[];
  'tells-old-news'?: boolean;
}

export async function readCaseSettings(tx: Pick<EntityManager, 'query'>): Promise<CaseSettings> {
  const rows = await tx.query<{ name: string; value: unknown }[]>('SELECT name, value FROM cases.setting');
  const set: SettingRows = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  return {
    lunchStartsAt: set['lunch-starts-at'] ?? DEFAULT_CASE_SETTINGS.lunchStartsAt,
    clock: {
      exactInstants: set['exact-instants'] ?? DEFAULT_CLOCK_SETTINGS.exactInstants,
      receiptAfterHoursIsDayOne:
        set['receipt-after-hours-is-day-one'] ?? DEFAULT_CLOCK_SETTINGS.receiptAfterHoursIsDayOne,
    },
    notices: {
      notifiesByDefault: set['notifies-by-default'] ?? DEFAULT_NOTICE_POLICY.notifiesByDefault,
      notifiedKinds: set['notified-kinds'] ?? DEFAULT_NOTICE_POLICY.notifiedKinds,
      tellsOldNews: set['tells-old-news'] ?? DEFAULT_NOTICE_POLICY.tellsOldNews,
    },
  };
}

export async function writeCaseSettings(tx: EntityManager, settings: CaseSettings): Promise<void> {
  const rows: Required<SettingRows> = {
    'lunch-starts-at': settings.lunchStartsAt,
    'exact-instants': settings.clock.exactInstants,
    'receipt-after-hours-is-day-one': settings.clock.receiptAfterHoursIsDayOne,
    'notifies-by-default': settings.notices.notifiesByDefault,
    'notified-kinds': [...settings.notices.notifiedKinds],
    'tells-old-news': settings.notices.tellsOldNews,
  };
  await tx.query(
    `INSERT INTO cases.setting (name, value) SELECT key, value FROM jsonb_each($1::jsonb)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(rows)],
  );
}
