import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { AfterCommit } from './index.js';

let database: TestDatabase;
let afterCommit: AfterCommit;
let called: string[];
beforeAll(async () => {
  database = await testDatabase();
  afterCommit = new AfterCommit(database.dataSource);
  afterCommit.onModuleInit();
});
beforeEach(() => (called = []));
afterAll(() => database.close());

const inTransaction = (work: (tx: EntityManager) => Promise<unknown>) => database.dataSource.transaction(work);

test('calls back once the transaction stands, in the order asked, and not for the next one', async () => {
  await database.dataSource.transaction(async (tx) => {
    afterCommit.call(tx, () => called.push('one'));
    await tx.transaction((inner) => {
      afterCommit.call(inner, () => called.push('two'));
      return Promise.resolve();
    });
    await tx.query('SELECT 1');
    expect(called).toEqual([]);
  });
  expect(called).toEqual(['one', 'two']);
  await database.dataSource.transaction((tx) => tx.query('SELECT 1'));
  expect(called).toEqual(['one', 'two']);
});

test('never where it, a savepoint or its commit fails', async () => {
  await expect(
    inTransaction(async (tx) => {
      afterCommit.call(tx, () => called.push('rolled back'));
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await inTransaction(async (tx) => {
    afterCommit.call(tx, () => called.push('beside a savepoint'));
    const inner = tx.transaction((savepoint) => {
      afterCommit.call(savepoint, () => called.push('in it'));
      return Promise.reject(new Error('only this part'));
    });
    await inner.catch(() => undefined);
  });
  await expect(
    inTransaction(async (tx) => {
      await tx.query(
        'CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO late VALUES (1), (1)',
      );
      afterCommit.call(tx, () => called.push('refused at its commit'));
    }),
  ).rejects.toThrow('duplicate key');
  expect(called).toEqual([]);
});

test('needs a transaction', () => {
  expect(() => afterCommit.call(database.dataSource.manager, () => called.push('at once'))).toThrow('no transaction');
});
