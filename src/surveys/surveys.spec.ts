import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../cases/index.js';
import type { SurveyReply } from './answers.service.js';
import { SurveyAnswered, SurveyInvited } from './survey.events.js';
import { DEPARTMENT, surveysHouse, type SurveysHouse } from './surveys.harness.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let house: SurveysHouse;

beforeEach(async () => {
  house = await surveysHouse('2026-05-06T14:00:00+09:00');
});
afterEach(() => house.close());

function reply(score: 1 | 2 | 3 | 4 | 5, more: Partial<SurveyReply> = {}): SurveyReply {
  return { score, speed: null, kindness: null, clarity: null, comment: null, contact: false, ...more };
}

/** Completes a case, lets its citizen hear of it and get the invitation; returns the token. */
async function invited(
  more: Parameters<SurveysHouse['completed']>[0] = {},
): Promise<{ receiptNo: string; token: string }> {
  const receiptNo = await house.completed(more);
  await house.delivered(receiptNo, 'case.completed', { variant: more.outcome ?? 'GRANTED' });
  const [notice] = await house.asked();
  await house.delivered(receiptNo, 'survey.invitation', { variant: 'DEFAULT' });
  return { receiptNo, token: notice!.variables['설문키']! };
}

describe('the invitation', () => {
  it('is sent once the result was delivered, with its last day and its token', async () => {
    const receiptNo = await house.completed();
    expect(await house.asked()).toEqual([]);
    await house.delivered(receiptNo, 'case.completed');
    const [notice, ...rest] = await house.asked();
    expect(rest).toEqual([]);
    expect(notice).toMatchObject({
      occasion: 'survey.invitation',
      recipient_kind: 'APPLICANT',
      label: receiptNo,
      variables: { 민원인: '홍*동', 민원명: '옥외광고물 표시허가', 담당부서: '건축과', 설문마감일: '2026. 5. 20.(수)' },
    });
    expect(notice!.variables['설문키']).toMatch(/^[A-Za-z0-9_-]{22}$/);
    await house.delivered(receiptNo, 'case.completed');
    expect(await house.asked()).toEqual([]);
    // The database holds nothing that opens the page.
    const rows = JSON.stringify(await house.dataSource.query('SELECT * FROM surveys.invitation'));
    expect(rows).not.toContain(notice!.variables['설문키']);
  });

  it('is the same one where it is made again after a restored backup', async () => {
    const { receiptNo } = await invited();
    await house.dataSource.query('DELETE FROM surveys.invitation');
    await house.dataSource.query('DELETE FROM surveys.invited_person');
    await house.delivered(receiptNo, 'case.completed');
    expect(await house.dataSource.query('SELECT FROM surveys.invitation')).toHaveLength(1);
    expect(await house.asked()).toEqual([]);
  });

  it.each<[Outcome, number]>([
    ['GRANTED', 1],
    ['REFUSED', 1],
    ['RETURNED', 1],
    ['CLOSED', 1],
    ['WITHDRAWN', 0],
    ['TRANSFERRED', 0],
  ])('after %s: %i', async (outcome, invitations) => {
    const receiptNo = await house.completed({ outcome });
    await house.delivered(receiptNo, 'case.completed', { variant: outcome });
    expect(await house.asked()).toHaveLength(invitations);
  });

  it('goes to the applicant; to the agent only where the applicant has no number', async () => {
    const agent = { name: '김대리', phone: '01000005678', notify: true, language: null };
    const both = await house.completed({ agent });
    await house.delivered(both, 'case.completed', { kind: 'AGENT' });
    expect(await house.asked()).toEqual([]);
    const alone = await house.completed({ applicant: { name: '(주)가온들', phone: null }, agent });
    await house.delivered(alone, 'case.completed', { kind: 'AGENT' });
    expect(await house.asked()).toMatchObject([
      { recipient_kind: 'AGENT', phone: '01000005678', variables: { 민원인: '(주)가온들' } },
    ]);
  });

  it('asks a person at most once in 30 days, also of two cases at the same time', async () => {
    const one = { applicant: { phone: '01000003001' } };
    const first = await house.completed(one);
    const second = await house.completed(one);
    await Promise.all([house.delivered(first, 'case.completed'), house.delivered(second, 'case.completed')]);
    expect(await house.asked()).toHaveLength(1);
    house.clock.advance(29 * DAY);
    const third = await house.completed(one);
    await house.delivered(third, 'case.completed');
    expect(await house.asked()).toEqual([]);
    house.clock.advance(DAY);
    await house.timers.run();
    await house.asked();
    const fourth = await house.completed(one);
    await house.delivered(fourth, 'case.completed');
    expect(await house.asked()).toMatchObject([{ label: fourth }]);
  });

  it('that reached nobody does not count, neither for the figures nor for the 30 days', async () => {
    const one = { applicant: { phone: '01000003001' } };
    for (const end of ['failed', 'dropped'] as const) {
      const receiptNo = await house.completed(one);
      await house.delivered(receiptNo, 'case.completed');
      expect(await house.asked()).toHaveLength(1);
      await house[end](receiptNo, 'survey.invitation');
    }
    expect(house.published(SurveyInvited)).toEqual([]);
    const next = await house.completed(one);
    await house.delivered(next, 'case.completed');
    expect(await house.asked()).toHaveLength(1);
    await house.delivered(next, 'survey.invitation', { channel: 'RCS' });
    expect(house.published(SurveyInvited)).toMatchObject([
      { place: { departmentCode: DEPARTMENT, month: '2026-05-01', outcome: 'GRANTED', channel: 'RCS' } },
    ]);
  });

  it('is followed by one reminder three days later, with the same link, if unanswered', async () => {
    const { token } = await invited();
    const answered = await invited();
    await house.surveys.answer(answered.token, reply(5));
    house.clock.advance(3 * DAY - HOUR);
    await house.timers.run();
    expect(await house.asked()).toEqual([]);
    house.clock.advance(HOUR);
    await house.timers.run();
    const reminders = await house.asked();
    expect(reminders).toMatchObject([{ occasion: 'survey.reminder', variables: { 설문키: token } }]);
    house.clock.advance(3 * DAY);
    await house.timers.run();
    expect(await house.asked()).toEqual([]);
  });
});

describe('the answer', () => {
  it('may be changed for ten minutes, then the link is used up', async () => {
    const { token } = await invited();
    expect(await house.surveys.byToken(token)).toMatchObject({
      state: 'OPEN',
      closesOn: '2026-05-20',
      given: null,
      departmentPhone: '063-000-1100',
    });
    house.published(SurveyInvited);
    const { editableUntil } = await house.surveys.answer(token, reply(4, { speed: 5, comment: '빨랐습니다' }));
    expect(editableUntil).toBe('2026-05-06T14:10:00+09:00');
    expect(await house.surveys.byToken(token)).toMatchObject({
      state: 'OPEN',
      given: { score: 4, speed: 5, comment: '빨랐습니다' },
      editableUntil,
    });
    house.clock.set('2026-05-06T14:09:59+09:00');
    await house.surveys.answer(token, reply(5));
    expect(house.published(SurveyAnswered)).toMatchObject([
      { edition: 1, scoreBefore: null, score: 4 },
      { edition: 2, scoreBefore: 4, score: 5 },
    ]);
    house.clock.set('2026-05-06T14:10:00+09:00');
    expect(await house.surveys.byToken(token)).toEqual({ state: 'USED', departmentPhone: '063-000-1100' });
    await expect(house.surveys.answer(token, reply(1))).rejects.toMatchObject({ status: 410, code: 'SURVEYS.USED' });
  });

  it('keeps nothing that leads to the citizen once its ten minutes are over', async () => {
    const { token } = await invited();
    await house.surveys.answer(
      token,
      reply(2, { comment: '홍길동입니다. 010-1234-5678로 전화 주세요. 한알찬 주무관이' }),
    );
    const tied = await house.dataSource.query('SELECT * FROM surveys.answer');
    expect(tied[0].invitation_id).not.toBeNull();
    expect(house.privacy.open(tied[0].comment_sealed)).toBe('홍*동입니다. ***-****-****로 전화 주세요. 한*찬 주무관이');
    house.clock.advance(10 * 60_000);
    await house.timers.run();
    const [answer] = await house.dataSource.query('SELECT * FROM surveys.answer');
    expect(answer).toMatchObject({
      invitation_id: null,
      edit_until: null,
      score: 2,
      month: '2026-05-01',
      outcome: 'GRANTED',
      channel: 'ALIMTALK',
    });
    expect(await house.dataSource.query('SELECT answer_id, case_id, receipt_no FROM surveys.follow_up')).toEqual([
      { answer_id: null, case_id: null, receipt_no: null },
    ]);
    // Not even by order or time: a random id, no instant.
    expect(answer.id[14]).toBe('4');
    expect(Object.values(answer).some((value) => value instanceof Date)).toBe(false);
    expect(await house.surveys.byToken(token)).toMatchObject({ state: 'USED' });
  });

  it('is taken until the end of the 14th day', async () => {
    const { token } = await invited();
    house.clock.set('2026-05-20T23:59:59+09:00');
    expect(await house.surveys.byToken(token)).toMatchObject({ state: 'OPEN' });
    house.clock.set('2026-05-21T00:00:00+09:00');
    expect(await house.surveys.byToken(token)).toMatchObject({ state: 'EXPIRED' });
    await expect(house.surveys.answer(token, reply(5))).rejects.toMatchObject({ status: 410, code: 'SURVEYS.EXPIRED' });
  });

  it('is not taken for a case that was reopened, nor for a token that nobody gave out', async () => {
    const { receiptNo, token } = await invited();
    await house.reopened(receiptNo);
    expect(await house.surveys.byToken(token)).toMatchObject({ state: 'CLOSED' });
    await expect(house.surveys.answer(token, reply(5))).rejects.toMatchObject({ status: 410, code: 'SURVEYS.CLOSED' });
    expect(await house.surveys.byToken('AAAAAAAAAAAAAAAAAAAAAA')).toEqual({ state: 'UNKNOWN', departmentPhone: null });
    await expect(house.surveys.answer('AAAAAAAAAAAAAAAAAAAAAA', reply(5))).rejects.toMatchObject({ status: 404 });
    house.clock.advance(3 * DAY);
    await house.timers.run();
    expect(await house.asked()).toEqual([]);
  });

  it('given twice at the same time is one answer with two editions', async () => {
    const { token } = await invited();
    house.published(SurveyInvited);
    await Promise.all([house.surveys.answer(token, reply(5)), house.surveys.answer(token, reply(3))]);
    expect(await house.dataSource.query('SELECT edition FROM surveys.answer')).toEqual([{ edition: 2 }]);
    expect(house.published(SurveyAnswered).map(({ edition }) => edition)).toEqual([1, 2]);
  });

  it('counts as asked before the vendor says so', async () => {
    const receiptNo = await house.completed();
    await house.delivered(receiptNo, 'case.completed');
    const [notice] = await house.asked();
    await house.surveys.answer(notice!.variables['설문키']!, reply(5));
    expect(house.published(SurveyInvited)).toHaveLength(1);
    await house.delivered(receiptNo, 'survey.invitation');
    expect(house.published(SurveyInvited)).toEqual([]);
  });
});

describe('a low answer', () => {
  it('tells the head without naming the case', async () => {
    const { receiptNo, token } = await invited();
    await house.surveys.answer(token, reply(2));
    const [notice] = await house.asked();
    expect(notice).toMatchObject({
      occasion: 'survey.low-score',
      variant: 'ANONYMOUS',
      recipient_kind: 'HEAD',
      recipient_id: 's3',
      phone: '01000011103',
      label: null,
      variables: { 담당부서: '건축과', 처리월: '2026년 5월', 점수: '2' },
    });
    expect(JSON.stringify(notice)).not.toContain(receiptNo);
    expect(notice!.subject).toMatch(/^survey-follow-up:/);
  });

  it('names the case where the citizen wants to be contacted, and is worked off by the head', async () => {
    const { receiptNo, token } = await invited();
    await house.surveys.answer(token, reply(1, { contact: true }));
    expect(await house.asked()).toMatchObject([
      {
        variant: 'CONTACT',
        label: receiptNo,
        variables: { 접수번호: receiptNo, 점수: '1', 조치기한: '2026. 5. 13.(수)' },
      },
    ]);
    const { items } = await house.desk.list([DEPARTMENT], 'OPEN', 10);
    expect(items).toMatchObject([{ kind: 'CONTACT', receiptNo, dueOn: '2026-05-13', state: 'OPEN', note: null }]);
    const head = {
      kind: 'staff',
      id: '00000000-0000-7000-8000-000000000001',
      officerId: 's3',
      roles: ['head'],
      departmentScope: [DEPARTMENT],
      address: '',
    } as const;
    const stranger = { ...head, departmentScope: ['47700000001'] };
    await expect(house.desk.close(items[0]!.id, '전화함', stranger as never)).rejects.toMatchObject({ status: 404 });
    const closed = await house.desk.close(items[0]!.id, '전화로 사과드렸습니다', head as never);
    expect(closed).toMatchObject({ state: 'CLOSED', note: '전화로 사과드렸습니다' });
    await expect(house.desk.close(items[0]!.id, '다시', head as never)).rejects.toMatchObject({ status: 409 });
  });

  it('that is raised within its ten minutes is withdrawn; lowered again it opens anew without a second message', async () => {
    const { token } = await invited();
    await house.surveys.answer(token, reply(1));
    expect(await house.asked()).toHaveLength(1);
    await house.surveys.answer(token, reply(4));
    expect((await house.desk.list('ALL', undefined, 10)).items).toMatchObject([{ state: 'WITHDRAWN' }]);
    await house.surveys.answer(token, reply(2));
    expect((await house.desk.list('ALL', undefined, 10)).items).toMatchObject([{ state: 'OPEN', score: 2 }]);
    expect(await house.asked()).toEqual([]);
  });
});

describe('results', () => {
  it('show nothing below five answers, and comments neither', async () => {
    for (const score of [5, 5, 4, 1] as const) {
      const { token } = await invited();
      await house.surveys.answer(token, reply(score, { comment: `의견 ${score}` }));
    }
    await invited();
    house.clock.advance(10 * 60_000);
    await house.timers.run();
    expect(await house.results.results('department', {}, 'ALL')).toEqual([
      { key: DEPARTMENT, invited: 5, answered: 4, suppressed: true },
    ]);
    expect((await house.results.comments({}, 'ALL', 10)).items).toEqual([]);
    const fifth = await invited();
    await house.surveys.answer(fifth.token, reply(5));
    const [row] = await house.results.results('month', {}, [DEPARTMENT]);
    expect(row).toMatchObject({
      key: '2026-05',
      invited: 6,
      answered: 5,
      suppressed: false,
      mean: 4,
      distribution: { '1': 1, '2': 0, '3': 0, '4': 1, '5': 3 },
    });
    expect(row!.interval!.from).toBeLessThan(4);
    expect((await house.results.comments({}, 'ALL', 10)).items).toHaveLength(4);
    expect(await house.results.results('department', {}, ['47700000001'])).toEqual([]);
  });
});
