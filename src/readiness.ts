import type { DataSource } from 'typeorm';
import { request } from 'undici';
import type { Settings } from '../config/index.js';
import { type Clock, startSharedClock, toKst } from '../libs/clock/index.js';
import type { DemoMessaging } from './messaging/index.js';

const SANDBOX_PATIENCE_MS = 2_000;

/**
 * What must answer before the program takes work. In demo the product's clock starts with the first time that all do, so
 * that no minute of the county's day passes unseen.
 */
export class Readiness {
  private demoBegins: Promise<Date> | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly dataSource: DataSource,
    private readonly demoMessaging: DemoMessaging,
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

  /**
   * In demo, has the templates approved at the sandbox and starts the product's clock, once. Null in production.
   * @returns ISO 8601 of the product instant at which the clock began
   */
  async demoBegan(): Promise<string | null> {
    if (this.settings.profile !== 'demo') return null;
    this.demoBegins ??= this.beginDemo();
    try {
      return toKst(await this.demoBegins);
    } catch (error) {
      this.demoBegins = null;
      throw error;
    }
  }

  private async beginDemo(): Promise<Date> {
    await this.demoMessaging.prepare();
    return startSharedClock(this.dataSource, this.clock, this.settings.demo.clock, this.settings.demo.speed);
  }

  private async sandboxAnswers(): Promise<boolean> {
    try {
      const { statusCode, body } = await request(`http://127.0.0.1:${this.settings.sandboxPort}/health/ready`, {
        signal: AbortSignal.timeout(SANDBOX_PATIENCE_MS),
      });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }
}
