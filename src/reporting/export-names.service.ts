import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OUTCOME_WORDS, PetitionTypes } from '../cases/index.js';
import { CHANNEL_WORDS } from '../messaging/index.js';
import { StaffDirectory } from '../staff/index.js';
import type { ResultGroup } from '../surveys/index.js';

/** What codes are called that reports group by. */
@Injectable()
export class ExportNames {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: StaffDirectory,
    private readonly types: PetitionTypes,
  ) {}

  async of(by: ResultGroup): Promise<(key: string) => string> {
    const names = await this.namesOf(by);
    return (key) => names.get(key) ?? key;
  }

  private async namesOf(by: ResultGroup): Promise<Map<string, string>> {
    switch (by) {
      case 'department':
      case 'officerDepartment': {
        const departments = await this.directory.allDepartments(this.dataSource.manager);
        return new Map(departments.map(({ code, name }) => [code, name]));
      }
      case 'type':
        return new Map((await this.types.list()).map(({ code, name }) => [code, name]));
      case 'channel':
        return new Map(Object.entries(CHANNEL_WORDS));
      case 'outcome':
        return new Map(Object.entries(OUTCOME_WORDS));
      case 'month':
        return new Map();
    }
  }
}
