import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownerDataSource } from '../data-source.js';
import { DestructionRuns, type DestructionRun } from '../staff/index.js';
import { CaseDataWiped } from './case.events.js';
import { CasePeople } from './case-people.js';
import { CaseQueries } from './case-queries.js';
import { casesHouse, Story, type CasesHouse } from './cases.harness.js';
import { CitizenLinks } from './citizen-links.js';
import { writeRetention } from './retention.js';
import { WipeOldCases } from './wipe-old-cases.service.js';

let house: CasesHouse;
beforeAll(async () => {
  house = await casesHouse('2026-01-05T10:00:00+09:00');
  await night('2026-01-05T10:00:00');
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.dataSource.transaction((tx) => writeRetention(tx, { days: 90, refusedDays: 180 }));
  house.published(CaseDataWiped);
});

/** Puts the clock at an instant (KST) and lets the tick come. */
async function night(at: string): Promise<void> {
  house.clock.set(`${at}+09:00`);
  await house.get(WipeOldCases).runIfDue();
}

const runs = async (): Promise<DestructionRun[]> =>
  (await house.get(DestructionRuns).list({ limit: 50 })).items.filter(({ counts }) => (counts.cases ?? 0) > 0);
const rowOf = async ({ receiptNo }: Story) => {
  const [row] = (await house.dataSource.query('SELECT * FROM cases.civil_case WHERE receipt_no = $1', [
    receiptNo,
  ])) as Record<string, unknown>[];
  return row!;
};
const isWiped = async (story: Story) => (await rowOf(story)).applicant_sealed === null;
const wipedNow = () => house.published(CaseDataWiped).map(({ receiptNo }) => receiptNo);

async function completed(
  on: string,
  outcome: 'GRANTED' | 'REFUSED' | 'TRANSFERRED' = 'GRANTED',
  phone?: string,
): Promise<Story> {
  const story = new Story(phone);
  house.clock.set(`${on}T10:00:00+09:00`);
  const done = story.received(`${on}T09:00:00`, {
    agent: { name: '김대리', phone: '01000005678', notify: true, language: null },
  });
  await house.apply(
    done,
    story.assigned(`${on}T09:10:00`),
    story.supplementRequested(`${on}T09:20:00`, { dueDays: 5 }, '홍길동의 배치도'),
    story.supplementDone(`${on}T09:30:00`),
    story.completed(`${on}T09:40:00`, outcome),
  );
  await house.asked();
  return story;
}

describe('what is personal in a case', () => {
  it('goes the night after 90 days, and the rest stays as it was', async () => {
    const story = await completed('2026-01-06');
    const before = await house.detail(story.receiptNo);
    const link = before.statusUrl.split('/').at(-1)!;
    expect((await house.get(CitizenLinks).opened(house.dataSource.manager, [link])).get(link)).toMatchObject({
      revoked: false,
    });
    await house.dataSource.query(
      `UPDATE messaging.notification SET status = 'DELIVERED', step = NULL, act_at = NULL, settled_at = $2, text_sealed = $3 WHERE label = $1`,
      [story.receiptNo, new Date(), house.database.privacy.seal('[순창군] 홍*동님')],
    );

    await night('2026-04-06T02:59:00');
    await night('2026-04-06T03:00:00');
    expect(await isWiped(story)).toBe(false);
    await night('2026-04-07T03:00:00');
    expect(wipedNow()).toEqual([story.receiptNo]);

    const row = await rowOf(story);
    for (const column of [
      'applicant_sealed',
      'applicant_phone_index',
      'agent_sealed',
      'agent_phone_index',
      'officer_sealed',
    ])
      expect(row[column], column).toBeNull();
    expect(
      await house.dataSource.query('SELECT FROM cases.step WHERE case_id = $1 AND words_sealed IS NOT NULL', [row.id]),
    ).toEqual([]);
    const messages = (await house.dataSource.query(
      `SELECT request_sealed, text_sealed, status, occasion, key IS NOT NULL AS proof FROM messaging.notification WHERE label = $1`,
      [story.receiptNo],
    )) as { request_sealed: Buffer | null; text_sealed: Buffer | null }[];
    expect(messages.length).toBeGreaterThanOrEqual(8);
    for (const message of messages)
      expect(message).toMatchObject({ request_sealed: null, text_sealed: null, status: 'DELIVERED', proof: true });
    expect((await house.get(CitizenLinks).opened(house.dataSource.manager, [link])).get(link)).toMatchObject({
      revoked: true,
    });
    expect(await house.get(CasePeople).masked(story.receiptNo)).toEqual({ applicant: null, agent: null });
    expect(await house.get(CasePeople).opened(house.dataSource.manager, story.receiptNo, 'ALL')).toBeNull();

    const after = await house.detail(story.receiptNo);
    expect(after).toMatchObject({
      stage: 'COMPLETED',
      outcome: 'GRANTED',
      officer: { id: 's113', name: '' },
      receivedAt: before.receivedAt,
      dueAt: before.dueAt,
      onTime: before.onTime,
      moves: before.moves,
    });
    expect(after.timeline.map(({ kind, at }) => [kind, at])).toEqual(before.timeline.map(({ kind, at }) => [kind, at]));
    expect(JSON.stringify(after)).not.toMatch(/홍길동|배치도|담당s113/);
  });

  it('is told in a report with figures alone, and in the trail with receipt numbers', async () => {
    const [run] = await runs();
    expect(run).toEqual({
      id: expect.any(String),
      area: 'cases',
      beganAt: '2026-04-07T03:00:00+09:00',
      endedAt: '2026-04-07T03:00:00+09:00',
      counts: {
        cases: 1,
        steps: 3,
        links: 2,
        messages: expect.any(Number),
        otherMessages: 0,
        resendReasons: 0,
        outageNotes: 0,
      },
    });
    const [entry] = (await house.dataSource.query(
      `SELECT actor_kind, actor_id, subjects FROM staff.audit WHERE action = 'cases.wipe' ORDER BY id DESC LIMIT 1`,
    )) as { subjects: string[] }[];
    expect(entry).toMatchObject({ actor_kind: 'system', actor_id: 'destruction', subjects: [expect.any(String)] });
  });

  it('of a refused petition goes after 180 days', async () => {
    const [granted, refused, moved] = [
      await completed('2026-04-08'),
      await completed('2026-04-08', 'REFUSED'),
      await completed('2026-04-08', 'TRANSFERRED'),
    ];
    await night('2026-07-08T03:00:00');
    expect(wipedNow()).toEqual([granted.receiptNo, moved.receiptNo]);
    await night('2026-10-05T03:00:00');
    expect(wipedNow()).toEqual([]);
    await night('2026-10-06T03:00:00');
    expect(wipedNow()).toEqual([refused.receiptNo]);
  });

  it('of a voided petition goes 90 days after its last step; of an open one never', async () => {
    house.clock.set('2026-10-07T10:00:00+09:00');
    const [voided, open, again] = [new Story(), new Story(), await completed('2026-10-07')];
    await house.apply(voided.received('2026-10-07T09:00:00'), voided.voided('2026-10-07T09:10:00'));
    await house.apply(open.received('2026-10-07T09:00:00'));
    await house.apply(again.reopened('2026-10-07T09:50:00'));
    await house.asked();
    await night('2027-01-05T03:00:00');
    expect(wipedNow()).toEqual([]);
    await night('2027-01-06T03:00:00');
    expect(wipedNow()).toEqual([voided.receiptNo]);
    await night('2030-01-01T03:00:00');
    expect(wipedNow()).toEqual([]);
    expect([await isWiped(open), await isWiped(again)]).toEqual([false, false]);
  });

  it('goes anew where the petition was taken up and completed again', async () => {
    const story = await completed('2030-01-02');
    await night('2030-04-03T03:00:00');
    expect(wipedNow()).toEqual([story.receiptNo]);
    house.clock.set('2030-04-04T10:00:00+09:00');
    const person = { name: '홍길동', phone: story.phone, notify: true, language: null };
    await house.apply(
      story.reopened('2030-04-04T09:00:00'),
      story.amended('2030-04-04T09:05:00', { applicant: person }),
      story.completed('2030-04-04T09:10:00'),
    );
    await house.asked();
    expect(await isWiped(story)).toBe(false);
    await night('2030-07-04T03:00:00');
    expect(wipedNow()).toEqual([story.receiptNo]);
    expect(await isWiped(story)).toBe(true);
  });

  it('goes anew where steps came after it was wiped, even if they occurred before', async () => {
    const [again, voided] = [await completed('2030-01-02'), await completed('2030-01-02')];
    await night('2030-10-01T03:00:00');
    expect(wipedNow()).toEqual([again.receiptNo, voided.receiptNo]);
    house.clock.set('2030-10-01T10:00:00+09:00');
    const person = { name: '홍길동', phone: again.phone, notify: true, language: null };
    await house.apply(
      again.reopened('2030-01-03T09:00:00'),
      again.amended('2030-01-03T09:05:00', { applicant: person }),
      again.completed('2030-01-03T09:10:00'),
      voided.voided('2030-01-03T09:00:00'),
    );
    await house.asked();
    expect(await isWiped(again)).toBe(false);
    await night('2030-10-02T03:00:00');
    expect(wipedNow()).toEqual([again.receiptNo]);
    await night('2030-12-31T03:00:00');
    expect(wipedNow()).toEqual([voided.receiptNo]);
    const left = `SELECT FROM cases.step s JOIN cases.civil_case c ON c.id = s.case_id WHERE c.receipt_no = ANY ($1) AND s.words_sealed IS NOT NULL`;
    expect(await house.dataSource.query(left, [[again.receiptNo, voided.receiptNo]])).toEqual([]);
    expect([await isWiped(again), await isWiped(voided)]).toEqual([true, true]);
  });

  it('goes out of a message that is still on its way once it has arrived', async () => {
    const story = await completed('2031-01-02');
    await house.dataSource.query(
      `UPDATE messaging.notification SET status = 'SENDING', step = 'ASK', status_reason = NULL WHERE label = $1 AND occasion = 'case.completed'`,
      [story.receiptNo],
    );
    const held = async () => {
      const [row] = (await house.dataSource.query(
        `SELECT count(*)::int AS n FROM messaging.notification WHERE label = $1 AND (request_sealed IS NOT NULL OR text_sealed IS NOT NULL)`,
        [story.receiptNo],
      )) as [{ n: number }];
      return row.n;
    };
    const before = await held();
    await night('2031-04-03T03:00:00');
    expect(wipedNow()).toEqual([story.receiptNo]);
    const sending = await held();
    expect(sending).toBeGreaterThan(0);
    expect(sending).toBeLessThan(before);
    await house.get(WipeOldCases).wipeArrived();
    expect(await held()).toBe(sending);
    await house.dataSource.query(
      `UPDATE messaging.notification SET status = 'DELIVERED', step = NULL, act_at = NULL, settled_at = $2 WHERE label = $1 AND step IS NOT NULL`,
      [story.receiptNo, house.clock.now()],
    );
    await house.get(WipeOldCases).wipeArrived();
    expect(await held()).toBe(0);
    const [last] = await house
      .get(DestructionRuns)
      .list({ limit: 1 })
      .then(({ items }) => items);
    expect(last).toMatchObject({ area: 'messages', counts: { messages: sending }, endedAt: expect.any(String) });
  });

  it('goes out of what belongs to no case as well: notes on outages, and why messages were sent again', async () => {
    house.clock.set('2031-05-01T10:00:00+09:00');
    const sealed = house.database.privacy.seal('강전마루 님의 전화');
    await house.dataSource.query(
      `INSERT INTO cases.interval (id, reason, from_at, to_at, note, note_sealed, entered_at, entered_by) VALUES
         (uuidv7(), 'OUTAGE', '2031-05-01', '2031-05-01', NULL, $1, $2, 'o'),
         (uuidv7(), 'OUTAGE', '2031-04-01', '2031-04-01', 'of before notes were sealed', NULL, $2, 'o'),
         (uuidv7(), 'OUTAGE', '2031-05-02', NULL, 'it still lasts', NULL, $2, 'o')`,
      [sealed, house.clock.now()],
    );
    await house.dataSource.query(
      `INSERT INTO messaging.bulk_resend (id, idempotency_key, actor, filter, reason_sealed, created_at, finished_at, counted)
       VALUES (uuidv7(), 'k', '{}', '{}', $1, $2, $2, 0)`,
      [sealed, house.clock.now()],
    );
    const left = async () => {
      const rows = (await house.dataSource.query(
        `SELECT coalesce(note, 'sealed') AS note FROM cases.interval WHERE case_id IS NULL AND (note IS NOT NULL OR note_sealed IS NOT NULL)
         UNION ALL SELECT 'reason' FROM messaging.bulk_resend WHERE reason_sealed IS NOT NULL ORDER BY 1`,
      )) as { note: string }[];
      return rows.map(({ note }) => note);
    };
    await night('2031-07-30T03:00:00');
    expect(await left()).toHaveLength(4);
    await night('2031-07-31T03:00:00');
    expect(await left()).toEqual(['it still lasts']);
  });

  it('goes by the days that the county set', async () => {
    await house.dataSource.transaction((tx) => writeRetention(tx, { days: 10, refusedDays: 5 }));
    const [granted, refused] = [await completed('2032-07-05'), await completed('2032-07-05', 'REFUSED')];
    await night('2032-07-11T03:00:00');
    expect(wipedNow()).toEqual([refused.receiptNo]);
    await night('2032-07-16T03:00:00');
    expect(wipedNow()).toEqual([granted.receiptNo]);
  });

  it('goes whole however many, and by whichever process comes back after a stop', async () => {
    const stories: Story[] = [];
    house.clock.set('2032-08-01T10:00:00+09:00');
    for (let i = 0; i < 450; i++) stories.push(new Story());
    for (let i = 0; i < stories.length; i += 50)
      await house.apply(
        ...stories
          .slice(i, i + 50)
          .flatMap((story) => [story.received('2032-08-01T09:00:00'), story.completed('2032-08-01T09:10:00')]),
      );
    await house.asked();
    house.clock.set('2032-11-01T03:00:00+09:00');
    const stopped = await house.another();
    stopped.get(WipeOldCases).onModuleDestroy();
    await stopped.get(WipeOldCases).runIfDue();
    expect(await isWiped(stories[0]!)).toBe(false);
    await night('2032-11-01T03:10:00');
    const [run] = await runs();
    expect(run).toMatchObject({
      beganAt: '2032-11-01T03:00:00+09:00',
      endedAt: '2032-11-01T03:10:00+09:00',
      counts: { cases: 450 },
    });
    expect(await isWiped(stories.at(-1)!)).toBe(true);
  });

  it('is wiped without the owner’s rights, and leaves the case in its list', async () => {
    const page = await house.get(CaseQueries).list({ stage: 'COMPLETED' }, 'ALL', 5);
    expect(page.items).toHaveLength(5);
    const owner = await ownerDataSource(house.database.url).initialize();
    const [row] = (await owner.query(
      'SELECT count(*)::int AS n FROM cases.civil_case WHERE wiped_at IS NOT NULL AND applicant_sealed IS NOT NULL',
    )) as [{ n: number }];
    await owner.destroy();
    expect(row.n).toBe(0);
  });
});
