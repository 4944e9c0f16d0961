import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { OptOuts, type OptOutSource } from './opt-outs.service.js';

const MOST_RECEIPTS = 20;

/** What is known of a number's wish to be told. */
export interface OptOutStanding {
  optedOut: boolean;
  /** Whose word is the newest, and when it was said (product time, `+09:00`); null: nobody ever said anything. */
  said: { source: OptOutSource; at: string } | null;
  /** Receipt numbers that were told to this number as a citizen's, the newest first, at most 20. */
  receiptNos: string[];
}

/** A citizen who calls or comes by, and whose word an operator writes down: the newest word wins, whoever it came from. */
@Injectable()
export class OptOutDesk {
  constructor(
    private readonly dataSource: DataSource,
    private readonly optOuts: OptOuts,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** @param phoneIndex `Privacy.phoneIndex` of the number; the look is written down */
  look(phoneIndex: Buffer, actor: Actor): Promise<OptOutStanding> {
    return this.dataSource.transaction(async (tx) => {
      const standing = await this.standing(tx, phoneIndex);
      await this.audit.write(tx, [
        { actor, action: 'opt-outs.read', subjectKind: 'case', subjects: standing.receiptNos },
      ]);
      return standing;
    });
  }

  /** From now on the number is told nothing, or told again; what was not sent meanwhile is not sent later. */
  set(phoneIndex: Buffer, optedOut: boolean, reason: string, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      const { receiptNos } = await this.standing(tx, phoneIndex);
      await this.optOuts.set(tx, { phoneIndex, optedOut, source: 'OPERATOR', at: this.clock.now() });
      const action = optedOut ? 'opt-outs.stop' : 'opt-outs.resume';
      await this.audit.write(tx, [{ actor, action, subjectKind: 'case', subjects: receiptNos, reason }]);
    });
  }

  private async standing(tx: EntityManager, phoneIndex: Buffer): Promise<OptOutStanding> {
    const [row] = await tx.query<{ opted_out: boolean; source: OptOutSource; changed_at: Date }[]>(
      'SELECT opted_out, source, changed_at FROM messaging.opt_out WHERE phone_index = $1',
      [phoneIndex],
    );
    const told = await tx.query<{ label: string }[]>(
      `SELECT label FROM messaging.notification
       WHERE lane_id IN (SELECT id FROM messaging.lane WHERE phone_index = $1) AND recipient_kind IN ('APPLICANT', 'AGENT') AND label IS NOT NULL
       GROUP BY label ORDER BY max(created_at) DESC LIMIT $2`,
      [phoneIndex, MOST_RECEIPTS],
    );
    return {
      optedOut: row?.opted_out ?? false,
      said: row === undefined ? null : { source: row.source, at: toKst(row.changed_at) },
      receiptNos: told.map(({ label }) => label),
    };
  }
}
