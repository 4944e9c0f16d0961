import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, AuditTrail } from '../staff/index.js';
import { readRetention, type Retention, writeRetention } from './retention.js';

/** How long personal data are kept after a completion; the next night goes by it. */
@Injectable()
export class Retentions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  current(): Promise<Retention> {
    return readRetention(this.dataSource.manager);
  }

  set({ days, refusedDays }: Retention, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      await writeRetention(tx, { days, refusedDays });
      const detail = { days, refusedDays };
      await this.audit.write(tx, [
        { actor, action: 'retention.set', subjectKind: 'setting', subjects: ['retention'], detail },
      ]);
    });
  }
}
