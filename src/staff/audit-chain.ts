import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';

const BATCH = 1_000;
const MONTHS_AHEAD_MS = 95 * 86_400_000;
/** A row that stands this long without a seal was kept from the chain. */
const SEAL_WITHIN_MS = 60_000;
const MOST_FAULTS = 100;

/** What verification found wrong with one row of the trail. */
export interface ChainFault {
  /** Place in the chain; null where the row has none. */
  position: number | null;
  auditId: string;
  /**
   * CHANGED: the row is not what was sealed. MISSING: the row is gone. BROKEN: a seal before it is gone or changed, and it was not
   * retention that let it go. UNSEALED: never sealed.
   */
  fault: 'CHANGED' | 'MISSING' | 'BROKEN' | 'UNSEALED';
}

export interface ChainVerdict {
  intact: boolean;
  /** Seals that were checked. */
  checked: number;
  /** Rows that wait for the next tick. */
  waiting: number;
  /** Place and hash (hex) of the newest seal: note them elsewhere, and a chain cut at its end shows too. */
  headPosition: number;
  headHash: string | null;
  /** The first 100. */
  faults: ChainFault[];
}

interface SealableRow {
  id: string;
  at: Date;
  body: string;
  reason: Buffer | null;
}

interface SealRow {
  position: number;
  audit_id: string;
  previous: Buffer;
  hash: Buffer;
  body: string | null;
  reason: Buffer | null;
}

/** The entry with which retention tells where the chain begins now. */
export const LET_GO = 'audit.let-go';

/** Everything of a row, as one text that PostgreSQL writes the same way each time; the reason comes besides, opened. */
const BODY = `jsonb_build_array(a.id, extract(epoch FROM a.at), a.actor_kind, a.actor_id, a.address, a.action, a.subject_kind, a.subjects,
  a.department_code, a.detail)::text`;

/**
 * The hash chain over the audit trail. Each row gets a seal: a keyed hash over the seal before and the row itself. The key
 * is not in the database, so who can write there still cannot mend the chain.
 */
@Injectable()
export class AuditChain {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
  ) {}

  /** Seals all that waits. */
  @EveryTick({ name: 'staff.seal-audit', everyMs: 1_000 })
  async sealAll(): Promise<void> {
    while ((await this.sealWaiting()) === BATCH);
  }

  /** Seals what waits, up to 1,000 rows; 0 also where another process is at it. @returns how many rows were sealed */
  async sealWaiting(): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      const [lock] = await tx.query<{ mine: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtext('staff.audit-chain')) AS mine`,
      );
      if (!lock!.mine) return 0;
      const rows = await tx.query<SealableRow[]>(
        `SELECT a.id, a.at, ${BODY} AS body, r.reason_sealed AS reason
         FROM (SELECT audit_id, audit_at FROM staff.audit_waiting ORDER BY audit_id LIMIT ${BATCH}) w
         JOIN staff.audit a ON a.id = w.audit_id AND a.at = w.audit_at LEFT JOIN staff.audit_reason r ON r.audit_id = a.id ORDER BY a.id`,
      );
      if (rows.length === 0) return 0;
      await this.append(tx, rows);
      return rows.length;
    });
  }

  private async append(tx: EntityManager, rows: SealableRow[]): Promise<void> {
    const head = await this.head(tx);
    let { position, hash } = head;
    const seals = rows.map((row) => {
      const previous = hash;
      position += 1;
      hash = this.sealOf(position, previous, row.body, row.reason);
      return { position, id: row.id, at: row.at, previous, hash };
    });
    await tx.query(
      `WITH sealed AS (
         INSERT INTO staff.audit_seal (position, audit_id, audit_at, previous, hash)
         SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::bytea[], $5::bytea[]) RETURNING audit_id)
       DELETE FROM staff.audit_waiting w USING sealed WHERE w.audit_id = sealed.audit_id`,
      [
        seals.map((s) => s.position),
        seals.map((s) => s.id),
        seals.map((s) => s.at),
        seals.map((s) => s.previous),
        seals.map((s) => s.hash),
      ],
    );
  }

  private async head(tx: EntityManager): Promise<{ position: number; hash: Buffer }> {
    const [row] = await tx.query<{ position: number; hash: Buffer }[]>(
      'SELECT position, hash FROM staff.audit_seal ORDER BY position DESC LIMIT 1',
    );
    return row ?? { position: 0, hash: Buffer.alloc(32) };
  }

  /** Over what a reason says and not over how it is sealed: so the key ring can turn under it. */
  private sealOf(position: number, previous: Buffer, body: string, reason: Buffer | null): Buffer {
    const said = reason === null ? '' : `\n${this.privacy.open(reason)}`;
    return this.privacy.blindIndex('audit-chain', `${position}\n${previous.toString('hex')}\n${body}${said}`);
  }

  private isAsSealed(seal: SealRow & { body: string }): boolean {
    try {
      return this.sealOf(seal.position, seal.previous, seal.body, seal.reason).equals(seal.hash);
    } catch {
      return false; // a reason that cannot be opened is not the one that was sealed
    }
  }

  /** Walks the whole chain and every row; reads in pages, so it may run beside everything else. */
  async verify(): Promise<ChainVerdict> {
    const tx = this.dataSource.manager;
    const faults: ChainFault[] = [];
    let checked = 0;
    let last: { position: number; hash: Buffer } | null = null;
    for (;;) {
      const seals: SealRow[] = await tx.query<SealRow[]>(
        `SELECT s.position, s.audit_id, s.previous, s.hash, CASE WHEN a.id IS NOT NULL THEN ${BODY} END AS body,
           r.reason_sealed AS reason
         FROM (SELECT * FROM staff.audit_seal WHERE position > $1 ORDER BY position LIMIT ${BATCH}) s
         LEFT JOIN staff.audit a ON a.id = s.audit_id AND a.at = s.audit_at
         LEFT JOIN staff.audit_reason r ON r.audit_id = s.audit_id ORDER BY s.position`,
        [last?.position ?? -1],
      );
      if (seals.length === 0) break;
      for (const seal of seals) {
        const fault = last === null ? await this.faultOfFirst(tx, seal) : this.faultOf(seal, last);
        if (fault !== null) faults.push({ position: seal.position, auditId: seal.audit_id, fault });
        last = seal;
      }
      checked += seals.length;
    }
    const unsealed = await this.unsealed(tx);
    faults.push(...unsealed.map((id) => ({ position: null, auditId: id, fault: 'UNSEALED' as const })));
    const [waiting] = await tx.query<{ count: number }[]>('SELECT count(*) AS count FROM staff.audit_waiting');
    return {
      intact: faults.length === 0,
      checked,
      waiting: waiting!.count,
      headPosition: last?.position ?? 0,
      headHash: last?.hash.toString('hex') ?? null,
      faults: faults.slice(0, MOST_FAULTS),
    };
  }

  /** True where the chain holds a seal that was noted earlier, as `position:hash`. */
  async holds(noted: string): Promise<boolean> {
    const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(noted) ?? [];
    if (position === undefined) return false;
    const found = await this.dataSource.query<unknown[]>(
      `SELECT FROM staff.audit_seal WHERE position = $1 AND hash = decode($2, 'hex')`,
      [Number(position), hash],
    );
    return found.length > 0;
  }

  private faultOf(seal: SealRow, before: { position: number; hash: Buffer }): ChainFault['fault'] | null {
    const { body } = seal;
    if (body === null) return 'MISSING';
    if (!this.isAsSealed({ ...seal, body })) return 'CHANGED';
    return seal.position === before.position + 1 && seal.previous.equals(before.hash) ? null : 'BROKEN';
  }

  /** It is the very first, or follows what retention let go. */
  private async faultOfFirst(tx: EntityManager, seal: SealRow): Promise<ChainFault['fault'] | null> {
    const fault = this.faultOf(seal, { position: 0, hash: Buffer.alloc(32) });
    return fault === 'BROKEN' && (await this.isBeginning(tx, seal)) ? null : fault;
  }

  private async isBeginning(tx: EntityManager, first: Pick<SealRow, 'position' | 'previous'>): Promise<boolean> {
    const found = await tx.query<unknown[]>(
      `SELECT FROM staff.audit WHERE action = '${LET_GO}' AND detail ->> 'beginning' = $1 LIMIT 1`,
      [this.beginningOf(first)],
    );
    return found.length > 0;
  }

  /** Under the key, so that nobody but the program can say where the chain begins. */
  private beginningOf({ position, previous }: Pick<SealRow, 'position' | 'previous'>): string {
    return this.privacy.blindIndex('audit-beginning', `${position}\n${previous.toString('hex')}`).toString('hex');
  }

  /** The mark of the first seal that stands, for the entry that tells of what was let go before it; null where none stands. */
  async beginning(tx: EntityManager): Promise<{ position: number; mark: string } | null> {
    const [first] = await tx.query<Pick<SealRow, 'position' | 'previous'>[]>(
      'SELECT position, previous FROM staff.audit_seal ORDER BY position LIMIT 1',
    );
    return first === undefined ? null : { position: first.position, mark: this.beginningOf(first) };
  }

  private async unsealed(tx: EntityManager): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT a.id FROM staff.audit a
       WHERE a.at < $1 AND NOT EXISTS (SELECT FROM staff.audit_seal s WHERE s.audit_id = a.id AND s.audit_at = a.at) ORDER BY a.at LIMIT ${MOST_FAULTS}`,
      [new Date(this.clock.realNow().getTime() - SEAL_WITHIN_MS)],
    );
    return rows.map((row) => row.id);
  }

  @EveryTick({ name: 'staff.make-audit-partitions', everyMs: 3_600_000 })
  async keepPartitionsComing(): Promise<void> {
    await this.makeComingPartitions();
  }

  /** Makes this month's and the coming three months' partitions where they are not there yet. @returns how many were made */
  async makeComingPartitions(): Promise<number> {
    const now = this.clock.realNow();
    const [row] = await this.dataSource.query<{ made: number }[]>(
      'SELECT staff.make_audit_partitions($1, $2) AS made',
      [kstDate(now), kstDate(new Date(now.getTime() + MONTHS_AHEAD_MS))],
    );
    return row!.made;
  }
}
