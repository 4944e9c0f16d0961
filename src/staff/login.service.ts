import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { FailureLimit } from '../../libs/http/index.js';
import { AuditTrail } from './audit-trail.js';
import { isPassword } from './passwords.js';
import { Sessions } from './sessions.service.js';
import { UnknownSignOn, WrongLogin } from './staff.errors.js';

const FAILURES_UNTIL_LOCKED = 5;
const LOCKED_MS = 15 * 60_000;
const FAILURES_PER_ADDRESS = 30;
const ADDRESS_WINDOW_MS = 60_000;

interface Attempt {
  id: string;
  password_hash: string | null;
  may: boolean;
}

/** Login by id and password. Every failure costs the same statements and the same hash, so that it tells nothing by its time. */
@Injectable()
export class LoginService {
  private readonly failures = new FailureLimit(FAILURES_PER_ADDRESS, ADDRESS_WINDOW_MS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Opens a session, and ends the one that the browser came with.
   * @throws WrongLogin for unknown, wrong, locked and closed ones alike; Problem 429 where the address failed too often
   */
  async login(given: {
    id: string;
    password: string;
    address: string;
    oldToken?: string;
  }): Promise<{ token: string; endsAt: Date }> {
    const account = await this.accountOf(given);
    if (account === null) throw new WrongLogin();
    return this.open(account, given, 'password');
  }

  /**
   * The account whose login id and password these are; null for unknown, wrong, locked and closed ones. Whoever asks for a password counts
   * its failures here, wherever it was asked for.
   * @throws Problem 429 where the address failed too often
   */
  async accountOf(given: { id: string; password: string; address: string }): Promise<string | null> {
    this.failures.assertAllowed(given.address, this.clock.realNow().getTime());
    const attempt = await this.countAttempt(given.id);
    const isRight = await isPassword(given.password, attempt?.password_hash ?? null);
    if (attempt?.may === true && isRight) return attempt.id;
    this.failures.failed(given.address, this.clock.realNow().getTime());
    await this.auditLogin('login.failed', attempt?.id ?? null, given.address);
    return null;
  }

  /**
   * Opens a session for somebody whom the county's own provider has vouched for.
   * @throws UnknownSignOn where no account is theirs
   */
  async loginByProvider(given: {
    subject: string;
    loginId: string | null;
    address: string;
    oldToken?: string;
  }): Promise<{ token: string; endsAt: Date }> {
    const account = await this.accountOfSubject(given.subject, given.loginId);
    if (account === null) {
      await this.auditLogin('login.failed', null, given.address);
      throw new UnknownSignOn();
    }
    return this.open(account, given, 'provider');
  }

  /**
   * The account that is bound to the provider's subject, else the unbound one of that login id, which is bound now: a name that the
   * provider later gives to somebody else opens nobody's account.
   */
  private async accountOfSubject(subject: string, loginId: string | null): Promise<string | null> {
    const [bound] = await this.dataSource.query<{ id: string; active: boolean }[]>(
      'SELECT id, active FROM staff.account WHERE oidc_subject = $1',
      [subject],
    );
    if (bound !== undefined) return bound.active ? bound.id : null;
    const [rows] = await this.dataSource.query<[{ id: string }[], number]>(
      'UPDATE staff.account SET oidc_subject = $1 WHERE login_id = lower($2) AND oidc_subject IS NULL AND active RETURNING id',
      [subject, loginId],
    );
    return rows[0]?.id ?? null;
  }

  private async open(
    accountId: string,
    { address, oldToken }: { address: string; oldToken?: string },
    by: 'password' | 'provider',
  ): Promise<{ token: string; endsAt: Date }> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query(
        'UPDATE staff.account SET failed_logins = 0, locked_until = NULL, last_login_at = $2 WHERE id = $1',
        [accountId, this.clock.realNow()],
      );
      if (oldToken !== undefined) await this.sessions.close(tx, oldToken);
      const actor = { kind: 'staff' as const, id: accountId, address };
      await this.audit.write(tx, [
        { actor, action: 'login', subjectKind: 'account', subjects: [accountId], detail: { by } },
      ]);
      return this.sessions.open(tx, accountId);
    });
  }

  async logout(token: string, address: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const account = await this.sessions.close(tx, token);
      if (account === null) return;
      const actor = { kind: 'staff' as const, id: account, address };
      await this.audit.write(tx, [{ actor, action: 'logout', subjectKind: 'account', subjects: [account] }]);
    });
  }

  /**
   * Counts the attempt before the password is looked at, so that guesses sent at the same instant count too. The fifth in a row
   * locks; it may itself still be right. An unknown id has nothing to write, so what a known one writes does not wait for the disk:
   * those milliseconds would tell them apart.
   */
  private async countAttempt(loginId: string): Promise<Attempt | null> {
    const now = this.clock.realNow();
    const [rows] = await this.dataSource.query<[Attempt[], number]>(
      `UPDATE staff.account a SET
         failed_logins = CASE WHEN was.may THEN (CASE WHEN was.locked_until IS NULL THEN was.failed_logins ELSE 0 END) + 1 ELSE was.failed_logins END,
         locked_until = CASE WHEN NOT was.may THEN was.locked_until
           WHEN was.locked_until IS NULL AND was.failed_logins + 1 >= ${FAILURES_UNTIL_LOCKED} THEN $3::timestamptz END
       FROM (SELECT id, failed_logins, locked_until, (locked_until IS NULL OR locked_until <= $2) AS may
             FROM staff.account, (SELECT set_config('synchronous_commit', 'off', true)) AS unflushed
             WHERE login_id = lower($1) FOR UPDATE OF account) was
       WHERE a.id = was.id RETURNING a.id, a.password_hash, was.may AND a.active AS may`,
      [loginId, now, new Date(now.getTime() + LOCKED_MS)],
    );
    return rows[0] ?? null;
  }

  /** The id that was typed is not kept: people type passwords into the wrong field. */
  private async auditLogin(action: string, accountId: string | null, address: string): Promise<void> {
    const actor = { kind: 'stranger' as const, id: '-', address };
    await this.audit.write(this.dataSource.manager, [
      { actor, action, subjectKind: 'account', subjects: accountId === null ? [] : [accountId] },
    ]);
  }
}
