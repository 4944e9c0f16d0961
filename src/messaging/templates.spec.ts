import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Settings } from '../../config/index.js';
import { DEMO_ACCOUNT, startSandbox } from '../sandbox/index.js';
import type { Actor } from '../staff/index.js';
import { DemoMessaging } from './demo-messaging.js';
import { FirstWordings } from './first-wordings.service.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import { Notifications } from './notifications.service.js';
import { TemplateDesk } from './template-desk.service.js';
import { Templates } from './templates.service.js';

const OPERATOR: Actor = {
  kind: 'key',
  id: '00000000-0000-7000-8000-000000000001',
  officerId: null,
  roles: ['operator'],
  departmentScope: 'ALL',
  address: '127.0.0.1',
};

interface ApprovalRow {
  version: number;
  state: string;
  vendor_template_id: string | null;
  note: string | null;
}

describe('templates and their approval', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ sandbox: { templateReview: 'BY_HAND' }, prepare: false });
  });
  afterAll(() => house.close());

  const approvals = (code: string) =>
    house.dataSource.query<ApprovalRow[]>(
      `SELECT t.version, a.state, a.vendor_template_id, a.note FROM messaging.template t JOIN messaging.template_approval a ON a.template_id = t.id
       WHERE t.code = $1 AND t.language = 'ko' AND a.channel = 'ALIMTALK' ORDER BY t.version`,
      [code],
    );
  const decide = async (id: string, decision: string, because?: string) => {
    const { ok } = await fetch(`${house.sandbox.url}/sandbox/templates/SOLAPI/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision, because }),
    });
    expect(ok).toBe(true);
  };

  it('hands every wording in, once, and follows the review', async () => {
    const templates = house.program.get(Templates);
    const prepared = house.program.get(DemoMessaging).prepare();
    await expect.poll(async () => (await approvals('CASE_RECEIVED'))[0]?.state, { timeout: 10_000 }).toBe('IN_REVIEW');
    expect(await templates.areReviewed()).toBe(false);
    const ids = await house.dataSource.query<{ id: string }[]>(
      "SELECT vendor_template_id AS id FROM messaging.template_approval WHERE channel = 'ALIMTALK'",
    );
    expect(new Set(ids.map((row) => row.id)).size).toBe(ids.length);
    for (const { id } of ids) await decide(id, 'APPROVED');
    await prepared;
    expect(await approvals('CASE_RECEIVED')).toMatchObject([{ version: 1, state: 'APPROVED' }]);
  });

  it('sends the approved version while a newer one is in review, and the newer one after', async () => {
    const templates = house.program.get(Templates);
    await house.dataSource.transaction((tx) => house.program.get(FirstWordings).seed(tx, '새순창군'));
    await templates.submitAll();
    expect(await approvals('CASE_RECEIVED')).toMatchObject([
      { version: 1, state: 'APPROVED' },
      { version: 2, state: 'IN_REVIEW' },
    ]);
    await house.notify([notice({ cause: 'v:1', subject: 'v1' })]);
    await house.settled();
    expect((await house.phone())[0]!.text).toContain('[순창군]');

    const second = (await approvals('CASE_RECEIVED'))[1]!;
    await decide(second.vendor_template_id!, 'APPROVED');
    await templates.synchroniseNow();
    await house.notify([notice({ cause: 'v:2', subject: 'v2' })]);
    await house.settled();
    expect((await house.phone()).at(-1)!.text).toContain('[새순창군]');
  });

  it('keeps the words of a reviewer who rejects', async () => {
    const second = (await approvals('CASE_ASSIGNED'))[1]!;
    await decide(second.vendor_template_id!, 'REJECTED', '정보성이 아닌 문구가 있습니다.');
    await house.program.get(Templates).synchroniseNow();
    expect((await approvals('CASE_ASSIGNED'))[1]).toMatchObject({
      state: 'REJECTED',
      note: '정보성이 아닌 문구가 있습니다.',
    });
  });

  it('one that is rejected in all versions keeps none of the others back, also after a start', async () => {
    const [first] = await approvals('CASE_ASSIGNED');
    await decide(first!.vendor_template_id!, 'REJECTED');
    const another = await house.another();
    expect(await another.get(Templates).mayBeSent()).toBe(true);
    expect((await approvals('CASE_ASSIGNED')).map(({ state }) => state)).toEqual(['REJECTED', 'REJECTED']);
  });

  it('makes no new version of what has not changed', async () => {
    await house.dataSource.transaction((tx) => house.program.get(FirstWordings).seed(tx, '새순창군'));
    expect(await approvals('CASE_RECEIVED')).toHaveLength(2);
  });
});

it('an operator hears of a template that a vendor has lost, until it is handed in again', async () => {
  const house = await sendingHouse({ vendors: ['NHN'] });
  // In the demo it would be handed in again by itself.
  Object.assign(house.program.get(Settings), { profile: 'production' });
  const templates = house.program.get(Templates);
  const alarms = async () => {
    await templates.synchroniseNow();
    return house.dataSource.query<{ key: string }[]>('SELECT key FROM staff.alarm WHERE cleared_at IS NULL');
  };
  try {
    const [lost] = await house.dataSource.query<[{ template_id: string; code: string }]>(
      `SELECT template_id, vendor_template_id AS code FROM messaging.template_approval WHERE channel = 'ALIMTALK' LIMIT 1`,
    );
    const { appKey, senderKey, secretKey } = DEMO_ACCOUNT.nhn;
    const address = `${house.sandbox.url}/nhn/alimtalk/v2.3/appkeys/${appKey}/senders/${senderKey}/templates/${lost.code}`;
    await fetch(address, { method: 'DELETE', headers: { 'x-secret-key': secretKey } });
    expect(await alarms()).toEqual([{ key: 'messaging.templates-gone.NHN' }]);
    expect(await alarms()).toHaveLength(1);
    await house.program.get(TemplateDesk).submit(lost.template_id, OPERATOR);
    expect(await alarms()).toEqual([]);
  } finally {
    await house.close();
  }
});

it('hands everything in again to a sandbox that was started anew, before anything is sent', async () => {
  const house = await sendingHouse();
  const port = Number(new URL(house.sandbox.url).port);
  await house.program.close();
  await house.sandbox.close();
  const anew = await startSandbox({ account: DEMO_ACCOUNT, port, templateReview: 200 });
  const program = await house.another();
  try {
    const dataSource = program.get(DataSource);
    await dataSource.transaction((tx) => program.get(Notifications).notify(tx, [notice({ cause: 'anew' })]));
    const phones = async () => {
      const { items } = (await (await fetch(`${anew.url}/sandbox/messages`)).json()) as {
        items: { channel: string; visible: boolean }[];
      };
      return items.filter((item) => item.visible).map((item) => item.channel);
    };
    await expect.poll(phones, { timeout: 10_000 }).toEqual(['ALIMTALK']);
  } finally {
    await program.close();
    await anew.close();
    await house.database.close();
  }
});
