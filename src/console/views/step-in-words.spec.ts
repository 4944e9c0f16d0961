import { describe, expect, it } from 'vitest';
import { stepInWords, type RecordedEntry } from './step-in-words.js';

const AT = '2026-04-29T14:00:00+09:00';
const DEPARTMENTS = new Map([['47700000011', '건축과']]);
const words = (entry: Partial<RecordedEntry> & Pick<RecordedEntry, 'kind'>, before: RecordedEntry[] = []) => {
  const { title, lines } = stepInWords({ sequence: 1, at: AT, ...entry }, before, DEPARTMENTS);
  return [title, ...lines];
};

describe('steps in words', () => {
  it('names department and officer, and says when it is another one', () => {
    const assigned = { kind: 'ASSIGNED', departmentCode: '47700000011', officerName: '송오름' } as const;
    expect(words(assigned)).toEqual(['담당자 지정', '건축과 송오름']);
    expect(words(assigned, [{ sequence: 1, at: AT, kind: 'ASSIGNED' }])[0]).toBe('담당자 변경');
    expect(words({ ...assigned, departmentCode: '999' })).toEqual(['담당자 지정', '999 송오름']);
  });

  it('tells supplement and correction apart, with what and until when', () => {
    const request = { kind: 'SUPPLEMENT_REQUESTED', reason: '배치도 1부', supplementDueDate: '2026-05-06' } as const;
    expect(words({ ...request, supplementKind: 'SUPPLEMENT' })).toEqual([
      '서류 보완 요청',
      '배치도 1부',
      '2026. 5. 6.(수)까지',
    ]);
    expect(words({ kind: 'SUPPLEMENT_REQUESTED', supplementKind: 'CORRECTION' })).toEqual(['신청 내용 보정 요청']);
  });

  it('says what is left out, open or ended', () => {
    expect(words({ kind: 'EXCLUDED', excluded: { reason: 'HEARING', from: '2026-05-06' } })).toEqual([
      '처리기간 제외',
      '의견청취: 2026. 5. 6.(수)부터',
    ]);
    expect(words({ kind: 'EXCLUDED', excluded: { reason: 'TEST', from: '2026-05-06', to: '2026-05-08' } })[1]).toBe(
      '시험·검사·감정: 2026. 5. 6.(수)부터 2026. 5. 8.(금)까지',
    );
  });

  it('says by how much it was extended, why, and until when', () => {
    const extension = { period: { unit: 'DAY', length: 7 } } as const;
    expect(
      words({ kind: 'EXTENDED', extension, reason: '관계 기관 협의', targetAt: '2026-05-15T18:00:00+09:00' }),
    ).toEqual(['처리기간 연장', '7일 연장', '관계 기관 협의', '새 처리예정일 2026. 5. 15.(금) 18:00']);
  });

  it('says how it ended', () => {
    expect(words({ kind: 'COMPLETED', outcome: 'TRANSFERRED', transferredTo: '전북특별자치도' })).toEqual([
      '처리 완료',
      '이송',
      '전북특별자치도',
    ]);
    expect(words({ kind: 'REOPENED', reason: '정정' })).toEqual(['완료 취소, 다시 처리', '정정']);
    expect(words({ kind: 'VOIDED' })).toEqual(['접수 취소']);
    expect(words({ kind: 'SUPPLEMENT_DONE' })).toEqual(['보완 완료']);
    expect(words({ kind: 'AMENDED' })).toEqual(['신청 내용 정정']);
    expect(words({ kind: 'RECEIVED' })).toEqual(['접수']);
  });
});
