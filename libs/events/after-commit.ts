import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager, type EntitySubscriberInterface, type QueryRunner } from 'typeorm';

/** What a process does itself once a transaction stands, such as the call that the transaction has written down as begun. */
@Injectable()
export class AfterCommit implements EntitySubscriberInterface, OnModuleInit {
  private readonly waiting = new WeakMap<QueryRunner, (() => void)[]>();

  constructor(private readonly dataSource: DataSource) {}

  onModuleInit(): void {
    this.dataSource.subscribers.push(this);
  }

  /**
   * Calls back when the commit of this transaction is certain. Never where it, or a savepoint of it, is rolled back or nobody knows, nor when
   * the process dies in between: what has to happen must follow from what was written. The call must not throw.
   * @throws Error outside a transaction
   */
  call(tx: EntityManager, back: () => void): void {
    if (tx.queryRunner?.isTransactionActive !== true)
      throw new Error('There is no transaction whose commit could come.');
    const others = this.waiting.get(tx.queryRunner);
    if (others === undefined) this.waiting.set(tx.queryRunner, [back]);
    else others.push(back);
  }

  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (queryRunner.isTransactionActive) return; // of a savepoint only
    const calls = this.waiting.get(queryRunner);
    this.waiting.delete(queryRunner);
    for (const call of calls ?? []) call();
  }

  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    this.waiting.delete(queryRunner);
  }
}
