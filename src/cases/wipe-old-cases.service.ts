import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { DestructionRuns } from '../staff/index.js';
import { CaseWiper, MOST_WIPED } from './case-wiper.js';
import { readRetention } from './retention.js';

const DAY_MS = 86_400_000;
const AT_NIGHT = '03:00';

/**
 * Each night of product time, what is personal goes from cases whose time has come (개인정보 보호법 art. 21): names, numbers and words of
 * the case, the texts of its messages, its links. Deadlines, instants, outcomes and the proof of delivery stay.
 */
@Injectable()
export class WipeOldCases implements OnModuleDestroy {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly wiper: CaseWiper,
    private readonly runs: DestructionRuns,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'cases.wipe-old-cases', everyMs: 1_000 })
  async runIfDue(): Promise<void> {
    const now = this.clock.now();
    const tx = this.dataSource.manager;
    const [row] = await tx.query<{ due_at: Date }[]>('SELECT due_at FROM cases.destruction');
    if (row === undefined) {
      await tx.query('INSERT INTO cases.destruction (due_at) VALUES ($1) ON CONFLICT DO NOTHING', [nextNight(now)]);
    } else if (row.due_at <= now) await this.run(now);
  }

  /** What was on its way to a phone that night goes as soon as nobody needs it to send it. */
  @EveryTick({ name: 'cases.wipe-what-arrived', everyMs: 1_000 })
  async wipeArrived(): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.transaction(async (tx) => {
      const messages = await this.wiper.wipeArrived(tx);
      if (messages === 0) return;
      await this.runs.note(tx, 'messages', now, { messages });
      await this.runs.endOf(tx, 'messages', now);
    });
  }

  /** A run that is broken off is due still, and goes on under the same report. */
  private async run(now: Date): Promise<void> {
    const run = await this.runs.begin(this.dataSource.manager, 'cases', now);
    const retention = await readRetention(this.dataSource.manager);
    for (let wiped = MOST_WIPED; wiped === MOST_WIPED;) {
      if (this.stopping) return;
      wiped = await this.dataSource.transaction(async (tx) => {
        const counts = await this.wiper.wipeSome(tx, retention, now);
        await this.runs.add(tx, run, counts);
        return counts.cases;
      });
    }
    await this.dataSource.transaction(async (tx) => {
      await this.runs.add(tx, run, await this.wiper.wipeUnlabelled(tx, retention, now));
      await this.runs.end(tx, run, this.clock.now());
      await tx.query('UPDATE cases.destruction SET due_at = $1', [nextNight(now)]);
    });
  }
}

function nextNight(now: Date): Date {
  const today = kstInstant(kstDate(now), AT_NIGHT);
  return today > now ? today : kstInstant(kstDate(new Date(now.getTime() + DAY_MS)), AT_NIGHT);
}
