import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kstDate } from '../../libs/clock/index.js';
import { CaseChanges } from './case-changes.js';
import { isOpen } from './case-record.js';
import { CaseRules } from './case-rules.js';
import { CaseStore } from './case-store.js';
import { isNewDateToCitizens, type MovedCase, reckonedAgain } from './deadline-move.js';
import type { MoveCause } from './case.events.js';

/** Moves the deadlines of cases without a step of theirs, and publishes it; whoever is to be told of it is told by those who hear. */
@Injectable()
export class DeadlineMover {
  constructor(
    private readonly store: CaseStore,
    private readonly ruleBook: CaseRules,
    private readonly changes: CaseChanges,
  ) {}

  /**
   * Reckons these cases anew in the caller's transaction; closed ones stay. A second call finds nothing to move.
   * @param heardAfterMs real milliseconds until others hear of it; null: at once
   * @returns what moved, and to how many cases' citizens it is news
   */
  async move(
    tx: EntityManager,
    receiptNos: string[],
    cause: MoveCause,
    heardAfterMs: number | null = null,
  ): Promise<{ moved: MovedCase[]; told: number }> {
    if (receiptNos.length === 0) return { moved: [], told: 0 };
    const locked = await this.store.lock(tx, receiptNos);
    const records = [...locked.values()].filter(({ stage }) => isOpen(stage));
    const [histories, rules] = await Promise.all([
      this.store.histories(
        tx,
        records.map(({ id }) => id),
      ),
      this.ruleBook.forCases(tx, records),
    ]);
    const reckoned = records.map((record) => reckonedAgain(record, histories.get(record.id)!, rules, cause));
    const moved = reckoned.filter((one) => one !== null);
    await this.changes.keepMoves(tx, moved, rules.now, heardAfterMs);
    await this.store.noteReckoned(
      tx,
      records.filter(({ reckonDaily }, index) => reckonDaily && reckoned[index] === null).map(({ id }) => id),
      kstDate(rules.now),
    );
    const told = moved.filter(({ after }) => isNewDateToCitizens(after, cause.kind));
    return { moved, told: told.length };
  }
}
