import type { DataSource, EntityManager } from 'typeorm';

/** Does the work in a transaction that is taken back whatever comes of it: a look at what an act would do. */
export async function takenBack<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    return await work(runner.manager);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}
