import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditTrail, type Actor } from '../staff/index.js';
import { RungsOutOfOrder } from './deadlines.errors.js';
import { POSTS, type LadderSettings, type Post, type RungName } from './ladder.js';
import { COUNTY, LadderSettingsStore } from './ladder-settings.store.js';

export type DepartmentLadder = LadderSettings & { departmentCode: string };

/** The ladders' settings as operators see and change them; `ReckonLaddersAgain` notices a change by itself. */
@Injectable()
export class LadderDesk {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: LadderSettingsStore,
    private readonly audit: AuditTrail,
  ) {}

  async list(): Promise<DepartmentLadder[]> {
    const { all } = await this.settings.load(this.dataSource.manager);
    return [...all].map(([departmentCode, settings]) => ({ departmentCode, ...settings }));
  }

  /** @throws RungsOutOfOrder 422 */
  set(departmentCode: string, given: LadderSettings, actor: Actor): Promise<DepartmentLadder> {
    const { dayD3, dayD1, hourD3, hourD1, hourDday, lapsedEvery, told } = given;
    if (dayD3 <= dayD1 || hourD3 <= hourD1 || hourD1 <= hourDday) throw new RungsOutOfOrder();
    const settings = { dayD3, dayD1, hourD3, hourD1, hourDday, lapsedEvery, told: inOrder(told) };
    return this.dataSource.transaction(async (tx) => {
      await this.settings.save(tx, departmentCode, settings);
      await this.audit.write(tx, [
        {
          actor,
          action: 'deadlines.set-ladder',
          subjectKind: 'department',
          subjects: [departmentCode],
          detail: { ...settings, told: Object.entries(settings.told).map(inWords).join('; ') },
        },
      ]);
      return { departmentCode, ...settings };
    });
  }

  /** The county's own stays. */
  async remove(departmentCode: string, actor: Actor): Promise<void> {
    if (departmentCode === COUNTY) return;
    await this.dataSource.transaction(async (tx) => {
      await this.settings.remove(tx, departmentCode);
      await this.audit.write(tx, [
        { actor, action: 'deadlines.remove-ladder', subjectKind: 'department', subjects: [departmentCode] },
      ]);
    });
  }
}

function inWords([rung, posts]: [string, readonly Post[]]): string {
  return `${rung}: ${posts.join(', ')}`;
}

/** The nearest to the case first, in whatever order they were given. */
function inOrder(told: LadderSettings['told']): LadderSettings['told'] {
  const of = (rung: RungName) => POSTS.filter((post) => told[rung].includes(post));
  return {
    D3: of('D3'),
    D1: of('D1'),
    DDAY: of('DDAY'),
    OVERDUE: of('OVERDUE'),
    SUPPLEMENT_LAPSED: of('SUPPLEMENT_LAPSED'),
  };
}
