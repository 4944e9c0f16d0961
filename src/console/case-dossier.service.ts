import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CaseNotFound, Intervals, Tasks } from '../cases/index.js';
import { PreNotices } from '../deadlines/index.js';
import { MessageLog } from '../messaging/index.js';
import type { Actor } from '../staff/index.js';
import { PetitionFile } from './petition-file.service.js';
import type { CaseDossier } from './views/case-page.js';

const TASKS = 20;

/** Everything that is known of one case, from all who know something. */
@Injectable()
export class CaseDossiers {
  constructor(
    private readonly files: PetitionFile,
    private readonly intervals: Intervals,
    private readonly tasks: Tasks,
    private readonly preNotices: PreNotices,
    private readonly log: MessageLog,
  ) {}

  /** @throws CaseNotFound also where it lies outside what this person may see */
  async of(tx: EntityManager, receiptNo: string, actor: Actor): Promise<CaseDossier> {
    const petition = await this.files.open(receiptNo, actor);
    if (petition === null) throw new CaseNotFound();
    const [intervals, tasks, preNotices, messages] = await Promise.all([
      this.intervals.list(receiptNo, actor),
      this.tasks.list(actor.departmentScope, { open: true, receiptNo }, TASKS),
      this.preNotices.ofCase(receiptNo),
      this.log.ofReceipt(tx, receiptNo),
    ]);
    const digests = await this.log.ofIds(tx, [...new Set(preNotices.flatMap(({ digestId }) => digestId ?? []))]);
    return { petition, intervals, tasks: tasks.items, preNotices, messages: [...messages, ...digests] };
  }
}
