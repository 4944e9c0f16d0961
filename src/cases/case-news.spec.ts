import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NotificationDropped, NotificationFailed, OptOuts } from '../messaging/index.js';
import { casesHouse, Story, type AskedNotice, type CasesHouse } from './cases.harness.js';
import { CitizenLinks } from './citizen-links.js';
import { CaseStepChanged } from './case.events.js';
import { Cases } from './cases.service.js';

let house: CasesHouse;
beforeAll(async () => {
  house = await casesHouse('2026-06-15T10:00:00+09:00');
});
afterAll(() => house.close());
beforeEach(async () => {
  house.clock.set('2026-06-15T10:00:00+09:00');
  await house.asked();
});

const short = ({ occasion, variant, recipient_kind, status, status_reason }: AskedNotice) =>
  [occasion, variant, recipient_kind, status, status_reason].filter(Boolean).join(' ');

const AGENT = { name: '김대리', phone: '01000014001', notify: true, language: null };

describe('reassignments', () => {
  it('over 20 from one officer or department in a day are held, the others told', async () => {
    const stories = Array.from({ length: 23 }, () => new Story());
    await house.apply(
      ...stories.flatMap((story) => [
        story.received('2026-06-15T09:00:00'),
        story.assigned('2026-06-15T09:05:00', 's1'),
      ]),
    );
    await house.asked();
    // In two transactions, as the link's flushes fall.
    await house.apply(...stories.slice(0, 12).map((story) => story.assigned('2026-06-15T09:30:00', 's2')));
    await house.apply(...stories.slice(12).map((story) => story.assigned('2026-06-15T09:31:00', 's2')));
    const told = await house.asked();
    expect(told.map(short)).toEqual([
      ...Array.from({ length: 20 }, () => 'case.assigned REASSIGNED APPLICANT WAITING'),
      ...Array.from({ length: 3 }, () => 'case.assigned REASSIGNED APPLICANT WAITING HELD'),
    ]);
    expect(told.slice(20).map(({ label }) => label)).toEqual(stories.slice(20).map(({ receiptNo }) => receiptNo));
    expect(await house.alarms()).toMatchObject([{ code: 'CASES.REASSIGNMENTS_HELD' }]);

    // Another day, and a first assignment, are not counted with them; another officer of the department is.
    const [first, second] = [new Story(), new Story()];
    await house.apply(first.received('2026-06-15T09:00:00'), first.assigned('2026-06-15T09:05:00', 's1'));
    await house.apply(second.received('2026-06-15T09:00:00'), second.assigned('2026-06-15T09:05:00', 's3'));
    await house.apply(second.assigned('2026-06-15T09:30:00', 's1'));
    expect((await house.asked(first, second)).map(short)).toEqual([
      'case.received DEFAULT APPLICANT WAITING',
      'case.assigned DEFAULT APPLICANT WAITING',
      'case.received DEFAULT APPLICANT WAITING',
      'case.assigned DEFAULT APPLICANT WAITING',
      'case.assigned REASSIGNED APPLICANT WAITING HELD',
    ]);
    house.clock.set('2026-06-16T10:00:00+09:00');
    await house.apply(first.assigned('2026-06-16T09:30:00', 's2'));
    expect((await house.asked(first)).map(short)).toEqual(['case.assigned REASSIGNED APPLICANT WAITING']);
  });

  it('to the same officer of the same department are told to nobody', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:00:00'),
      story.assigned('2026-06-15T09:05:00', 's9'),
      story.assigned('2026-06-15T09:06:00', 's9'),
    );
    expect((await house.asked(story)).map(({ occasion }) => occasion)).toEqual(['case.received', 'case.assigned']);
    expect((await house.detail(story.receiptNo)).timeline).toHaveLength(3);
  });
});

describe('old news', () => {
  it('of more than 24 working hours is recorded and not told, except what still holds and must be known', async () => {
    const story = new Story();
    // 24 working hours before Mon 6/15 10:00 is Wed 6/10 10:00.
    await house.apply(
      story.received('2026-06-10T09:59:00', { days: 20 }),
      story.assigned('2026-06-10T10:00:00'),
      story.extended('2026-06-10T09:59:30', 5),
    );
    expect((await house.asked(story)).map(short)).toEqual([
      'case.received DEFAULT APPLICANT DROPPED LATE_NEWS',
      'case.assigned DEFAULT APPLICANT WAITING',
      'case.extended DEFAULT APPLICANT WAITING',
    ]);
    const supplemented = new Story();
    await house.apply(
      supplemented.received('2026-06-08T09:00:00', { days: 20 }),
      supplemented.supplementRequested('2026-06-08T10:00:00', { dueDays: 10 }),
      supplemented.supplementDone('2026-06-09T10:00:00'),
      supplemented.supplementRequested('2026-06-09T11:00:00', { dueDays: 10 }),
    );
    expect((await house.asked(supplemented)).map(short)).toEqual([
      'case.received DEFAULT APPLICANT DROPPED LATE_NEWS',
      'case.supplement-requested SUPPLEMENT APPLICANT DROPPED LATE_NEWS',
      'case.supplement-done DEFAULT APPLICANT DROPPED LATE_NEWS',
      'case.supplement-requested SUPPLEMENT APPLICANT WAITING',
    ]);
    const completed = new Story();
    await house.apply(
      completed.received('2026-06-08T09:00:00', { days: 20 }),
      completed.extended('2026-06-08T10:00:00', 5),
      completed.completed('2026-06-09T10:00:00'),
    );
    expect((await house.asked(completed)).map(short)).toEqual([
      'case.received DEFAULT APPLICANT DROPPED LATE_NEWS',
      'case.extended DEFAULT APPLICANT DROPPED LATE_NEWS',
      'case.completed GRANTED APPLICANT WAITING',
    ]);
  });

  it('before the county went live is never told', async () => {
    const live = await casesHouse('2026-06-15T10:00:00+09:00', { LIVE_SINCE: '2026-06-15T09:30:00+09:00' });
    const story = new Story();
    await live.apply(story.received('2026-06-15T09:29:59'), story.assigned('2026-06-15T09:30:00'));
    expect((await live.asked()).map(short)).toEqual([
      'case.received DEFAULT APPLICANT DROPPED NOT_LIVE',
      'case.assigned DEFAULT APPLICANT WAITING',
    ]);
    await live.close();
  });
});

describe('the date that citizens know', () => {
  it('is told anew where EXCLUDED or AMENDED move its day, once, and against what was told last', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:00:00', { days: 10 }));
    await house.apply(story.excluded('2026-06-15T09:10:00', '2026-06-16', '2026-06-17'));
    await house.apply(story.excluded('2026-06-15T09:20:00', '2026-06-20', '2026-06-21'));
    const { petition } = await house.detail(story.receiptNo);
    await house.apply(
      story.amended('2026-06-15T09:30:00', { petition: { ...petition, period: { unit: 'DAY', length: 12 } } as never }),
    );
    const told = await house.asked(story);
    expect(told.map(({ occasion, variables }) => [occasion, variables.이전예정일, variables.처리예정일])).toEqual([
      ['case.received', undefined, '2026. 6. 26.(금)'],
      ['case.deadline-moved', '2026. 6. 26.(금)', '2026. 6. 30.(화)'],
      ['case.deadline-moved', '2026. 6. 30.(화)', '2026. 7. 2.(목)'],
    ]);
  });

  it('is not told while a supplement is open; its end tells it', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:00:00', { days: 10 }),
      story.supplementRequested('2026-06-15T09:10:00', { dueDays: 10 }),
      story.excluded('2026-06-15T09:20:00', '2026-06-22', '2026-06-23'),
    );
    house.clock.set('2026-06-16T10:00:00+09:00');
    await house.apply(story.supplementDone('2026-06-16T09:00:00'));
    expect((await house.asked(story)).map(({ occasion }) => occasion)).toEqual([
      'case.received',
      'case.supplement-requested',
      'case.supplement-done',
    ]);
  });
});

describe('an amendment', () => {
  it('with a new number gives it a new link, kills the old one, and leaves the agent’s alone', async () => {
    const story = new Story('01000003901');
    await house.apply(story.received('2026-06-15T09:00:00', { agent: AGENT }));
    const opened = async (token: string) =>
      (await house.get(CitizenLinks).opened(house.dataSource.manager, [token])).get(token);
    const tokenIn = ({ variables }: AskedNotice) => variables.열람키!;
    const [applicant, agent] = await house.asked(story);
    const person = { name: '홍길동', notify: true, language: null };
    await house.apply(story.amended('2026-06-15T09:10:00', { applicant: { ...person, phone: '01000003902' } }));
    expect(await opened(tokenIn(applicant!))).toMatchObject({ revoked: true });
    expect(await opened(tokenIn(agent!))).toMatchObject({ revoked: false, holder: 'AGENT' });

    await house.apply(story.assigned('2026-06-15T09:20:00'));
    const [toNew, toAgent] = await house.asked(story);
    expect([toNew!.phone, toAgent!.phone]).toEqual(['01000003902', AGENT.phone]);
    expect(await opened(tokenIn(toNew!))).toMatchObject({ revoked: false, holder: 'APPLICANT' });
    expect(tokenIn(toNew!)).not.toBe(tokenIn(applicant!));
    expect(tokenIn(toAgent!)).toBe(tokenIn(agent!));
    expect((await house.detail(story.receiptNo)).statusUrl).toContain(tokenIn(toNew!));

    // The number that comes back finds its old link alive.
    await house.apply(story.amended('2026-06-15T09:30:00', { applicant: { ...person, phone: '01000003901' } }));
    expect(await opened(tokenIn(applicant!))).toMatchObject({ revoked: false });
    expect(await opened(tokenIn(toNew!))).toMatchObject({ revoked: true });
  });

  it('takes along what waits, in its order, and what came with it', async () => {
    house.clock.set('2026-06-15T22:00:00+09:00');
    const story = new Story('01000003903');
    const person = { name: '홍길동', notify: true, language: null };
    await house.apply(story.received('2026-06-15T21:30:00'));
    await house.apply(
      story.assigned('2026-06-15T21:35:00'),
      story.amended('2026-06-15T21:40:00', { applicant: { ...person, phone: '01000003904' } }),
      story.extended('2026-06-15T21:45:00', 5),
    );
    const asked = await house.asked(story);
    expect(asked.map(({ occasion, phone, status }) => [occasion, phone, status])).toEqual([
      ['case.received', '01000003904', 'WAITING'],
      ['case.assigned', '01000003904', 'WAITING'],
      ['case.extended', '01000003904', 'WAITING'],
    ]);
    expect(new Set(asked.map(({ variables }) => variables.열람키)).size).toBe(1);
    const lane = await house.dataSource.query<{ occasion: string }[]>(
      'SELECT occasion FROM messaging.notification WHERE label = $1 ORDER BY lane_id, lane_position',
      [story.receiptNo],
    );
    expect(lane.map(({ occasion }) => occasion)).toEqual(['case.received', 'case.assigned', 'case.extended']);
  });

  it('that takes the number away, or gives one of a house, leaves nothing on its way to the old one', async () => {
    house.clock.set('2026-06-15T22:00:00+09:00');
    const person = { name: '홍길동', notify: true, language: null };
    for (const phone of [null, '0630001234']) {
      const story = new Story();
      await house.apply(story.received('2026-06-15T21:30:00', { agent: AGENT }));
      house.published(NotificationFailed);
      await house.apply(story.amended('2026-06-15T21:40:00', { applicant: { ...person, phone } }));
      expect((await house.asked(story)).map(short)).toEqual([
        'case.received DEFAULT APPLICANT FAILED NO_CHANNEL',
        'case.received DEFAULT AGENT WAITING HELD',
      ]);
      expect(house.published(NotificationFailed)).toMatchObject([{ notification: { label: story.receiptNo } }]);
    }
  });

  it('brings an agent, and one number for both gets one message', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:00:00'));
    await house.apply(story.amended('2026-06-15T09:10:00', { agent: AGENT }), story.assigned('2026-06-15T09:20:00'));
    await house.apply(
      story.amended('2026-06-15T09:30:00', { agent: { ...AGENT, phone: story.phone } }),
      story.assigned('2026-06-15T09:40:00', 's2'),
    );
    expect((await house.asked(story)).map(({ occasion, recipient_kind }) => `${occasion} ${recipient_kind}`)).toEqual([
      'case.received APPLICANT',
      'case.assigned APPLICANT',
      'case.assigned AGENT',
      'case.assigned APPLICANT',
    ]);
  });

  it('that refuses messages ends them, the agent is told by himself', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:00:00', { agent: AGENT }));
    const applicant = { name: '홍길동', phone: story.phone, notify: false, language: null };
    await house.apply(story.amended('2026-06-15T09:10:00', { applicant }), story.assigned('2026-06-15T09:20:00'));
    expect((await house.asked(story)).slice(2).map(({ recipient_kind }) => recipient_kind)).toEqual(['AGENT']);
    expect(await house.detail(story.receiptNo)).toMatchObject({ notified: { eligible: true } });
    await house.apply(
      story.amended('2026-06-15T09:30:00', { agent: { ...AGENT, notify: false } }),
      story.assigned('2026-06-15T09:40:00', 's2'),
    );
    expect(await house.asked(story)).toEqual([]);
    expect(await house.detail(story.receiptNo)).toMatchObject({ notified: { eligible: false, reason: '수신 거부' } });
  });
});

describe('the wish that Saeol brings', () => {
  const refuses = { applicant: { notify: false } };
  const endOf = async (...of: Story[]) =>
    (await house.asked(...of)).map(({ occasion, status, status_reason: reason }) => [occasion, status, reason]);

  it('belongs to the number, for all its cases: what waits is dropped, and a newer yes brings messages back', async () => {
    house.clock.set('2026-06-15T22:30:00+09:00');
    house.published(NotificationDropped);
    const [story, refused] = [new Story(), new Story()];
    const other = new Story(refused.phone);
    await house.apply(other.received('2026-06-15T22:00:00'));
    await house.apply(story.received('2026-06-15T22:00:00'));
    await house.apply(refused.received('2026-06-15T22:10:00', refuses));
    // It waited for the morning.
    expect(await endOf(other)).toEqual([['case.received', 'DROPPED', 'OPTED_OUT']]);
    expect(house.published(NotificationDropped)).toHaveLength(1);
    await house.apply(other.assigned('2026-06-15T22:20:00'), story.assigned('2026-06-15T22:20:00'));
    expect(await endOf(other, story)).toEqual([
      ['case.assigned', 'DROPPED', 'OPTED_OUT'],
      ['case.assigned', 'WAITING', 'HELD'],
    ]);
    const silent = new Story(refused.phone);
    await house.apply(silent.received('2026-06-15T22:25:00', { applicant: { notify: null } }));
    expect(await endOf(silent)).toEqual([['case.received', 'DROPPED', 'OPTED_OUT']]);
    const wanted = new Story(refused.phone);
    await house.apply(wanted.received('2026-06-15T22:30:00'), other.extended('2026-06-15T22:30:00', 3));
    expect(await endOf(wanted, other)).toEqual([
      ['case.received', 'WAITING', 'HELD'],
      ['case.extended', 'WAITING', 'HELD'],
    ]);
  });

  it('gives way to a newer word on the status page, and an amendment that repeats it says nothing anew', async () => {
    house.clock.set('2026-06-16T10:00:00+09:00');
    const story = new Story();
    const phoneIndex = house.database.privacy.phoneIndex(story.phone);
    const say = (optedOut: boolean, at: string) =>
      house.get(OptOuts).set(house.dataSource.manager, { phoneIndex, optedOut, source: 'LINK', at: new Date(at) });
    const isOut = () => house.get(OptOuts).isOptedOut(house.dataSource.manager, phoneIndex);
    await house.apply(story.received('2026-06-16T09:00:00'));
    await say(true, '2026-06-16T09:30:00+09:00');
    const applicant = { name: '홍길순', phone: story.phone, notify: true, language: 'ko' };
    await house.apply(story.amended('2026-06-16T09:40:00', { applicant }));
    expect(await isOut()).toBe(true);
    await house.apply(new Story(story.phone).received('2026-06-16T09:20:00'));
    expect(await isOut()).toBe(true);
    await house.apply(new Story(story.phone).received('2026-06-16T09:50:00'));
    expect(await isOut()).toBe(false);
    await house.apply(new Story(story.phone).received('2026-06-16T09:45:00', refuses));
    expect(await isOut()).toBe(false);
    const agent = { ...AGENT, phone: story.phone };
    await house.apply(new Story(story.phone).received('2026-06-16T09:55:00', { ...refuses, agent }));
    expect(await isOut()).toBe(true);
  });
});

describe('the end of a case', () => {
  it('reopened says so, returns to its stage, lets the time between count, and completes anew', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:00:00', { days: 3 }), story.assigned('2026-06-15T09:05:00'));
    const { dueAt } = await house.detail(story.receiptNo);
    await house.apply(story.completed('2026-06-15T09:10:00', 'REFUSED'));
    expect(await house.detail(story.receiptNo)).toMatchObject({ stage: 'COMPLETED', outcome: 'REFUSED', onTime: true });
    await house.at('2026-06-17T10:00:00+09:00');
    await house.apply(story.reopened('2026-06-17T09:30:00'));
    const open = await house.detail(story.receiptNo);
    expect(open).toMatchObject({ stage: 'ASSIGNED', dueAt, onTime: null, completedAt: null });
    expect(open.outcome).toBeUndefined();
    await house.apply(story.completed('2026-06-17T09:40:00', 'GRANTED'));
    expect((await house.asked(story)).map(short)).toEqual([
      'case.received DEFAULT APPLICANT WAITING',
      'case.assigned DEFAULT APPLICANT WAITING',
      'case.completed REFUSED APPLICANT WAITING',
      'case.reopened DEFAULT APPLICANT WAITING',
      'case.completed GRANTED APPLICANT WAITING',
    ]);
    expect(await house.detail(story.receiptNo)).toMatchObject({ stage: 'COMPLETED', outcome: 'GRANTED' });
  });

  it('received and voided at once tells nothing', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:00:00'), story.voided('2026-06-15T09:10:00'));
    expect(await house.asked(story)).toEqual([]);
  });

  it('voided tells nobody, stops everything, and leaves the figures', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:00:00'),
      story.supplementRequested('2026-06-15T09:05:00', { dueDate: '2026-06-25' }),
    );
    await house.asked();
    house.published(CaseStepChanged);
    await house.apply(story.voided('2026-06-15T09:10:00'));
    expect(await house.asked(story)).toEqual([]);
    expect(await house.detail(story.receiptNo)).toMatchObject({ stage: 'VOIDED', paused: false, provisional: false });
    expect(house.published(CaseStepChanged)).toMatchObject([
      { kind: 'VOIDED', after: { stage: 'VOIDED', open: false } },
    ]);
    await house.at('2026-09-01T10:00:00+09:00');
    expect(await house.asked(story)).toEqual([]);
    const after = story.assigned('2026-06-15T09:20:00');
    expect(await house.dataSource.transaction((tx) => house.get(Cases).apply(tx, [after]))).toMatchObject([
      { status: 'REFUSED', code: 'CASES.VOIDED' },
    ]);
  });
});
