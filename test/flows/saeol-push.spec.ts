import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedPush } from '../harness/link.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const [OLD, NEW] = [secretOf(3), secretOf(4)];

describe('the push, when more comes than can be stored, and while its secret changes', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00', SAEOL_LINK_SECRET: OLD });
  });
  afterAll(() => program?.stop());

  const send = (body: string, headers: Record<string, string>) =>
    fetch(`${program.url}/api/v1/saeol/events`, { method: 'POST', headers, body });
  const push = (events: object[], secret = OLD) => {
    const body = JSON.stringify({ events });
    return send(body, signedPush(secret, body));
  };
  const received = (index: number) =>
    new Petition(`20264770000002${String(index).padStart(4, '0')}`).received('2026-04-29T13:00:00', {
      kind: 'OTHER',
      statutory: false,
    });
  const statusesOf = async (answer: Response) =>
    ((await answer.json()) as { results: { status: string }[] }).results.map(({ status }) => status);

  /** Keeps every flush waiting for as long as `use` runs, as a database does that is too slow. */
  async function whileNothingIsStored<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: program.database.url });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE saeol.inbox_key IN ACCESS EXCLUSIVE MODE');
      return await use(client);
    } finally {
      await client.end();
    }
  }

  it('says 503 and when to come back beyond 20,000 events in hand, and stores all that it said 202 to', async () => {
    const batch = Array.from({ length: 1_000 }, (_, index) => received(index));
    const answers: Response[] = [];
    let sent: Promise<unknown>[] = [];
    await whileNothingIsStored(async () => {
      sent = Array.from({ length: 22 }, () => push(batch).then((answer) => answers.push(answer)));
      await eventually('two are refused', async () => answers.length === 2);
    });
    await Promise.all(sent);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused).toHaveLength(2);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.json()).toMatchObject({ code: 'SAEOL.INBOX_FULL' });
    }
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(20);
    const statuses = (await Promise.all(taken.map(statusesOf))).flat();
    expect(statuses.filter((status) => status === 'ACCEPTED')).toHaveLength(1_000);
    expect(statuses.filter((status) => status === 'DUPLICATE')).toHaveLength(19_000);
    // Whoever was refused comes again.
    expect(await statusesOf(await push(batch))).toEqual(batch.map(() => 'DUPLICATE'));
  });

  it('says 503 when its connections to the database break, and takes the same again', async () => {
    const batch = [received(5_001), received(5_002)];
    const answer = await whileNothingIsStored(async (client) => {
      const sent = push(batch);
      await eventually('the flush waits', async () => {
        const { rows } = await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'saeol.inbox_key'::regclass`,
        );
        return rows.length > 0;
      });
      return sent;
    });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await statusesOf(await push(batch))).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  it('knows what another process stores at the same moment for a duplicate, and for a conflict', async () => {
    const [same, other] = [received(9_001), received(9_002)];
    expect(await statusesOf(await push([same, other]))).toEqual(['ACCEPTED', 'ACCEPTED']);
    const client = new pg.Client({ connectionString: program.database.url });
    await client.connect();
    try {
      // Their keys go, and come back while the next push waits for them.
      const { rows } = await client.query<{ key: Buffer; content: Buffer; receiptNo: string }>(
        `WITH gone AS (DELETE FROM saeol.inbox_key k USING saeol.inbox i WHERE i.event_key = k.event_key AND i.receipt_no = ANY ($1) RETURNING k.*, i.receipt_no)
         SELECT event_key AS key, content_hash AS content, receipt_no AS "receiptNo" FROM gone`,
        [['202647700000029001', '202647700000029002']],
      );
      expect(rows).toHaveLength(2);
      await client.query('BEGIN');
      for (const { key, content, receiptNo } of rows)
        await client.query('INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at) VALUES ($1, $2, now())', [
          key,
          receiptNo.endsWith('1') ? content : Buffer.alloc(32),
        ]);
      const answer = push([same, other]);
      await eventually('the push waits for the keys', async () => {
        const { rowCount } = await client.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        return rowCount! > 0;
      });
      await client.query('COMMIT');
      expect(await statusesOf(await answer)).toEqual(['DUPLICATE', 'QUARANTINED']);
    } finally {
      await client.end();
    }
  });

  it('takes either secret while they change, and the old one no more after it', async () => {
    const statusOf = async (index: number, secret: string) => (await push([received(index)], secret)).status;
    expect([await statusOf(6_001, OLD), await statusOf(6_002, NEW)]).toEqual([202, 401]);
    await program.restart({ SAEOL_LINK_SECRET: `${NEW},${OLD}` });
    expect([await statusOf(6_003, OLD), await statusOf(6_004, NEW)]).toEqual([202, 202]);
    await program.restart({ SAEOL_LINK_SECRET: NEW });
    expect([await statusOf(6_005, OLD), await statusOf(6_006, NEW)]).toEqual([401, 202]);

    // An agent that does not know yet which one is good signs with both.
    const body = JSON.stringify({ events: [received(6_007)] });
    const at = new Date();
    const [byOld, byNew] = [signedPush(OLD, body, at, 'msg_both'), signedPush(NEW, body, at, 'msg_both')];
    const both = `${byOld['webhook-signature']} ${byNew['webhook-signature']}`;
    expect((await send(body, { ...byNew, 'webhook-signature': both })).status).toBe(202);
  });
});
