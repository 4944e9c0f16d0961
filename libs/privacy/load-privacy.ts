import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { KeyRing } from './key-ring.js';
import { Privacy } from './privacy.js';

/** Reads the ring from its setting and the index secret from the database; makes the secret once on a new database. */
export async function loadPrivacy(dataSource: DataSource, keys: string): Promise<Privacy> {
  const ring = KeyRing.parse(keys);
  await dataSource.query('INSERT INTO privacy.index_secret (sealed) VALUES ($1) ON CONFLICT DO NOTHING', [
    ring.encrypt(randomBytes(32)),
  ]);
  const [row] = await dataSource.query<{ sealed: Buffer }[]>('SELECT sealed FROM privacy.index_secret');
  return new Privacy(ring, ring.decrypt(row!.sealed));
}
