import type { SeedPetitionType, SeedStaff } from '../../config/seed/index.js';
import { kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import type { HolidayCalendar } from '../../libs/working-time/index.js';
import { Chance } from './chance.js';
import { completionOf, officerOf, petitionOf, type County } from './county.js';
import { Course, receiptNumber, type PlannedEvent } from './course.js';
import { inventedPerson, namedPerson, POPULATION } from './invented-people.js';
import type { LinkOutcome, LinkPerson } from './saeol-event.js';
import * as texts from './what-officials-write.js';
import type { Field } from './what-officials-write.js';

/** How often a type is applied for, where not once; the everyday ones are most of a county's day. */
const OFTEN: Record<string, number> = {
  '주민등록표 등본 교부': 9,
  '인감증명서 발급': 5,
  '건설기계등록증 재발급': 2,
  '농지취득자격증명 발급': 7,
  '통신판매업 신고': 4,
  '방문판매업 신고': 2,
  건축신고: 5,
  '건축허가(소규모)': 4,
  개발행위허가: 4,
  '건축물 사용승인': 3,
  '토지분할 신청': 4,
  '지목변경 신청': 3,
  농지전용허가: 3,
  농지전용신고: 3,
  산지전용허가: 3,
  도로점용허가: 3,
  '급수공사 신청': 3,
  '배수설비 설치신고': 2,
  '개인하수처리시설 설치신고': 3,
  '담배소매인 지정': 2,
  '옥외광고물 표시신고': 2,
  '질의민원(법령)': 3,
  '질의민원(제도·절차)': 4,
  건의민원: 2,
  고충민원: 3,
  기타민원: 5,
};

const MINUTES_OF_A_DAY = 480;
const WORKING_DAYS_OF = { DAY: 1, WEEK: 5, MONTH: 20, YEAR: 240 } as const;

/** The cases that come in on one day, each with all its later steps. Nothing comes in on a day off. */
export function planDay(county: County, date: string, calendar: HolidayCalendar): PlannedEvent[] {
  if (!calendar.isWorkingDay(date)) return [];
  const count = new Chance(`${date} count`).between(100, 180);
  return Array.from({ length: count }, (_, i) => planCase(county, date, i + 1, calendar)).flat();
}

/** One case from receipt to end. The same date and position always give the same case. */
export function planCase(county: County, date: string, position: number, calendar: HolidayCalendar): PlannedEvent[] {
  const chance = new Chance(`${date} ${position}`);
  const type = chance.weighted(county.types.map((each) => [each, OFTEN[each.name] ?? 1] as const));
  // Two throws make the middle of the morning and of the afternoon busier than the edges.
  const half = chance.hits(0.45) ? 0 : 240;
  const minute = half + chance.between(0, 119) + chance.between(0, 119);
  const receivedAt = calendar.nextWorkingTime(calendar.addWorkingMinutes(kstInstant(date, '09:00'), minute));
  const course = new Course(receiptNumber(date, position), receivedAt, calendar);

  const applicant = someApplicant(county, chance);
  const agent = chance.hits(type.period.length > 0 && fieldOf(type) === 'LAND' ? 0.35 : 0.05)
    ? someAgent(county, type)
    : undefined;
  const plannedAt = plannedOf(type, receivedAt, calendar, chance);
  course.step('RECEIVED', 0, {
    petition: petitionOf(type),
    applicant,
    ...(agent ? { agent } : {}),
    ...(plannedAt ? { plannedAt } : {}),
  });

  if (chance.hits(0.004)) {
    course.step('VOIDED', chance.between(5, 40), { reason: chance.one(texts.VOIDINGS) });
  } else if (type.period.length === 0) {
    handleAtOnce(county, course, type, chance);
  } else {
    handle(county, course, type, applicant, chance);
  }
  return course.events;
}

/** 즉시: 3 working hours. Most are handed over the counter within the hour, a few lie too long. */
function handleAtOnce(county: County, course: Course, type: SeedPetitionType, chance: Chance): void {
  const minutes = chance.weighted([
    [chance.between(4, 45), 88],
    [chance.between(60, 170), 9],
    [chance.between(190, 420), 3],
  ]);
  if (minutes > 45) assign(county, course, type, chance.between(5, 30), chance);
  course.step('COMPLETED', minutes, completionOf(type, 'GRANTED', {}, county.departments));
}

function handle(county: County, course: Course, type: SeedPetitionType, applicant: LinkPerson, chance: Chance): void {
  const days = type.period.length * WORKING_DAYS_OF[type.period.unit];
  const budget = days * MINUTES_OF_A_DAY;
  const lateness = chance.hits(0.05) ? chance.between(103, 150) : chance.between(12, 92);
  let end = (budget * lateness) / 100;
  let outcome = chance.weighted<LinkOutcome>([
    ['GRANTED', 86],
    ['REFUSED', type.statutory ? 5 : 0],
    ['WITHDRAWN', 4],
    ['TRANSFERRED', 2],
    ['CLOSED', 2],
  ]);

  const officer = assign(county, course, type, chance.between(10, Math.min(240, budget / 4)), chance);

  if (applicant.phone !== undefined && chance.hits(0.01)) {
    course.step('AMENDED', chance.between(20, 200), {
      applicant: { ...applicant, phone: inventedPerson(chance.between(0, POPULATION - 1), chance).phone },
    });
  }
  if (days >= 3 && chance.hits(0.2)) {
    const supplement = supplementOf(type, chance);
    const demanded = course.step(
      'SUPPLEMENT_REQUESTED',
      chance.hits(0.9) ? chance.between(60, 450) : chance.between(500, 900),
      {
        supplement,
      },
    );
    if (chance.hits(0.08)) {
      // Nothing comes back: asked for once more (Decree art. 24(3)), then returned (art. 25(1)).
      const again = course.step('SUPPLEMENT_REQUESTED', demanded + 9 * MINUTES_OF_A_DAY, {
        supplement: { ...supplement, dueDays: 7 },
      });
      outcome = 'RETURNED';
      end = again + 7 * MINUTES_OF_A_DAY;
    } else {
      const back = course.step('SUPPLEMENT_DONE', demanded + chance.between(90, 5 * MINUTES_OF_A_DAY), {});
      end = Math.max(end, demanded) + (back - demanded);
    }
  }
  if (chance.hits(0.06)) reassign(county, course, officer, chance.between(30, end * 0.6), chance);
  if (days >= 7 && outcome === 'GRANTED' && chance.hits(0.03)) {
    const at = course.step('EXCLUDED', end * 0.3, excludedOf(course, end * 0.3, chance));
    end = Math.max(end, at) + 3 * MINUTES_OF_A_DAY;
  }
  if (days >= 3 && outcome !== 'RETURNED' && chance.hits(0.09)) end = extend(course, type, budget, end, chance);

  const completed = course.step('COMPLETED', end, conclusion(county, type, outcome, chance));
  if (outcome === 'GRANTED' && chance.hits(0.006)) {
    const reopened = course.step('REOPENED', completed + chance.between(30, 240), {
      reason: chance.one(texts.REOPENINGS),
    });
    course.step('COMPLETED', reopened + chance.between(60, 480), conclusion(county, type, 'GRANTED', chance));
  }
}

function assign(county: County, course: Course, type: SeedPetitionType, offset: number, chance: Chance): SeedStaff {
  const officer = chance.one(county.officers.get(type.departmentCode)!);
  course.step('ASSIGNED', offset, officerOf(officer, chance.hits(0.7)));
  return officer;
}

function reassign(county: County, course: Course, from: SeedStaff, offset: number, chance: Chance): void {
  const others = county.officers.get(from.departmentCode)!.filter((person) => person.id !== from.id);
  if (others.length > 0) course.step('ASSIGNED', offset, officerOf(chance.one(others), chance.hits(0.7)));
}

function supplementOf(type: SeedPetitionType, chance: Chance) {
  return chance.hits(0.8)
    ? {
        kind: 'SUPPLEMENT' as const,
        reason: chance.one(texts.SUPPLEMENTS[fieldOf(type)]),
        dueDays: chance.between(5, 10),
      }
    : { kind: 'CORRECTION' as const, reason: chance.one(texts.CORRECTIONS), dueDays: chance.between(3, 5) };
}

function excludedOf(course: Course, offset: number, chance: Chance) {
  const began = course.instantAt(offset);
  const to = new Date(began.getTime() + 2 * 86_400_000);
  return {
    excluded: {
      reason: chance.one(['TEST', 'REVIEW', 'CERTIFICATE', 'HEARING']),
      from: kstDate(began),
      to: kstDate(to),
    },
  };
}

/** Once by at most the original period (Decree art. 21); a few reasons are none that the Decree knows. Answers the new end. */
function extend(course: Course, type: SeedPetitionType, budget: number, end: number, chance: Chance): number {
  const [reasonCode, reason] = chance.weighted(texts.EXTENSIONS.map((each) => [each, each[2]] as const));
  const { unit, length } = type.period;
  const days = Math.max(1, Math.round(length * chance.one([0.5, 1])));
  const extension = unit === 'DAY' ? { days } : { period: { unit, length: days } };
  const at = course.step('EXTENDED', Math.max(end * 0.9, budget * 0.6), {
    extension: { ...extension, reason, reasonCode, consent: false },
  });
  return at + days * WORKING_DAYS_OF[unit] * MINUTES_OF_A_DAY * (chance.between(20, 90) / 100);
}

function conclusion(county: County, type: SeedPetitionType, outcome: LinkOutcome, chance: Chance) {
  switch (outcome) {
    case 'GRANTED':
      return completionOf(type, outcome, {}, county.departments);
    case 'REFUSED':
      return completionOf(type, outcome, { reason: chance.one(texts.REFUSALS[fieldOf(type)]) }, county.departments);
    case 'RETURNED':
      return completionOf(type, outcome, { reason: chance.one(texts.RETURNS) }, county.departments);
    case 'WITHDRAWN':
      return completionOf(type, outcome, { reason: chance.one(texts.WITHDRAWALS) }, county.departments);
    case 'TRANSFERRED':
      return completionOf(type, outcome, { transferredTo: chance.one(texts.OTHER_AGENCIES) }, county.departments);
    case 'CLOSED':
      return completionOf(type, outcome, { reason: chance.one(texts.CLOSURES) }, county.departments);
  }
}

function someApplicant(county: County, chance: Chance): LinkPerson {
  const named = county.citizens.filter((citizen) => citizen.kind !== 'AGENT');
  return chance.hits(0.08)
    ? namedPerson(chance.one(named), chance)
    : inventedPerson(chance.between(0, POPULATION - 1), chance);
}

/** By the department: 민원과 (land register), 농업, 축산, 산림, 건설, 건축, 환경, 상하수도 deal with land. */
function fieldOf(type: SeedPetitionType): Field {
  return ['03', '07', '08', '09', '10', '11', '12', '13'].includes(type.departmentCode.slice(-2)) ? 'LAND' : 'BUSINESS';
}

/** Architects bring what goes to 건축과, surveyors what is about land, 행정사 the rest. */
function someAgent(county: County, type: SeedPetitionType): LinkPerson {
  const department = type.departmentCode.slice(-2);
  const trade = department === '11' ? '건축사' : ['03', '07', '09', '10'].includes(department) ? '측량' : '행정사';
  return namedPerson(county.citizens.find((citizen) => citizen.kind === 'AGENT' && citizen.name.includes(trade))!);
}

/**
 * Saeol names a planned completion in a part of the cases, and once in a while one that is a working day off.
 * Only where it is easily reckoned: day cases of 6 days or more with no shorter promise, the day of receipt being day 1.
 */
function plannedOf(
  type: SeedPetitionType,
  receivedAt: Date,
  calendar: HolidayCalendar,
  chance: Chance,
): string | undefined {
  const named = chance.hits(0.5);
  const off = chance.hits(0.04);
  if (!named || type.promised || type.period.unit !== 'DAY' || type.period.length < 6) return undefined;
  const day = calendar.addWorkingDays(kstDate(receivedAt), type.period.length - (off ? 0 : 1));
  return toKst(calendar.closing(day));
}
