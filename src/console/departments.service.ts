import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotAllowed, StaffDirectory, type Actor } from '../staff/index.js';

export interface NamedDepartment {
  code: string;
  name: string;
}

/** Departments as pages name them and let people choose among them. */
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

  async names(codes: string[]): Promise<Map<string, string>> {
    const found = await this.directory.departments(this.dataSource.manager, codes);
    return new Map([...found].map(([code, { name }]) => [code, name]));
  }
}

/** What is left of a person's scope where one department was chosen. @throws NotAllowed where it lies outside */
export function narrowed({ departmentScope }: Actor, departmentCode: string | undefined): string[] | 'ALL' {
  if (departmentCode === undefined) return departmentScope;
  if (departmentScope !== 'ALL' && !departmentScope.includes(departmentCode)) throw new NotAllowed();
  return [departmentCode];
}
