import { createHash, randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { decodeCursor, pageOf, type Page, RequestLimit } from '../../libs/http/index.js';
import { Actor, type Role } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { UnknownApiKey, UnknownDepartments } from './staff.errors.js';

/** A revoked key may live this long in other processes. */
const TRUST_MS = 5_000;
const MOST_TRUSTED = 10_000;
const LAST_USE_EVERY_MS = 10_000;
/** Well above the 500 that are promised (design contract, Limits). */
const REQUESTS_PER_SECOND = 1_000;

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  /** null: all departments. */
  departmentCodes: string[] | null;
  createdAt: string;
  expiresAt: string | null;
  /** Written every ten seconds. */
  lastUsedAt: string | null;
  revokedAt: string | null;
}

interface ApiKeyRow extends Omit<ApiKey, 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'> {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

interface Trusted {
  key: ApiKeyRow;
  untilMs: number;
}

const COLUMNS = `id, name, role, department_codes AS "departmentCodes", created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

/** The key is long and random, so one round of SHA-256 is enough to keep it. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Keys of programs. A key that was found good is trusted for five seconds, so that 500 calls a second cost one query each five. */
@Injectable()
export class ApiKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ApiKeys.name);
  private readonly trusted = new Map<string, Trusted>();
  private readonly asking = new Map<string, Promise<ApiKeyRow | null>>();
  private readonly used = new Map<string, Date>();
  private readonly limit = new RequestLimit(REQUESTS_PER_SECOND);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.writeLastUses(), LAST_USE_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.writeLastUses();
  }

  /** Who calls with this key; null for unknown, expired and revoked ones. @throws Problem 429 where it calls too often */
  async actorOf(key: string, address: string): Promise<Actor | null> {
    const now = this.clock.realNow();
    const found = await this.trustedKey(hashApiKey(key), now);
    if (found === null || (found.expiresAt !== null && found.expiresAt <= now)) return null;
    this.limit.assertAllowed(found.id, now.getTime());
    this.used.set(found.id, now);
    return {
      kind: 'key',
      id: found.id,
      officerId: null,
      name: found.name,
      roles: [found.role],
      departmentScope: found.departmentCodes ?? 'ALL',
      address,
    };
  }

  private async trustedKey(hash: Buffer, now: Date): Promise<ApiKeyRow | null> {
    const name = hash.toString('base64');
    const known = this.trusted.get(name);
    if (known !== undefined && known.untilMs > now.getTime()) return known.key;
    const key = await this.askedOnce(name, hash);
    this.trusted.delete(name);
    if (key === null) return null;
    if (this.trusted.size >= MOST_TRUSTED) this.trusted.clear();
    this.trusted.set(name, { key, untilMs: now.getTime() + TRUST_MS });
    return key;
  }

  /** Callers at the same instant share one query. */
  private askedOnce(name: string, hash: Buffer): Promise<ApiKeyRow | null> {
    const asking = this.asking.get(name) ?? this.load(hash).finally(() => this.asking.delete(name));
    this.asking.set(name, asking);
    return asking;
  }

  private async load(hash: Buffer): Promise<ApiKeyRow | null> {
    const [key] = await this.dataSource.query<ApiKeyRow[]>(
      `SELECT ${COLUMNS} FROM staff.api_key WHERE key_hash = $1 AND revoked_at IS NULL`,
      [hash],
    );
    return key ?? null;
  }

  /** Writes what was used since the last time; one statement. A database that is away loses nothing but these times. */
  async writeLastUses(): Promise<void> {
    if (this.used.size === 0) return;
    const uses = [...this.used].sort(([a], [b]) => (a < b ? -1 : 1));
    this.used.clear();
    try {
      await this.dataSource.query(
        `UPDATE staff.api_key k SET last_used_at = greatest(k.last_used_at, u.at)
         FROM unnest($1::uuid[], $2::timestamptz[]) AS u (id, at) WHERE k.id = u.id`,
        [uses.map(([id]) => id), uses.map(([, at]) => at)],
      );
    } catch (error) {
      this.logger.warn(`last uses of ${uses.length} API key(s) were not written: ${(error as Error).name}`);
    }
  }

  /**
   * Makes a key. The plain key is in the answer and nowhere else.
   * @throws UnknownDepartments
   */
  async create(
    by: Actor,
    wanted: { name: string; role: Role; departmentCodes: string[] | null; expiresAt: Date | null },
  ): Promise<ApiKey & { key: string }> {
    const key = `mwa_${randomBytes(32).toString('base64url')}`;
    return this.dataSource.transaction(async (tx) => {
      await refuseUnknownDepartments(tx, wanted.departmentCodes ?? []);
      const [row] = await tx.query<ApiKeyRow[]>(
        `INSERT INTO staff.api_key (key_hash, name, role, department_codes, created_at, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
        [
          hashApiKey(key),
          wanted.name,
          wanted.role,
          wanted.departmentCodes,
          this.clock.realNow(),
          by.id,
          wanted.expiresAt,
        ],
      );
      const detail = { role: wanted.role, departments: wanted.departmentCodes?.join(',') ?? 'ALL' };
      await this.audit.write(tx, [
        { actor: by, action: 'api-keys.create', subjectKind: 'api-key', subjects: [row!.id], detail },
      ]);
      return { ...shown(row!), key };
    });
  }

  /** Newest first, the revoked ones too. */
  async list(tx: EntityManager, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<ApiKey>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await tx.query<ApiKeyRow[]>(
      `SELECT ${COLUMNS} FROM staff.api_key WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, (row) => [row.id]);
    return { ...page, items: page.items.map(shown) };
  }

  /** @throws UnknownApiKey where there is none, or it is revoked already */
  async revoke(by: Actor, id: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const [rows] = await tx.query<[{ id: string }[], number]>(
        'UPDATE staff.api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id',
        [id, this.clock.realNow()],
      );
      if (rows.length === 0) throw new UnknownApiKey();
      await this.audit.write(tx, [{ actor: by, action: 'api-keys.revoke', subjectKind: 'api-key', subjects: [id] }]);
    });
    this.trusted.clear();
  }
}

async function refuseUnknownDepartments(tx: EntityManager, codes: string[]): Promise<void> {
  const unknown = await tx.query<{ code: string }[]>(
    'SELECT code FROM unnest($1::text[]) AS w (code) WHERE NOT EXISTS (SELECT FROM staff.department d WHERE d.code = w.code)',
    [codes],
  );
  if (unknown.length > 0) throw new UnknownDepartments(unknown.map((row) => row.code));
}

function shown(row: ApiKeyRow): ApiKey {
  return {
    ...row,
    createdAt: toKst(row.createdAt),
    expiresAt: row.expiresAt && toKst(row.expiresAt),
    lastUsedAt: row.lastUsedAt && toKst(row.lastUsedAt),
    revokedAt: row.revokedAt && toKst(row.revokedAt),
  };
}
