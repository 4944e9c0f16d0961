import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Actor } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { Sessions } from './sessions.service.js';
import { UnknownStaff } from './staff.errors.js';

/** People who have left: what the directory keeps of them goes at once (개인정보 보호법 art. 21). */
@Injectable()
export class Leavers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws UnknownStaff */
  async forget(actor: Actor, officerId: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const [accounts] = await tx.query<[{ id: string }[], number]>(
        'UPDATE staff.account SET active = false, officer_id = NULL WHERE officer_id = $1 RETURNING id',
        [officerId],
      );
      for (const { id } of accounts) await this.sessions.closeAll(tx, id);
      await tx.query('DELETE FROM staff.delegate WHERE absent_id = $1 OR delegate_id = $1', [officerId]);
      const [, gone] = await tx.query<[unknown[], number]>('DELETE FROM staff.officer WHERE id = $1', [officerId]);
      if (gone === 0) throw new UnknownStaff();
      await this.audit.write(tx, [{ actor, action: 'officers.forget', subjectKind: 'officer', subjects: [officerId] }]);
    });
  }
}
