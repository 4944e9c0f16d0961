import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { decodeCursor, type Page, pageOf } from '../../libs/http/index.js';
import { LinkAlarms } from './link-alarms.js';

/** A receipt number that waits for a number, or for the row of its case. */
export interface Gap {
  receiptNo: string;
  /** Machine time, `+09:00`. */
  since: string;
  /** NUMBER: a number of its history has not come; CASE_ROW: its steps came without the row of the case. */
  missing: 'NUMBER' | 'CASE_ROW';
  /** The number that is waited for, and those that wait behind it. */
  expected: number | null;
  waiting: number[];
}

const ALL_GAPS = `
SELECT receipt_no, gap_since AS since, 'NUMBER' AS missing, next_sequence AS expected FROM saeol.receipt WHERE gap_since IS NOT NULL
UNION ALL
SELECT receipt_no, waits_since, 'CASE_ROW', NULL FROM saeol.snapshot WHERE waits_since IS NOT NULL`;

const [GAPS, QUARANTINE] = ['saeol.gaps', 'saeol.quarantine'];

/** Shows what waits for a record that has not come, and tells an operator when it waits too long. */
@Injectable()
export class WatchGaps {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly alarms: LinkAlarms,
  ) {}

  /** The oldest first. */
  async list(limit: number, cursor?: string): Promise<Page<Gap>> {
    const after = decodeCursor(cursor, ['string', 'string']);
    const rows = await this.dataSource.query<
      { receipt_no: string; since: Date; missing: Gap['missing']; expected: number | null; waiting: number[] | null }[]
    >(
      `SELECT gap.*, (SELECT array_agg(sequence ORDER BY sequence) FROM saeol.inbox i
         WHERE i.state = 'WAITING' AND i.receipt_no = gap.receipt_no AND i.sequence IS NOT NULL) AS waiting
       FROM (${ALL_GAPS}) AS gap WHERE $1::timestamptz IS NULL OR (since, receipt_no) > ($1, $2) ORDER BY since, receipt_no LIMIT $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, (row) => [row.since.toISOString(), row.receipt_no]);
    return {
      ...page,
      items: page.items.map(({ receipt_no: receiptNo, since, missing, expected, waiting }) => ({
        receiptNo,
        since: toKst(since),
        missing,
        expected,
        waiting: waiting ?? [],
      })),
    };
  }

  @EveryTick({ name: 'saeol.watch-gaps', everyMs: 1_000 })
  async watch(): Promise<void> {
    const overdue = new Date(this.clock.realNow().getTime() - this.settings.saeol.gapAlarmMs);
    const [counts] = await this.dataSource.query<{ gaps: number; quarantined: number }[]>(
      `SELECT (SELECT count(*)::int FROM (${ALL_GAPS}) AS gap WHERE since <= $1) AS gaps,
         (SELECT count(*)::int FROM saeol.inbox WHERE state = 'QUARANTINED') AS quarantined`,
      [overdue],
    );
    const { gaps, quarantined } = counts!;
    if (gaps === 0) await this.alarms.clear(GAPS!);
    else
      await this.alarms.raise(
        GAPS!,
        'SAEOL.GAPS',
        `앞 순번이 오지 않아 멈춰 있는 접수번호가 ${gaps}건 있습니다. 새올 연계에서 빠진 기록을 확인해 주세요.`,
      );
    if (quarantined === 0) await this.alarms.clear(QUARANTINE!);
    else
      await this.alarms.raise(
        QUARANTINE!,
        'SAEOL.QUARANTINE',
        `적용하지 못하고 격리한 연계 기록이 ${quarantined}건 있습니다. 격리함에서 고쳐 다시 적용하거나 사유를 적고 버려 주세요.`,
      );
  }
}
