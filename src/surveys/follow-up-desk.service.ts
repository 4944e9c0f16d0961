import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { decodeCursor, pageOf, type Page } from '../../libs/http/index.js';
import { Privacy, scrubForMessage } from '../../libs/privacy/index.js';
import { PersonExports } from '../cases/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { FollowUpNotFound, FollowUpSettled } from './survey.errors.js';

export interface FollowUp {
  id: string;
  kind: 'CONTACT' | 'ANONYMOUS';
  departmentCode: string;
  /** Month of the petition's completion, `YYYY-MM`. */
  month: string;
  score: number;
  /** Only where the citizen asked to be contacted. */
  receiptNo: string | null;
  /** Product time, +09:00. */
  openedAt: string;
  /** By when to act, `YYYY-MM-DD`; null for anonymous ones. */
  dueOn: string | null;
  state: 'OPEN' | 'CLOSED' | 'WITHDRAWN';
  closedAt: string | null;
  note: string | null;
}

interface FollowUpRow {
  id: string;
  kind: FollowUp['kind'];
  department_code: string;
  month: string;
  score: number;
  receipt_no: string | null;
  opened_at: Date;
  due_on: string | null;
  state: FollowUp['state'];
  closed_at: Date | null;
  note_sealed: Buffer | null;
}

/** Follow-ups as heads work them off. */
@Injectable()
export class FollowUpDesk implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly audit: AuditTrail,
    private readonly personExports: PersonExports,
  ) {}

  onModuleInit(): void {
    this.personExports.alsoGive((tx, receiptNos) => this.ofCases(tx, receiptNos));
  }

  /** What the persons of these cases wished to be called about; those of nobody's case are not among them. */
  private async ofCases(tx: EntityManager, receiptNos: readonly string[]): Promise<FollowUp[]> {
    const rows = await tx.query<FollowUpRow[]>(
      'SELECT * FROM surveys.follow_up WHERE receipt_no = ANY ($1) ORDER BY id',
      [receiptNos],
    );
    return rows.map((row) => this.followUpOf(row));
  }

  /** A page of the departments in scope, the newest first. @throws Problem 400 for a cursor that is not of this list */
  async list(
    scope: string[] | 'ALL',
    state: FollowUp['state'] | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Page<FollowUp>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<FollowUpRow[]>(
      `SELECT * FROM surveys.follow_up
       WHERE ($1::text[] IS NULL OR department_code = ANY($1)) AND ($2::text IS NULL OR state = $2) AND ($3::uuid IS NULL OR id < $3)
       ORDER BY id DESC LIMIT $4`,
      [scope === 'ALL' ? null : scope, state ?? null, after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return { items: page.items.map((row) => this.followUpOf(row)), nextCursor: page.nextCursor };
  }

  /** How many wait in the departments in scope. */
  async openCount(scope: string[] | 'ALL'): Promise<number> {
    const [row] = await this.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM surveys.follow_up WHERE state = 'OPEN' AND ($1::text[] IS NULL OR department_code = ANY ($1))`,
      [scope === 'ALL' ? null : scope],
    );
    return row!.n;
  }

  /**
   * Closes one with what was done.
   * @throws FollowUpNotFound 404, also where it lies outside the actor's departments; FollowUpSettled 409
   */
  close(id: string, note: string, actor: Actor): Promise<FollowUp> {
    return this.dataSource.transaction(async (tx) => {
      const [row] = await tx.query<FollowUpRow[]>('SELECT * FROM surveys.follow_up WHERE id = $1 FOR UPDATE', [id]);
      const mayClose =
        row !== undefined && (actor.departmentScope === 'ALL' || actor.departmentScope.includes(row.department_code));
      if (!mayClose) throw new FollowUpNotFound();
      if (row.state !== 'OPEN') throw new FollowUpSettled();
      const closed = {
        ...row,
        state: 'CLOSED' as const,
        closed_at: this.clock.now(),
        note_sealed: this.privacy.seal(scrubForMessage(note)),
      };
      await tx.query(
        `UPDATE surveys.follow_up SET state = 'CLOSED', closed_at = $2, closed_by = $3, note_sealed = $4 WHERE id = $1`,
        [id, closed.closed_at, actor.id, closed.note_sealed],
      );
      await this.audit.write(tx, [
        {
          actor,
          action: 'surveys.close-follow-up',
          subjectKind: 'survey-follow-up',
          subjects: row.receipt_no === null ? [id] : [id, row.receipt_no],
          departmentCode: row.department_code,
        },
      ]);
      return this.followUpOf(closed);
    });
  }

  private followUpOf(row: FollowUpRow): FollowUp {
    return {
      id: row.id,
      kind: row.kind,
      departmentCode: row.department_code,
      month: row.month.slice(0, 7),
      score: row.score,
      receiptNo: row.receipt_no,
      openedAt: toKst(row.opened_at),
      dueOn: row.due_on,
      state: row.state,
      closedAt: row.closed_at === null ? null : toKst(row.closed_at),
      note: row.note_sealed === null ? null : this.privacy.open(row.note_sealed),
    };
  }
}
