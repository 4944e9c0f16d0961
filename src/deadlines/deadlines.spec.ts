import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LADDER } from './ladder.js';
import { ladderOf, type LadderRow, setNextDue } from './ladder-rows.js';
import { DEPARTMENT, type DeadlinesHouse, deadlinesHouse, Story } from './deadlines.harness.js';

let house: DeadlinesHouse;

beforeEach(async () => {
  house = await deadlinesHouse('2025-10-01T09:00:00+09:00');
  await house.officer('s1');
  await house.officer('s2', 'LEADER');
  await house.officer('s3', 'HEAD');
});
afterEach(() => house.close());

/** 10 days from Wed 2025-10-01 are due on Tue 2025-10-21 18:00 (product petitions §10, example 3). */
async function example3(): Promise<Story> {
  const story = new Story();
  await house.apply(story.received('2025-10-01T10:00:00+09:00'), story.assigned('2025-10-01T11:00:00+09:00', 's1'));
  return story;
}

describe('the ladder of a day case', () => {
  it('tells D-3, D-1, D-day and each overdue morning, to those whom each concerns', async () => {
    const story = await example3();
    await house.at('2025-10-16T08:59:59+09:00');
    expect(await house.toldShort()).toEqual([]);

    await house.at('2025-10-16T09:00:00+09:00');
    const [d3] = await house.told();
    expect(d3).toMatchObject({
      occasion: 'deadline.d3',
      recipient_kind: 'OFFICER',
      recipient_id: 's1',
      phone: '01000010001',
      label: story.receiptNo,
      variables: {
        예고단계: '근무일 3일 전',
        남은시간: '근무일 3일',
        처리기한: '2025. 10. 21.(화) 18:00',
        담당부서: '건축과',
        담당자: '이름s1',
      },
    });

    await house.at('2025-10-20T09:00:00.400+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
    await house.at('2025-10-21T09:00:00.400+09:00');
    const dday = await house.told();
    expect(dday.map(({ recipient_id }) => recipient_id)).toEqual(['s1', 's2']);
    expect(dday[0]!.variables).toMatchObject({ 예고단계: '오늘 마감', 남은시간: '근무시간 8시간' });

    await house.at('2025-10-21T18:00:00.500+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-22T09:00:00+09:00');
    const overdue = await house.told();
    expect(overdue.map(({ recipient_kind, recipient_id }) => `${recipient_kind} ${recipient_id}`)).toEqual([
      'OFFICER s1',
      'LEADER s2',
      'HEAD s3',
    ]);
    expect(overdue[0]!.variables).toMatchObject({ 경과기간: '근무일 1일' });
    await house.at('2025-10-22T15:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-23T09:00:10+09:00');
    expect(await house.toldShort()).toEqual(['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3']);

    await house.apply(story.completed('2025-10-23T10:00:00+09:00'));
    await house.at('2025-10-24T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    expect((await house.preNotices(story.receiptNo)).map(({ rung, state }) => `${rung} ${state}`)).toEqual([
      'D3 SENT',
      'D1 SENT',
      'DDAY SENT',
      'DDAY SENT',
      ...Array.from({ length: 6 }, () => 'OVERDUE SENT'),
    ]);
  });

  it('is re-armed by an extension: rungs ahead of the new deadline come again, passed ones do not', async () => {
    const story = await example3();
    await house.at('2025-10-16T09:00:00+09:00');
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d3 OFFICER s1', 'd1 OFFICER s1']);
    // On the D-1, by 3 days: due Fri 10-24; its D-3 is this very day 09:00 less one: Tue 10-21.
    await house.apply(story.extended('2025-10-20T14:00:00+09:00', 3));
    await house.at('2025-10-20T14:00:01+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-21T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d3 OFFICER s1']);
    await house.at('2025-10-22T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-23T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
  });

  it('tells at once a rung that a nearer deadline jumped over', async () => {
    const story = await example3();
    await house.apply(story.planned('2025-10-15T10:00:00+09:00', '2025-10-16T18:00:00+09:00'));
    await house.at('2025-10-15T10:00:01+09:00');
    const [d1, ...rest] = await house.told();
    expect(rest).toEqual([]);
    expect(d1).toMatchObject({
      occasion: 'deadline.d1',
      variables: { 처리기한: '2025. 10. 16.(목) 18:00', 남은시간: '근무일 1일' },
    });
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['dday OFFICER s1', 'dday LEADER s2']);
  });

  it('goes to the delegate of an absent officer, to the new officer after a reassignment, to the head while nobody is assigned', async () => {
    await house.officer('s4');
    const unassigned = new Story();
    await house.apply(unassigned.received('2025-10-01T10:00:00+09:00'));
    const story = await example3();
    await house.delegate('s1', 's4', '2025-10-16', '2025-10-16');
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d3 HEAD s3', 'd3 OFFICER s4']);
    await house.officer('s5');
    await house.apply(story.assigned('2025-10-17T09:00:00+09:00', 's5'));
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 HEAD s3', 'd1 OFFICER s5']);
  });

  it('goes to the leader where the officer has no mobile, unless Saeol names one', async () => {
    await house.officer('s6', 'OFFICER', { mobile: null });
    const story = new Story();
    await house.apply(story.received('2025-10-01T10:00:00+09:00'), story.assigned('2025-10-01T11:00:00+09:00', 's6'));
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d3 LEADER s2']);
    expect((await house.preNotices(story.receiptNo))[0]!.recipient).toEqual({
      id: 's2',
      kind: 'LEADER',
      standIn: true,
    });
    await house.apply(story.assigned('2025-10-17T11:00:00+09:00', 's6', { mobile: '01000009999' }));
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.told()).toMatchObject([{ recipient_id: 's6', phone: '01000009999' }]);
  });

  it('makes one digest of more than three for one person', async () => {
    const stories: Story[] = [];
    for (let i = 0; i < 7; i++) stories.push(await example3());
    await house.at('2025-10-16T09:00:00+09:00');
    const [digest, ...rest] = await house.told();
    expect(rest).toEqual([]);
    expect(digest).toMatchObject({
      occasion: 'deadline.digest',
      recipient_id: 's1',
      label: null,
      variables: { 건수: '7', 사흘건수: '7', 오늘건수: '0', 경과건수: '0', 하루건수: '0', 수신자: '이름s1 주무관' },
    });
    const lines = digest!.variables['민원목록']!.split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe(`- 10. 21.(화) 18:00 옥외광고물 표시허가 (…${stories[0]!.receiptNo.slice(-4)})`);
    expect(lines[5]).toBe('- 외 2건');
    // The page of each case finds the digest's attempts by its id.
    const [{ id: digestId }] = await house.dataSource.query(
      `SELECT id FROM messaging.notification WHERE occasion = 'deadline.digest'`,
    );
    for (const { receiptNo } of [stories[0]!, stories[6]!])
      expect((await house.preNotices(receiptNo))[0]).toMatchObject({ state: 'SENT', inDigest: true, digestId });
  });

  it('tells a head of overdue cases once a working day, of several in a digest', async () => {
    await example3();
    await example3();
    await house.at('2025-10-22T09:00:00+09:00');
    expect((await house.toldShort()).sort()).toEqual([
      'digest HEAD s3',
      'overdue LEADER s2',
      'overdue LEADER s2',
      'overdue OFFICER s1',
      'overdue OFFICER s1',
    ]);
    // A third runs out at noon: its officer and leader hear of it, its head has had the day's message.
    const late = new Story();
    await house.apply(
      late.received('2025-10-20T12:00:00+09:00', { days: 2 }),
      late.assigned('2025-10-20T12:00:00+09:00', 's1'),
    );
    await house.at('2025-10-22T13:00:01+09:00');
    expect(await house.toldShort()).toEqual(['overdue OFFICER s1', 'overdue LEADER s2']);
    expect(
      (await house.preNotices(late.receiptNo)).filter(({ rung, state }) => rung === 'OVERDUE' && state === 'DROPPED'),
    ).toMatchObject([{ recipient: { id: 's3' }, reason: 'ONE_A_DAY' }]);
    await house.at('2025-10-23T09:00:00+09:00');
    const morning = await house.told();
    expect(morning.filter(({ recipient_kind }) => recipient_kind === 'HEAD')).toMatchObject([
      { occasion: 'deadline.digest', variables: { 건수: '3', 경과건수: '3' } },
    ]);
  });

  it('is silent while paused, until the supplement day has passed, then every third working day', async () => {
    const story = await example3();
    await house.apply(story.supplementRequested('2025-10-13T10:00:00+09:00', '2025-10-22'));
    for (const morning of ['2025-10-16', '2025-10-20', '2025-10-21', '2025-10-22'])
      await house.at(`${morning}T09:00:00+09:00`);
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-23T09:00:00+09:00');
    const lapsed = await house.told();
    expect(lapsed.map(({ occasion, recipient_id }) => `${occasion} ${recipient_id}`)).toEqual([
      'deadline.supplement-lapsed s1',
      'deadline.supplement-lapsed s2',
    ]);
    expect(lapsed[0]!.variables['보완기한']).toBe('2025. 10. 22.(수)');
    await house.at('2025-10-27T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-28T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['supplement-lapsed OFFICER s1', 'supplement-lapsed LEADER s2']);
    // Done: the clock runs again, with a deadline of its own.
    await house.apply(story.supplementDone('2025-10-28T15:00:00+09:00'));
    await house.at('2025-10-31T09:00:00+09:00');
    expect((await house.toldShort()).filter((line) => line.startsWith('supplement'))).toEqual([]);
  });

  it('catches up after days of standstill with what still matters, drops the rest, records both', async () => {
    const story = await example3();
    await house.at('2025-10-21T10:30:00+09:00');
    expect(await house.toldShort()).toEqual(['dday OFFICER s1', 'dday LEADER s2']);
    expect(
      (await house.preNotices(story.receiptNo)).map(({ rung, state, reason }) => `${rung} ${state} ${reason}`),
    ).toEqual(['D3 DROPPED OVERTAKEN', 'D1 DROPPED OVERTAKEN', 'DDAY SENT null', 'DDAY SENT null']);
    // Down again until the Friday: two mornings past the deadline were missed.
    await house.at('2025-10-24T14:00:00+09:00');
    expect(await house.toldShort()).toEqual(['overdue OFFICER s1', 'overdue LEADER s2', 'overdue HEAD s3']);
    expect(
      (await house.preNotices(story.receiptNo))
        .filter(({ rung }) => rung === 'OVERDUE')
        .map(({ dueAt, state, reason }) => `${dueAt.slice(5, 16)} ${state} ${reason}`),
    ).toEqual([
      '10-22T09:00 DROPPED OVERTAKEN',
      '10-23T09:00 DROPPED OVERTAKEN',
      ...Array.from({ length: 3 }, () => '10-24T09:00 SENT null'),
    ]);
  });

  it('records rungs that a completion made pointless before they could be told', async () => {
    const story = await example3();
    await house.apply(story.completed('2025-10-17T10:00:00+09:00'));
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    expect(await house.preNotices(story.receiptNo)).toMatchObject([
      { rung: 'D3', state: 'DROPPED', reason: 'ENDED', recipient: null },
    ]);
  });

  it('takes back what waits to be sent when its case ends or moves, and tells only the newest of what piled up', async () => {
    const [ended, moved, standing] = [await example3(), await example3(), await example3()];
    await house.at('2025-10-20T09:00:00+09:00');
    const waiting = async () => {
      const rows = await house.dataSource.query<{ label: string; status: string; status_reason: string | null }[]>(
        `SELECT label, status, status_reason FROM messaging.notification WHERE occasion = 'deadline.d1' ORDER BY label`,
      );
      return rows.map(({ status, status_reason: reason }) => `${status} ${reason}`);
    };
    expect(await waiting()).toEqual(['WAITING null', 'WAITING null', 'WAITING null']);
    await house.apply(ended.completed('2025-10-20T10:00:00+09:00'), moved.extended('2025-10-20T10:00:00+09:00', 3));
    expect(await waiting()).toEqual(['DROPPED OVERTAKEN', 'DROPPED OVERTAKEN', 'WAITING null']);
    await house.at('2025-10-21T09:00:00+09:00');
    const [older, newer] = await house.dataSource.query<{ occasion: string; overtakes: string[]; lane_id: number }[]>(
      `SELECT occasion, overtakes, lane_id FROM messaging.notification WHERE label = $1 AND recipient_id = 's1' AND occasion LIKE 'deadline.%' ORDER BY id`,
      [standing.receiptNo],
    );
    expect([older!.occasion, newer!.occasion]).toEqual(['deadline.d1', 'deadline.dday']);
    expect(newer!.lane_id).toBe(older!.lane_id);
    expect(newer!.overtakes).toContain('deadline.d1');
  });

  it('says nothing outside working hours, and at the opening only what still matters', async () => {
    await example3();
    await house.at('2025-10-18T11:00:00+09:00');
    await house.at('2025-10-20T08:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-20T09:00:01+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
  });

  it('comes back to life with a reopened case, without what was told before', async () => {
    const story = await example3();
    await house.at('2025-10-16T09:00:00+09:00');
    await house.apply(story.completed('2025-10-17T10:00:00+09:00'), story.reopened('2025-10-17T15:00:00+09:00'));
    await house.at('2025-10-17T15:30:00+09:00');
    expect(await house.toldShort()).toEqual(['d3 OFFICER s1']);
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
  });
});

describe('the ladder of an hour case', () => {
  // 3 days from Wed 2026-04-29 14:00 are due on 2026-05-06 14:00 (example 1).
  it('counts working hours, holidays left out', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-04-29T14:00:00+09:00', { days: 3 }),
      story.assigned('2026-04-29T14:10:00+09:00', 's1'),
    );
    await house.at('2026-05-04T12:59:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2026-05-04T14:00:20+09:00');
    const [d3] = await house.told();
    expect(d3!.variables).toMatchObject({
      예고단계: '근무시간 8시간 전',
      남은시간: '근무시간 8시간',
      처리기한: '2026. 5. 6.(수) 14:00',
    });
    await house.at('2026-05-06T09:00:00+09:00');
    expect(await house.told()).toMatchObject([
      { occasion: 'deadline.d1', variables: { 예고단계: '근무시간 4시간 전' } },
    ]);
    await house.at('2026-05-06T11:00:00+09:00');
    expect(await house.toldShort()).toEqual(['dday OFFICER s1', 'dday LEADER s2']);
    await house.at('2026-05-06T14:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2026-05-06T14:01:00+09:00');
    const overdue = await house.told();
    expect(overdue).toHaveLength(3);
    expect(overdue[0]!.variables['경과기간']).toMatch(/^근무시간 1분( 미만)?$/);
  });

  it('skips rungs that lie before the receipt', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-04-29T14:00:00+09:00', { days: 0 }),
      story.assigned('2026-04-29T14:00:00+09:00', 's1'),
    );
    await house.at('2026-04-29T15:00:00+09:00');
    expect(await house.toldShort()).toEqual(['dday OFFICER s1', 'dday LEADER s2']);
    expect((await house.preNotices(story.receiptNo)).map(({ rung }) => rung)).toEqual(['DDAY', 'DDAY']);
  });
});

describe('facts that come twice, backwards, or late', () => {
  it('lead to the same ladder', async () => {
    const story = new Story();
    await house.applyUnheard(story.received('2025-10-01T10:00:00+09:00'));
    await house.applyUnheard(story.assigned('2025-10-01T11:00:00+09:00', 's1'));
    await house.applyUnheard(story.extended('2025-10-20T14:00:00+09:00', 3));
    await house.hear({ backwards: true, twice: true });
    await house.at('2025-10-20T15:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-21T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d3 OFFICER s1']);
  });

  it('a change that is not heard yet holds a rung back', async () => {
    const story = await example3();
    await house.applyUnheard(story.completed('2025-10-16T08:00:00+09:00'));
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    expect(await house.preNotices(story.receiptNo)).toMatchObject([{ rung: 'D3', state: 'DROPPED', reason: 'ENDED' }]);
  });

  it('two sweeps at the same time tell each rung once', async () => {
    for (let i = 0; i < 3; i++) await example3();
    await Promise.all([house.at('2025-10-16T09:00:00+09:00'), house.at('2025-10-16T09:00:00+09:00')]);
    await house.at('2025-10-16T09:00:01+09:00');
    const [{ count }] = await house.dataSource.query(
      `SELECT count(*)::int FROM deadlines.rung, jsonb_array_elements(recipients) r WHERE r ->> 'state' = 'SENT'`,
    );
    expect(count).toBe(3);
    const told = await house.told();
    expect(told.map(({ occasion }) => occasion)).toEqual(['deadline.d3', 'deadline.d3', 'deadline.d3']);
  });
});

describe('cases alike', () => {
  it('go together, but for those that moved on, ended, or had the rung before', async () => {
    const [moved, ended, decided] = [await example3(), await example3(), await example3()];
    for (let i = 0; i < 4; i++) await example3();
    await house.applyUnheard(moved.extended('2025-10-15T10:00:00+09:00', 3));
    await house.applyUnheard(ended.completed('2025-10-15T10:00:00+09:00'));
    await house.dataSource.query(
      `INSERT INTO deadlines.rung VALUES ($1, 'D3', '2025-10-21T18:00:00+09:00', '-infinity', '2025-10-16T09:00:00+09:00', 'NOT_LIVE', '[]', '2025-10-16T08:00:00+09:00')`,
      [decided.receiptNo],
    );
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.told()).toMatchObject([{ occasion: 'deadline.digest', variables: { 건수: '4' } }]);
    const became = async (story: Story) => (await house.preNotices(story.receiptNo)).map(({ reason }) => reason);
    expect([await became(moved), await became(ended), await became(decided)]).toEqual([
      ['MOVED'],
      ['ENDED'],
      ['NOT_LIVE'],
    ]);
    // All of them have been dealt with: none is due any more.
    const [{ due }] = await house.dataSource.query(
      `SELECT count(*)::int AS due FROM deadlines.ladder WHERE next_due_at <= '2025-10-16T09:00:00+09:00'`,
    );
    expect(due).toBe(0);
  });

  it('are told apart where only some were armed before a rung', async () => {
    const early = await example3();
    const late = await example3();
    // As after a change of the calendar that is not reckoned yet: both come due on the D-1, one of them has still to hear of its D-3.
    await house.dataSource.query(
      `UPDATE deadlines.ladder SET next_due_at = '2025-10-20T09:00:00+09:00',
         armed_from = CASE WHEN receipt_no = $1 THEN '2025-10-17T09:00:00+09:00' ELSE armed_from END`,
      [late.receiptNo],
    );
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1', 'd1 OFFICER s1']);
    const rungs = async (story: Story) =>
      (await house.preNotices(story.receiptNo)).map(({ rung, state }) => `${rung} ${state}`);
    expect([await rungs(early), await rungs(late)]).toEqual([['D3 DROPPED', 'D1 SENT'], ['D1 SENT']]);
  });

  it('go to the officer where Saeol names a number for some of them only, and the others to the leader', async () => {
    await house.officer('s7', 'OFFICER', { mobile: null });
    const [named, unnamed] = [new Story(), new Story()];
    await house.apply(named.received('2025-10-01T10:00:00+09:00'), unnamed.received('2025-10-01T10:00:00+09:00'));
    await house.apply(
      named.assigned('2025-10-01T11:00:00+09:00', 's7', { mobile: '01000009998' }),
      unnamed.assigned('2025-10-01T11:00:00+09:00', 's7'),
    );
    // What is named of an officer is kept by case; the directory stays without.
    await house.dataSource.query(`UPDATE staff.officer SET mobile = NULL WHERE id = 's7'`);
    await house.at('2025-10-16T09:00:00+09:00');
    expect((await house.toldShort()).sort()).toEqual(['d3 LEADER s2', 'd3 OFFICER s7']);
  });
});

describe('a changed calendar', () => {
  it('moves rungs of deadlines that it does not move', async () => {
    const story = new Story();
    await house.reckonAgain();
    // A planned date stands until a holiday moves the deadline; here the spec changes the table behind the cases' back.
    await house.apply(
      story.received('2025-10-01T10:00:00+09:00', { plannedAt: '2025-10-21T18:00:00+09:00' }),
      story.assigned('2025-10-01T11:00:00+09:00', 's1'),
    );
    await house.holiday('2025-10-20', '임시공휴일');
    await house.reckonAgain();
    await house.at('2025-10-15T09:00:00+09:00');
    expect(await house.told()).toMatchObject([{ occasion: 'deadline.d3', variables: { 남은시간: '근무일 3일' } }]);
    await house.at('2025-10-17T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
    await house.at('2025-10-20T09:00:00+09:00');
    await house.at('2025-10-21T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['dday OFFICER s1', 'dday LEADER s2']);
  });
});

describe('ladders after a change of the calendar', () => {
  it('are reckoned again once the deadlines themselves have moved', async () => {
    await house.reckonAgain();
    const story = new Story();
    await house.apply(
      story.received('2025-10-01T10:00:00+09:00', { plannedAt: '2025-10-21T18:00:00+09:00' }),
      story.assigned('2025-10-01T11:00:00+09:00', 's1'),
    );
    const nextDue = async () => {
      const [row] = await house.dataSource.query<[{ at: Date }]>('SELECT next_due_at AS at FROM deadlines.ladder');
      return row.at.toISOString();
    };
    const before = await nextDue();
    await house.dataSource.query(
      `INSERT INTO cases.deadline_change (id, kind, detail, first_day, last_day, asked_at, asked_by)
       VALUES (uuidv7(), 'HOLIDAY', '임시공휴일', '2025-10-20', '2025-10-20', now(), 'nobody')`,
    );
    await house.holiday('2025-10-20', '임시공휴일');
    await house.reckonAgain();
    expect(await nextDue()).toBe(before);
    await house.dataSource.query('UPDATE cases.deadline_change SET done_at = now()');
    await house.reckonAgain();
    expect(await nextDue()).not.toBe(before);
  });

  it('stay where one was armed anew since it was read', async () => {
    const story = new Story();
    await house.apply(story.received('2025-10-01T10:00:00+09:00'));
    const all = async () => (await house.dataSource.query<LadderRow[]>('SELECT * FROM deadlines.ladder')).map(ladderOf);
    const [read] = await all();
    await house.apply(story.assigned('2025-10-01T11:00:00+09:00', 's1'));
    const [armed] = await all();
    expect(armed!.revision).toBeGreaterThan(read!.revision);
    const nextDueAt = new Date('2025-10-02T09:00:00+09:00');
    expect(await setNextDue(house.dataSource.manager, [{ read: read!, nextDueAt }])).toBe(false);
    expect(await all()).toEqual([armed]);
    expect(await setNextDue(house.dataSource.manager, [{ read: armed!, nextDueAt }])).toBe(true);
    expect(await all()).toEqual([{ ...armed, nextDueAt }]);
  });
});

describe('what a county sets', () => {
  const actor = {
    kind: 'staff',
    id: '00000000-0000-7000-8000-000000000001',
    officerId: null,
    roles: ['operator'],
    departmentScope: 'ALL',
    address: '',
  } as const;
  const set = (departmentCode: string, more: object = {}) =>
    house.desk.set(departmentCode, { ...DEFAULT_LADDER, dayD3: 5, dayD1: 2, ...more }, actor as never);

  it('a department is told earlier, cases under way included, and back to the county again', async () => {
    await house.reckonAgain();
    await example3();
    await set(DEPARTMENT);
    await house.reckonAgain();
    await house.at('2025-10-14T09:00:00+09:00');
    expect(await house.told()).toMatchObject([{ occasion: 'deadline.d3', variables: { 예고단계: '근무일 5일 전' } }]);
    await house.desk.remove(DEPARTMENT, actor as never);
    await house.reckonAgain();
    await house.at('2025-10-17T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
    expect((await house.desk.list()).map(({ departmentCode }) => departmentCode)).toEqual(['*']);
  });

  it('a department names who is told of which rung; what nobody has goes to its head all the same', async () => {
    await set(DEPARTMENT, {
      dayD3: 3,
      dayD1: 1,
      told: { ...DEFAULT_LADDER.told, D3: ['HEAD', 'LEADER'], D1: ['LEADER', 'OFFICER'] },
    });
    await example3();
    await house.apply(new Story().received('2025-10-01T10:00:00+09:00'));
    await house.at('2025-10-16T09:00:00+09:00');
    expect((await house.toldShort()).sort()).toEqual(['d3 HEAD s3', 'd3 HEAD s3', 'd3 LEADER s2']);
    await house.at('2025-10-20T09:00:00+09:00');
    expect((await house.toldShort()).sort()).toEqual(['d1 HEAD s3', 'd1 LEADER s2', 'd1 OFFICER s1']);
    expect((await house.desk.list()).at(-1)!.told.D3).toEqual(['LEADER', 'HEAD']);
  });

  it('rungs keep their order', async () => {
    await expect(async () => set('*', { dayD1: 5 })).rejects.toMatchObject({
      status: 422,
      code: 'DEADLINES.RUNGS_OUT_OF_ORDER',
    });
    await expect(async () => set('*', { hourDday: 4 })).rejects.toMatchObject({ status: 422 });
  });

  it('before it went live nothing is told, and that is recorded', async () => {
    house.settings.liveSince = new Date('2025-10-17T00:00:00+09:00');
    const story = await example3();
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.toldShort()).toEqual([]);
    expect(await house.preNotices(story.receiptNo)).toMatchObject([
      { rung: 'D3', state: 'DROPPED', reason: 'NOT_LIVE' },
    ]);
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 OFFICER s1']);
  });

  it('where the directory knows nobody, a person learns of it', async () => {
    await house.dataSource.query('DELETE FROM staff.officer');
    const story = new Story();
    await house.apply(story.received('2025-10-01T10:00:00+09:00'));
    await house.at('2025-10-16T09:00:00+09:00');
    expect(await house.preNotices(story.receiptNo)).toMatchObject([
      { rung: 'D3', state: 'DROPPED', reason: 'NO_RECIPIENT' },
    ]);
    const alarms = () => house.dataSource.query('SELECT code, key FROM staff.alarm WHERE cleared_at IS NULL');
    expect(await alarms()).toEqual([{ code: 'DEADLINES.NO_RECIPIENT', key: `deadlines.no-recipient.${DEPARTMENT}` }]);
    await house.officer('s9', 'HEAD');
    await house.at('2025-10-20T09:00:00+09:00');
    expect(await house.toldShort()).toEqual(['d1 HEAD s9']);
    expect(await alarms()).toEqual([]);
  });
});
