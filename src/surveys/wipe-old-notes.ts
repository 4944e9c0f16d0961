import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { readRetention } from '../cases/index.js';
import { DestructionRuns } from '../staff/index.js';

const DAY_MS = 86_400_000;

/** What was noted about an anonymous answer belongs to no case with which it could go: it goes as long after it was written. */
@Injectable()
export class WipeOldNotes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly runs: DestructionRuns,
  ) {}

  @EveryTick({ name: 'surveys.wipe-old-notes', everyMs: 10_000 })
  async run(): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.transaction(async (tx) => {
      const { days } = await readRetention(tx);
      const [, followUpNotes] = await tx.query<[unknown, number]>(
        'UPDATE surveys.follow_up SET note_sealed = NULL WHERE note_sealed IS NOT NULL AND closed_at <= $1',
        [new Date(now.getTime() - days * DAY_MS)],
      );
      await this.runs.note(tx, 'surveys', now, { followUpNotes });
      await this.runs.endOf(tx, 'surveys', now);
    });
  }
}
