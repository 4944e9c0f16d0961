import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

const AT = '2026-04-29T13:00:00';
const person = (phone: string | undefined, notify?: boolean) => ({ name: '홍길동', phone, notify });

/** What Saeol sends, and whether and why nobody is told of it (product petitions §1). */
const PETITIONS: { name: string; petition?: object; more?: object; reason: string | null; told?: string[] }[] = [
  { name: 'a statutory petition of 2 days', petition: { period: { unit: 'DAY', length: 2 } }, reason: null },
  { name: 'one of a week', petition: { period: { unit: 'WEEK', length: 1 } }, reason: null },
  { name: 'one of 1 day', petition: { period: { unit: 'DAY', length: 1 } }, reason: '처리기간 2일 미만' },
  { name: 'one of "immediately"', petition: { period: { unit: 'DAY', length: 0 } }, reason: '처리기간 2일 미만' },
  { name: 'one that is not statutory', petition: { statutory: false, kind: 'GRIEVANCE' }, reason: '법정민원 아님' },
  {
    name: 'one that another system tells',
    petition: { typeCode: '4770000000024', typeName: '건축물 사용승인', period: { unit: 'DAY', length: 7 } },
    reason: '다른 시스템에서 알림',
  },
  { name: 'a refusal', more: { applicant: person('01000003701', false) }, reason: '수신 거부' },
  { name: 'neither yes nor no', more: { applicant: person('01000003702') }, reason: null },
  { name: 'no number', more: { applicant: person(undefined, true) }, reason: '휴대전화번호 없음' },
  { name: 'a number of a house', more: { applicant: person('0630001234', true) }, reason: '휴대전화번호 없음' },
  {
    name: 'an applicant who refuses, with an agent',
    more: { applicant: person('01000003703', false), agent: { name: '김대리', phone: '01000013703', notify: true } },
    reason: null,
    told: ['AGENT'],
  },
  {
    name: 'an applicant without a number, with an agent',
    more: { applicant: person(undefined, true), agent: { name: '김대리', phone: '01000013704', notify: true } },
    reason: null,
    told: ['AGENT'],
  },
  {
    name: 'an applicant and an agent',
    more: { agent: { name: '김대리', phone: '01000013705', notify: true } },
    reason: null,
    told: ['AGENT', 'APPLICANT'],
  },
  {
    name: 'an agent who refuses',
    more: { agent: { name: '김대리', phone: '01000013706', notify: false } },
    reason: null,
    told: ['APPLICANT'],
  },
];

describe('who is told of a petition, and why nobody is', () => {
  let program: TestProgram;
  const events = PETITIONS.map(({ petition, more }, index) =>
    new Petition(`2026477000000007${String(index).padStart(2, '0')}`, '01000003700').received(AT, petition, more),
  ) as { receiptNo: string }[];
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
    await program.push(events);
  });
  afterAll(() => program?.stop());

  it.each(PETITIONS.map((petition, index) => ({ ...petition, receiptNo: events[index]!.receiptNo })))(
    '$name: $reason',
    async ({ receiptNo, reason, told = ['APPLICANT'] }) => {
      const found = await eventually('the case', async () => {
        const answer = await program.get(`/api/v1/cases/${receiptNo}`);
        return answer.status === 200 && answer.body;
      });
      expect(found.notified).toEqual(reason === null ? { eligible: true } : { eligible: false, reason });
      const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}`);
      // Officers are told of every case's deadline; here it is about citizens.
      const citizens = (body.items as { recipientKind: string; occasion: string }[]).filter(({ occasion }) =>
        occasion.startsWith('case.'),
      );
      expect(citizens.map(({ recipientKind }) => recipientKind).toSorted()).toEqual(reason === null ? told : []);
    },
  );
});
