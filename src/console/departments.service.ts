import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { maskName } from '../../libs/privacy/index.js';
import { NotAllowed, seesMasked, StaffDirectory, type Actor } from '../staff/index.js';

export interface NamedDepartment {
  code: string;
  name: string;
}

/** Departments, and who works in them, as pages name them and let people choose among them. */
@Injectable()
export class Departments {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: StaffDirectory,
  ) {}

  /** Those that a person may see, by code. */
  async visibleTo({ departmentScope }: Actor): Promise<NamedDepartment[]> {
    const tx = this.dataSource.manager;
    if (departmentScope === 'ALL') return this.directory.allDepartments(tx);
    const found = await this.directory.departments(tx, departmentScope);
    return [...found.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** How many people the departments of the county's own list have. */
  async peopleListed(): Promise<number> {
    const tx = this.dataSource.manager;
    const [departments, headcounts] = await Promise.all([
      this.directory.allDepartments(tx),
      this.directory.headcounts(tx),
    ]);
    return departments
      .filter(({ seenInSaeolOnly }) => !seenInSaeolOnly)
      .reduce((sum, { code }) => sum + (headcounts.get(code) ?? 0), 0);
  }

  async names(codes: string[]): Promise<Map<string, string>> {
    const found = await this.directory.departments(this.dataSource.manager, codes);
    return new Map([...found].map(([code, { name }]) => [code, name]));
  }

  /** Names of officers by staff id, as this person may see them; unknown ids are absent. */
  async officers(ids: string[], actor: Actor): Promise<Map<string, string>> {
    const found = await this.directory.officers(this.dataSource.manager, ids);
    return new Map([...found].map(([id, { name }]) => [id, seesMasked(actor) ? maskName(name) : name]));
  }
}

/** What is left of a person's scope where one department was chosen. @throws NotAllowed where it lies outside */
export function narrowed({ departmentScope }: Actor, departmentCode: string | undefined): string[] | 'ALL' {
  if (departmentCode === undefined) return departmentScope;
  if (departmentScope !== 'ALL' && !departmentScope.includes(departmentCode)) throw new NotAllowed();
  return [departmentCode];
}
