import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';

/** What an installation reached once and does not lose again. */
export type Milestone = 'first-run';

@Injectable()
export class Milestones {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async isReached(name: Milestone): Promise<boolean> {
    return (await this.dataSource.query<unknown[]>('SELECT FROM staff.milestone WHERE name = $1', [name])).length > 0;
  }

  /** The first time stays. */
  async reach(name: Milestone): Promise<void> {
    await this.dataSource.query('INSERT INTO staff.milestone VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      name,
      this.clock.now(),
    ]);
  }
}
