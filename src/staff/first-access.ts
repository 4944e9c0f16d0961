import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { hashApiKey } from './api-keys.service.js';
import { AuditTrail } from './audit-trail.js';
import { hashPassword } from './passwords.js';

const SYSTEM = { kind: 'system' as const, id: 'bootstrap' };

/** Makes the first administrator and the first key (BOOTSTRAP_…) where there is no account but the demo's, or no key, yet. */
@Injectable()
export class FirstAccess implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async onModuleInit(): Promise<void> {
    const { adminId, adminPassword, apiKey } = this.settings.bootstrap;
    await this.dataSource.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('staff.first-access'))`);
      if (adminId !== null && adminPassword !== null) await this.makeAdmin(tx, adminId, adminPassword);
      if (apiKey !== null) await this.makeKey(tx, apiKey);
    });
  }

  private async makeAdmin(tx: EntityManager, id: string, password: string): Promise<void> {
    const [row] = await tx.query<{ any: boolean }[]>(
      'SELECT EXISTS (SELECT FROM staff.account WHERE NOT of_demo) AS any',
    );
    if (row!.any) return;
    const [made] = await tx.query<{ id: string }[]>(
      `INSERT INTO staff.account (login_id, password_hash, roles, created_at) VALUES (lower($1), $2, '{admin}', $3)
       ON CONFLICT (login_id) DO UPDATE SET password_hash = excluded.password_hash, roles = excluded.roles, of_demo = false RETURNING id`,
      [id, await hashPassword(password), this.clock.realNow()],
    );
    await this.audit.write(tx, [
      {
        actor: SYSTEM,
        action: 'accounts.create',
        subjectKind: 'account',
        subjects: [made!.id],
        detail: { role: 'admin' },
      },
    ]);
  }

  private async makeKey(tx: EntityManager, key: string): Promise<void> {
    const [made] = await tx.query<{ id: string }[]>(
      `INSERT INTO staff.api_key (key_hash, name, role, created_at, created_by)
       SELECT $1, 'BOOTSTRAP_API_KEY', 'admin', $2, 'bootstrap' WHERE NOT EXISTS (SELECT FROM staff.api_key) RETURNING id`,
      [hashApiKey(key), this.clock.realNow()],
    );
    if (made === undefined) return;
    await this.audit.write(tx, [
      {
        actor: SYSTEM,
        action: 'api-keys.create',
        subjectKind: 'api-key',
        subjects: [made.id],
        detail: { role: 'admin' },
      },
    ]);
  }
}
