import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Alarms } from '../staff/index.js';

/** Alarms of the link, each in a transaction of its own; an operator sees them once per key. */
@Injectable()
export class LinkAlarms {
  /** What was said last under a key by this process, so that the same again is no news. */
  private readonly said = new Map<string, string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly alarms: Alarms,
  ) {}

  /** @param detail Korean, nothing personal */
  async raise(key: string, code: string, detail: string): Promise<void> {
    if (this.said.get(key) === detail) return;
    await this.dataSource.transaction((tx) => this.alarms.raise(tx, { key, code, detail }));
    this.said.set(key, detail);
  }

  async clear(key: string): Promise<void> {
    if (this.said.get(key) === '') return;
    await this.dataSource.transaction((tx) => this.alarms.clear(tx, key));
    this.said.set(key, '');
  }
}
