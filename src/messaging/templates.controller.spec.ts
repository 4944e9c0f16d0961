import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Privacy } from '../../libs/privacy/index.js';
import type { Actor } from '../staff/index.js';
import { FirstWordings } from './first-wordings.service.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import { TestSends } from './test-sends.service.js';
import type { PreviewDto, TemplateDetailDto, TemplateDiffDto, TemplateDto } from './templates.dto.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';
const VENDORS = ['SOLAPI', 'NHN'] as const;

describe('a wording, from the draft to the phone', () => {
  let house: SendingHouse;
  let first: TemplateDto;
  let draft: TemplateDetailDto;
  beforeAll(async () => {
    const bootstrap = { adminId: null, adminPassword: null, apiKey: ADMIN };
    house = await sendingHouse({ vendors: VENDORS, settings: { bootstrap }, sandbox: { templateReview: 1_500 } });
    first = (await versions())[0]!;
  });
  afterAll(() => house.close());

  async function call<Body>(method: 'get' | 'post' | 'put' | 'delete', path: string, status: number, body?: object) {
    const server = request(house.program.getHttpServer());
    const asked = server[method](`/api/v1/templates${path}`).set('authorization', `Bearer ${ADMIN}`);
    const answer = await (body === undefined ? asked : asked.send(body));
    expect([answer.status, answer.body]).toEqual([status, answer.body]);
    return answer.body as Body;
  }
  const versions = async () =>
    (await call<{ items: TemplateDto[] }>('get', '/versions?code=CASE_RECEIVED&language=ko', 200)).items;
  const stages = async () => (await versions()).map(({ version, stage }) => [version, stage]);

  /** The first version with more in its first sentence. */
  function wordingWith(more: string) {
    const { alimtalk, rcs, lms, sms } = first.source;
    const change = (text: string) => text.replace('민원이 접수되었습니다.', `민원이 접수되었습니다.${more}`);
    return {
      alimtalk: { ...alimtalk, text: change(alimtalk.text) },
      rcs,
      lms: { ...lms, text: change(lms.text) },
      sms,
    };
  }

  async function review(vendor: string, decision: 'APPROVED' | 'REJECTED', because?: string): Promise<void> {
    const [row] = await house.dataSource.query<{ id: string }[]>(
      `SELECT vendor_template_id AS id FROM messaging.template_approval
       WHERE template_id = $1 AND vendor = $2 AND channel = 'ALIMTALK'`,
      [draft.id, vendor],
    );
    const { ok } = await fetch(`${house.sandbox.url}/sandbox/templates/${vendor}/${row!.id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision, because }),
    });
    expect(ok).toBe(true);
    await call('post', '/synchronise', 200);
  }

  async function said(cause: string, phone: string): Promise<string> {
    await house.notify([notice({ cause, subject: cause, label: cause, phone })]);
    await house.settled();
    return (await house.phone(phone)).find(({ visible }) => visible)!.text;
  }

  it('is looked at before it is stored, with what is wrong with it', async () => {
    const wish = { code: 'CASE_RECEIVED', language: 'ko', wording: wordingWith(' #{없는값}') };
    const { channels, findings } = await call<PreviewDto>('post', '/preview', 200, wish);
    expect(findings.map(({ channel, code }) => `${channel} ${code}`)).toContain('ALIMTALK UNKNOWN_VARIABLE');
    expect(channels.map(({ channel }) => channel)).toEqual(['ALIMTALK', 'RCS', 'LMS']);
    const { channels: shown } = await call<PreviewDto>('get', `/${first.id}/preview?samples=LONGEST`, 200);
    expect(shown[0]).toMatchObject({ unit: 'CHARACTERS', limit: 1_000, fault: null });
    expect(shown[0]!.text).toMatch(/^\[순창군\] 민원 접수 안내/);
    await call('post', '/preview', 404, { ...wish, code: 'CASE_UNHEARD_OF' });
    await call('post', '/preview', 400, { ...wish, wording: { alimtalk: 1 } });
  });

  it('is drafted, rewritten and thrown away, one draft at a time', async () => {
    const wish = { code: 'CASE_RECEIVED', language: 'ko', wording: wordingWith(' #{없는값}') };
    draft = await call('post', '', 201, wish);
    expect(draft).toMatchObject({ version: 2, stage: 'DRAFT', occasion: 'case.received', madeBy: expect.any(String) });
    expect(draft.approvals.every(({ state }) => state === 'DRAFT')).toBe(true);
    await call('post', '', 409, wish);
    const refused = await call<{ errors: object[] }>('post', `/${draft.id}/submit`, 422);
    expect(refused.errors).toContainEqual({ field: 'ALIMTALK', message: '알림톡: #{없는값}은(는) 없는 변수입니다.' });
    await call('delete', `/${draft.id}`, 204);
    await call('get', `/${draft.id}`, 404);
    await call('delete', `/${first.id}`, 409);
    draft = await call('post', '', 201, wish);
    draft = await call('put', `/${draft.id}`, 200, { wording: wordingWith(' 고맙습니다.') });
    expect(draft.findings).toEqual([]);
    expect(await stages()).toEqual([
      [2, 'DRAFT'],
      [1, 'IN_USE'],
    ]);
  });

  it('is compared to the version before', async () => {
    const diff = await call<TemplateDiffDto>('get', `/diff?from=${first.id}&to=${draft.id}`, 200);
    expect(diff.parts.filter(({ changed }) => changed).map(({ part }) => part)).toEqual(['ALIMTALK', 'LMS']);
    expect(diff.variables).toEqual({ added: [], removed: [] });
  });

  it('is handed in to both vendors, and is not sent before it is put into use', async () => {
    await call('post', `/${draft.id}/activate`, 409);
    await call('post', `/${draft.id}/submit`, 202);
    await call('put', `/${draft.id}`, 409, { wording: wordingWith(' 늦은 생각.') });
    const asked = await call<{ items: TemplateDto[] }>('post', '/synchronise', 200);
    const mine = asked.items.find(({ id }) => id === draft.id)!;
    expect(mine.stage).toBe('IN_REVIEW');
    expect(mine.approvals.filter(({ channel }) => channel === 'ALIMTALK').map(({ state }) => state)).toEqual([
      'IN_REVIEW',
      'IN_REVIEW',
    ]);
    await review('NHN', 'REJECTED', '인사말은 뺍니다.');
    await review('SOLAPI', 'APPROVED');
    const { approvals } = await call<TemplateDto>('get', `/${draft.id}`, 200);
    expect(approvals).toContainEqual(
      expect.objectContaining({ vendor: 'NHN', state: 'REJECTED', note: '인사말은 뺍니다.' }),
    );
    expect(await stages()).toEqual([
      [2, 'APPROVED'],
      [1, 'IN_USE'],
    ]);
    const alarms = await house.dataSource.query<{ code: string }[]>(
      'SELECT code FROM staff.alarm WHERE cleared_at IS NULL',
    );
    expect(alarms).toEqual([{ code: 'MESSAGING.TEMPLATE_REFUSED' }]);
    expect(await said('before', '01000001001')).not.toContain('고맙습니다.');
    // Text asks nobody, and yet waits as well.
    expect(await said('before-text', '01000088002')).not.toContain('고맙습니다.');
  });

  it('is sent where it was approved once it is in use, the older one elsewhere; text follows at once', async () => {
    await call('post', `/${draft.id}/activate`, 200);
    expect(await stages()).toEqual([
      [2, 'IN_USE'],
      [1, 'REPLACED'],
    ]);
    expect(await said('text', '01000088003')).toContain('고맙습니다.');
    const rules = await house.rules.current();
    const asked = { occasion: 'case.received', variant: 'DEFAULT', language: 'ko' } as const;
    expect(rules.wordingFor(asked, 'ALIMTALK', 'SOLAPI')!.templateId).toBe(draft.id);
    expect(rules.wordingFor(asked, 'ALIMTALK', 'NHN')!.templateId).toBe(first.id);
  });

  it('an earlier one is put into use again', async () => {
    await call('post', `/${first.id}/activate`, 200);
    expect(await stages()).toEqual([
      [2, 'REPLACED'],
      [1, 'IN_USE'],
    ]);
    expect(await said('again', '01000001004')).not.toContain('고맙습니다.');
  });

  it('another language is begun from the Korean one', async () => {
    const wording = wordingWith('');
    wording.alimtalk.text = wording.alimtalk.text.replace('민원 접수 안내', 'Thong bao');
    const made = await call<TemplateDetailDto>('post', '', 201, { code: 'CASE_RECEIVED', language: 'vi', wording });
    expect(made).toMatchObject({ language: 'vi', version: 1, required: first.required, stage: 'DRAFT' });
  });

  it('keeps what people wrote when the county changes its name, in all versions that are open', async () => {
    await call('post', `/${draft.id}/activate`, 200);
    await house.dataSource.transaction((tx) => house.program.get(FirstWordings).seed(tx, '새순창군'));
    const [newest] = await versions();
    expect(newest).toMatchObject({ version: 3, madeBy: draft.madeBy });
    expect(newest!.alimtalk.text).toMatch(/^\[새순창군\][\s\S]*고맙습니다\./);
    const { items } = await call<{ items: TemplateDto[] }>('get', '/versions?code=CASE_RECEIVED&language=vi', 200);
    expect(items).toMatchObject([{ version: 1, alimtalk: { text: expect.stringMatching(/^\[새순창군\] Thong bao/) } }]);
  });

  describe('on one’s own phone', () => {
    const MOBILE = '01000001777';
    const operator: Actor = {
      kind: 'staff',
      id: 'account-1',
      officerId: 's112',
      roles: ['operator'],
      departmentScope: 'ALL',
      address: '127.0.0.1',
    };
    const test = (id: string, channel: 'ALIMTALK' | 'RCS' | 'TEXT', actor = operator) =>
      house.program.get(TestSends).send(id, channel, actor);
    beforeAll(async () => {
      await house.dataSource.query(`INSERT INTO staff.department (code, name) VALUES ('47700000011', '건축과')`);
      await house.dataSource.query(
        `INSERT INTO staff.officer (id, name, mobile, department_code, position) VALUES ('s112', $1, $2, '47700000011', 'OFFICER')`,
        [house.program.get(Privacy).seal('송오름'), house.program.get(Privacy).seal(MOBILE)],
      );
    });

    it('each channel alone, in trial mode too, marked in the log, and nothing follows from it', async () => {
      await house.dataSource.transaction((tx) => house.rules.set(tx, 'trial', true));
      const facts = house.facts.length;
      const sent = [await test(first.id, 'ALIMTALK'), await test(first.id, 'RCS'), await test(first.id, 'TEXT')];
      expect(sent[0]!.to).toBe('010-****-1777');
      await house.settled();
      await house.dataSource.transaction((tx) => house.rules.set(tx, 'trial', false));
      const shown = (await house.phone(MOBILE)).map(({ channel, visible }) => `${channel} ${visible}`);
      expect(shown.toSorted()).toEqual(['ALIMTALK true', 'LMS true', 'RCS true']);
      const { body } = await request(house.program.getHttpServer())
        .get(`/api/v1/messages/${sent[0]!.messageId}`)
        .set('authorization', `Bearer ${ADMIN}`);
      expect(body).toMatchObject({ test: true, status: 'DELIVERED', channel: 'ALIMTALK', recipientId: 's112' });
      expect((body as { text: string }).text).toContain('홍*동님의 민원이 접수되었습니다.');
      expect(house.facts).toHaveLength(facts);
    });

    it('a draft over text, not over AlimTalk; and never to somebody without a number of their own', async () => {
      const { items } = await call<{ items: TemplateDto[] }>('get', '/versions?code=CASE_RECEIVED&language=vi', 200);
      const { id } = items[0]!;
      await expect(test(id, 'ALIMTALK')).rejects.toMatchObject({ code: 'MESSAGING.NOT_APPROVED_YET' });
      await test(id, 'TEXT');
      await house.settled();
      expect((await house.phone(MOBILE)).at(-1)).toMatchObject({ channel: 'LMS' });
      for (const officerId of [null, 's999']) {
        const nobody = test(id, 'TEXT', { ...operator, officerId });
        await expect(nobody).rejects.toMatchObject({ status: 409, code: 'MESSAGING.NO_OWN_NUMBER' });
      }
      // The key of a program has no phone.
      await call('post', `/${id}/test`, 409, { channel: 'TEXT' });
    });
  });

  it('every act is in the trail', async () => {
    const rows = await house.dataSource.query<{ action: string }[]>(
      "SELECT DISTINCT action FROM staff.audit WHERE subject_kind = 'template' ORDER BY action",
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'templates.activate',
      'templates.discard',
      'templates.draft',
      'templates.rewrite',
      'templates.submit',
      'templates.test',
    ]);
  });
});
