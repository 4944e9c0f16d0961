import { koreanDay, koreanDayTime, kstDate, kstParts } from '../../libs/clock/index.js';
import type { HolidayCalendar } from '../../libs/working-time/index.js';
import type { Occasion } from '../messaging/index.js';
import { lastDayOf, type RungName } from './ladder.js';

/** A case as a pre-notice names it. */
export interface NamedCase {
  receiptNo: string;
  /** `민원` where the type is discreet. */
  typeName: string;
  departmentName: string;
  /** null: nobody is assigned. */
  officerName: string | null;
  hourCase: boolean;
}

/** A rung on its way to a person. */
export interface NamedRung {
  name: RungName;
  aimAt: Date;
  case: NamedCase;
}

/** Who reads it; `title` as colleagues call the post, e.g. 건축과장. */
export interface Reader {
  name: string;
  title: string;
}

/** Under which occasion each rung is told by itself. */
export const OCCASIONS: Record<RungName, Occasion> = {
  D3: 'deadline.d3',
  D1: 'deadline.d1',
  DDAY: 'deadline.dday',
  OVERDUE: 'deadline.overdue',
  SUPPLEMENT_LAPSED: 'deadline.supplement-lapsed',
};

const NOBODY_YET = '담당자 배정 중';
const LONGEST = { type: 40, department: 20, officer: 12, reader: 16, typeInList: 20 };
const LIST_LINES = 5;
const URGENCY: RungName[] = ['OVERDUE', 'DDAY', 'D1', 'D3', 'SUPPLEMENT_LAPSED'];

/** The values of a single pre-notice's wording (product wordings), as they are true at `at`. */
export function variablesOfRung(rung: NamedRung, at: Date, calendar: HolidayCalendar): Record<string, string> {
  const { case: named, aimAt } = rung;
  const about = {
    민원명: cut(named.typeName, LONGEST.type),
    접수번호: named.receiptNo,
    담당부서: cut(named.departmentName, LONGEST.department),
    담당자: cut(named.officerName ?? NOBODY_YET, LONGEST.officer),
  };
  if (rung.name === 'SUPPLEMENT_LAPSED') return { ...about, 보완기한: koreanDay(aimAt) };
  const deadline = { ...about, 처리기한: koreanDayTime(aimAt) };
  if (rung.name === 'OVERDUE') return { ...deadline, 경과기간: elapsedSince(aimAt, at, calendar) };
  return { ...deadline, 예고단계: stageAt(rung, at, calendar), 남은시간: timeLeft(rung, at, calendar) };
}

/** Those cases of a digest that are listed one by one, the most urgent first. */
export function listedOf<R extends Pick<NamedRung, 'name' | 'aimAt'> & { caseIds: readonly string[] }>(
  notices: readonly R[],
): { notice: R; caseId: string }[] {
  return notices
    .toSorted((a, b) => URGENCY.indexOf(a.name) - URGENCY.indexOf(b.name) || a.aimAt.getTime() - b.aimAt.getTime())
    .flatMap((notice) => notice.caseIds.slice(0, LIST_LINES).map((caseId) => ({ notice, caseId })))
    .slice(0, LIST_LINES);
}

/** The values of a digest. @param listed those of its cases that `listedOf` gives */
export function variablesOfDigest(
  notices: readonly { name: RungName; cases: number }[],
  listed: readonly NamedRung[],
  reader: Reader,
): Record<string, string> {
  const all = notices.reduce((sum, { cases }) => sum + cases, 0);
  const count = (rung: RungName) =>
    String(notices.filter(({ name }) => name === rung).reduce((sum, { cases }) => sum + cases, 0));
  return {
    건수: String(all),
    수신자: cut(`${reader.name} ${reader.title}`, LONGEST.reader),
    경과건수: count('OVERDUE'),
    오늘건수: count('DDAY'),
    하루건수: count('D1'),
    사흘건수: count('D3'),
    민원목록: listOf(listed, all - listed.length),
  };
}

/** A line each, then how many more. */
function listOf(listed: readonly NamedRung[], more: number): string {
  const lines = listed.map(({ name, aimAt, case: { typeName, receiptNo } }) => {
    const when =
      name === 'SUPPLEMENT_LAPSED' ? `보완 ${shortDay(aimAt)}` : `${shortDay(aimAt)} ${koreanDayTime(aimAt).slice(-5)}`;
    return `- ${when} ${cut(typeName, LONGEST.typeInList)} (…${receiptNo.slice(-4)})`;
  });
  return [...lines, ...(more > 0 ? [`- 외 ${more}건`] : [])].join('\n');
}

/** `5. 6.(수)`. */
function shortDay(instant: Date): string {
  const { month, day, weekday } = kstParts(instant);
  return `${month}. ${day}.(${weekday})`;
}

/** `근무일 3일 전`, `오늘 마감`, `근무시간 8시간 전`. */
function stageAt(rung: NamedRung, at: Date, calendar: HolidayCalendar): string {
  if (rung.case.hourCase) return `근무시간 ${Math.ceil(calendar.workingMinutesBetween(at, rung.aimAt) / 60)}시간 전`;
  const days = workingDaysLeft(rung.aimAt, at, calendar);
  return days > 0 ? `근무일 ${days}일 전` : '오늘 마감';
}

/** `근무일 3일`; on the last day, and in cases counted in hours, `근무시간 1시간 30분`. */
function timeLeft(rung: NamedRung, at: Date, calendar: HolidayCalendar): string {
  const days = rung.case.hourCase ? 0 : workingDaysLeft(rung.aimAt, at, calendar);
  return days > 0 ? `근무일 ${days}일` : workingHours(calendar.workingMinutesBetween(at, rung.aimAt));
}

/** On the day itself in hours, later in working days since. */
function elapsedSince(aimAt: Date, at: Date, calendar: HolidayCalendar): string {
  const days = workingDays(lastDayOf(aimAt, calendar), kstDate(at), calendar);
  return days > 0 ? `근무일 ${days}일` : workingHours(calendar.workingMinutesBetween(aimAt, at));
}

function workingDaysLeft(aimAt: Date, at: Date, calendar: HolidayCalendar): number {
  return workingDays(kstDate(at), lastDayOf(aimAt, calendar), calendar);
}

/** Working days after a day up to another; on the same day 0, also at the very end of the holiday table. */
function workingDays(from: string, to: string, calendar: HolidayCalendar): number {
  return from === to ? 0 : calendar.workingDaysBetween(from, to);
}

function workingHours(minutes: number): string {
  const whole = Math.floor(minutes);
  const parts = [
    Math.floor(whole / 60) > 0 && `${Math.floor(whole / 60)}시간`,
    whole % 60 > 0 && `${whole % 60}분`,
  ].filter(Boolean);
  return parts.length === 0 ? '근무시간 1분 미만' : `근무시간 ${parts.join(' ')}`;
}

function cut(text: string, longest: number): string {
  return [...text].slice(0, longest).join('');
}

/** How a head or leader is called by the unit that they head (건축과 → 건축과장, 허가팀 → 허가팀장); officers are 주무관. */
export function titleOf(position: 'HEAD' | 'LEADER' | 'OFFICER', departmentName: string, team: string | null): string {
  if (position === 'HEAD') return `${departmentName}장`;
  return position === 'LEADER' && team !== null ? `${team}장` : '주무관';
}
