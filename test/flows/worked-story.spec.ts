import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, type SandboxMessage, testProgram, type TestProgram } from '../harness/program.js';

/** First lines of the notices, one per step of the story. */
const STORY = [
  '[순창군] 민원 접수 안내',
  '[순창군] 담당자 지정 안내',
  '[순창군] 서류 보완 요청',
  '[순창군] 보완 완료 안내',
  '[순창군] 처리기간 연장 안내',
  '[순창군] 민원 처리 완료 안내',
  '[순창군] 민원 처리 만족도 조사',
];

const firstLine = ({ text }: SandboxMessage) => text.split('\n')[0];

describe('received → assigned → supplement → supplement done → extended → completed → survey', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
  });
  afterAll(() => program?.stop());

  function story(receiptNo: string, phone: string): object[] {
    const petition = new Petition(receiptNo, phone);
    return [
      petition.received('2026-04-29T13:00:00'),
      petition.assigned('2026-04-29T13:05:00'),
      petition.supplementRequested('2026-04-29T13:10:00'),
      petition.supplementDone('2026-04-29T13:20:00'),
      petition.extended('2026-04-29T13:30:00'),
      petition.completed('2026-04-29T13:40:00', 'GRANTED', { result: { delivery: 'POST' } }),
    ];
  }

  async function shown(phone: string, count: number): Promise<SandboxMessage[]> {
    return eventually(`${count} messages on the phone`, async () => {
      const visible = (await program.messages(phone)).filter((message) => message.visible);
      return visible.length >= count && visible.toSorted((a, b) => (a.visibleAt! < b.visibleAt! ? -1 : 1));
    });
  }

  it('puts exactly one message per step on the phone, in order, under the name of the organisation', async () => {
    const phone = '01000003100';
    for (const event of story('202647700000000201', phone)) expect((await program.push([event])).status).toBe(202);
    const messages = await shown(phone, STORY.length);
    expect(messages.map(firstLine)).toEqual(STORY);
    for (const message of messages) expect(message).toMatchObject({ channel: 'ALIMTALK', senderName: '순창군' });
    expect(messages[0]!.text).toContain('홍*동님');
    expect(messages[2]!.text).toContain('배치도 1부');
    expect(messages[4]!.text).toMatch(/당초 예정: 2026\. 5\. \d+\.\(.\)/);
  });

  it('changes nothing when the same feed comes twice, whole or shuffled', async () => {
    const phone = '01000003101';
    const events = story('202647700000000202', phone);
    await program.push(events);
    await shown(phone, STORY.length);
    const before = await program.get('/api/v1/cases/202647700000000202');
    expect((await program.push(events.toReversed())).body.results.map(({ status }) => status)).toEqual(
      events.map(() => 'DUPLICATE'),
    );
    expect((await program.get('/api/v1/cases/202647700000000202')).body).toEqual(before.body);
    expect(await program.messages(phone)).toHaveLength(STORY.length);
  });

  it('tells an agent besides, and one phone for both only once', async () => {
    const [applicant, agent, both] = ['01000003102', '01000013102', '01000003103'];
    const agentOf = (phone: string) => ({ agent: { name: '김대리', phone, notify: true } });
    await program.push([
      new Petition('202647700000000203', applicant).received('2026-04-29T13:00:00', {}, agentOf(agent)),
      new Petition('202647700000000204', both).received('2026-04-29T13:00:00', {}, agentOf(both)),
    ]);
    expect(await shown(applicant, 1)).toHaveLength(1);
    expect(await shown(agent, 1)).toHaveLength(1);
    expect(await shown(both, 1)).toHaveLength(1);
    const { body } = await program.get('/api/v1/messages?receiptNo=202647700000000204');
    expect(body.items).toHaveLength(1);
  });

  it('turns to RCS, and to text, when the phone is not on Kakao', async () => {
    const [rcs, text] = ['01000009001', '01000069005'];
    await program.push([
      new Petition('202647700000000205', rcs).received('2026-04-29T13:00:00'),
      new Petition('202647700000000206', text).received('2026-04-29T13:00:00'),
    ]);
    expect((await shown(rcs, 1))[0]).toMatchObject({ channel: 'RCS', senderName: '순창군', safeMark: true });
    expect((await shown(text, 1))[0]).toMatchObject({ channel: 'LMS', senderNumber: '0630001114' });
  });

  it('sends nothing where nobody is to be told, and says why', async () => {
    const phone = '01000003104';
    await program.push([
      new Petition('202647700000000207', phone).received('2026-04-29T13:00:00', { period: { unit: 'DAY', length: 1 } }),
      new Petition('202647700000000208', phone).received('2026-04-29T13:00:00', { statutory: false }),
    ]);
    const reasonOf = async (receiptNo: string) => (await program.get(`/api/v1/cases/${receiptNo}`)).body.notified;
    await eventually('both cases', async () => (await reasonOf('202647700000000208')) !== undefined);
    expect(await reasonOf('202647700000000207')).toEqual({ eligible: false, reason: '처리기간 2일 미만' });
    expect(await reasonOf('202647700000000208')).toEqual({ eligible: false, reason: '법정민원 아님' });
    // The ladder tells officers of every case; citizens are what this is about.
    const { items } = (await program.get('/api/v1/messages?receiptNo=202647700000000207')).body as {
      items: { occasion: string }[];
    };
    expect(items.filter(({ occasion }) => occasion.startsWith('case.'))).toEqual([]);
    expect(await program.messages(phone)).toEqual([]);
  });
});
