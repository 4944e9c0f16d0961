import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CsvFault } from '../../libs/csv/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Actor } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import {
  readDepartmentFile,
  readStaffFile,
  type DepartmentEntry,
  type DirectoryFile,
  type StaffEntry,
} from './directory-files.js';
import { StaffDirectory, type Officer } from './staff-directory.js';
import { FaultyFile } from './staff.errors.js';

export interface ImportReport {
  /** True: nothing was written. */
  dryRun: boolean;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  /** Empty where it was written. */
  faults: CsvFault[];
}

interface Changes<Entry> {
  added: Entry[];
  changed: Entry[];
  unchanged: number;
}

const MOST_FAULTS = 500;

/** Departments and people from a county's files. A file is written whole or not at all; who is not in it stays as they are. */
@Injectable()
export class DirectoryImport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly privacy: Privacy,
    private readonly directory: StaffDirectory,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws FaultyFile where it has faults and is not a dry run */
  async departments(actor: Actor, bytes: Buffer, dryRun: boolean): Promise<ImportReport> {
    return this.dataSource.transaction(async (tx) => {
      const known = new Map((await this.directory.allDepartments(tx)).map((one) => [one.code, one]));
      const file = readDepartmentFile(bytes, known);
      const changes = changesOf(
        file,
        ({ code }) => known.get(code),
        (entry, before) =>
          !before.seenInSaeolOnly &&
          entry.name === before.name &&
          entry.phone === before.phone &&
          entry.parentCode === before.parentCode,
      );
      const written = { subjectKind: 'department', subjects: idsOf(changes, ({ code }) => code) };
      return this.finish(tx, actor, dryRun, file, changes, written, (entries) => writeDepartments(tx, entries));
    });
  }

  /** @throws FaultyFile where it has faults and is not a dry run */
  async staff(actor: Actor, bytes: Buffer, dryRun: boolean): Promise<ImportReport> {
    return this.dataSource.transaction(async (tx) => {
      const departments = await this.directory.allDepartments(tx);
      const file = readStaffFile(bytes, new Set(departments.map(({ code }) => code)));
      const known = await this.directory.officers(
        tx,
        file.entries.map(({ entry }) => entry.id),
      );
      const changes = changesOf(file, ({ id }) => known.get(id), isSameOfficer);
      const written = { subjectKind: 'officer', subjects: idsOf(changes, ({ id }) => id) };
      return this.finish(tx, actor, dryRun, file, changes, written, (entries) => this.writeStaff(tx, entries));
    });
  }

  private async finish<Entry>(
    tx: EntityManager,
    actor: Actor,
    dryRun: boolean,
    { entries, faults }: DirectoryFile<Entry>,
    { added, changed, unchanged }: Changes<Entry>,
    { subjectKind, subjects }: { subjectKind: string; subjects: string[] },
    write: (entries: Entry[]) => Promise<void>,
  ): Promise<ImportReport> {
    const counts = { rows: entries.length, added: added.length, changed: changed.length, unchanged };
    if (faults.length > 0 && !dryRun) throw new FaultyFile(faults.slice(0, MOST_FAULTS));
    if (!dryRun) {
      await write([...added, ...changed]);
      await this.audit.write(tx, [
        { actor, action: `${subjectKind}s.import`, subjectKind, subjects, detail: { ...counts } },
      ]);
    }
    return { dryRun, ...counts, faults: faults.slice(0, MOST_FAULTS) };
  }

  private async writeStaff(tx: EntityManager, entries: StaffEntry[]): Promise<void> {
    await tx.query(
      `INSERT INTO staff.officer (id, name, mobile, office_phone, department_code, team, position)
       SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[])
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, mobile = excluded.mobile, office_phone = excluded.office_phone,
         department_code = excluded.department_code, team = excluded.team, position = excluded.position, seen_in_saeol_only = false`,
      [
        entries.map(({ id }) => id),
        entries.map(({ name }) => this.privacy.seal(name)),
        entries.map(({ mobile }) => (mobile === null ? null : this.privacy.seal(mobile))),
        entries.map(({ officePhone }) => officePhone),
        entries.map(({ departmentCode }) => departmentCode),
        entries.map(({ team }) => team),
        entries.map(({ position }) => position),
      ],
    );
  }
}

/** Parents may come later in the file than their children: first all are there, then they are hung up. */
async function writeDepartments(tx: EntityManager, entries: DepartmentEntry[]): Promise<void> {
  const codes = entries.map(({ code }) => code);
  await tx.query(
    `INSERT INTO staff.department (code, name, phone) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, phone = excluded.phone, seen_in_saeol_only = false`,
    [codes, entries.map(({ name }) => name), entries.map(({ phone }) => phone)],
  );
  await tx.query(
    `UPDATE staff.department d SET parent_code = n.parent_code FROM unnest($1::text[], $2::text[]) AS n (code, parent_code) WHERE d.code = n.code`,
    [codes, entries.map(({ parentCode }) => parentCode)],
  );
}

function changesOf<Entry, Known>(
  { entries }: DirectoryFile<Entry>,
  knownOf: (entry: Entry) => Known | undefined,
  isSame: (entry: Entry, before: Known) => boolean,
): Changes<Entry> {
  const changes: Changes<Entry> = { added: [], changed: [], unchanged: 0 };
  for (const { entry } of entries) {
    const before = knownOf(entry);
    if (before === undefined) changes.added.push(entry);
    else if (isSame(entry, before)) changes.unchanged += 1;
    else changes.changed.push(entry);
  }
  return changes;
}

function idsOf<Entry>({ added, changed }: Changes<Entry>, idOf: (entry: Entry) => string): string[] {
  return [...added, ...changed].map(idOf);
}

function isSameOfficer(entry: StaffEntry, before: Officer): boolean {
  return (
    !before.seenInSaeolOnly &&
    entry.name === before.name &&
    entry.departmentCode === before.departmentCode &&
    entry.team === before.team &&
    entry.position === before.position &&
    entry.officePhone === before.officePhone &&
    entry.mobile === before.mobile
  );
}
