import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail, type Actor, type AuditEntry } from '../staff/index.js';

/**
 * Reads of people's data by staff, each written down before it is shown: what cannot be written down is not. No connection is held while it
 * is read: readers that each held one and waited for another would wait for each other for ever.
 */
@Injectable()
export class PersonalReads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  /** @param entryOf what to write down of what was found; null: nothing of a person is in it */
  async read<Found>(
    actor: Actor,
    find: (tx: EntityManager) => Promise<Found>,
    entryOf: (found: Found) => Omit<AuditEntry, 'actor'> | null,
  ): Promise<Found> {
    const found = await find(this.dataSource.manager);
    const entry = entryOf(found);
    if (entry !== null) await this.dataSource.transaction((tx) => this.audit.write(tx, [{ actor, ...entry }]));
    return found;
  }
}
