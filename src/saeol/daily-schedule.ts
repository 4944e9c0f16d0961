import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';

const DAY_MS = 86_400_000;

/** What is dated stands in a row with the product instant at which it is due next; ticks only look. */
@Injectable()
export class DailySchedule {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * True once for each day on which `at` (`HH:MM`, KST) has come; of days on which nothing ran only the last counts. The first day
   * is the one on which it is asked about first, if its time is still to come, else the next.
   */
  async isDue(name: string, at: string): Promise<boolean> {
    const now = this.clock.now();
    const next = nextAt(now, at);
    const [row] = await this.dataSource.query<{ due_at: Date }[]>('SELECT due_at FROM saeol.schedule WHERE name = $1', [
      name,
    ]);
    if (row === undefined) {
      await this.dataSource.query('INSERT INTO saeol.schedule (name, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        name,
        next,
      ]);
      return false;
    }
    if (row.due_at > now) {
      // The setting was moved to an earlier time.
      if (next < row.due_at) await this.set(name, next, row.due_at);
      return false;
    }
    return this.set(name, next, row.due_at);
  }

  private async set(name: string, next: Date, before: Date): Promise<boolean> {
    const [, moved] = await this.dataSource.query<[unknown, number]>(
      'UPDATE saeol.schedule SET due_at = $2 WHERE name = $1 AND due_at = $3',
      [name, next, before],
    );
    return moved === 1;
  }
}

/** The first instant after `now` at which it is `at` in Korea. */
function nextAt(now: Date, at: string): Date {
  const today = kstInstant(kstDate(now), at);
  return today > now ? today : kstInstant(kstDate(new Date(now.getTime() + DAY_MS)), at);
}
