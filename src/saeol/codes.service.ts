import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { CODED_COLUMNS, type CodedColumn, CodeMap, MEANINGS } from './code-meanings.js';
import { CodeNotFound, MeaningUnknown } from './saeol.errors.js';

/** A line of the code map. */
export interface CodeLine {
  column: CodedColumn;
  code: string;
  meaning: string;
  note: string | null;
  /** Product time, `+09:00`; null for what came with the program. */
  changedAt: string | null;
}

/** The code map of this county, as operators edit it. */
@Injectable()
export class Codes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async map(tx: EntityManager): Promise<CodeMap> {
    return new CodeMap(
      await tx.query<{ column: CodedColumn; code: string; meaning: string }[]>(
        'SELECT column_name AS column, code, meaning FROM saeol.code',
      ),
    );
  }

  async list(): Promise<CodeLine[]> {
    const rows = await this.dataSource.query<(Omit<CodeLine, 'changedAt'> & { changedAt: Date | null })[]>(
      `SELECT column_name AS column, code, meaning, note, changed_at AS "changedAt" FROM saeol.code
       ORDER BY array_position($1::text[], column_name), code`,
      [CODED_COLUMNS],
    );
    return rows.map((row) => ({ ...row, changedAt: row.changedAt && toKst(row.changedAt) }));
  }

  /** Says what a code means from now on; what waits in quarantine stays there until it is replayed. @throws MeaningUnknown */
  async set(line: Omit<CodeLine, 'changedAt'>, actor: Actor): Promise<void> {
    const meanings: readonly string[] = MEANINGS[line.column];
    if (!meanings.includes(line.meaning)) throw new MeaningUnknown(line.column, meanings);
    await this.dataSource.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO saeol.code (column_name, code, meaning, note, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (column_name, code) DO UPDATE SET meaning = excluded.meaning, note = excluded.note,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
        [line.column, line.code, line.meaning, line.note, this.clock.now(), actor.id],
      );
      await this.audited(tx, actor, 'saeol.set-code', line.column, { code: line.code, meaning: line.meaning });
    });
  }

  /** @throws CodeNotFound */
  async remove(column: CodedColumn, code: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const [, removed] = await tx.query<[unknown, number]>(
        'DELETE FROM saeol.code WHERE column_name = $1 AND code = $2',
        [column, code],
      );
      if (removed === 0) throw new CodeNotFound();
      await this.audited(tx, actor, 'saeol.remove-code', column, { code });
    });
  }

  private audited(
    tx: EntityManager,
    actor: Actor,
    action: string,
    column: string,
    detail: Record<string, string>,
  ): Promise<void> {
    return this.audit.write(tx, [{ actor, action, subjectKind: 'code', subjects: [column], detail }]);
  }
}
