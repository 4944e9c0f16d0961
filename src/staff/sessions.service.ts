import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { RequestLimit } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { type Actor, COUNTY_WIDE_ROLES, type Role } from './actor.js';

export const IDLE_MS = 30 * 60_000;
/** However busy: one working day. */
export const LONGEST_MS = 12 * 3_600_000;
/** A wall screen's: it does not idle out, since nobody sits before it. */
export const WALL_MS = 30 * 24 * 3_600_000;
/** A session in use is written at most this often, so it idles out 29 to 30 minutes after its last use. */
const SEEN_EVERY_MS = 60_000;
const REQUESTS_PER_SECOND = 100;

interface SessionRow {
  accountId: string;
  loginId: string;
  roles: Role[];
  officerId: string | null;
  name: Buffer | null;
  departmentCodes: string[];
  seenAt: Date;
  wall: boolean;
}

/** Sessions of people; all times are machine times. Only a keyed hash of the token is stored. */
@Injectable()
export class Sessions {
  private readonly limit = new RequestLimit(REQUESTS_PER_SECOND);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly settings: Settings,
  ) {}

  /** @returns the token for the cookie, and the instant at which the session ends however busy */
  open(tx: EntityManager, accountId: string): Promise<{ token: string; endsAt: Date }> {
    return this.begin(tx, accountId, LONGEST_MS, false);
  }

  /** The same for a wall screen, which sees the wall page alone. */
  openOnWall(tx: EntityManager, accountId: string): Promise<{ token: string; endsAt: Date }> {
    return this.begin(tx, accountId, WALL_MS, true);
  }

  private async begin(
    tx: EntityManager,
    accountId: string,
    lastsMs: number,
    wall: boolean,
  ): Promise<{ token: string; endsAt: Date }> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.realNow();
    const endsAt = new Date(now.getTime() + lastsMs);
    await tx.query(
      'INSERT INTO staff.session (token_hash, account_id, created_at, seen_at, ends_at, wall) VALUES ($1, $2, $3, $3, $4, $5)',
      [this.hash(token), accountId, now, endsAt, wall],
    );
    return { token, endsAt };
  }

  /** Ends a session. @returns the account whose it was, or null where there was none */
  async close(tx: EntityManager, token: string): Promise<string | null> {
    const [rows] = await tx.query<[{ account_id: string }[], number]>(
      'DELETE FROM staff.session WHERE token_hash = $1 RETURNING account_id',
      [this.hash(token)],
    );
    return rows[0]?.account_id ?? null;
  }

  /** Ends every session of an account, but not the one of `keepToken`. */
  async closeAll(tx: EntityManager, accountId: string, keepToken?: string): Promise<void> {
    await tx.query('DELETE FROM staff.session WHERE account_id = $1 AND token_hash IS DISTINCT FROM $2', [
      accountId,
      keepToken === undefined ? null : this.hash(keepToken),
    ]);
  }

  /**
   * Who calls with this session; null for unknown, idle, ended ones and closed accounts.
   * @throws Problem 429 where they call too often
   * @param prolong false for live refreshes, which no person asked for
   */
  async actorOf(token: string, address: string, prolong: boolean): Promise<Actor | null> {
    const now = this.clock.realNow();
    const [row] = await this.dataSource.query<SessionRow[]>(
      `SELECT a.id AS "accountId", a.login_id AS "loginId", a.roles, a.officer_id AS "officerId", o.name, s.seen_at AS "seenAt", s.wall,
         ARRAY(SELECT staff.department_and_below(o.department_code)) AS "departmentCodes"
       FROM staff.session s JOIN staff.account a ON a.id = s.account_id LEFT JOIN staff.officer o ON o.id = a.officer_id
       WHERE s.token_hash = $1 AND (s.wall OR s.seen_at > $2) AND s.ends_at > $3 AND a.active`,
      [this.hash(token), new Date(now.getTime() - IDLE_MS), now],
    );
    if (row === undefined) return null;
    this.limit.assertAllowed(row.accountId, now.getTime());
    if (prolong && !row.wall && now.getTime() - row.seenAt.getTime() >= SEEN_EVERY_MS) {
      await this.dataSource.query('UPDATE staff.session SET seen_at = $2 WHERE token_hash = $1', [
        this.hash(token),
        now,
      ]);
    }
    const ownDepartments = row.departmentCodes.filter((code) => code !== null);
    return {
      kind: 'staff',
      id: row.accountId,
      officerId: row.officerId,
      name: row.name === null ? row.loginId : this.privacy.open(row.name),
      roles: row.roles,
      departmentScope: row.roles.some((role) => COUNTY_WIDE_ROLES.includes(role)) ? 'ALL' : ownDepartments,
      ownDepartments,
      address,
      onWall: row.wall,
    };
  }

  /** Those of the tokens whose sessions go on; asking prolongs none. */
  async stillOpen(tokens: readonly string[]): Promise<Set<string>> {
    if (tokens.length === 0) return new Set();
    const now = this.clock.realNow();
    const byHash = new Map(tokens.map((token) => [this.hash(token).toString('hex'), token]));
    const rows = await this.dataSource.query<{ hash: string }[]>(
      `SELECT encode(s.token_hash, 'hex') AS hash FROM staff.session s JOIN staff.account a ON a.id = s.account_id
       WHERE s.token_hash = ANY ($1) AND (s.wall OR s.seen_at > $2) AND s.ends_at > $3 AND a.active`,
      [[...byHash.keys()].map((hash) => Buffer.from(hash, 'hex')), new Date(now.getTime() - IDLE_MS), now],
    );
    return new Set(rows.map(({ hash }) => byHash.get(hash)!));
  }

  /** Forgets what is over. */
  @EveryTick({ name: 'staff.sweep-sessions', everyMs: 600_000 })
  async sweep(): Promise<void> {
    const now = this.clock.realNow();
    await this.dataSource.query('DELETE FROM staff.session WHERE ends_at <= $1 OR (NOT wall AND seen_at <= $2)', [
      now,
      new Date(now.getTime() - IDLE_MS),
    ]);
  }

  private hash(token: string): Buffer {
    return createHmac('sha256', this.settings.sessionSecret).update(token).digest();
  }
}
