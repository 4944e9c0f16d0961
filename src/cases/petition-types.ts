import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Period, PetitionFact, ResultFact } from './case-fact.js';

export interface PetitionType {
  /** 13 digits in Saeol. */
  code: string;
  name: string;
  kind: string | null;
  statutory: boolean;
  period: Period;
  promised: Period | null;
  departmentCode: string | null;
  /** How its results are handed over, where an event does not say. */
  delivery: ResultFact['delivery'];
  /** Name of the system that tells its applicants instead of us. */
  toldElsewhere: string | null;
  /** Called 민원 in messages. */
  discreet: boolean;
  seenInSaeolOnly: boolean;
}

const COLUMNS = `code, name, kind, statutory, period, promised, department_code AS "departmentCode", delivery,
  told_elsewhere AS "toldElsewhere", discreet, seen_in_saeol_only AS "seenInSaeolOnly"`;

/** The county's petition types. An event's own period and statutory flag rule, whatever stands here. */
@Injectable()
export class PetitionTypes {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<PetitionType[]> {
    return this.dataSource.query(`SELECT ${COLUMNS} FROM cases.petition_type ORDER BY code`);
  }

  async byCode(tx: EntityManager, codes: string[]): Promise<Map<string, PetitionType>> {
    const rows = await tx.query<PetitionType[]>(`SELECT ${COLUMNS} FROM cases.petition_type WHERE code = ANY($1)`, [
      codes,
    ]);
    return new Map(rows.map((row) => [row.code, row]));
  }

  /** Keeps types that only Saeol knows, marked so. */
  async keepSeen(tx: EntityManager, petitions: PetitionFact[]): Promise<void> {
    const seen = [...new Map(petitions.map((petition) => [petition.typeCode, petition])).values()].toSorted((a, b) =>
      a.typeCode < b.typeCode ? -1 : 1,
    );
    if (seen.length === 0) return;
    await tx.query(
      `INSERT INTO cases.petition_type (code, name, kind, statutory, period, promised, department_code, seen_in_saeol_only)
       SELECT "typeCode", "typeName", kind, statutory, period, promised, "departmentCode", true
       FROM json_to_recordset($1) AS t ("typeCode" text, "typeName" text, kind text, statutory boolean, period jsonb, promised jsonb, "departmentCode" text)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(seen)],
    );
  }

  /** Loads a list of types; what stands already is replaced. */
  async load(tx: EntityManager, types: Omit<PetitionType, 'seenInSaeolOnly'>[]): Promise<void> {
    await tx.query(
      `INSERT INTO cases.petition_type (code, name, kind, statutory, period, promised, department_code, delivery, told_elsewhere, discreet, seen_in_saeol_only)
       SELECT code, name, kind, statutory, period, promised, "departmentCode", delivery, "toldElsewhere", discreet, false
       FROM json_to_recordset($1) AS t (code text, name text, kind text, statutory boolean, period jsonb, promised jsonb,
         "departmentCode" text, delivery text, "toldElsewhere" text, discreet boolean)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, statutory = excluded.statutory, period = excluded.period,
         promised = excluded.promised, department_code = excluded.department_code, delivery = excluded.delivery,
         told_elsewhere = excluded.told_elsewhere, discreet = excluded.discreet, seen_in_saeol_only = false`,
      [JSON.stringify(types)],
    );
  }
}
