import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';

/** A way in is noted this often at most (real time), so that its one row never slows a flush. */
const NOTE_EVERY_MS = 5_000;

/** How a way in is doing. */
export interface WayHealth {
  /** PUSH, TABLE or FILE. */
  source: string;
  /** Machine time of its last record, to within seconds, `+09:00`. */
  lastRecordAt: string;
  /** Seconds (product time) from the occurrence of its newest step to its storing. */
  lagSeconds: number;
}

/** What an operator looks at first. */
export interface LinkState {
  ways: WayHealth[];
  /** Stored and not applied yet, those behind a gap included. */
  waiting: number;
  quarantined: number;
  /** Receipt numbers that wait for a number which has not come. */
  gaps: number;
  /** Machine time since which the oldest gap is open; null where there is none. */
  oldestGapSince: string | null;
  /** The last synthetic case, machine time; null where there was none. */
  syntheticCase: { sentAt: string; arrivedAt: string | null } | null;
}

/** Whether the link lives: last record of each way in, what waits, gaps, quarantine; for the API and for /metrics. */
@Injectable()
export class LinkHealth implements OnApplicationShutdown {
  private readonly notedAt = new Map<string, number>();
  private readonly read = () => this.fillGauges();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    readers.add(this.read);
  }

  onApplicationShutdown(): void {
    readers.delete(this.read);
  }

  /** Notes a sign of life in the caller's transaction, if the last one is some seconds old. */
  async note(tx: EntityManager, source: string, newestOccurredAt: Date): Promise<void> {
    const now = this.clock.realNow();
    if (now.getTime() - (this.notedAt.get(source) ?? -Infinity) < NOTE_EVERY_MS) return;
    this.notedAt.set(source, now.getTime());
    const lag = Math.max(0, (this.clock.now().getTime() - newestOccurredAt.getTime()) / 1000);
    await tx.query(
      `INSERT INTO saeol.way AS w (source, last_record_at, last_lag_s) VALUES ($1, $2, $3)
       ON CONFLICT (source) DO UPDATE SET last_record_at = excluded.last_record_at, last_lag_s = excluded.last_lag_s
       WHERE w.last_record_at < excluded.last_record_at`,
      [source, now, lag],
    );
  }

  async state(): Promise<LinkState> {
    const ways = await this.dataSource.query<{ source: string; last_record_at: Date; last_lag_s: number }[]>(
      'SELECT source, last_record_at, last_lag_s FROM saeol.way ORDER BY source',
    );
    const [counts] = await this.dataSource.query<
      { waiting: number; quarantined: number; gaps: number; oldest: Date | null }[]
    >(
      `SELECT (SELECT count(*)::int FROM saeol.inbox WHERE state = 'WAITING') AS waiting,
         (SELECT count(*)::int FROM saeol.inbox WHERE state = 'QUARANTINED') AS quarantined,
         (SELECT count(*)::int FROM saeol.receipt WHERE gap_since IS NOT NULL) AS gaps,
         (SELECT min(gap_since) FROM saeol.receipt WHERE gap_since IS NOT NULL) AS oldest`,
    );
    const [probe] = await this.dataSource.query<{ sent_at: Date; arrived_at: Date | null }[]>(
      'SELECT sent_at, arrived_at FROM saeol.probe ORDER BY sent_at DESC LIMIT 1',
    );
    return {
      ways: ways.map((way) => ({
        source: way.source,
        lastRecordAt: toKst(way.last_record_at),
        lagSeconds: way.last_lag_s,
      })),
      waiting: counts!.waiting,
      quarantined: counts!.quarantined,
      gaps: counts!.gaps,
      oldestGapSince: counts!.oldest && toKst(counts!.oldest),
      syntheticCase: probe
        ? { sentAt: toKst(probe.sent_at), arrivedAt: probe.arrived_at && toKst(probe.arrived_at) }
        : null,
    };
  }

  private async fillGauges(): Promise<void> {
    const state = await this.state();
    waiting.set(state.waiting);
    quarantined.set(state.quarantined);
    gaps.set(state.gaps);
    const [last] = await this.dataSource.query<(Record<(typeof FINDINGS)[number], number> & { ended_at: Date })[]>(
      `SELECT ended_at, ${FINDINGS.join(', ')} FROM saeol.reconciliation WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1`,
    );
    if (last !== undefined) {
      for (const kind of FINDINGS) findings.set({ kind }, last[kind]);
      reconciled.set(last.ended_at.getTime() / 1000);
    }
    const now = this.clock.realNow().getTime();
    oldestGap.set(state.oldestGapSince === null ? 0 : (now - Date.parse(state.oldestGapSince)) / 1000);
    for (const { source, lastRecordAt, lagSeconds } of state.ways) {
      lastRecord.set({ source }, Date.parse(lastRecordAt) / 1000);
      lag.set({ source }, lagSeconds);
    }
  }
}

const FINDINGS = ['missing', 'stale', 'unlisted', 'unsent'] as const;

const readers = new Set<() => Promise<void>>();
let filling: Promise<void> | null = null;

/** One reading for all gauges of a scrape; they are absent while the database cannot be read. */
function collect(): Promise<void> {
  filling ??= (async () => {
    for (const gauge of [waiting, quarantined, gaps, oldestGap, reconciled]) gauge.remove();
    for (const gauge of [lastRecord, lag, findings]) gauge.reset();
    await Promise.allSettled([...readers].map((read) => read()));
  })().finally(() => {
    filling = null;
  });
  return filling;
}

const waiting = new Gauge({ name: 'saeol_waiting', help: 'Link events stored and not applied yet', collect });
const quarantined = new Gauge({ name: 'saeol_quarantined', help: 'Link records in quarantine', collect });
const gaps = new Gauge({
  name: 'saeol_gaps',
  help: 'Receipt numbers that wait for a number which has not come',
  collect,
});
const oldestGap = new Gauge({
  name: 'saeol_gap_oldest_seconds',
  help: 'For how long the oldest gap is open; 0: none',
  collect,
});
const lastRecord = new Gauge({
  name: 'saeol_last_record_timestamp_seconds',
  help: 'When a way in brought its last record (machine time, to within seconds)',
  labelNames: ['source'],
  collect,
});
const lag = new Gauge({
  name: 'saeol_lag_seconds',
  help: 'From the occurrence of the newest step of a way in to its storing (product time)',
  labelNames: ['source'],
  collect,
});
const findings = new Gauge({
  name: 'saeol_reconciliation_findings',
  help: 'What the last comparison with Saeol found: cases missing here, stale, not listed there; due notices never sent',
  labelNames: ['kind'],
  collect,
});
const reconciled = new Gauge({
  name: 'saeol_reconciliation_timestamp_seconds',
  help: 'When the last comparison with Saeol ended (product time)',
  collect,
});
