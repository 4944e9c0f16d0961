import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock, toKst } from '../../libs/clock/index.js';
import { decodeCursor, pageOf, type Page } from '../../libs/http/index.js';
import { Privacy, scrubIdentifiers } from '../../libs/privacy/index.js';

export type AuditedKind = 'staff' | 'key' | 'stranger' | 'system';

/** One access to a person's data, or one act that changes who may have it (접속기록; 안전성 확보조치 기준 art. 8). */
export interface AuditEntry {
  /** Who and from where; an `Actor` fits. */
  actor: { kind: AuditedKind; id: string; address?: string | null };
  /** What was done, `area.verb`: `cases.read`, `messages.unmask`. */
  action: string;
  /** What the subjects are: `case`, `notification`, `officer`, `api-key`, `account`. */
  subjectKind: string;
  /** Whose data: ids or receipt numbers, never names or numbers. A list read is one entry with all of its ids. */
  subjects: readonly string[];
  departmentCode?: string | null;
  /** Typed by a person, so it is scrubbed of identifiers and sealed. */
  reason?: string | null;
  /** Plain values, nothing personal. */
  detail?: Record<string, string | number | boolean | null>;
}

export interface AuditFilter {
  /** Instants, ISO 8601. */
  from?: string;
  to?: string;
  actorId?: string;
  /** An id of a subject: who saw whose data is one query. */
  subject?: string;
  action?: string;
  limit: number;
  cursor?: string;
}

export interface AuditRecord {
  id: string;
  /** Machine time, `+09:00`. */
  at: string;
  actorKind: AuditedKind;
  actorId: string;
  /** Login id or name of the key; null for strangers, the system and what is gone. */
  actorLabel: string | null;
  address: string | null;
  action: string;
  subjectKind: string;
  subjects: string[];
  departmentCode: string | null;
  reason: string | null;
  detail: Record<string, string | number | boolean | null>;
}

interface AuditRow extends Omit<AuditRecord, 'at' | 'reason'> {
  at: Date;
  reason: Buffer | null;
}

/** The append-only record of who had whose data. Its times are machine times: it is evidence of real accesses. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly clock: Clock,
    private readonly privacy: Privacy,
  ) {}

  /** Writes entries in the caller's transaction: what is rolled back was not done. They wait to be sealed by the next tick. */
  async write(tx: EntityManager, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const at = this.clock.realNow();
    const rows = entries.map((entry) => ({
      id: v7(),
      at,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      address: entry.actor.address ?? null,
      action: entry.action,
      subject_kind: entry.subjectKind,
      subjects: entry.subjects,
      department_code: entry.departmentCode ?? null,
      reason: entry.reason ? this.privacy.seal(scrubIdentifiers(entry.reason)).toString('hex') : null,
      detail: entry.detail ?? {},
    }));
    await tx.query(
      `WITH entry AS (
         SELECT * FROM json_to_recordset($1) AS e (id uuid, at timestamptz, actor_kind text, actor_id text, address text, action text,
           subject_kind text, subjects text[], department_code text, reason text, detail jsonb)),
       kept AS (
         INSERT INTO staff.audit (id, at, actor_kind, actor_id, address, action, subject_kind, subjects, department_code, detail)
         SELECT id, at, actor_kind, actor_id, address, action, subject_kind, subjects, department_code, detail FROM entry
         RETURNING id, at),
       reasons AS (
         INSERT INTO staff.audit_reason (audit_id, audit_at, reason_sealed)
         SELECT id, at, decode(reason, 'hex') FROM entry WHERE reason IS NOT NULL)
       INSERT INTO staff.audit_waiting (audit_id, audit_at) SELECT id, at FROM kept`,
      [JSON.stringify(rows)],
    );
  }

  /** When somebody had these data, and what they did, newest first and at most 1,000: for the person whose they are. */
  async accessesTo(
    tx: EntityManager,
    subjects: readonly string[],
  ): Promise<{ at: string; action: string; actorKind: AuditedKind }[]> {
    const rows = await tx.query<{ at: Date; action: string; actorKind: AuditedKind }[]>(
      `SELECT a.at, a.action, a.actor_kind AS "actorKind" FROM staff.audit a WHERE a.subjects && $1::text[] ORDER BY a.at DESC, a.id DESC LIMIT 1000`,
      [subjects],
    );
    return rows.map((row) => ({ ...row, at: toKst(row.at) }));
  }

  /** Newest first. */
  async list(tx: EntityManager, filter: AuditFilter): Promise<Page<AuditRecord>> {
    const after = decodeCursor(filter.cursor, ['string', 'string']);
    const rows = await tx.query<AuditRow[]>(
      `SELECT a.id, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", coalesce(account.login_id, key.name) AS "actorLabel", a.address, a.action,
         a.subject_kind AS "subjectKind", a.subjects, a.department_code AS "departmentCode", r.reason_sealed AS reason, a.detail
       FROM staff.audit a
       LEFT JOIN staff.audit_reason r ON r.audit_id = a.id
       LEFT JOIN staff.account ON a.actor_kind = 'staff' AND account.id::text = a.actor_id
       LEFT JOIN staff.api_key key ON a.actor_kind = 'key' AND key.id::text = a.actor_id
       WHERE ($1::timestamptz IS NULL OR a.at >= $1) AND ($2::timestamptz IS NULL OR a.at < $2)
         AND ($3::text IS NULL OR a.actor_id = $3) AND ($4::text IS NULL OR a.subjects @> ARRAY[$4::text]) AND ($5::text IS NULL OR a.action = $5)
         AND ($6::timestamptz IS NULL OR (a.at, a.id) < ($6, $7::uuid))
       ORDER BY a.at DESC, a.id DESC LIMIT $8`,
      [
        filter.from,
        filter.to,
        filter.actorId,
        filter.subject,
        filter.action,
        after?.[0],
        after?.[1],
        filter.limit + 1,
      ].map((value) => value ?? null),
    );
    const page = pageOf(rows, filter.limit, (row) => [row.at.toISOString(), row.id]);
    return {
      ...page,
      items: page.items.map((row) => ({
        ...row,
        at: toKst(row.at),
        reason: row.reason === null ? null : this.privacy.open(row.reason),
      })),
    };
  }
}
