import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock, toKst } from '../../libs/clock/index.js';
import { type Page, decodeCursor, pageOf } from '../../libs/http/index.js';
import type { NotificationFact, Occasion } from '../messaging/index.js';
import { TaskClosed, TaskNotFound } from './case.errors.js';
import type { OpenedLink } from './citizen-links.js';

export const TASK_CLOSINGS = ['called', 'posted', 'visited'] as const;
export type TaskClosing = (typeof TASK_CLOSINGS)[number];

/** A task that a notice led to. */
export interface OpenedTask {
  caseId: string;
  notificationId: string;
  occasion: Occasion;
  cause: string;
}

interface TaskRow {
  id: string;
  receipt_no: string;
  type_name: string;
  kind: 'NOT_REACHED' | 'POST' | 'NOT_MINE';
  /** Of the notice that reached nobody. */
  occasion: string | null;
  recipient_kind: string;
  cause: string;
  department_code: string;
  officer_id: string | null;
  opened_at: Date;
  closed_at: Date | null;
  closed_as: TaskClosing | null;
}

/** Whoever has the case now has to see to it. */
const OFFICER = 'coalesce(c.officer_id, t.officer_id)';
const SELECT = `SELECT t.*, ${OFFICER} AS officer_id, c.receipt_no, c.type_name
  FROM cases.task t JOIN cases.civil_case c ON c.id = t.case_id`;

const NOT_MINE = '받은 분이 자신의 민원이 아니라고 알려 왔습니다. 새올에 적힌 휴대전화번호를 확인해 바로잡아 주세요.';

/** Citizens whom no message reached, or whose number is somebody else's: an officer telephones, posts or visits, and says so. */
@Injectable()
export class Tasks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Tasks of these departments, the newest first. */
  async list(
    scope: string[] | 'ALL',
    filters: { open?: boolean; receiptNo?: string; officerId?: string },
    limit: number,
    cursor?: string,
  ): Promise<Page<Task>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<TaskRow[]>(
      `${SELECT} WHERE ($1::text[] IS NULL OR t.department_code = ANY($1)) AND ($2::boolean IS NULL OR (t.closed_at IS NULL) = $2)
         AND ($3::uuid IS NULL OR t.id < $3) AND ($5::text IS NULL OR c.receipt_no = $5)
         AND ($6::text IS NULL OR ${OFFICER} = $6) ORDER BY t.id DESC LIMIT $4`,
      [
        scope === 'ALL' ? null : scope,
        filters.open ?? null,
        after?.[0] ?? null,
        limit + 1,
        filters.receiptNo ?? null,
        filters.officerId ?? null,
      ],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return { items: page.items.map(shown), nextCursor: page.nextCursor };
  }

  /** How many wait in these departments. */
  async openCount(scope: string[] | 'ALL'): Promise<number> {
    const [row] = await this.dataSource.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM cases.task WHERE closed_at IS NULL AND ($1::text[] IS NULL OR department_code = ANY($1))',
      [scope === 'ALL' ? null : scope],
    );
    return row!.n;
  }

  /** One task for each notice, for ever; gives those that are new. A notice about no case of ours opens none. */
  async openForNotices(
    tx: EntityManager,
    kind: 'NOT_REACHED' | 'POST',
    notices: { notification: NotificationFact; cause: string }[],
  ): Promise<OpenedTask[]> {
    if (notices.length === 0) return [];
    return tx.query(
      `INSERT INTO cases.task (id, case_id, kind, notification_id, occasion, recipient_kind, cause, department_code, officer_id, opened_at)
       SELECT t.id, c.id, $8, t.notification_id, t.occasion, t.recipient_kind, t.cause, c.department_code, c.officer_id, t.opened_at
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
         AS t (id, case_id, notification_id, occasion, recipient_kind, cause, opened_at)
       JOIN cases.civil_case c ON c.id = t.case_id
       ON CONFLICT (notification_id) DO NOTHING
       RETURNING case_id AS "caseId", notification_id AS "notificationId", occasion, cause`,
      [
        notices.map(() => v7()),
        notices.map(({ notification }) => notification.subject),
        notices.map(({ notification }) => notification.notificationId),
        notices.map(({ notification }) => notification.occasion),
        notices.map(({ notification }) => notification.recipientKind),
        notices.map(({ cause }) => cause),
        notices.map(({ notification }) => notification.at),
        kind,
      ],
    );
  }

  /** A number turned out to be somebody else's: one open task per case and recipient, however often it is said. */
  async openNotMine(tx: EntityManager, { caseId, holder }: OpenedLink): Promise<void> {
    await tx.query(
      `INSERT INTO cases.task (id, case_id, kind, recipient_kind, cause, department_code, officer_id, opened_at)
       SELECT $1, id, 'NOT_MINE', $3, $4, department_code, officer_id, $5 FROM cases.civil_case WHERE id = $2
       ON CONFLICT (case_id, recipient_kind) WHERE kind = 'NOT_MINE' AND closed_at IS NULL DO NOTHING`,
      [v7(), caseId, holder, NOT_MINE, this.clock.now()],
    );
  }

  /** @throws TaskNotFound, TaskClosed */
  async close(id: string, as: TaskClosing, by: string, scope: string[] | 'ALL'): Promise<Task> {
    await this.dataSource.transaction(async (tx) => {
      const [row] = await tx.query<TaskRow[]>(
        `${SELECT} WHERE t.id = $1 AND ($2::text[] IS NULL OR t.department_code = ANY($2)) FOR UPDATE OF t`,
        [id, scope === 'ALL' ? null : scope],
      );
      if (row === undefined) throw new TaskNotFound();
      if (row.closed_at !== null) throw new TaskClosed();
      await tx.query('UPDATE cases.task SET closed_at = $2, closed_as = $3, closed_by = $4 WHERE id = $1', [
        id,
        this.clock.now(),
        as,
        by,
      ]);
    });
    const [row] = await this.dataSource.query<TaskRow[]>(`${SELECT} WHERE t.id = $1`, [id]);
    return shown(row!);
  }
}

function shown(row: TaskRow) {
  return {
    id: row.id,
    receiptNo: row.receipt_no,
    petitionName: row.type_name,
    kind: row.kind,
    occasion: row.occasion,
    recipientKind: row.recipient_kind,
    cause: row.cause,
    departmentCode: row.department_code,
    officerId: row.officer_id,
    openedAt: toKst(row.opened_at),
    closedAt: row.closed_at && toKst(row.closed_at),
    closedAs: row.closed_as,
  };
}

/** A task as it is shown; instants ISO 8601 with +09:00. */
export type Task = ReturnType<typeof shown>;
