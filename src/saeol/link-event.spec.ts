import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Petition } from '../../test/harness/petition.js';
import { readLinkEvent } from './link-event.js';
import { toCaseFact } from './saeol-translator.js';

const NOW = new Date('2026-04-29T15:00:00+09:00');
const AT = '2026-04-29T14:00:00';
const petition = () => new Petition('202647700000000001');
const read = (event: unknown) => readLinkEvent(event, NOW);
const amended = (changed: object) => {
  const { petition: known } = petition().received(AT) as { petition: object };
  return petition().event('AMENDED', AT, { petition: { ...known, ...changed } });
};

describe('reading a link event', () => {
  it('keeps what the contract names and nothing else', () => {
    const event = petition().received(AT, { mw_aplct_sid: '900101-1234567' }, { address: '전북 순창군 순창읍' });
    const found = read(event);
    expect(found).toMatchObject({ good: true, dropped: 2 });
    expect(JSON.stringify(found)).not.toMatch(/900101|순창읍/);
  });

  it('gives equal events equal forms, whatever their order, offset and blanks', () => {
    const one = petition().assigned(AT) as Record<string, unknown>;
    const other = Object.fromEntries(
      Object.entries({ ...one, occurredAt: '2026-04-29T05:00:00.000Z', plannedAt: null }).toReversed(),
    );
    const [a, b] = [read(one), read(other)];
    expect(a.good && b.good && JSON.stringify(a.event) === JSON.stringify(b.event)).toBe(true);
  });

  it.each([
    ['01000001234', '01000001234'],
    ['010-0000-1234', '01000001234'],
    ['+82 10-0000-1234', '01000001234'],
    ['063-000-1100', '0630001100'],
    ['전화 없음', null],
    ['', null],
    [undefined, null],
  ])('reads the telephone number %s as %s', (phone, digits) => {
    const found = read(petition().received(AT, {}, { applicant: { name: '홍길동', phone } }));
    expect(found.good && found.event.kind === 'RECEIVED' && found.event.applicant.phone).toBe(digits);
  });

  it('masks resident numbers in what officials typed', () => {
    const found = read(petition().supplementRequested(AT, { reason: '주민번호 900101-1234567 확인' }));
    expect(found.good && found.event.kind === 'SUPPLEMENT_REQUESTED' && found.event.supplement.reason).toBe(
      '주민번호 ******-******* 확인',
    );
  });

  it.each([
    ['no due day', petition().supplementRequested(AT, { dueDays: undefined })],
    ['no length of the extension', petition().extended(AT, { days: undefined })],
    [
      'an interval that ends before it begins',
      petition().event('EXCLUDED', AT, { excluded: { reason: 'TEST', from: '2026-04-29', to: '2026-04-28' } }),
    ],
    ['a period of no weeks', petition().received(AT, { period: { unit: 'WEEK', length: 0 } })],
    ['a promise of no months', petition().received(AT, { promised: { unit: 'MONTH', length: 0 } })],
    ['an amended period of no years', amended({ period: { unit: 'YEAR', length: 0 } })],
    ['an extension by no weeks', petition().extended(AT, { days: undefined, period: { unit: 'WEEK', length: 0 } })],
    ['an extension by no days', petition().extended(AT, { days: undefined, period: { unit: 'DAY', length: 0 } })],
    ['a day that is none', petition().event('EXCLUDED', AT, { excluded: { reason: 'TEST', from: '2026-02-30' } })],
    ['an unknown outcome', petition().completed(AT, 'SHELVED')],
    ['an instant without offset', { ...petition().supplementDone(AT), occurredAt: '2026-04-29T14:00:00' }],
    ['an instant of a day that is none', { ...petition().supplementDone(AT), occurredAt: '2026-02-30T14:00:00+09:00' }],
    ['a plan for a day that is none', { ...petition().supplementDone(AT), plannedAt: '2025-02-29T14:00:00+09:00' }],
    ['a fractional sequence', { ...petition().supplementDone(AT), sequence: 1.5 }],
    ['a prototype for a kind', { ...petition().supplementDone(AT), kind: 'constructor' }],
  ])('refuses %s', (_what, event) => {
    expect(read(event).good).toBe(false);
  });

  it('takes "immediately", and an amendment that says nothing of the petition', () => {
    expect(read(petition().received(AT, { period: { unit: 'DAY', length: 0 } })).good).toBe(true);
    expect(read(amended({ period: { unit: 'DAY', length: 0 }, promised: { unit: 'DAY', length: 0 } })).good).toBe(true);
    expect(read(petition().event('AMENDED', AT, {})).good).toBe(true);
  });

  it('keeps all that is named of an event whose kind nobody knows, and nothing else', () => {
    const sent = {
      ...petition().assigned(AT),
      note: '주민번호 900101-1234567',
      address: '순창읍',
      applicant: { name: '홍길동', phone: '01000001234', sid: 'x' },
    };
    const found = read({ ...sent, kind: '이관', excluded: { reason: 'DANCING', from: '2026-04-29' } });
    expect(found).toMatchObject({
      code: 'SAEOL.UNKNOWN_KIND',
      dropped: 2,
      kept: { kind: '이관', officer: { id: 's113' }, applicant: { name: '홍길동' }, note: '주민번호 ******-*******' },
    });
    expect(JSON.stringify(found)).not.toMatch(/900101|순창읍|DANCING/);
  });

  it('takes what is ten minutes ahead, and not what is later', () => {
    expect(read({ ...petition().supplementDone(AT), occurredAt: '2026-04-29T15:10:00+09:00' }).good).toBe(true);
    expect(read({ ...petition().supplementDone(AT), occurredAt: '2026-04-29T15:10:01+09:00' })).toMatchObject({
      code: 'SAEOL.AHEAD_OF_TIME',
    });
  });

  it('keeps no character that the database cannot hold', () => {
    const found = read({ ...petition().received(AT), applicant: { name: '홍\u0000길\ud800동', phone: '01000001234' } });
    expect(found).toMatchObject({ good: true, event: { applicant: { name: '홍길\ufffd동' } } });
  });

  it('never throws, never lets an unnamed field through, and never says a value', () => {
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          eventId: fc.anything(),
          receiptNo: fc.oneof(fc.constant('202647700000000001'), fc.anything()),
          sequence: fc.oneof(fc.integer(), fc.anything()),
          kind: fc.oneof(fc.constantFrom('RECEIVED', 'ASSIGNED', 'COMPLETED', 'VOIDED'), fc.anything()),
          occurredAt: fc.oneof(fc.constant('2026-04-29T14:00:00+09:00'), fc.anything()),
          applicant: fc.anything(),
          petition: fc.anything(),
          officer: fc.anything(),
          outcome: fc.anything(),
          secret: fc.constant('SENTINEL'),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(hostile, (raw) => {
        const found = read(raw);
        expect(JSON.stringify(found) ?? '').not.toContain('SENTINEL');
        if (found.good) expect(toCaseFact(found.event, 1, false).receiptNo).toBe('202647700000000001');
      }),
      { numRuns: 2_000 },
    );
  });
});
