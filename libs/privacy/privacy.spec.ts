import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalSecrets, KeyRing, maskName, maskPhone, Privacy, scrubForMessage, scrubIdentifiers } from './index.js';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const privacyOf = (keys: string) => new Privacy(KeyRing.parse(keys), Buffer.alloc(32, 5));

describe('sealing', () => {
  it('gives back what it was given, in another form each time', () => {
    const privacy = privacyOf(`a:${key(1)}`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [one, two] = [privacy.seal(text), privacy.seal(text)];
        expect(privacy.open(one)).toBe(text.toWellFormed());
        expect(one.equals(two)).toBe(false);
      }),
    );
  });

  it('writes with the first key and reads with every one', () => {
    const old = privacyOf(`a:${key(1)}`).seal('홍길동');
    const rotated = privacyOf(`b:${key(2)},a:${key(1)}`);
    expect(rotated.open(old)).toBe('홍길동');
    expect(KeyRing.keyIdOf(rotated.seal('홍길동'))).toBe('b');
    expect(() => privacyOf(`b:${key(2)}`).open(old)).toThrow('key "a" is not on the ring');
  });

  it('opens nothing that was changed, by a single bit', () => {
    const privacy = privacyOf(`a:${key(1)}`);
    const sealed = privacy.seal('01000001234');
    for (let index = 3; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => privacy.open(changed)).toThrow(Error);
    }
  });

  it.each(['a', 'a:short', `:${key(1)}`, `a:${key(1)},a:${key(2)}`])(
    'refuses the ring %s without saying a key',
    (ring) => {
      expect(() => KeyRing.parse(ring)).toThrow(/^(?!.*AQEBAQ)/);
    },
  );

  it('indexes and tokens do not change when the ring does', () => {
    const [before, after] = [privacyOf(`a:${key(1)}`), privacyOf(`b:${key(2)}`)];
    expect(before.phoneIndex('01000001234').equals(after.phoneIndex('01000001234'))).toBe(true);
    expect(before.token('status', 'case', 1)).toBe(after.token('status', 'case', 1));
    expect(before.token('status', 'a', 'bc')).not.toBe(before.token('status', 'ab', 'c'));
    expect(before.token('status', 'case', 1)).toMatch(/^[\w-]{22}$/);
  });
});

describe('comparing secrets', () => {
  it('finds equal ones equal, whatever their lengths, and no others', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => equalSecrets(a, b) === (a === b) && equalSecrets(a, a)));
  });
});

describe('masking', () => {
  it.each([
    ['홍길동', '홍*동'],
    ['정솔', '정*'],
    ['남궁하늘', '남**늘'],
    ['응우옌티란', '응***란'],
    ['(주)가온들', '(주)가온들'],
    ['참솔측량설계사무소', '참솔측량설계사무소'],
    ['John Smith', 'J*** S****'],
    ['김', '*'],
  ])('%s → %s', (name, masked) => expect(maskName(name)).toBe(masked));

  it.each([
    ['01000001234', '010-****-1234'],
    ['0630001100', '****-1100'],
  ])('%s → %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  it.each([
    '900101 - 1234567',
    '900101–1234567',
    '900101－1234567',
    '９００１０１－１２３４５６７',
    '900101.1234567',
    '주민번호9001011234567호',
    '4111 1111 2222 3333',
    '4111–1111–2222–3333',
    '4111111122223333',
    '3711-123456-12345',
    '371112345612345',
    'm123a4567',
    'M12345678',
    'M 123A4567',
  ])('hides %s, however it was typed', (typed) => {
    expect(scrubIdentifiers(`확인 ${typed} 바람`)).not.toMatch(/[0-9０-９]{3}/);
  });

  it.each([
    '063-000-1103',
    '010-0000-1234',
    '2026-04-29 14:00',
    '4770000000015',
    '47700000011',
    '1,234,567원',
    '제2026-123호',
    '산 123-4',
    '20260429-20260501',
    '20260429 20260501',
  ])('leaves %s', (typed) => expect(scrubIdentifiers(typed)).toBe(typed));

  it('hides identifiers that officials type', () => {
    expect(scrubIdentifiers('900101-1234567, 9001011234567, M123A4567, 1234-5678-9012-3456')).not.toMatch(/\d{4}/);
    for (const typed of [
      '900101 - 1234567',
      '900101–1234567',
      '19900101-1234567',
      '９００１０１－１２３４５６７',
      '050303 3034567',
    ])
      expect(scrubIdentifiers(`주민번호 ${typed}, 끝`)).toBe('주민번호 ******-*******, 끝');
    expect(scrubIdentifiers('기간 20260429~20260506, 202604 123456789')).toBe(
      '기간 20260429~20260506, 202604 123456789',
    );
    expect(scrubForMessage('+82 10-1234-5678, 82-10-1234-5678, 063-000-1100')).toBe(
      '***-****-****, ***-****-****, 063-000-1100',
    );
    expect(scrubIdentifiers('접수번호 202647700000000001, 면적 1,234㎡')).toBe(
      '접수번호 202647700000000001, 면적 1,234㎡',
    );
    expect(scrubForMessage('010-1234-5678로 전화, https://example.kr/a?b=c 참고')).toBe(
      '***-****-****로 전화, *** 참고',
    );
  });
});
