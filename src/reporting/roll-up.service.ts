import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate, toKst } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';

/** Every change of the figures is told on this channel, once per roll-up; the payload is the product time, +09:00. */
export const FIGURES_CHANNEL = 'reporting_figures';
/** Held by whoever adds up, or counts anew. */
export const ROLL_UP_LOCK = 'reporting.roll-up';

/** Machine time between two looks for what is to be added up. */
export const ROLL_UP_EVERY_MS = 250;

const BATCHES = 2000;
/**
 * Where much changes at once, what is added up together costs less than one by one: a tenth of the time goes into it at most, as long as
 * the figures stay as fresh as they are to be.
 */
const RESTS = 10;
const LONGEST_REST_MS = 600;
const TIDY_EVERY_MS = 60_000;
const MONTH_MS = 31 * 86_400_000;

/**
 * Adds the deltas up, by one at a time under a lock: what is counted waits for nobody, and nobody waits for a hot row. Each sum is kept
 * for its department and type, for all departments ('*'), for all types, and for both, so that a dashboard reads few rows.
 */
@Injectable()
export class RollUp implements OnModuleInit {
  private preparedMonth: string | null = null;
  /** Up to when deadlines are known to have passed. */
  private lookedAt: Date | null = null;
  /** Monotonic, ms, so that a clock that is put back stops nothing: before it nothing is added up again. */
  private restsUntilMs = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.prepareMonths();
  }

  @EveryTick({ name: 'reporting.roll-up', everyMs: ROLL_UP_EVERY_MS })
  async rollUpWhenRested(): Promise<void> {
    if (performance.now() >= this.restsUntilMs) await this.rollUp();
  }

  async rollUp(): Promise<void> {
    await this.prepareMonths();
    const now = this.clock.now();
    const before = this.lookedAt ?? now;
    this.lookedAt = now;
    const [due] = await this.dataSource.query<{ deltas: boolean; passed: boolean }[]>(
      `SELECT EXISTS (SELECT FROM reporting.delta_batch) AS deltas,
         EXISTS (SELECT FROM reporting.due_figure WHERE metric = 'DUE' AND type_code = '*' AND department_code = '*' AND at >= $1 AND at < $2)
         OR EXISTS (SELECT FROM reporting.due_figure WHERE metric = 'SUPPLEMENT_DUE' AND type_code = '*' AND department_code = '*' AND at >= $1 AND at < $2) AS passed`,
      [before, now],
    );
    if (due!.deltas) await this.addAllUp();
    // Figures of the present moment change with the hour as well, and at midnight.
    else if (due!.passed || kstDate(before) !== kstDate(now))
      await this.dataSource.query('SELECT pg_notify($1, $2)', [FIGURES_CHANNEL, toKst(now)]);
  }

  private async addAllUp(): Promise<void> {
    const beganMs = performance.now();
    while (await this.dataSource.transaction((tx) => this.addUp(tx)));
    const endedMs = performance.now();
    this.restsUntilMs = endedMs + Math.min(LONGEST_REST_MS, RESTS * (endedMs - beganMs));
  }

  /** Instants at which nothing is due any more; they count for nothing, so that there is no hurry. */
  @EveryTick({ name: 'reporting.tidy-instants', everyMs: TIDY_EVERY_MS })
  async tidyInstants(): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      if (!(await this.mayAddUp(tx))) return;
      await tx.query('DELETE FROM reporting.due_figure WHERE n = 0');
      await tx.query('DELETE FROM reporting.officer_due_figure WHERE n = 0');
    });
  }

  private async mayAddUp(tx: EntityManager): Promise<boolean> {
    const [lock] = await tx.query<[{ got: boolean }]>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS got',
      [ROLL_UP_LOCK],
    );
    return lock.got;
  }

  /** True while there may be more. */
  async addUp(tx: EntityManager): Promise<boolean> {
    if (!(await this.mayAddUp(tx))) return false;
    const [summed] = await tx.query<{ batches: number }[]>(
      `WITH taken AS (
         DELETE FROM reporting.delta_batch WHERE id IN (SELECT id FROM reporting.delta_batch ORDER BY id LIMIT $1) RETURNING id, counted_at
       ), fresh AS (
         SELECT d.metric, coalesce(d.type_code, '*') AS type_code, coalesce(d.department_code, '*') AS department_code, d.day, d.facet, d.at, sum(d.n) AS n
         FROM taken t JOIN reporting.figure_delta d ON d.batch_id = t.id AND d.counted_at = t.counted_at
         GROUP BY d.metric, d.day, d.facet, d.at, CUBE (d.type_code, d.department_code) HAVING sum(d.n) <> 0
       ), by_day AS (
         INSERT INTO reporting.figure AS f (metric, type_code, department_code, day, facet, n)
         SELECT metric, type_code, department_code, day, facet, n FROM fresh WHERE at = '-infinity'
         ON CONFLICT (metric, type_code, department_code, day, facet) DO UPDATE SET n = f.n + excluded.n
       ), by_instant AS (
         INSERT INTO reporting.due_figure AS f (metric, type_code, department_code, at, n)
         SELECT metric, type_code, department_code, at, n FROM fresh WHERE at <> '-infinity' AND facet = ''
         ON CONFLICT (metric, type_code, department_code, at) DO UPDATE SET n = f.n + excluded.n
       ), by_officer AS (
         INSERT INTO reporting.officer_due_figure AS f (metric, type_code, department_code, at, facet, n)
         SELECT metric, type_code, department_code, at, facet, n FROM fresh WHERE at <> '-infinity' AND facet <> ''
         ON CONFLICT (metric, type_code, department_code, at, facet) DO UPDATE SET n = f.n + excluded.n
       ) SELECT count(*)::int AS batches FROM taken`,
      [BATCHES],
    );
    if (summed!.batches === 0) return false;
    await this.tellChange(tx);
    return summed!.batches === BATCHES;
  }

  /** Whoever looks at figures learns at the commit that they are others now. */
  async tellChange(tx: EntityManager): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      'INSERT INTO reporting.pulse (changed_at) VALUES ($1) ON CONFLICT (one) DO UPDATE SET changed_at = $1',
      [now],
    );
    await tx.query('SELECT pg_notify($1, $2)', [FIGURES_CHANNEL, toKst(now)]);
  }

  /** This month's partition and the next one's, ahead of their first row. */
  private async prepareMonths(): Promise<void> {
    const now = this.clock.now();
    const month = kstDate(now).slice(0, 7);
    if (this.preparedMonth === month) return;
    for (const day of [now, new Date(now.getTime() + MONTH_MS)]) {
      await this.dataSource.query('SELECT reporting.prepare_month($1::date)', [kstDate(day)]);
    }
    this.preparedMonth = month;
  }
}
