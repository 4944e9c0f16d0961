import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { decodeCursor, InvalidInput, pageOf, type Page } from '../../libs/http/index.js';
import { Actor, mayReadDepartment, type Role } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { DelegateOverlaps, NotAllowed, UnknownDelegate, UnknownOfficer } from './staff.errors.js';

/** Somebody who receives in an absent person's place (대직자). Days in Korea, both included. */
export interface Delegation {
  id: string;
  absentId: string;
  delegateId: string;
  starts: string;
  ends: string;
}

export type NewDelegation = Omit<Delegation, 'id'>;

const COLUMNS = `d.id, d.absent_id AS "absentId", d.delegate_id AS "delegateId", d.starts, d.ends`;
const LONGEST_DAYS = 366;

/** Delegates: made by the absent person, by those above in the department, or by operators. */
@Injectable()
export class Delegates {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Those that are not over yet, of absent people whom the actor may see, by first day. */
  async list(actor: Actor, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Delegation>> {
    const after = decodeCursor(cursor, ['string', 'string']);
    const rows = await this.dataSource.query<Delegation[]>(
      `SELECT ${COLUMNS} FROM staff.delegate d JOIN staff.officer o ON o.id = d.absent_id
       WHERE d.ends >= $1 AND ($2::text[] IS NULL OR o.department_code = ANY ($2))
         AND ($3::date IS NULL OR (d.starts, d.id) > ($3, $4::uuid))
       ORDER BY d.starts, d.id LIMIT $5`,
      [
        kstDate(this.clock.now()),
        actor.departmentScope === 'ALL' ? null : actor.departmentScope,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      ],
    );
    return pageOf(rows, limit, (row) => [row.starts, row.id]);
  }

  /** @throws InvalidInput, UnknownOfficer, NotAllowed, DelegateOverlaps */
  async make(actor: Actor, wanted: NewDelegation): Promise<Delegation> {
    refuseImpossible(wanted);
    return this.dataSource.transaction(async (tx) => {
      await this.assertMaySpeakFor(tx, actor, wanted.absentId);
      if ((await departmentOf(tx, wanted.delegateId)) === null) throw new UnknownOfficer('delegateId');
      const overlapping = await tx.query<unknown[]>(
        'SELECT FROM staff.delegate WHERE absent_id = $1 AND starts <= $3::date AND ends >= $2::date LIMIT 1',
        [wanted.absentId, wanted.starts, wanted.ends],
      );
      if (overlapping.length > 0) throw new DelegateOverlaps();
      const [made] = await tx.query<Delegation[]>(
        `INSERT INTO staff.delegate AS d (absent_id, delegate_id, starts, ends, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)
         RETURNING ${COLUMNS}`,
        [wanted.absentId, wanted.delegateId, wanted.starts, wanted.ends, actor.id, this.clock.realNow()],
      );
      await this.note(tx, actor, 'delegates.make', made!);
      return made!;
    });
  }

  /** @throws UnknownDelegate, NotAllowed */
  async end(actor: Actor, id: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const [[ended]] = await tx.query<[Delegation[], number]>(
        `DELETE FROM staff.delegate d USING staff.officer o
         WHERE d.id = $1 AND o.id = d.absent_id AND ($2::text[] IS NULL OR o.department_code = ANY ($2)) RETURNING ${COLUMNS}`,
        [id, actor.departmentScope === 'ALL' ? null : actor.departmentScope],
      );
      if (ended === undefined) throw new UnknownDelegate();
      await this.assertMaySpeakFor(tx, actor, ended.absentId);
      await this.note(tx, actor, 'delegates.end', ended);
    });
  }

  /** An officer speaks for themself; the others, and programs, for the people of their departments. The row is locked: one change at a time. */
  private async assertMaySpeakFor(tx: EntityManager, actor: Actor, absentId: string): Promise<void> {
    const department = await departmentOf(tx, absentId, 'FOR UPDATE');
    if (department === null || !mayReadDepartment(actor, department)) throw new UnknownOfficer('absentId');
    if (speaksForSelfOnly(actor) && actor.officerId !== absentId) throw new NotAllowed();
  }

  private async note(tx: EntityManager, actor: Actor, action: string, d: Delegation): Promise<void> {
    const detail = { starts: d.starts, ends: d.ends };
    await this.audit.write(tx, [
      { actor, action, subjectKind: 'officer', subjects: [d.absentId, d.delegateId], detail },
    ]);
  }
}

const SPEAK_FOR_OTHERS: readonly Role[] = ['leader', 'head', 'operator', 'admin'];

/** An officer, whatever else they may look at. */
export function speaksForSelfOnly({ kind, roles }: Actor): boolean {
  return kind === 'staff' && !roles.some((role) => SPEAK_FOR_OTHERS.includes(role));
}

function refuseImpossible({ absentId, delegateId, starts, ends }: NewDelegation): void {
  const days = (Date.parse(ends) - Date.parse(starts)) / 86_400_000 + 1;
  const errors = [
    ...(absentId === delegateId ? [{ field: 'delegateId', message: 'must be somebody else' }] : []),
    ...(days < 1 ? [{ field: 'ends', message: 'must not be before starts' }] : []),
    ...(days > LONGEST_DAYS ? [{ field: 'ends', message: `must be within ${LONGEST_DAYS} days` }] : []),
  ];
  if (errors.length > 0) throw new InvalidInput(errors);
}

async function departmentOf(tx: EntityManager, officerId: string, lock = ''): Promise<string | null> {
  const [row] = await tx.query<{ code: string }[]>(
    `SELECT department_code AS code FROM staff.officer WHERE id = $1 ${lock}`,
    [officerId],
  );
  return row?.code ?? null;
}
