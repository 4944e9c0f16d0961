import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock, toKst } from '../../libs/clock/index.js';
import { decodeCursor, type Page, pageOf } from '../../libs/http/index.js';
import { DeadlineChangeNotFound } from './case.errors.js';
import type { ChangedDays } from './changed-days.js';
import { DeadlineExamination, type MovingCase } from './deadline-examination.js';
import type { CountyRules } from './holiday-table.js';

/** A change that may move many open deadlines. */
export interface AskedChange extends ChangedDays {
  /** In Korean, as citizens read it. */
  detail: string;
}

/** What a change would do, looked through before it is confirmed. */
export interface ChangePreview {
  /** Open cases that the change can touch at all. */
  examined: number;
  /** Of them, those whose deadlines move. */
  moving: number;
  /** Of these, those whose citizens are told. */
  told: number;
  /** The first of the moving ones that the caller may see. */
  moves: { receiptNo: string; departmentCode: string; from: ShownDates; to: ShownDates; told: boolean }[];
}

interface ShownDates {
  dueAt: string | null;
  targetAt: string | null;
}

interface ChangeRow {
  id: string;
  kind: AskedChange['kind'];
  detail: string;
  asked_at: Date;
  examined: number;
  moved: number;
  told: number;
  done_at: Date | null;
}

const LOOKED_THROUGH_AT_ONCE = 1_000;
const SHOWN = 100;
const COLUMNS = 'id, kind, detail, asked_at, examined, moved, told, done_at';

/** Changes of the calendar and outages: what they would move, and how far their work has come. */
@Injectable()
export class DeadlineChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly examination: DeadlineExamination,
    private readonly clock: Clock,
  ) {}

  /** Which open deadlines move if these rules hold. Takes no lock; the cases go on meanwhile. */
  async preview(changed: ChangedDays, rules: CountyRules, scope: string[] | 'ALL'): Promise<ChangePreview> {
    const preview: ChangePreview = { examined: 0, moving: 0, told: 0, moves: [] };
    for (let after: string | null = ''; after !== null;) {
      const batch = await this.examination.next(this.dataSource.manager, changed, rules, after, LOOKED_THROUGH_AT_ONCE);
      preview.examined += batch.count;
      preview.moving += batch.moving.length;
      preview.told += batch.moving.filter(({ told }) => told).length;
      const seen = batch.moving.filter(({ departmentCode }) => scope === 'ALL' || scope.includes(departmentCode));
      preview.moves.push(...seen.slice(0, SHOWN - preview.moves.length).map(shownMove));
      after = batch.count < LOOKED_THROUGH_AT_ONCE ? null : batch.last;
    }
    return preview;
  }

  /** Notes a change whose work begins after the caller's commit. @param by id of the actor */
  async ask(tx: EntityManager, change: AskedChange, by: string): Promise<ReturnType<typeof shownChange>> {
    const [row] = await tx.query<ChangeRow[]>(
      `INSERT INTO cases.deadline_change (id, kind, detail, first_day, last_day, asked_at, asked_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
      [v7(), change.kind, change.detail, change.firstDay, change.lastDay, this.clock.now(), by],
    );
    return shownChange(row!);
  }

  /** Whether deadlines are still to move by a change that was asked. */
  async anyUnderWay(): Promise<boolean> {
    const [found] = await this.dataSource.query<[{ any: boolean }]>(
      'SELECT EXISTS (SELECT FROM cases.deadline_change WHERE done_at IS NULL) AS any',
    );
    return found.any;
  }

  /** The newest first. */
  async list(limit: number, cursor?: string): Promise<Page<ReturnType<typeof shownChange>>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<ChangeRow[]>(
      `SELECT ${COLUMNS} FROM cases.deadline_change WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return { items: page.items.map(shownChange), nextCursor: page.nextCursor };
  }

  /** @throws DeadlineChangeNotFound */
  async one(id: string): Promise<ReturnType<typeof shownChange>> {
    const [row] = await this.dataSource.query<ChangeRow[]>(
      `SELECT ${COLUMNS} FROM cases.deadline_change WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw new DeadlineChangeNotFound();
    return shownChange(row);
  }
}

function shownMove({ receiptNo, departmentCode, from, to, told }: MovingCase): ChangePreview['moves'][number] {
  return { receiptNo, departmentCode, from: shownDates(from), to: shownDates(to), told };
}

function shownDates({ dueAt, targetAt }: MovingCase['from']): ShownDates {
  return { dueAt: dueAt && toKst(dueAt), targetAt: targetAt && toKst(targetAt) };
}

function shownChange(row: ChangeRow) {
  return {
    id: row.id,
    kind: row.kind,
    detail: row.detail,
    askedAt: toKst(row.asked_at),
    examined: row.examined,
    moved: row.moved,
    told: row.told,
    doneAt: row.done_at && toKst(row.done_at),
  };
}
