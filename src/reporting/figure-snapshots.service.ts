import { Injectable } from '@nestjs/common';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';
import { FigureReader } from './figure-reader.service.js';
import { readSeconds } from './reporting.metrics.js';

const DAY_MS = 86_400_000;
/** Real time: names of departments and people are no figures, and their changes are told to nobody. */
const KEPT_MS = 1000;
const MOST_KEPT = 500;
interface Kept {
  version: string;
  readAt: number;
  /** Product time; from then on the figures differ, though none was counted. */
  until: Promise<Date>;
  answer: Promise<unknown>;
}

/**
 * What was read of the figures, and of what stands beside them, for all who look at the same: when a fact is counted each open dashboard asks again, and
 * all of them ask the same. It stands as long as no figure has changed, whoever changed it (the database says so each time), and
 * no date has passed; never longer than a second.
 */
@Injectable()
export class FigureSnapshots {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly clock: Clock,
    private readonly reader: FigureReader,
  ) {}

  /**
   * @param of kind of the answer, for the metric
   * @param key all that the answer depends on besides the figures and the time
   */
  async get<T>(of: string, key: unknown, read: () => Promise<T>): Promise<T> {
    const { version } = await this.reader.state();
    const name = `${of} ${JSON.stringify(key)}`;
    const known = this.kept.get(name);
    const realNow = this.clock.realNow().getTime();
    if (known?.version === version && Math.abs(realNow - known.readAt) < KEPT_MS) {
      const [until, answer] = await Promise.all([known.until, known.answer]);
      if (this.clock.now() < until) return answer as T;
    }
    // First until when, then what: what comes due in between makes the answer too old rather than too new.
    const until = this.until();
    const measured = readSeconds.startTimer({ of });
    const answer = read().finally(measured);
    const kept: Kept = { version, readAt: realNow, until, answer };
    this.keep(name, kept);
    try {
      await Promise.all([kept.until, answer]);
      return await answer;
    } catch (error) {
      if (this.kept.get(name) === kept) this.kept.delete(name);
      throw error;
    }
  }

  private keep(name: string, kept: Kept): void {
    this.kept.delete(name);
    this.kept.set(name, kept);
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
  }

  private async until(): Promise<Date> {
    const now = this.clock.now();
    const midnight = new Date(kstInstant(kstDate(now)).getTime() + DAY_MS);
    const due = await this.reader.nextDue(now);
    return due === null || due > midnight ? midnight : due;
  }
}
