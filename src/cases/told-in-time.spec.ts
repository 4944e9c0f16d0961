import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { casesHouse, OPERATOR, Story, type CasesHouse } from './cases.harness.js';
import { CaseTimers } from './case-timers.service.js';
import { Holidays } from './holidays.service.js';

let house: CasesHouse;
beforeAll(async () => {
  house = await casesHouse('2026-06-15T10:00:00+09:00');
});
afterAll(() => house.close());
beforeEach(async () => {
  house.clock.set('2026-06-15T10:00:00+09:00');
  await house.dataSource.query('DELETE FROM cases.timer');
  await house.asked();
});

const occasions = async (story: Story) => (await house.asked(story)).map(({ occasion }) => occasion);

describe('case.supplement-reminder', () => {
  it('comes once, 3 days before the last day, with what is missing', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:30:00'),
      story.supplementRequested('2026-06-15T09:40:00', { dueDate: '2026-06-25' }, '배치도 1부'),
    );
    await house.asked();
    await house.at('2026-06-22T08:59:59+09:00');
    expect(await occasions(story)).toEqual([]);
    const other = await house.another();
    house.clock.set('2026-06-22T09:00:00+09:00');
    await Promise.all([house.get(CaseTimers).tellDue(), other.get(CaseTimers).tellDue()]);
    const [reminder, ...more] = await house.asked();
    expect(more).toEqual([]);
    expect(reminder).toMatchObject({
      occasion: 'case.supplement-reminder',
      label: story.receiptNo,
      variables: { 보완내용: '배치도 1부', 보완기한: '2026. 6. 25.(목)' },
    });
    await house.at('2026-06-24T12:00:00+09:00');
    await house.apply(story.assigned('2026-06-24T11:00:00'));
    await house.at('2026-06-25T12:00:00+09:00');
    expect(await occasions(story)).toEqual(['case.assigned']);
  });

  it('is cancelled by the return of the papers, a completion or a void', async () => {
    for (const end of ['supplementDone', 'completed', 'voided'] as const) {
      house.clock.set('2026-06-15T10:00:00+09:00');
      const story = new Story();
      await house.apply(
        story.received('2026-06-15T09:30:00'),
        story.supplementRequested('2026-06-15T09:40:00', { dueDate: '2026-06-25' }),
      );
      await house.at('2026-06-16T10:00:00+09:00');
      await house.apply(story[end]('2026-06-16T09:40:00'));
      await house.asked();
      await house.at('2026-06-24T10:00:00+09:00');
      expect(await occasions(story)).toEqual([]);
    }
  });

  it('follows a new due day, also one that a holiday moved', async () => {
    const again = new Story();
    const moved = new Story();
    await house.apply(
      again.received('2026-06-15T09:30:00'),
      again.supplementRequested('2026-06-15T09:40:00', { dueDate: '2026-06-25' }),
      again.supplementRequested('2026-06-15T09:50:00', { dueDate: '2026-07-02' }, '도면 2부'),
      moved.received('2026-06-15T09:30:00'),
      moved.supplementRequested('2026-06-15T09:40:00', { dueDate: '2026-06-26' }),
    );
    await house.asked();
    await house.get(Holidays).add({ date: '2026-06-26', name: '임시공휴일' }, OPERATOR, false);
    await house.at('2026-06-23T12:00:00+09:00');
    expect((await house.asked(again, moved)).map(({ occasion }) => occasion)).toEqual([]);
    await house.at('2026-06-26T12:00:00+09:00');
    expect(await house.asked(again, moved)).toMatchObject([
      { label: moved.receiptNo, variables: { 보완기한: '2026. 6. 29.(월)' } },
    ]);
    await house.at('2026-06-29T12:00:00+09:00');
    expect(await house.asked(again, moved)).toMatchObject([
      { label: again.receiptNo, variables: { 보완내용: '도면 2부', 보완기한: '2026. 7. 2.(목)' } },
    ]);
    await house.get(Holidays).remove('2026-06-26', OPERATOR, false);
  });

  it('after a standstill comes while it still helps, and not when the day has passed', async () => {
    const late = new Story();
    const tooLate = new Story();
    await house.apply(
      late.received('2026-06-15T09:30:00'),
      late.supplementRequested('2026-06-15T09:40:00', { dueDate: '2026-06-25' }),
      tooLate.received('2026-06-15T09:30:00'),
      tooLate.supplementRequested('2026-06-15T09:40:00', { dueDate: '2026-06-23' }),
    );
    await house.asked();
    // A step that is applied first after the standstill does not take the timer away.
    house.clock.set('2026-06-24T10:00:00+09:00');
    await house.apply(late.assigned('2026-06-24T09:50:00'));
    await house.at('2026-06-24T10:00:00+09:00');
    expect((await house.asked(late, tooLate)).map(({ occasion, label }) => [occasion, label])).toEqual([
      ['case.assigned', late.receiptNo],
      ['case.supplement-reminder', late.receiptNo],
    ]);
  });

  it('is not sent where the demand itself came within the three days', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:30:00'),
      story.supplementRequested('2026-06-15T09:40:00', { dueDays: 2 }),
    );
    await house.at('2026-06-17T10:00:00+09:00');
    expect(await occasions(story)).toEqual(['case.received', 'case.supplement-requested']);
  });
});

describe('case.progress', () => {
  it('comes 30 days after the receipt and every 30 days while the case is open, each once', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 90 }), story.assigned('2026-06-15T09:40:00'));
    await house.asked();
    await house.at('2026-07-15T09:29:59+09:00');
    expect(await occasions(story)).toEqual([]);
    await house.at('2026-07-15T09:30:00+09:00');
    await house.at('2026-07-20T09:30:00+09:00');
    const first = await house.asked();
    expect(first).toMatchObject([
      {
        occasion: 'case.progress',
        legal_document_required: false,
        variables: { 진행상태: '담당자 검토 중', 접수일시: '2026. 6. 15.(월) 09:30' },
      },
    ]);
    await house.apply(story.extended('2026-07-20T09:20:00', 30));
    await house.asked();
    await house.at('2026-08-14T09:30:00+09:00');
    expect((await house.asked()).map(({ occasion, variables }) => [occasion, variables.진행상태])).toEqual([
      ['case.progress', '처리기간 연장 중'],
    ]);
    // Two months of standstill: what was missed is told once.
    await house.at('2026-10-25T12:00:00+09:00');
    expect(await occasions(story)).toEqual(['case.progress']);
    await house.apply(story.completed('2026-10-25T11:00:00'));
    await house.asked();
    await house.at('2026-12-30T12:00:00+09:00');
    expect(await occasions(story)).toEqual([]);
    await house.apply(story.reopened('2026-12-30T11:00:00'));
    await house.asked();
    await house.at('2027-01-11T09:29:00+09:00');
    expect(await occasions(story)).toEqual([]);
    await house.at('2027-01-11T09:30:00+09:00');
    expect(await occasions(story)).toEqual(['case.progress']);
  });

  it('tells the date as it stands: what moves it later is told against that one', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:30:00', { days: 60 }),
      story.excluded('2026-06-15T09:40:00', '2026-07-13', null),
    );
    await house.asked();
    await house.at('2026-07-15T09:30:00+09:00');
    const [progress] = await house.asked(story);
    expect(progress!.variables).toMatchObject({ 진행상태: '처리기간 정지 중', 처리예정일: expect.any(String) });
    await house.at('2026-07-20T09:30:00+09:00');
    await house.apply(story.excluded('2026-07-20T09:20:00', '2026-07-13', '2026-07-14'));
    const [moved] = await house.asked(story);
    expect(moved).toMatchObject({
      occasion: 'case.deadline-moved',
      variables: { 이전예정일: progress!.variables.처리예정일 },
    });
  });

  it('goes to nobody who is not told, and begins for whom Saeol amends', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:30:00', { days: 90, applicant: { notify: false } }));
    await house.at('2026-07-16T09:30:00+09:00');
    expect(await occasions(story)).toEqual([]);
    const applicant = { name: '홍길동', phone: story.phone, notify: true, language: null };
    await house.apply(story.amended('2026-07-16T09:20:00', { applicant }));
    await house.at('2026-08-14T09:30:00+09:00');
    expect(
      (await house.asked()).map(({ occasion, legal_document_required }) => [occasion, legal_document_required]),
    ).toEqual([
      // Nobody has told this one that the status is on the web (Decree art. 23(3)).
      ['case.progress', true],
    ]);
  });
});

it('each step says which held notices it makes pointless, and no other', async () => {
  const story = new Story();
  await house.apply(
    story.received('2026-06-15T09:30:00'),
    story.assigned('2026-06-15T09:31:00'),
    story.supplementRequested('2026-06-15T09:32:00', { dueDate: '2026-06-25' }),
    // It does not repeat what the first one asked for, nor that the clock stops.
    story.supplementRequested('2026-06-15T09:33:00', { dueDate: '2026-07-02' }),
    story.supplementDone('2026-06-15T09:34:00'),
    story.extended('2026-06-15T09:35:00', 3),
    story.completed('2026-06-15T09:36:00'),
    story.reopened('2026-06-15T09:37:00'),
  );
  const dates = ['case.supplement-done', 'case.extended', 'case.deadline-moved'];
  const demands = ['case.supplement-requested', 'case.supplement-reminder'];
  const around = ['case.progress', 'survey.invitation', 'survey.reminder'];
  const asked = (await house.asked(story)).map(({ occasion, overtakes }) => [occasion, overtakes]);
  expect(asked).toEqual([
    ['case.received', []],
    ['case.assigned', ['case.assigned']],
    ['case.supplement-requested', ['case.supplement-reminder']],
    ['case.supplement-requested', ['case.supplement-reminder']],
    ['case.supplement-done', [...demands, ...dates]],
    ['case.extended', dates],
    ['case.completed', [...demands, ...around]],
    ['case.reopened', [...around, ...dates]],
  ]);
});
