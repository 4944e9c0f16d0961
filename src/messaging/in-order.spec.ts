import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoticeRequest, Occasion } from './notice-request.js';
import { Privacy } from '../../libs/privacy/index.js';
import type { Actor } from '../staff/index.js';
import { OptOuts } from './opt-outs.service.js';
import { Resends } from './resends.service.js';
import { WaitingNotices } from './waiting-notices.service.js';
import { Dispatcher } from './dispatcher.js';
import { NotificationDropped } from './messaging.events.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

const OPERATOR: Actor = {
  kind: 'key',
  id: '019dd8a4-7c00-7000-8000-00000000000a',
  officerId: null,
  roles: ['operator'],
  departmentScope: 'ALL',
  address: '127.0.0.1',
};

describe('in order, and only what still matters', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ at: '2026-04-29T14:00:00+09:00' });
  });
  afterAll(() => house.close());

  const at = (time: string) => house.clock.set(`2026-04-${time}+09:00`);
  const step = (subject: string, occasion: Occasion, variant: string, overrides: Partial<NoticeRequest> = {}) =>
    notice({
      cause: `${subject}:${occasion}:${variant}:${overrides.label ?? ''}`,
      subject,
      label: subject,
      occasion,
      variant,
      dueAt: house.clock.now(),
      ...overrides,
    });
  const statuses = async (label: string) =>
    (await house.log(label)).map((message) =>
      [message.occasion, message.status, message.statusReason].filter(Boolean).join(' '),
    );

  it('shows the steps of a case in their order, one after the other', async () => {
    const phone = '01000002001';
    const steps: [Occasion, string][] = [
      ['case.received', 'DEFAULT'],
      ['case.assigned', 'DEFAULT'],
      ['case.supplement-requested', 'SUPPLEMENT'],
      ['case.supplement-done', 'DEFAULT'],
      ['case.extended', 'DEFAULT'],
      ['case.completed', 'GRANTED'],
    ];
    await house.notify(steps.map(([occasion, variant]) => step('order', occasion, variant, { phone })));
    await house.settled();
    const texts = (await house.phone(phone)).map((message) => message.text.split('\n')[0]);
    expect(texts).toEqual([
      '[순창군] 민원 접수 안내',
      '[순창군] 담당자 지정 안내',
      '[순창군] 서류 보완 요청',
      '[순창군] 보완 완료 안내',
      '[순창군] 처리기간 연장 안내',
      '[순창군] 민원 처리 완료 안내',
    ]);
  });

  it('lets the next one go a while after the one before was accepted, report or none', async () => {
    const phone = '01000009010';
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'limits', { order: 700 }));
    await house.notify([step('gate', 'case.received', 'DEFAULT', { phone })]);
    await house.notify([step('gate', 'case.assigned', 'DEFAULT', { phone })]);
    await expect.poll(() => house.phone(phone), { timeout: 5_000 }).toHaveLength(2);
    const [one, two] = await house.phone(phone);
    const gap = Date.parse(two!.acceptedAt) - Date.parse(one!.acceptedAt);
    expect(gap).toBeGreaterThanOrEqual(700);
    expect(gap).toBeLessThan(3_000);
    await house.dataSource.query(
      "UPDATE messaging.notification SET status = 'FAILED', step = NULL, act_at = NULL WHERE step IS NOT NULL",
    );
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'limits', {}));
  });

  it('holds at night, and drops at the release what a newer one has overtaken', async () => {
    at('29T22:00:00');
    await house.notify([step('night', 'case.assigned', 'DEFAULT', { phone: '01000002002' })]);
    at('29T23:00:00');
    await house.notify([
      step('night', 'case.assigned', 'REASSIGNED', { phone: '01000002002', overtakes: ['case.assigned'] }),
      step('night', 'case.received', 'DEFAULT', { phone: '01000002003' }),
    ]);
    house.program.get(Dispatcher).wake();
    at('30T07:59:59');
    house.program.get(Dispatcher).wake();
    expect(await statuses('night')).toEqual([
      'case.assigned WAITING HELD',
      'case.assigned WAITING HELD',
      'case.received WAITING HELD',
    ]);
    at('30T08:00:00');
    await house.settled();
    expect(await statuses('night')).toEqual([
      'case.assigned DROPPED OVERTAKEN',
      'case.assigned DELIVERED',
      'case.received DELIVERED',
    ]);
    expect((await house.phone('01000002002')).map((message) => message.text.split('\n')[0])).toEqual([
      '[순창군] 담당자 변경 안내',
    ]);
    await expect
      .poll(() => house.facts.filter((fact) => fact instanceof NotificationDropped))
      .toMatchObject([{ statusReason: 'OVERTAKEN', notification: { label: 'night' } }]);
  });

  it('never drops what was due in time, whatever comes after it', async () => {
    at('30T20:59:00');
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'stopped', true));
    await house.notify([step('intime', 'case.assigned', 'DEFAULT', { phone: '01000002004' })]);
    await house.notify([
      step('intime', 'case.assigned', 'REASSIGNED', { phone: '01000002004', overtakes: ['case.assigned'] }),
    ]);
    at('30T23:30:00');
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'stopped', false));
    await house.settled();
    expect(await statuses('intime')).toEqual(['case.assigned DELIVERED', 'case.assigned DELIVERED']);
  });

  it('tells staff only the newest of what piled up while nothing could be sent', async () => {
    at('30T10:00:00');
    const variables = {
      예고단계: '오늘 마감',
      민원명: '옥외광고물 표시허가',
      접수번호: 'piled',
      담당부서: '건축과',
      담당자: '송오름',
      처리기한: '2026. 4. 30.(목) 18:00',
      남은시간: '근무시간 7시간',
    };
    const officer = { phone: '01000002014', recipientKind: 'OFFICER', recipientId: 's112', variables } as const;
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'stopped', true));
    await house.notify([step('piled', 'deadline.d1', 'DEFAULT', officer)]);
    await house.notify([step('piled', 'deadline.dday', 'DEFAULT', { ...officer, overtakes: ['deadline.d1'] })]);
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'stopped', false));
    await house.settled();
    expect(await statuses('piled')).toEqual(['deadline.d1 DROPPED OVERTAKEN', 'deadline.dday DELIVERED']);
  });

  it('sends a pre-notice that an operator sends again, whatever came after it', async () => {
    at('30T10:00:00');
    const variables = {
      예고단계: '오늘 마감',
      민원명: '옥외광고물 표시허가',
      접수번호: 'again',
      담당부서: '건축과',
      담당자: '송오름',
      처리기한: '2026. 4. 30.(목) 18:00',
      남은시간: '근무시간 7시간',
    };
    const officer = { phone: '01000009006', recipientKind: 'OFFICER', recipientId: 's112', variables } as const;
    await house.notify([step('again', 'deadline.d1', 'DEFAULT', officer)]);
    await house.settled();
    await house.notify([step('again', 'deadline.dday', 'DEFAULT', { ...officer, overtakes: ['deadline.d1'] })]);
    await house.settled();
    const [first] = await house.log('again');
    const before = first!.attempts.length;
    await house.program.get(Resends).resend(first!.id, 'again-1', OPERATOR);
    await house.settled();
    const [again] = await house.log('again');
    expect(again).toMatchObject({ occasion: 'deadline.d1', status: 'FAILED' });
    expect(again!.attempts.length).toBeGreaterThan(before);
  });

  it('is stopped county-wide by the switch', async () => {
    at('30T10:00:00');
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'stopped', true));
    await house.notify([step('stop', 'case.received', 'DEFAULT', { phone: '01000002005' })]);
    house.program.get(Dispatcher).wake();
    await expect.poll(() => statuses('stop')).toEqual(['case.received WAITING']);
    expect(await house.phone('01000002005')).toEqual([]);
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'stopped', false));
    await house.settled();
    expect(await house.phone('01000002005')).toHaveLength(1);
  });

  it('drops at once what waits for a number that opts out, for all its cases; the newest word wins', async () => {
    at('29T22:00:00');
    const phone = '01000002006';
    const phoneIndex = house.program.get(Privacy).phoneIndex(phone);
    const optOuts = house.program.get(OptOuts);
    const say = (optedOut: boolean, time: string) =>
      optOuts.set(house.dataSource.manager, {
        phoneIndex,
        optedOut,
        source: 'LINK',
        at: new Date(`2026-04-${time}+09:00`),
      });
    await house.notify([
      step('optout', 'case.received', 'DEFAULT', { phone }),
      step('optout-2', 'case.assigned', 'DEFAULT', { phone, label: 'optout' }),
      step('optout-3', 'deadline.d3', 'DEFAULT', {
        phone,
        label: 'optout',
        recipientKind: 'OFFICER',
        recipientId: 's112',
      }),
    ]);
    at('29T22:20:00');
    await say(true, '29T22:10:00');
    expect(await statuses('optout')).toEqual([
      'case.received DROPPED OPTED_OUT',
      'case.assigned DROPPED OPTED_OUT',
      'deadline.d3 WAITING HELD',
    ]);
    await expect
      .poll(() =>
        house.facts.filter((fact) => fact instanceof NotificationDropped && fact.notification.label === 'optout'),
      )
      .toMatchObject([{ statusReason: 'OPTED_OUT' }, { statusReason: 'OPTED_OUT' }]);
    await say(false, '29T22:05:00');
    expect(await optOuts.isOptedOut(house.dataSource.manager, phoneIndex)).toBe(true);
    await say(false, '29T22:20:00');
    expect(await optOuts.isOptedOut(house.dataSource.manager, phoneIndex)).toBe(false);
    await house.dataSource.query("DELETE FROM messaging.notification WHERE label = 'optout'");
  });

  it('takes a word that is dated ahead for as new as when it was heard', async () => {
    at('29T22:00:00');
    const phoneIndex = house.program.get(Privacy).phoneIndex('01000002016');
    const optOuts = house.program.get(OptOuts);
    const say = (optedOut: boolean, source: 'LINK' | 'SAEOL', time: string) =>
      optOuts.set(house.dataSource.manager, { phoneIndex, optedOut, source, at: new Date(`2026-04-${time}+09:00`) });
    await say(true, 'LINK', '29T21:00:00');
    await say(false, 'SAEOL', '29T22:08:00');
    at('29T22:01:00');
    await say(true, 'LINK', '29T22:01:00');
    expect(await optOuts.isOptedOut(house.dataSource.manager, phoneIndex)).toBe(true);
  });

  it('re-addresses what waits when a number changes, in its order and with the new link', async () => {
    at('29T22:00:00');
    const [from, to] = ['01000002010', '01000002011'];
    await house.notify([
      step('moved', 'case.received', 'DEFAULT', { phone: from }),
      step('moved', 'case.assigned', 'DEFAULT', { phone: from }),
    ]);
    const change = {
      subject: 'moved',
      recipientKind: 'APPLICANT' as const,
      from,
      to,
      variables: { 열람키: 'NewNewNewNewNewNewNewN' },
    };
    await house.dataSource.transaction((tx) => house.program.get(WaitingNotices).readdress(tx, [change]));
    await house.notify([step('moved', 'case.extended', 'DEFAULT', { phone: to })]);
    at('30T09:00:00');
    await house.settled();
    expect(await house.phone(from)).toEqual([]);
    const messages = await house.phone(to);
    expect(messages.map((message) => message.text.split('\n')[0])).toEqual([
      '[순창군] 민원 접수 안내',
      '[순창군] 담당자 지정 안내',
      '[순창군] 처리기간 연장 안내',
    ]);
    expect(messages[0]!.buttons[0]!.url).toBe('https://minwon.example.kr/s/NewNewNewNewNewNewNewN');
  });

  it('withdraws what waits about a case of which nothing is told any more', async () => {
    at('29T22:00:00');
    await house.notify([step('void', 'case.received', 'DEFAULT', { phone: '01000002012' })]);
    await house.dataSource.transaction((tx) => house.program.get(WaitingNotices).withdraw(tx, ['void']));
    expect(await statuses('void')).toEqual(['case.received DROPPED OVERTAKEN']);
  });

  it('writes to nobody but the listed in trial mode', async () => {
    at('30T10:00:00');
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'trial', true));
    await house.notify([step('trial', 'case.received', 'DEFAULT', { phone: '01000002007' })]);
    await house.settled();
    expect(await statuses('trial')).toEqual(['case.received DROPPED TRIAL']);
    await house.dataSource.query(
      "INSERT INTO messaging.trial_number SELECT phone_index FROM messaging.lane l JOIN messaging.notification n ON n.lane_id = l.id WHERE n.subject = 'trial'",
    );
    await house.notify([step('trial', 'case.assigned', 'DEFAULT', { phone: '01000002007' })]);
    await house.settled();
    expect(await statuses('trial')).toEqual(['case.received DROPPED TRIAL', 'case.assigned DELIVERED']);
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'trial', false));
  });

  it('sends nothing where a value without a fallback is missing, flags it and alarms', async () => {
    await house.notify([
      step('missing', 'case.received', 'DEFAULT', { phone: '01000002008', variables: { 민원인: '홍*동' } }),
    ]);
    await house.settled();
    expect(await statuses('missing')).toEqual(['case.received FAILED NO_CHANNEL']);
    expect((await house.log('missing'))[0]!.flags).toEqual(['MISSING:ALIMTALK']);
    expect(await house.phone('01000002008')).toEqual([]);
    const alarms = await house.dataSource.query<{ detail: string }[]>(
      "SELECT detail FROM staff.alarm WHERE key LIKE 'messaging.compose.CASE_RECEIVED%'",
    );
    expect(alarms[0]!.detail).toContain('민원명');
  });

  it('refuses to send with a number that is not registered (전기통신사업법 art. 84-2)', async () => {
    await house.dataSource.transaction(async (tx) => {
      await tx.query('UPDATE messaging.sender_profile SET registered_on = NULL');
      await house.rules.changed(tx);
    });
    await house.notify([step('unregistered', 'case.received', 'DEFAULT', { phone: '01000002009' })]);
    await expect
      .poll(() =>
        house.dataSource.query<{ key: string }[]>("SELECT key FROM staff.alarm WHERE key = 'messaging.no-sender'"),
      )
      .toHaveLength(1);
    expect(await house.phone('01000002009')).toEqual([]);
  });
});
