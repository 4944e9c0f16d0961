import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Department, type Officer, StaffDirectory } from '../staff/index.js';
import type { NoticeSurroundings } from './case-notices.js';
import type { CaseRecord } from './case-record.js';
import { CaseStore, type DeadlineMove, type KeptStep } from './case-store.js';
import { type PetitionType, PetitionTypes } from './petition-types.js';

/** A case with what stands around it: its type, its department, its officer's office number. */
export interface CaseFile {
  record: CaseRecord;
  around: NoticeSurroundings;
}

const DISCREET_NAME = '민원';

/** Puts cases together with what other rooms know of them, in sets. */
@Injectable()
export class CaseFiles {
  constructor(
    private readonly store: CaseStore,
    private readonly types: PetitionTypes,
    private readonly directory: StaffDirectory,
  ) {}

  /** The files of these records, in their order. */
  async around(tx: EntityManager, records: CaseRecord[]): Promise<CaseFile[]> {
    if (records.length === 0) return [];
    const [types, departments, officers] = await Promise.all([
      this.types.byCode(tx, [...new Set(records.map(({ petition }) => petition.typeCode))]),
      this.directory.departments(tx, [...new Set(records.map(({ departmentCode }) => departmentCode))]),
      this.directory.officers(tx, [
        ...new Set(records.flatMap(({ officer }) => (officer === null ? [] : [officer.id]))),
      ]),
    ]);
    return records.map((record) => ({
      record,
      around: surroundingsOf(
        record,
        types.get(record.petition.typeCode),
        departments.get(record.departmentCode),
        record.officer === null ? undefined : officers.get(record.officer.id),
      ),
    }));
  }

  async byIds(tx: EntityManager, ids: string[]): Promise<CaseFile[]> {
    return this.around(tx, await this.store.byIds(tx, ids));
  }

  /** @param rest of a statement over cases.civil_case `c`: WHERE, ORDER BY, LIMIT */
  async select(tx: EntityManager, rest: string, values: unknown[]): Promise<CaseFile[]> {
    return this.around(tx, await this.store.select(tx, rest, values));
  }

  stepsOfAll(tx: EntityManager, caseIds: string[]): Promise<Map<string, KeptStep[]>> {
    return this.store.steps(tx, caseIds);
  }

  async stepsOf(tx: EntityManager, caseId: string): Promise<KeptStep[]> {
    return (await this.store.steps(tx, [caseId])).get(caseId) ?? [];
  }

  movesOf(tx: EntityManager, caseId: string): Promise<DeadlineMove[]> {
    return this.store.movesOf(tx, caseId);
  }
}

function surroundingsOf(
  record: CaseRecord,
  type: PetitionType | undefined,
  department: Department | undefined,
  officer: Officer | undefined,
): NoticeSurroundings {
  return {
    typeName: type?.discreet ? DISCREET_NAME : record.petition.typeName,
    typeDelivery: type?.delivery ?? null,
    toldElsewhere: type?.toldElsewhere != null,
    departmentName: department?.name ?? '',
    departmentPhone: department?.phone ?? '',
    officerName: record.officer?.name ?? null,
    officerPhone: toldPhone(record, officer, department),
  };
}

/** The number that citizens are told: never a mobile; the directory's office number or the department's stands in. */
function toldPhone(record: CaseRecord, known: Officer | undefined, department: Department | undefined): string | null {
  if (record.officer === null) return null;
  const given = record.officer.phone.trim();
  const isMobile = /^(\+?82[-\s]?)?0?1[016789]/.test(given);
  return (given !== '' && !isMobile ? given : null) ?? known?.officePhone ?? department?.phone ?? null;
}
