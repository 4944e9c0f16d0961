import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toKst } from '../../libs/clock/index.js';
import { NotificationDropped, NotificationFailed, type NotificationFact } from '../messaging/index.js';
import { casesHouse, DEPARTMENT, Story, type CasesHouse } from './cases.harness.js';
import { OpenPostTaskWhenOptedOut } from './open-post-task-when-opted-out.listener.js';
import { OpenTaskWhenNobodyWasReached } from './open-task-when-nobody-was-reached.listener.js';
import { Tasks } from './tasks.service.js';

let house: CasesHouse;
beforeAll(async () => {
  house = await casesHouse('2026-06-15T10:00:00+09:00');
  const { dataSource, database } = house;
  await dataSource.query(`INSERT INTO staff.department (code, name, phone) VALUES ($1, '건축과', '063-000-1100')`, [
    DEPARTMENT,
  ]);
  for (const [id, position, team, mobile] of [
    ['h1', 'HEAD', null, '01000012110'],
    ['l1', 'LEADER', '건축허가팀', '01000012111'],
    ['s113', 'OFFICER', '건축허가팀', '01000012113'],
    ['s114', 'OFFICER', '건축허가팀', null],
  ] as const) {
    await dataSource.query(
      'INSERT INTO staff.officer (id, name, mobile, office_phone, department_code, team, position) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [
        id,
        database.privacy.seal(id),
        mobile && database.privacy.seal(mobile),
        '063-000-1101',
        DEPARTMENT,
        team,
        position,
      ],
    );
  }
});
afterAll(() => house.close());
beforeEach(async () => {
  house.clock.set('2026-06-15T10:00:00+09:00');
  await house.asked();
});

/** The notice of a story's last step, as messaging would name it in a fact. */
async function factOf(story: Story): Promise<NotificationFact> {
  const notice = (await house.asked(story)).at(-1)!;
  const [row] = await house.dataSource.query<{ subject: string }[]>(
    'SELECT subject FROM messaging.notification WHERE id = $1',
    [notice.id],
  );
  return {
    notificationId: notice.id,
    occasion: notice.occasion as NotificationFact['occasion'],
    variant: notice.variant,
    recipientKind: 'APPLICANT',
    recipientId: null,
    subject: row!.subject,
    label: story.receiptNo,
    departmentCode: DEPARTMENT,
    at: toKst(house.clock.now()),
  };
}

const tasksOf = async ({ receiptNo }: Story) => (await house.get(Tasks).list('ALL', { receiptNo }, 50)).items;

describe('a notice that reached nobody', () => {
  it('opens one task, however often it is heard, and tells the officer once', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:00:00'),
      story.assigned('2026-06-15T09:05:00'),
      story.extended('2026-06-15T09:10:00', 5),
    );
    const failed = new NotificationFailed(await factOf(story), null, '모든 채널에서 전달되지 않음', []);
    const listener = house.get(OpenTaskWhenNobodyWasReached);
    await house.hear(listener, [failed, failed]);
    await house.hear(listener, [failed]);
    expect(await tasksOf(story)).toMatchObject([
      { kind: 'NOT_REACHED', occasion: 'case.extended', departmentCode: DEPARTMENT, officerId: 's113', closedAt: null },
    ]);
    expect(await house.asked(story)).toMatchObject([
      {
        occasion: 'task.not-reached',
        recipient_kind: 'OFFICER',
        recipient_id: 's113',
        phone: '01000012113',
        due_at: new Date('2026-06-15T10:00:00+09:00'),
        variables: {
          민원명: '옥외광고물 표시허가',
          접수번호: story.receiptNo,
          담당부서: '건축과',
          담당자: '담당s113',
          안내종류: '처리기간 연장 안내',
          미전달사유: '모든 채널에서 전달되지 않음',
        },
      },
    ]);
    const [task] = await tasksOf(story);
    expect(await house.get(Tasks).close(task!.id, 'called', 'somebody', 'ALL')).toMatchObject({ closedAs: 'called' });
    await expect(house.get(Tasks).close(task!.id, 'posted', 'somebody', 'ALL')).rejects.toMatchObject({
      code: 'CASES.TASK_CLOSED',
    });
    await house.hear(listener, [failed]);
    expect(await tasksOf(story)).toHaveLength(1);
  });

  it('goes to the leader where the officer has no mobile, to the head where nobody is assigned, at the next opening', async () => {
    const noMobile = new Story();
    const nobody = new Story();
    house.clock.set('2026-06-15T19:00:00+09:00');
    await house.apply(
      noMobile.received('2026-06-15T18:00:00'),
      noMobile.assigned('2026-06-15T18:05:00', 's114'),
      nobody.received('2026-06-15T18:00:00'),
    );
    const asked = await house.asked(noMobile, nobody);
    const facts = await Promise.all(
      [noMobile, nobody].map(async (story) => {
        const { id } = asked.find(({ label }) => label === story.receiptNo)!;
        const [row] = await house.dataSource.query<{ subject: string }[]>(
          'SELECT subject FROM messaging.notification WHERE id = $1',
          [id],
        );
        return new NotificationFailed(
          {
            notificationId: id,
            occasion: 'case.received',
            variant: 'DEFAULT',
            recipientKind: 'APPLICANT',
            recipientId: null,
            subject: row!.subject,
            label: story.receiptNo,
            departmentCode: DEPARTMENT,
            at: toKst(house.clock.now()),
          },
          'NO_CHANNEL',
          '휴대전화번호가 없습니다.',
          [],
        );
      }),
    );
    await house.hear(house.get(OpenTaskWhenNobodyWasReached), facts);
    const told = await house.asked(noMobile, nobody);
    expect(told.map(({ recipient_kind, recipient_id }) => `${recipient_kind} ${recipient_id}`)).toEqual([
      'LEADER l1',
      'HEAD h1',
    ]);
    expect(told.map(({ due_at }) => toKst(due_at))).toEqual(['2026-06-16T09:00:00+09:00', '2026-06-16T09:00:00+09:00']);
  });

  it('to staff opens none', async () => {
    const story = new Story();
    await house.apply(story.received('2026-06-15T09:00:00'));
    const fact = { ...(await factOf(story)), occasion: 'task.not-reached' as const };
    await house.hear(house.get(OpenTaskWhenNobodyWasReached), [new NotificationFailed(fact, null, 'x', [])]);
    expect(await tasksOf(story)).toEqual([]);
  });
});

describe('whoever wants no messages', () => {
  it('gets by post what the law wants in writing, and only that', async () => {
    const story = new Story();
    await house.apply(
      story.received('2026-06-15T09:00:00'),
      story.assigned('2026-06-15T09:05:00'),
      story.completed('2026-06-15T09:10:00'),
    );
    const fact = await factOf(story);
    const listener = house.get(OpenPostTaskWhenOptedOut);
    await house.hear(listener, [
      new NotificationDropped(fact, 'OPTED_OUT'),
      new NotificationDropped(
        { ...fact, notificationId: '00000000-0000-7000-8000-0000000000a1', occasion: 'case.assigned' },
        'OPTED_OUT',
      ),
      new NotificationDropped(
        { ...fact, notificationId: '00000000-0000-7000-8000-0000000000a2', variant: 'TRANSFERRED' },
        'OPTED_OUT',
      ),
      new NotificationDropped({ ...fact, notificationId: '00000000-0000-7000-8000-0000000000a3' }, 'LATE_NEWS'),
    ]);
    expect(await tasksOf(story)).toMatchObject([{ kind: 'POST', occasion: 'case.completed' }]);
    expect((await house.asked(story)).map(({ occasion, variables }) => [occasion, variables.안내종류])).toEqual([
      ['task.not-reached', '처리결과 안내'],
    ]);
  });
});
