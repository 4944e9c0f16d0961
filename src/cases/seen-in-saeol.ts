import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { StaffDirectory } from '../staff/index.js';
import type { AppliedStep } from './case-notice-desk.js';
import { PetitionTypes } from './petition-types.js';

/** Types, departments and officers that Saeol names and no list of ours has: accepted, kept, marked "seen in Saeol only". */
@Injectable()
export class SeenInSaeol {
  constructor(
    private readonly types: PetitionTypes,
    private readonly directory: StaffDirectory,
  ) {}

  async keep(tx: EntityManager, steps: AppliedStep[]): Promise<void> {
    await Promise.all([
      this.types.keepSeen(
        tx,
        steps.flatMap(({ fact }) => ('petition' in fact && fact.petition !== null ? [fact.petition] : [])),
      ),
      this.directory.keepSeen(tx, {
        departmentCodes: [...new Set(steps.map(({ after }) => after.departmentCode))],
        officers: steps.flatMap(({ fact }) => (fact.kind === 'ASSIGNED' ? [fact.officer] : [])),
      }),
    ]);
  }
}
