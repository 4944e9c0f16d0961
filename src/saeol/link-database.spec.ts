import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { LinkDatabase } from './link-database.js';

describe('a link database that does not answer', () => {
  let side: TestDatabase;
  let other: pg.Client;
  beforeAll(async () => {
    side = await testDatabase();
    other = new pg.Client({ connectionString: side.url });
    await other.connect();
    await other.query(`
      CREATE TABLE public.link_plan (link_idx bigint PRIMARY KEY, table_name text, flag text, keys text, link_status text);
      INSERT INTO public.link_plan VALUES (7, 'tb_minwon', 'I', 'mw_take_no=202647700000000001', 'N')`);
  });
  afterAll(async () => {
    await other?.end();
    await side?.close();
  });

  it('is given up after its time, for a look and for a mark, and asked again over another connection', async () => {
    const database = new LinkDatabase(
      {
        type: 'postgres',
        url: side.url,
        planTable: 'public.link_plan',
        caseTable: 'public.tb_minwon',
        stepTable: null,
        doneMark: 'Y',
        pollMs: 1_000,
      },
      300,
    );
    const indexes = () => database.look(async (tx) => (await database.planAfter(tx, 0, 10)).map(({ index }) => index));
    expect(await indexes()).toEqual([7]);
    try {
      await other.query('BEGIN; LOCK TABLE public.link_plan IN ACCESS EXCLUSIVE MODE');
      await expect(database.mark([7])).rejects.toMatchObject({ code: 'ETIMEDOUT' });
      await expect(indexes()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
      await other.query('ROLLBACK');
      // What was asked for in vain is done meanwhile, late as it is.
      await expect.poll(indexes).toEqual([]);
    } finally {
      await database.close();
    }
  });
});
