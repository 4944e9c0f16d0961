import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kstDate } from '../../libs/clock/index.js';
import { allTogether } from '../../libs/prepared-statements/index.js';
import { CaseChanges } from './case-changes.js';
import { isOpen } from './case-record.js';
import { CaseRules } from './case-rules.js';
import { CaseStore, ChangedMeanwhile } from './case-store.js';
import { isNewDateToCitizens, type MovedCase, reckonedAgain } from './deadline-move.js';
import type { MoveCause } from './case.events.js';

/** What a look at cases has come to. */
export interface Reckoned {
  moved: MovedCase[];
  /** To how many cases' citizens it is news. */
  told: number;
  /** Ids of those that were looked at for the day, and stay. */
  staying: string[];
  /** Product time of the look. */
  now: Date;
  /** Of the county's rules that they were reckoned by. */
  revision: number;
}

/** Moves the deadlines of cases without a step of theirs, and publishes it; whoever is to be told of it is told by those who hear. */
@Injectable()
export class DeadlineMover {
  constructor(
    private readonly store: CaseStore,
    private readonly ruleBook: CaseRules,
    private readonly changes: CaseChanges,
  ) {}

  /**
   * Reckons these cases anew and keeps what moved, all in the caller's transaction; closed ones stay. A second call finds nothing to move.
   * Others hear of it at once.
   */
  async move(tx: EntityManager, receiptNos: string[], cause: MoveCause): Promise<Reckoned> {
    const reckoned = await this.reckon(tx, receiptNos, cause, true);
    await this.keep(tx, reckoned, null);
    return reckoned;
  }

  /**
   * @param tx where the cases are not locked, no transaction is needed either
   * @param locked whether the cases are to be locked first; else `keep` says where one has changed meanwhile
   */
  async reckon(tx: EntityManager, receiptNos: string[], cause: MoveCause, locked: boolean): Promise<Reckoned> {
    const found = locked
      ? [...(await this.store.lock(tx, receiptNos)).values()]
      : await this.store.byReceiptNos(tx, receiptNos);
    const records = found.filter(({ stage }) => isOpen(stage));
    const [histories, rules] = await Promise.all([
      this.store.histories(
        tx,
        records.map(({ id }) => id),
      ),
      this.ruleBook.forCases(tx, records),
    ]);
    const reckoned = records.map((record) => reckonedAgain(record, histories.get(record.id)!, rules, cause));
    const moved = reckoned.filter((one) => one !== null);
    return {
      moved,
      told: moved.filter(({ after }) => isNewDateToCitizens(after, cause.kind)).length,
      staying: records.filter(({ reckonDaily }, index) => reckonDaily && reckoned[index] === null).map(({ id }) => id),
      now: rules.now,
      revision: rules.revision,
    };
  }

  /**
   * @param heardAfterMs real milliseconds until others hear of it; null: at once
   * @throws ChangedMeanwhile where a step has moved one of the cases on since it was reckoned, or is about to, or the county's rules
   * are others; nothing may stand then
   */
  async keep(
    tx: EntityManager,
    { moved, staying, now, revision }: Reckoned,
    heardAfterMs: number | null,
  ): Promise<void> {
    const written = [
      this.changes.keepMoves(tx, moved, now, heardAfterMs),
      this.store.noteReckoned(tx, staying, kstDate(now)),
    ];
    // Last: who holds the rules waits for no case.
    const standing = this.ruleBook.standing(tx, revision);
    await allTogether([...written, standing]);
    if (!(await standing)) throw new ChangedMeanwhile();
  }
}
