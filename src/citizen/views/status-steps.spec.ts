import { describe, expect, it } from 'vitest';
import type { CaseForCitizen, TimelineEntry } from './case-for-citizen.js';
import { openPause, statusSteps } from './status-steps.js';

const TODAY = '2026-05-12';
const AT = '2026-05-04T10:00:00+09:00';

const received: TimelineEntry = { sequence: 1, kind: 'RECEIVED', at: AT };
const assigned = (sequence: number, name: string): TimelineEntry => ({
  sequence,
  kind: 'ASSIGNED',
  at: AT,
  officer: { name, departmentName: '건축과' },
});
const supplement = (sequence: number, dueDate: string): TimelineEntry => ({
  sequence,
  kind: 'SUPPLEMENT_REQUESTED',
  at: AT,
  supplement: { kind: 'SUPPLEMENT', reason: '도면', dueDate },
});
const excluded = (sequence: number, from: string, to: string | null): TimelineEntry => ({
  sequence,
  kind: 'EXCLUDED',
  at: AT,
  excluded: { reason: 'HEARING', from, to },
});

function petition(timeline: TimelineEntry[], rest: Partial<CaseForCitizen> = {}): CaseForCitizen {
  return {
    petitionName: '건축신고',
    receiptNo: '202647700000000001',
    receivedAt: AT,
    stage: 'ASSIGNED',
    targetAt: '2026-05-18T18:00:00+09:00',
    isTimed: false,
    isProvisional: false,
    workingDaysLeft: 4,
    department: { name: '건축과', phone: '063-000-1100' },
    officer: { name: '송오름', phone: '063-000-1102' },
    recipient: { name: '한*벽', phone: null },
    result: null,
    timeline,
    isOptedOut: false,
    ...rest,
  };
}

const told = (of: CaseForCitizen): string[] =>
  statusSteps(of, TODAY, 'ko').map(({ state, title }) => `${state} ${title}`);

describe('openPause', () => {
  it('is the supplement until it is done', () => {
    expect(openPause([received, supplement(2, '2026-05-20')], TODAY)?.sequence).toBe(2);
    expect(
      openPause([received, supplement(2, '2026-05-20'), { sequence: 3, kind: 'SUPPLEMENT_DONE', at: AT }], TODAY),
    ).toBeNull();
  });

  it('is an exclusion while it runs: open until the same reason and first day bring an end', () => {
    expect(openPause([excluded(2, '2026-05-07', null)], TODAY)?.sequence).toBe(2);
    expect(openPause([excluded(2, '2026-05-07', null), excluded(3, '2026-05-07', '2026-05-11')], TODAY)).toBeNull();
    expect(openPause([excluded(2, '2026-05-07', null), excluded(3, '2026-05-07', '2026-05-12')], TODAY)?.sequence).toBe(
      3,
    );
    expect(openPause([excluded(2, '2026-05-13', '2026-05-15')], TODAY)).toBeNull();
  });

  it('puts the supplement first, since the citizen can do something about it', () => {
    expect(openPause([supplement(2, '2026-05-20'), excluded(3, '2026-05-07', null)], TODAY)?.sequence).toBe(2);
  });

  it('ends with completion', () => {
    const completed: TimelineEntry = { sequence: 3, kind: 'COMPLETED', at: AT, outcome: 'WITHDRAWN' };
    expect(openPause([supplement(2, '2026-05-20'), completed], TODAY)).toBeNull();
  });
});

describe('statusSteps', () => {
  it('shows what comes next from the first day on', () => {
    expect(told(petition([received], { stage: 'RECEIVED', officer: null }))).toEqual([
      'done 접수',
      'now 담당자 배정',
      'next 검토·처리',
      'next 처리 완료, 결과 안내',
    ]);
  });

  it('calls a second officer a change, and a second demand a new due day', () => {
    const timeline = [
      received,
      assigned(2, '송오름'),
      assigned(3, '손이슬'),
      supplement(4, '2026-05-11'),
      supplement(5, '2026-05-20'),
    ];
    expect(told(petition(timeline, { stage: 'SUPPLEMENT_REQUESTED' }))).toEqual([
      'done 접수',
      'done 담당자 배정',
      'done 담당자 변경',
      'done 서류 보완 요청',
      'now 보완기한 변경',
      'next 검토·처리',
      'next 처리 완료, 결과 안내',
    ]);
  });

  it('promises nothing after completion, and goes on after a completion taken back', () => {
    const completed: TimelineEntry = { sequence: 3, kind: 'COMPLETED', at: AT, outcome: 'REFUSED' };
    const timeline = [received, assigned(2, '송오름'), completed];
    expect(told(petition(timeline, { stage: 'COMPLETED' })).at(-1)).toBe('done 처리 완료');
    const reopened: TimelineEntry = { sequence: 4, kind: 'REOPENED', at: AT, reason: null };
    expect(told(petition([...timeline, reopened])).slice(-3)).toEqual([
      'done 완료 안내 정정, 다시 처리',
      'now 검토·처리',
      'next 처리 완료, 결과 안내',
    ]);
  });

  it('says nothing of what Saeol corrected about a person', () => {
    const timeline: TimelineEntry[] = [received, assigned(2, '송오름'), { sequence: 3, kind: 'AMENDED', at: AT }];
    expect(told(petition(timeline))).toEqual([
      'done 접수',
      'done 담당자 배정',
      'now 검토·처리',
      'next 처리 완료, 결과 안내',
    ]);
  });

  it('tells an hour case with its time', () => {
    const of = petition([received, assigned(2, '송오름')], { isTimed: true, targetAt: '2026-05-13T14:00:00+09:00' });
    expect(statusSteps(of, TODAY, 'ko').at(-1)?.note).toBe('2026. 5. 13.(수) 14:00까지');
  });
});
