import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail, type Actor, type AuditEntry } from '../staff/index.js';

/** Reads of people's data by staff, each written down in the transaction that reads: what cannot be written down is not shown. */
@Injectable()
export class PersonalReads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  /** @param entryOf what to write down of what was found; null: nothing of a person is in it */
  read<Found>(
    actor: Actor,
    find: (tx: EntityManager) => Promise<Found>,
    entryOf: (found: Found) => Omit<AuditEntry, 'actor'> | null,
  ): Promise<Found> {
    return this.dataSource.transaction(async (tx) => {
      const found = await find(tx);
      const entry = entryOf(found);
      if (entry !== null) await this.audit.write(tx, [{ actor, ...entry }]);
      return found;
    });
  }
}
