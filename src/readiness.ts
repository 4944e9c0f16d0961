import type { DataSource } from 'typeorm';
import type { Settings } from '../config/index.js';
import { type Clock, startSharedClock, toKst } from '../libs/clock/index.js';

const SANDBOX_PATIENCE_MS = 2_000;

/**
 * What must answer before the program takes work. In demo the product's clock starts with the first time that all do, so
 * that no minute of the county's day passes unseen.
 */
export class Readiness {
  private clockStarts: Promise<Date> | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly dataSource: DataSource,
  ) {}

  /** Korean names of what does not answer yet; empty when the program is ready. */
  async missing(): Promise<string[]> {
    const [database, sandbox] = await Promise.all([
      this.dataSource.query('SELECT 1').then(
        () => true,
        () => false,
      ),
      this.settings.profile === 'demo' ? this.sandboxAnswers() : true,
    ]);
    return [...(database ? [] : ['데이터베이스']), ...(sandbox ? [] : ['모의 발송 게이트웨이'])];
  }

  /** In demo, starts the product's clock once; ISO 8601 of the product instant at which it began. Null in production. */
  async clockBegan(): Promise<string | null> {
    if (this.settings.profile !== 'demo') return null;
    const { clock: start, speed } = this.settings.demo;
    this.clockStarts ??= startSharedClock(this.dataSource, this.clock, start, speed);
    try {
      return toKst(await this.clockStarts);
    } catch (error) {
      this.clockStarts = null;
      throw error;
    }
  }

  private sandboxAnswers(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.settings.sandboxPort}/health/ready`, { signal: AbortSignal.timeout(SANDBOX_PATIENCE_MS) }).then(
      (response) => response.ok,
      () => false,
    );
  }
}
