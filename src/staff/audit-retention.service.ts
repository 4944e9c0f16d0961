import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { AuditChain, LET_GO } from './audit-chain.js';
import { AuditTrail } from './audit-trail.js';

/** Two years are the least that the law asks of us; the third lets a year be looked at from its end. */
const KEPT_YEARS = 3;
const DAY_MS = 86_400_000;

/**
 * Lets whole months of the trail go when they are old enough; the database refuses those that are younger than two years. The trail tells
 * what was let go and where its chain begins now, so that a beginning that somebody else cut off shows.
 */
@Injectable()
export class AuditRetention {
  private readonly logger = new Logger('AuditRetention');

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly chain: AuditChain,
    private readonly audit: AuditTrail,
  ) {}

  @EveryTick({ name: 'staff.drop-old-audit', everyMs: DAY_MS })
  async drop(): Promise<void> {
    const bound = new Date(this.clock.realNow());
    bound.setUTCFullYear(bound.getUTCFullYear() - KEPT_YEARS);
    const dropped = await this.dataSource.transaction(async (tx) => {
      const before = await this.chain.beginning(tx);
      const [row] = await tx.query<{ dropped: string[] }[]>('SELECT staff.drop_audit_before($1) AS dropped', [
        kstDate(bound),
      ]);
      const now = await this.chain.beginning(tx);
      if (now !== null && now.position !== before?.position)
        await this.audit.write(tx, [
          {
            actor: { kind: 'system', id: 'retention' },
            action: LET_GO,
            subjectKind: 'audit',
            subjects: row!.dropped,
            detail: { until: now.position - 1, beginning: now.mark },
          },
        ]);
      return row!.dropped;
    });
    if (dropped.length > 0) this.logger.log(`let go: ${dropped.join(', ')}`);
  }
}
