import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { Alarms } from '../staff/index.js';

/** For so long (machine time) what this process said last is taken to stand; after that another one may have said otherwise. */
const STANDS_FOR_MS = 60_000;

/** Alarms of the link, each in a transaction of its own; an operator sees them once per key. */
@Injectable()
export class LinkAlarms {
  /** What was said last under a key by this process, so that the same again is no news; an empty detail: it was cleared. */
  private readonly said = new Map<string, { detail: string; at: number }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly alarms: Alarms,
    private readonly clock: Clock,
  ) {}

  /** @param detail Korean, nothing personal */
  async raise(key: string, code: string, detail: string): Promise<void> {
    if (this.isSaid(key, detail)) return;
    await this.dataSource.transaction(async (tx) => {
      if (!(await this.alarms.stands(tx, key, detail))) await this.alarms.raise(tx, { key, code, detail });
    });
    this.note(key, detail);
  }

  async clear(key: string): Promise<void> {
    if (this.isSaid(key, '')) return;
    await this.dataSource.transaction((tx) => this.alarms.clear(tx, key));
    this.note(key, '');
  }

  private isSaid(key: string, detail: string): boolean {
    const last = this.said.get(key);
    return last?.detail === detail && this.clock.realNow().getTime() - last.at < STANDS_FOR_MS;
  }

  private note(key: string, detail: string): void {
    this.said.set(key, { detail, at: this.clock.realNow().getTime() });
  }
}
