import type { SideEvent } from './saeol-side.js';

/** Numbers from a seed (mulberry32), so that a day is the same each time. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STORIES: string[][] = [
  ['RECEIVED', 'ASSIGNED'],
  ['RECEIVED', 'ASSIGNED', 'COMPLETED'],
  ['RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'COMPLETED'],
  ['RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED'],
  ['RECEIVED', 'ASSIGNED', 'EXTENDED', 'COMPLETED'],
  ['RECEIVED', 'ASSIGNED', 'ASSIGNED', 'COMPLETED'],
  ['RECEIVED', 'AMENDED', 'ASSIGNED', 'COMPLETED'],
  ['RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'EXTENDED', 'COMPLETED', 'REOPENED', 'COMPLETED'],
  ['RECEIVED', 'COMPLETED'],
  ['RECEIVED', 'VOIDED'],
];
const OUTCOMES = ['GRANTED', 'GRANTED', 'GRANTED', 'REFUSED', 'RETURNED', 'WITHDRAWN'];
const OFFICERS = ['s111', 's112', 's113', 's114'];
const DEPARTMENT = '47700000011';

/**
 * A working day of a county, 09:00 to 16:00 on `date` (KST), in the order in which it happened: what every way in can carry, and of
 * that all. Every `toldEvery`-th petition is one whose applicant is told.
 * @param from number of the first petition
 */
export function workingDay(date: string, events: number, { seed = 477, toldEvery = 5, from = 0 } = {}): SideEvent[] {
  const next = chance(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!;
  const day: (SideEvent & { at: number })[] = [];
  for (let petition = from; day.length < events; petition += 1) {
    const receiptNo = `20264770000${String(petition).padStart(7, '0')}`;
    const story = pick(STORIES);
    let at = Math.floor(next() * 200);
    story.forEach((kind, index) => {
      const sequence = index + 1;
      const instant = `${date}T${String(9 + Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}:00+09:00`;
      const base = { eventId: `S-${receiptNo}-${sequence}`, receiptNo, sequence, kind, occurredAt: instant };
      day.push({ ...base, at, ...bodyOf(kind, petition, index, pick, petition % toldEvery === 0) });
      at += 1 + Math.floor(next() * 25);
    });
  }
  return day
    .toSorted((a, b) => a.at - b.at || (a.receiptNo < b.receiptNo ? -1 : 1))
    .map(({ at: _at, ...event }) => event);
}

/** A day in uneven pieces, so that some cases are seen between their steps and some only at their end. */
export function unevenPieces(day: readonly SideEvent[]): SideEvent[][] {
  const cut = [0.11, 0.3, 0.31, 0.62, 0.9, 1].map((part) => Math.floor(part * day.length));
  return cut.map((to, index) => day.slice(cut[index - 1] ?? 0, to));
}

function bodyOf(
  kind: string,
  petition: number,
  index: number,
  pick: <T>(list: readonly T[]) => T,
  told: boolean,
): Partial<SideEvent> {
  const phone = `0100000${String(petition % 6)}${String(petition % 1000).padStart(3, '0')}`;
  switch (kind) {
    case 'RECEIVED': {
      const length = pick([2, 3, 5, 7, 10]);
      return {
        petition: {
          typeCode: '4770000000015',
          typeName: '개발행위허가',
          kind: told ? 'STATUTORY' : 'OTHER',
          statutory: told,
          period: { unit: 'DAY', length },
          ...(length > 5 && petition % 3 === 0 && { promised: { unit: 'DAY', length: length - 2 } }),
          departmentCode: DEPARTMENT,
        },
        applicant: { name: `홍길${petition % 100}`, phone, ...(petition % 7 !== 0 && { notify: true }) },
        ...(petition % 11 === 0 && { agent: { name: '김대리', phone: '01000025555' } }),
        ...(length === 7 && { plannedAt: '2026-05-08T18:00:00+09:00' }),
      };
    }
    case 'ASSIGNED': {
      const id = OFFICERS[(petition + index) % OFFICERS.length]!;
      return { officer: { id, name: `담당${id}`, phone: '063-000-1103', departmentCode: DEPARTMENT } };
    }
    case 'SUPPLEMENT_REQUESTED':
      return {
        supplement: { kind: pick(['SUPPLEMENT', 'CORRECTION']), reason: '배치도 1부, "도면" 포함', dueDays: 7 },
      };
    case 'EXTENDED':
      return { extension: { days: 3, reason: '관계 기관 협의', reasonCode: 'COOPERATION' } };
    case 'COMPLETED':
      return { outcome: pick(OUTCOMES), result: { reason: '처리 결과' } };
    case 'AMENDED':
      return {
        applicant: {
          name: `홍길${petition % 100}`,
          phone: `01000018${String(petition % 1000).padStart(3, '0')}`,
          notify: true,
        },
      };
    case 'REOPENED':
    case 'VOIDED':
      return { reason: '처리 내용 정정' };
    default:
      return {};
  }
}
