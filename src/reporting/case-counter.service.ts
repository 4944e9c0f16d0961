import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import type { CaseShape } from '../cases/index.js';
import { changeOf, monthOf } from './figure-cells.js';
import { addDeltas } from './figure-deltas.js';
import { followMisses, forgetMisses } from './missed-cases.js';

/** One change of one case. */
export interface CaseChange {
  caseId: string;
  revision: number;
  before: CaseShape | null;
  after: CaseShape;
}

/** Counts the changes of cases, each once. */
@Injectable()
export class CaseCounter {
  constructor(private readonly clock: Clock) {}

  async count(tx: EntityManager, changes: CaseChange[]): Promise<void> {
    const fresh = await this.fresh(tx, changes);
    const deltas = fresh.flatMap(({ before, after }) => changeOf(before, after));
    const voided = fresh.filter(({ before, after }) => after.stage === 'VOIDED' && before?.stage !== 'VOIDED');
    if (voided.length > 0) deltas.push(...(await forgetMisses(tx, idsOf(voided))));
    // A receipt too: what was withheld of it may be counted first, when neither its type nor its month was known.
    const moved = fresh.filter(({ before, after }) => before === null || !samePlace(before, after));
    if (moved.length > 0) deltas.push(...(await followMisses(tx, idsOf(moved))));
    await addDeltas(tx, deltas, this.clock.now());
  }

  /** Those that were not counted before; changes of one case commute, so their order does not matter. */
  private async fresh(tx: EntityManager, changes: CaseChange[]): Promise<CaseChange[]> {
    const inserted = await tx.query<{ key: string }[]>(
      `INSERT INTO reporting.counted_revision (case_id, revision, received_month, department_code, type_code, told)
       SELECT * FROM unnest($1::uuid[], $2::int[], $3::date[], $4::text[], $5::text[], $6::bool[]) AS c (case_id, revision) ORDER BY case_id, revision
       ON CONFLICT DO NOTHING RETURNING case_id || ':' || revision AS key`,
      [
        changes.map(({ caseId }) => caseId),
        changes.map(({ revision }) => revision),
        changes.map(({ after }) => monthOf(after.receivedOn)),
        changes.map(({ after }) => after.departmentCode),
        changes.map(({ after }) => after.typeCode),
        changes.map(({ after }) => after.notified),
      ],
    );
    const isNew = new Set(inserted.map(({ key }) => key));
    // Taken out as it is used: a change that stands twice in one set counts once.
    return changes.filter(({ caseId, revision }) => isNew.delete(`${caseId}:${revision}`));
  }
}

/** Where misses of its notices count, and whether they do. */
function samePlace(a: CaseShape, b: CaseShape): boolean {
  return a.departmentCode === b.departmentCode && a.typeCode === b.typeCode && a.notified === b.notified;
}

function idsOf(changes: CaseChange[]): string[] {
  return changes.map(({ caseId }) => caseId);
}
