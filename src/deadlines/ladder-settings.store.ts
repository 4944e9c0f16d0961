import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LadderSettings } from './ladder.js';

/** The county's own settings stand under this code; a department's under its own. */
export const COUNTY = '*';

interface SettingRow {
  department_code: string;
  day_d3: number;
  day_d1: number;
  hour_d3: number;
  hour_d1: number;
  hour_dday: number;
  lapsed_every: number;
  told: LadderSettings['told'];
}

/** How far ahead each department is told, and who; a few rows, read once per set. */
@Injectable()
export class LadderSettingsStore {
  /** Settings by department; a department without its own has the county's. */
  async load(tx: EntityManager): Promise<SettingsByDepartment> {
    const rows = await tx.query<SettingRow[]>('SELECT * FROM deadlines.ladder_setting ORDER BY department_code');
    return new SettingsByDepartment(new Map(rows.map((row) => [row.department_code, settingsOf(row)])));
  }

  async save(tx: EntityManager, departmentCode: string, settings: LadderSettings): Promise<void> {
    await tx.query(
      `INSERT INTO deadlines.ladder_setting (department_code, day_d3, day_d1, hour_d3, hour_d1, hour_dday, lapsed_every, told)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (department_code) DO UPDATE SET day_d3 = $2, day_d1 = $3, hour_d3 = $4, hour_d1 = $5, hour_dday = $6, lapsed_every = $7, told = $8`,
      [
        departmentCode,
        settings.dayD3,
        settings.dayD1,
        settings.hourD3,
        settings.hourD1,
        settings.hourDday,
        settings.lapsedEvery,
        JSON.stringify(settings.told),
      ],
    );
  }

  async remove(tx: EntityManager, departmentCode: string): Promise<void> {
    await tx.query('DELETE FROM deadlines.ladder_setting WHERE department_code = $1', [departmentCode]);
  }
}

export class SettingsByDepartment {
  constructor(readonly all: ReadonlyMap<string, LadderSettings>) {}

  of(departmentCode: string): LadderSettings {
    return this.all.get(departmentCode) ?? this.all.get(COUNTY)!;
  }
}

function settingsOf(row: SettingRow): LadderSettings {
  return {
    dayD3: row.day_d3,
    dayD1: row.day_d1,
    hourD3: row.hour_d3,
    hourD1: row.hour_d1,
    hourDday: row.hour_dday,
    lapsedEvery: row.lapsed_every,
    told: row.told,
  };
}
