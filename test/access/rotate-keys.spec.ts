import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing, rotateKeys, sealedColumns } from '../../libs/privacy/index.js';
import { ownerDataSource } from '../../src/data-source.js';
import { TEST_PRIVACY_KEYS } from '../harness/database.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

const NEW_KEY = `next:${Buffer.alloc(32, 9).toString('base64')}`;
const RING = `${NEW_KEY},${TEST_PRIVACY_KEYS}`;
const RECEIPT_NO = '202647700000000301';
const PHONE = '01000003301';

/** bytea columns that hold keyed hashes or tokens' hashes: nothing can be read from them. */
const HASHES = /^(hash|previous|.*_hash|.*_index|.*_key|key)$/;

let program: TestProgram;
let owner: Awaited<ReturnType<ReturnType<typeof ownerDataSource>['initialize']>>;
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
  owner = await ownerDataSource(program.database.url).initialize();
});
afterAll(async () => {
  await owner?.destroy();
  await program?.stop();
});

const petition = new Petition(RECEIPT_NO, PHONE);
const shown = (count: number) =>
  eventually(`${count} messages`, async () => {
    const messages = (await program.messages(PHONE)).filter(({ visible }) => visible);
    return messages.length >= count && messages;
  });

it('every column of bytes is either sealed, and so found by a rotation, or a hash', async () => {
  const sealed = (await sealedColumns(owner.manager)).map(({ name }) => name);
  const all = await owner.query<{ name: string; column: string }[]>(
    `SELECT n.nspname || '.' || c.relname || '.' || a.attname AS name, a.attname AS column
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped
       AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const others = all.filter(({ name }) => !sealed.includes(name));
  expect(others.filter(({ column }) => !HASHES.test(column))).toEqual([]);
  expect(sealed).toEqual(
    expect.arrayContaining([
      'cases.civil_case.applicant_sealed',
      'cases.step.words_sealed',
      'messaging.notification.request_sealed',
      'messaging.notification.text_sealed',
      'privacy.index_secret.sealed',
      'saeol.inbox.payload',
      'staff.audit_reason.reason_sealed',
      'staff.officer.mobile',
      'staff.officer.name',
    ]),
  );
});

describe('a rotation', () => {
  it('seals everything anew while the program works, and the old key can go', async () => {
    await program.push([petition.received('2026-04-29T13:00:00'), petition.assigned('2026-04-29T13:05:00')]);
    const [first] = await shown(2);
    const [{ id: messageId }] = (await program.get(`/api/v1/messages?receiptNo=${RECEIPT_NO}`)).body.items as [
      { id: string },
    ];
    const before = (await program.get(`/api/v1/cases/${RECEIPT_NO}`)).body as { statusUrl: string };
    await program.restart({ PRIVACY_KEYS: RING });

    const busy = new AbortController();
    const working = (async () => {
      for (let n = 0; !busy.signal.aborted; n++) {
        const other = new Petition(`2026477000000${String(10_000 + n)}`, `010000${String(10_000 + n)}`);
        expect((await program.push([other.received('2026-04-29T13:00:00')])).status).toBe(202);
      }
    })();
    const columns = await rotateKeys(owner, KeyRing.parse(RING));
    busy.abort();
    await working;

    expect(columns.every(({ byKey }) => Object.keys(byKey).every((id) => id === 'next'))).toBe(true);
    const resealed = new Map(columns.map((column) => [column.column, column.resealed]));
    for (const column of ['privacy.index_secret.sealed', 'staff.officer.name', 'cases.civil_case.applicant_sealed'])
      expect(resealed.get(column), column).toBeGreaterThan(0);

    await program.restart({ PRIVACY_KEYS: NEW_KEY });
    const { body } = await program.get(`/api/v1/cases/${RECEIPT_NO}`);
    expect(body).toEqual(before);
    const { text } = (await program.get(`/api/v1/messages/${messageId}`)).body as { text: string };
    expect(text.startsWith('[순창군]')).toBe(true);
    expect((await program.get(`/api/v1/cases?q=${PHONE}`)).body.items).toHaveLength(1);
    const status = await fetch(before.statusUrl.replace(/^https?:\/\/[^/]+/, program.url));
    expect(status.status).toBe(200);
    expect(first!.text).toContain('홍*동');
    await program.push([petition.completed('2026-04-29T13:30:00')]);
    await shown(3);
  });

  it('begun again has nothing left to do', async () => {
    const columns = await rotateKeys(owner, KeyRing.parse(NEW_KEY));
    expect(columns.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(0);
  });

  it('says which key is missing, and changes nothing', async () => {
    const other = KeyRing.parse(`other:${Buffer.alloc(32, 3).toString('base64')}`);
    await expect(rotateKeys(owner, other)).rejects.toThrow('key "next" is not on the ring');
  });

  it('is a command, and so is the look at the chain', async () => {
    const env = {
      ...process.env,
      PROFILE: 'demo',
      DATABASE_URL: program.database.url,
      PRIVACY_KEYS: `third:${Buffer.alloc(32, 4).toString('base64')},${NEW_KEY}`,
    };
    const run = (script: string, ...more: string[]) =>
      promisify(execFile)(process.execPath, [resolve(`dist/src/${script}.js`), ...more], { env, timeout: 30_000 });
    const rotated = await run('rotate-privacy');
    expect(rotated.stdout).toMatch(/staff\.officer\.name +\d+ resealed[^]*All is sealed with "third"/);
    await program.restart({ PRIVACY_KEYS: env.PRIVACY_KEYS });
    await eventually('the seal of the rotation', async () => {
      const [row] = (await program.dataSource.query('SELECT count(*)::int AS n FROM staff.audit_waiting')) as [
        { n: number },
      ];
      return row.n === 0;
    });
    const verified = await run('verify-audit');
    const noted = /noted elsewhere: (\d+:[0-9a-f]{64})/.exec(verified.stdout)![1]!;
    expect((await run('verify-audit', noted)).stdout).toContain(' 0 faults');
    await expect(run('verify-audit', `999999:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 1 });
    await owner.query(
      `UPDATE staff.audit SET address = '10.9.9.9' WHERE id = (SELECT audit_id FROM staff.audit_seal WHERE position = 2)`,
    );
    await expect(run('verify-audit')).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('CHANGED') });
    // Five processes, one after the other.
  }, 120_000);
});
