import { createServer, type AddressInfo, type Server } from 'node:net';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { allTogether, PreparingClient } from './index.js';

describe('a connection that prepares what it is asked again', () => {
  let database: TestDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    source = await new DataSource({
      type: 'postgres',
      url: database.url,
      poolSize: 1,
      extra: { Client: PreparingClient },
    }).initialize();
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.close();
  });

  const prepared = async (text: string): Promise<number> => {
    const rows = await source.query<{ statement: string }[]>('SELECT statement FROM pg_prepared_statements');
    return rows.filter(({ statement }) => statement === text).length;
  };

  it('names a text with parameters once it came some times, and answers the same', async () => {
    const text = 'SELECT $1::int + 1 AS next';
    const answers: unknown[] = [];
    for (let n = 0; n < 3; n++) answers.push(await source.query(text, [n]));
    expect(await prepared(text)).toBe(0);
    for (let n = 3; n < 6; n++) answers.push(await source.query(text, [n]));
    expect(answers).toEqual([1, 2, 3, 4, 5, 6].map((next) => [{ next }]));
    expect(await prepared(text)).toBe(1);
  });

  it('tells the first fault of statements that were sent together, whoever hears of its own first', async () => {
    const failed = source.transaction(async (tx) => {
      const first = tx.query('SELECT 1').then(async () => {
        await Promise.resolve();
        throw new Error('the first');
      });
      await allTogether([first, tx.query('SELECT 1 / 0'), tx.query('SELECT 2')]);
    });
    await expect(failed).rejects.toThrow('the first');
    await expect(source.query('SELECT 3 AS n')).resolves.toEqual([{ n: 3 }]);
  });

  it('sends a begin with the first statement behind it, and statements that do not wait for each other together', async () => {
    await source.query('CREATE TABLE filled (id int PRIMARY KEY)');
    const insert = (id: number) => `INSERT INTO filled VALUES (${id})`;
    await source.transaction((tx) => Promise.all([tx.query(insert(1)), tx.query(insert(2))]));
    const failing = source.transaction((tx) =>
      Promise.all([tx.query(insert(3)), tx.query(insert(1)), tx.query(insert(4))]),
    );
    await expect(failing).rejects.toThrow('duplicate key');
    await source.transaction(() => Promise.resolve());
    expect(await source.query('SELECT id, pg_current_xact_id_if_assigned() AS open FROM filled ORDER BY id')).toEqual([
      { id: 1, open: null },
      { id: 2, open: null },
    ]);
  });

  it('goes on with the first try again after a table got another column', async () => {
    await source.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    const ask = () => source.query<object[]>('SELECT * FROM kept WHERE id = $1', [1]);
    for (let n = 0; n < 6; n++) expect(await ask()).toEqual([{ id: 1 }]);
    await source.query('ALTER TABLE kept ADD COLUMN more int');
    await expect(ask()).rejects.toThrow('cached plan must not change result type');
    expect(await ask()).toEqual([{ id: 1, more: null }]);
  });
});

describe('a server that dies with the answer that a connection is ready', () => {
  const message = (type: string, ...parts: (string | Buffer)[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const fatal = ['SFATAL', 'C57P01', 'Mterminating connection due to unexpected postmaster exit', '']
    .map((field) => `${field}\0`)
    .join('');
  let server: Server;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.once('data', () =>
        socket.end(Buffer.concat([message('R', Buffer.alloc(4)), message('Z', 'I'), message('E', fatal)])),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it('fails what is asked of the connection, and does not end the process', async () => {
    const fatalities = vi.fn<(error: Error) => void>();
    process.on('uncaughtException', fatalities);
    const { port } = server.address() as AddressInfo;
    const pool = new pg.Pool({
      host: '127.0.0.1',
      port,
      user: 'nobody',
      max: 1,
      Client: PreparingClient,
    } as pg.PoolConfig);
    try {
      const client = await pool.connect();
      await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable|terminat/);
      client.release();
      await expect(pool.query('SELECT 1')).rejects.toThrow(/not queryable|terminat/);
      expect(fatalities).not.toHaveBeenCalled();
    } finally {
      process.off('uncaughtException', fatalities);
      await pool.end();
    }
  });
});
