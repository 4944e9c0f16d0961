import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kstDate, toKst } from '../../libs/clock/index.js';
import type { CaseShape } from './case.events.js';

/** A case as its last event told it; `revision` counts its changes from 1 without a gap. */
export interface StandingShape {
  caseId: string;
  revision: number;
  shape: CaseShape;
}

type Instants = 'dueAt' | 'targetAt' | 'supplementDueAt';
type ShapeRow = { caseId: string; revision: number; receivedAt: Date; completedAt: Date | null } & Record<
  Instants,
  Date | null
> &
  Omit<CaseShape, Instants | 'receivedOn' | 'completedOn'>;

const COLUMNS = `id AS "caseId", revision, stage, outcome, open, department_code AS "departmentCode", type_code AS "typeCode",
  officer_id AS "officerId", statutory, notified, not_notified_reason AS "notNotifiedReason", received_at AS "receivedAt",
  completed_at AS "completedAt", due_at AS "dueAt", target_at AS "targetAt", extensions, paused, supplement_due_at AS "supplementDueAt",
  on_time AS "onTime", on_promise AS "onPromise", working_minutes AS "workingMinutes"`;

const iso = (at: Date | null) => (at === null ? null : toKst(at));

/** Every case as figures see it, for those who count anew; nothing of its persons is opened. */
@Injectable()
export class CaseShapes {
  /** By case id after one. */
  async after(tx: EntityManager, afterId: string, limit: number): Promise<StandingShape[]> {
    const rows = await tx.query<ShapeRow[]>(
      `SELECT ${COLUMNS} FROM cases.civil_case WHERE id > $1 ORDER BY id LIMIT $2`,
      [afterId, limit],
    );
    return rows.map(({ caseId, revision, receivedAt, completedAt, ...row }) => ({
      caseId,
      revision,
      shape: {
        ...row,
        receivedOn: kstDate(receivedAt),
        completedOn: completedAt === null ? null : kstDate(completedAt),
        dueAt: iso(row.dueAt),
        targetAt: iso(row.targetAt),
        supplementDueAt: iso(row.supplementDueAt),
      },
    }));
  }
}
