import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesHouse, OPERATOR, Story, type CasesHouse } from './cases.harness.js';
import { CountySettings } from './county-settings.service.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';

describe('what a county decides', () => {
  let house: CasesHouse;
  beforeAll(async () => {
    house = await casesHouse('2026-06-15T10:00:00+09:00');
  });
  afterAll(() => house.close());

  const current = () => house.get(CountySettings).current();
  const set = (change: Partial<ReturnType<typeof current>>, preview = false) =>
    house.get(CountySettings).set({ ...current(), ...change }, OPERATOR, preview);
  const work = () => house.get(MoveOpenDeadlines).work();

  it('an hour of lunch that begins earlier moves open deadlines in hours, and new ones', async () => {
    const story = new Story();
    // 3 working hours: 2:50 before lunch, 0:10 after.
    await house.apply(story.received('2026-06-15T09:10:00', { days: 0 }));
    expect((await house.detail(story.receiptNo)).dueAt).toBe('2026-06-15T13:10:00+09:00');
    expect((await set({ lunchStartsAt: '11:30' }, true)).preview).toMatchObject({ examined: 1, moving: 0 });
    const later = new Story();
    await house.apply(later.received('2026-06-15T09:50:00', { days: 3 }));
    // Ends 6/18 09:50: nothing of it lies at noon.
    expect((await set({ lunchStartsAt: '13:00' }, true)).preview).toMatchObject({ examined: 2, moving: 1, told: 0 });
    expect((await house.detail(story.receiptNo)).dueAt).toBe('2026-06-15T13:10:00+09:00');
    await set({ lunchStartsAt: '13:00' });
    await work();
    const moved = await house.detail(story.receiptNo);
    expect(moved.dueAt).toBe('2026-06-15T12:10:00+09:00');
    expect(moved.moves).toMatchObject([{ cause: 'SETTING', detail: '근무시간 기준 변경' }]);
    const other = await house.another();
    const next = new Story();
    await other.apply(next.received('2026-06-15T09:10:00', { days: 0 }));
    expect((await house.detail(next.receiptNo)).dueAt).toBe('2026-06-15T12:10:00+09:00');
    await set({ lunchStartsAt: '12:00' });
    await work();
  });

  it('supplements to the minute, and a receipt in the evening, count as it says', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:00:00', { days: 2 }),
      story.supplementRequested('2026-06-15T09:30:00', { dueDays: 5 }),
      story.supplementDone('2026-06-15T09:45:00'),
    );
    // The whole of 6/15 is left out: 6/16, 6/17.
    expect((await house.detail(story.receiptNo)).dueAt).toBe('2026-06-17T18:00:00+09:00');
    await set({ clock: { ...current().clock, exactInstants: true } });
    await work();
    expect((await house.detail(story.receiptNo)).dueAt).toBe('2026-06-17T09:15:00+09:00');

    const evening = new Story();
    house.clock.set('2026-06-15T20:00:00+09:00');
    await house.apply(evening.received('2026-06-15T19:00:00', { days: 6 }));
    expect((await house.detail(evening.receiptNo)).dueAt).toBe('2026-06-22T18:00:00+09:00');
    await set({ clock: { exactInstants: false, receiptAfterHoursIsDayOne: false } });
    await work();
    expect((await house.detail(evening.receiptNo)).dueAt).toBe('2026-06-23T18:00:00+09:00');
    expect((await house.detail(story.receiptNo)).dueAt).toBe('2026-06-17T18:00:00+09:00');
    await set({ clock: { exactInstants: false, receiptAfterHoursIsDayOne: true } });
    await work();
  });

  it('kinds that are told besides, and whoever says neither yes nor no', async () => {
    house.clock.set('2026-06-16T10:00:00+09:00');
    const grievance = { kind: 'GRIEVANCE', statutory: false };
    const reasonOf = async (story: Story) => (await house.detail(story.receiptNo)).notified;
    const [before, after, silent] = [new Story(), new Story(), new Story()];
    await house.apply(before.received('2026-06-16T09:00:00', grievance));
    expect(
      await set({ notices: { ...current().notices, notifiesByDefault: false, notifiedKinds: ['GRIEVANCE'] } }),
    ).toEqual({
      preview: null,
      change: null,
    });
    await house.apply(
      after.received('2026-06-16T09:00:00', grievance),
      silent.received('2026-06-16T09:00:00', { applicant: { notify: null } }),
      before.assigned('2026-06-16T09:10:00'),
    );
    expect(await reasonOf(after)).toEqual({ eligible: true });
    expect(await reasonOf(silent)).toEqual({ eligible: false, reason: '수신 거부' });
    expect(await reasonOf(before)).toEqual({ eligible: true });
    expect((await house.asked(before, after, silent)).map(({ occasion, label }) => [occasion, label])).toEqual([
      ['case.received', after.receiptNo],
      ['case.assigned', before.receiptNo],
    ]);
  });

  it('whether old news that still holds is told, or only recorded', async () => {
    house.clock.set('2026-06-22T10:00:00+09:00');
    const late = async () => {
      const story = new Story();
      await house.apply(story.received('2026-06-15T09:00:00'), story.extended('2026-06-15T10:00:00', 5));
      const [, extended] = await house.asked(story);
      return [extended!.occasion, extended!.status, extended!.status_reason];
    };
    expect(await late()).toEqual(['case.extended', 'WAITING', null]);
    await set({ notices: { ...current().notices, tellsOldNews: false } });
    expect(await late()).toEqual(['case.extended', 'DROPPED', 'LATE_NEWS']);
    await set({ notices: { ...current().notices, tellsOldNews: true } });
  });
});
