import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { decodeCursor, pageOf, type Page } from '../../libs/http/index.js';
import { Actor, type Role } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { LoginService } from './login.service.js';
import { hashPassword } from './passwords.js';
import { Sessions } from './sessions.service.js';
import {
  LastAdmin,
  LoginIdTaken,
  UnknownAccount,
  UnknownOfficer,
  WeakPassword,
  WrongPassword,
} from './staff.errors.js';

/** Who may sign in. Times are machine times, `+09:00`. */
export interface Account {
  id: string;
  loginId: string;
  /** The person's place in the directory, which gives the department; null: none. */
  officerId: string | null;
  roles: Role[];
  active: boolean;
  /** Wrong passwords locked it until then. */
  lockedUntil: string | null;
  /** False: signs on with the county's own provider only. */
  hasPassword: boolean;
  /** A first sign-on bound it to the county's provider. */
  boundToProvider: boolean;
  createdAt: string;
  lastLoginAt: string | null;
}

export interface NewAccount {
  loginId: string;
  password: string | null;
  officerId: string | null;
  roles: Role[];
}

/** What is absent stays as it is. */
export interface AccountChange {
  roles?: Role[];
  active?: boolean;
  officerId?: string | null;
  /** A new one; null takes it away. */
  password?: string | null;
  /** True: wrong passwords are forgotten. */
  unlock?: boolean;
  /** True: the next sign-on with the provider binds it anew. */
  unbind?: boolean;
}

interface AccountRow extends Omit<Account, 'createdAt' | 'lockedUntil' | 'lastLoginAt'> {
  createdAt: Date;
  lockedUntil: Date | null;
  lastLoginAt: Date | null;
}

const COLUMNS = `id, login_id AS "loginId", officer_id AS "officerId", roles, active, locked_until AS "lockedUntil",
  password_hash IS NOT NULL AS "hasPassword", oidc_subject IS NOT NULL AS "boundToProvider", created_at AS "createdAt",
  last_login_at AS "lastLoginAt"`;

/** Accounts of people. Whatever takes a right away also ends the sessions that were opened with it. */
@Injectable()
export class Accounts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly sessions: Sessions,
    private readonly logins: LoginService,
  ) {}

  /** By login id. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Account>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<AccountRow[]>(
      `SELECT ${COLUMNS} FROM staff.account WHERE login_id > $1 ORDER BY login_id LIMIT $2`,
      [after?.[0] ?? '', limit + 1],
    );
    const page = pageOf(rows, limit, (row) => [row.loginId]);
    return { ...page, items: page.items.map((row) => this.shown(row)) };
  }

  /** @throws UnknownAccount */
  async one(id: string): Promise<Account> {
    const [row] = await this.dataSource.query<AccountRow[]>(`SELECT ${COLUMNS} FROM staff.account WHERE id = $1`, [id]);
    if (row === undefined) throw new UnknownAccount();
    return this.shown(row);
  }

  /** @throws LoginIdTaken, UnknownOfficer, WeakPassword */
  async create(by: Actor, wanted: NewAccount): Promise<Account> {
    const loginId = wanted.loginId.toLowerCase();
    const hash = await this.hashOf(wanted.password, loginId);
    return this.dataSource.transaction(async (tx) => {
      await assertOfficer(tx, wanted.officerId);
      const [row] = await tx.query<AccountRow[]>(
        `INSERT INTO staff.account (login_id, password_hash, officer_id, roles, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (login_id) DO NOTHING RETURNING ${COLUMNS}`,
        [loginId, hash, wanted.officerId, wanted.roles, this.clock.realNow()],
      );
      if (row === undefined) throw new LoginIdTaken();
      await this.note(tx, by, 'accounts.create', row.id, { roles: wanted.roles.join(',') });
      return this.shown(row);
    });
  }

  /** @throws UnknownAccount, UnknownOfficer, WeakPassword, LastAdmin */
  async change(by: Actor, id: string, change: AccountChange): Promise<Account> {
    return this.dataSource.transaction(async (tx) => {
      // One change at a time, so that two admins cannot take the last admin's role from each other.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('staff.accounts'))`);
      const [before] = await tx.query<AccountRow[]>(`SELECT ${COLUMNS} FROM staff.account WHERE id = $1 FOR UPDATE`, [
        id,
      ]);
      if (before === undefined) throw new UnknownAccount();
      if (change.officerId !== undefined) await assertOfficer(tx, change.officerId);
      const setsPassword = change.password !== undefined;
      const hash = setsPassword ? await this.hashOf(change.password!, before.loginId) : null;
      const [[row]] = await tx.query<[AccountRow[], number]>(
        `UPDATE staff.account SET roles = coalesce($2, roles), active = coalesce($3, active),
           officer_id = CASE WHEN $4 THEN $5 ELSE officer_id END, password_hash = CASE WHEN $6 THEN $7 ELSE password_hash END,
           locked_until = CASE WHEN $8 THEN NULL ELSE locked_until END, failed_logins = CASE WHEN $8 THEN 0 ELSE failed_logins END,
           oidc_subject = CASE WHEN $9 THEN NULL ELSE oidc_subject END, of_demo = of_demo AND NOT $6
         WHERE id = $1 RETURNING ${COLUMNS}`,
        [
          id,
          change.roles ?? null,
          change.active ?? null,
          change.officerId !== undefined,
          change.officerId ?? null,
          setsPassword,
          hash,
          change.unlock === true,
          change.unbind === true,
        ],
      );
      await assertSomeAdmin(tx);
      if (takesAway(change)) await this.sessions.closeAll(tx, id);
      await this.note(tx, by, 'accounts.change', id, detailOf(change));
      return this.shown(row!);
    });
  }

  /**
   * A person's own new password; their other sessions end. A wrong one counts as a failed login: whoever finds a screen open may not guess on.
   * @throws WrongPassword, WeakPassword; Problem 429 where the address failed too often
   */
  async changeOwnPassword(
    by: Actor,
    { current, next, token }: { current: string; next: string; token: string | undefined },
  ): Promise<void> {
    const { loginId } = await this.one(by.id);
    // A weak one is refused before anything is counted.
    const hash = await this.hashOf(next, loginId);
    const account = await this.logins.accountOf({ id: loginId, password: current, address: by.address });
    if (account === null) throw new WrongPassword();
    await this.dataSource.transaction(async (tx) => {
      await tx.query(
        'UPDATE staff.account SET password_hash = $2, failed_logins = 0, locked_until = NULL WHERE id = $1',
        [account, hash],
      );
      await this.sessions.closeAll(tx, by.id, token);
      await this.note(tx, by, 'accounts.own-password', by.id, {});
    });
  }

  private async hashOf(password: string | null, loginId: string): Promise<string | null> {
    if (password === null) return null;
    if (isWeak(password, loginId)) throw new WeakPassword();
    return hashPassword(password);
  }

  private async note(
    tx: EntityManager,
    actor: Actor,
    action: string,
    id: string,
    detail: Record<string, string | boolean>,
  ): Promise<void> {
    await this.audit.write(tx, [{ actor, action, subjectKind: 'account', subjects: [id], detail }]);
  }

  private shown(row: AccountRow): Account {
    const locked = row.lockedUntil !== null && row.lockedUntil > this.clock.realNow();
    return {
      ...row,
      createdAt: toKst(row.createdAt),
      lockedUntil: locked ? toKst(row.lockedUntil!) : null,
      lastLoginAt: row.lastLoginAt && toKst(row.lastLoginAt),
    };
  }
}

/** Length is what counts (NIST SP 800-63B): ten characters, several different ones, and not the login id itself. */
function isWeak(password: string, loginId: string): boolean {
  const letters = [...password];
  return letters.length < 10 || new Set(letters).size < 5 || password.toLowerCase().includes(loginId);
}

function takesAway(change: AccountChange): boolean {
  return (
    change.roles !== undefined ||
    change.active === false ||
    change.officerId !== undefined ||
    change.password !== undefined ||
    change.unbind === true
  );
}

function detailOf({
  roles,
  active,
  officerId,
  password,
  unlock,
  unbind,
}: AccountChange): Record<string, string | boolean> {
  return {
    ...(roles !== undefined && { roles: roles.join(',') }),
    ...(active !== undefined && { active }),
    ...(officerId !== undefined && { officerId: officerId ?? '-' }),
    ...(password !== undefined && { password: password === null ? 'taken away' : 'set' }),
    ...(unlock === true && { unlock }),
    ...(unbind === true && { unbind }),
  };
}

async function assertOfficer(tx: EntityManager, officerId: string | null): Promise<void> {
  if (officerId === null) return;
  const found = await tx.query<unknown[]>('SELECT FROM staff.officer WHERE id = $1', [officerId]);
  if (found.length === 0) throw new UnknownOfficer('officerId');
}

async function assertSomeAdmin(tx: EntityManager): Promise<void> {
  const found = await tx.query<unknown[]>(
    `SELECT FROM staff.account WHERE active AND 'admin' = ANY (roles)
     UNION ALL SELECT FROM staff.api_key WHERE revoked_at IS NULL AND role = 'admin' AND department_codes IS NULL LIMIT 1`,
  );
  if (found.length === 0) throw new LastAdmin();
}
