import type { SeedCitizen } from '../../config/seed/index.js';
import type { Chance } from './chance.js';
import type { LinkPerson } from './saeol-event.js';

const FAMILY_NAMES = '김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍'.split(' ');
const GIVEN_NAMES = (
  '가온 나래 다솜 라온 마루 바름 새벽 아람 자람 찬솔 하늘 한별 은솔 새롬 도담 보람 슬기 해솔 푸름 단비 ' +
  '벼리 소담 여울 윤슬 여린 초롱 큰솔 태움 누리 다올 들샘 산들 샛별 시내 여름 우람 잔디 힘찬 빛나 세찬 ' +
  '고운 노을 달래 마음 모아 믿음 벼루 장미 새봄 솔비 아름 알찬 오름 이슬 서리 청솔 해찬 그린 두루 밝음 ' +
  '버들 예나 유림 이랑 채움 한솔 너울 별하 해밀 지음 온유 별이 슬아 미르 그루 하람 다은 봄이 가람 늘봄 ' +
  '다정 새길 은별 이든 조은 한결 예솔 참이 하온 리라'
).split(' ');

/** How many people the county's demo knows besides the named ones. */
export const POPULATION = FAMILY_NAMES.length * GIVEN_NAMES.length;

/** Digit before the last four: 0–5 Android, 6–7 iPhone, 8–9 feature phone, as the sandbox reads it. */
const DEVICES: readonly (readonly [number, number])[] = [
  [0, 14],
  [1, 13],
  [2, 12],
  [3, 11],
  [4, 10],
  [5, 10],
  [6, 13],
  [7, 12],
  [8, 3],
  [9, 2],
];

/** Everyone has one name and one number: the last four digits count the population from 5000. */
export function inventedPerson(index: number, chance: Chance): LinkPerson {
  const name = FAMILY_NAMES[index % FAMILY_NAMES.length]! + GIVEN_NAMES[Math.floor(index / FAMILY_NAMES.length)]!;
  // A person's phone does not change from case to case: it hangs on the index, not on the chance of this case.
  const spread = DEVICES.flatMap(([digit, weight]) => Array<number>(weight).fill(digit));
  const phone = `010000${spread[(index * 37) % spread.length]}${5000 + index}`;
  return withWish({ name, phone }, 'ko', chance);
}

/** Someone of the seed's list, as Saeol writes him. */
export function namedPerson(citizen: SeedCitizen, chance?: Chance): LinkPerson {
  const person: LinkPerson = { name: citizen.name };
  if (citizen.mobile !== null) person.phone = citizen.mobile.replaceAll('-', '');
  if (chance === undefined) {
    return { ...person, notify: true, ...(citizen.language === 'ko' ? {} : { language: citizen.language }) };
  }
  return withWish(person, citizen.language, chance);
}

/** `sms_rprt_yn`: most say yes, some leave it blank, a few refuse. */
function withWish(person: LinkPerson, language: string, chance: Chance): LinkPerson {
  const wish = chance.weighted<boolean | undefined>([
    [true, 85],
    [undefined, 10],
    [false, 5],
  ]);
  return {
    ...person,
    ...(wish === undefined ? {} : { notify: wish }),
    ...(language === 'ko' ? {} : { language }),
  };
}
