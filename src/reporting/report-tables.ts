import type { XlsxCell } from '../../libs/xlsx/index.js';
import { OUTCOME_WORDS, STAGE_WORDS, type CaseSummary } from '../cases/index.js';
import { CHANNEL_WORDS, MISS_WORDS, OCCASION_WORDS } from '../messaging/index.js';
import { countsInWords } from './counts-in-words.js';
import { CHANNELS, STAGES, type DashboardCounts, type Fraction, type OfficerLoad } from './dashboard-counts.js';
import type { Table } from './export-file.js';
import type { MonthlyRow } from './monthly-check.service.js';
import type { OverdueCase } from './reminder-orders.service.js';
import type { CoverageReportRow, DeliveryReportRow, DepartmentReportRow, SurveyReportRow } from './reports.service.js';

/** One column: its title, and its cell of a row. */
type Column<Row> = readonly [title: string, cell: (row: Row) => XlsxCell];

export function tableOf<Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): Table {
  const cells = async function* () {
    for await (const row of rows) yield columns.map(([, cell]) => cell(row));
  };
  return { title, header: columns.map(([heading]) => heading), rows: cells() };
}

const instant = (at: string | null | undefined) => (at == null ? null : new Date(at));
/** Per cent with one decimal; nothing of nothing. */
const percent = ({ num, den }: Fraction) => (den === 0 ? null : Math.round((num / den) * 1000) / 10);

export const CASE_COLUMNS: readonly Column<CaseSummary>[] = [
  ['접수번호', (one) => one.receiptNo],
  ['민원명', (one) => one.petition.typeName],
  ['처리 부서', (one) => one.departmentName],
  ['담당자', (one) => one.officer?.name ?? null],
  ['단계', (one) => STAGE_WORDS[one.stage]],
  ['처리 결과', (one) => (one.outcome === undefined ? null : OUTCOME_WORDS[one.outcome])],
  ['접수 일시', (one) => instant(one.receivedAt)],
  ['법정 처리기한 일시', (one) => instant(one.dueAt)],
  ['처리예정 일시', (one) => instant(one.targetAt)],
  ['단축 처리기한 일시', (one) => instant(one.promisedDueAt)],
  ['완료 일시', (one) => instant(one.completedAt)],
  ['기한 내', (one) => one.onTime],
  ['연장 횟수', (one) => one.extensions],
  ['보완기한 일시', (one) => instant(one.supplementDueAt)],
  ['처리기간 정지', (one) => one.paused],
  ['알림 대상', (one) => one.notified.eligible],
  ['알리지 않는 까닭', (one) => one.notified.reason ?? null],
];

export const DEPARTMENT_COLUMNS: readonly Column<DepartmentReportRow>[] = [
  ['부서코드', (row) => row.departmentCode],
  ['부서', (row) => row.departmentName],
  ...STAGES.map((stage): Column<DepartmentReportRow> => [`현재 ${STAGE_WORDS[stage]}`, (row) => row.stages[stage]]),
  ['처리 중', (row) => row.inProgress],
  ['기한 경과', (row) => row.overdue],
  ['오늘 기한', (row) => row.dueToday],
  ['3일 이내', (row) => row.dueWithin3],
  ['보완기한 경과', (row) => row.supplementLapsed],
  ['연장 민원', (row) => row.extensionRate.num],
  ['연장률(%)', (row) => percent(row.extensionRate)],
  ['접수(기간)', (row) => row.received],
  ['완료(기간)', (row) => row.completed],
  ['처리 결과', (row) => countsInWords(row.outcomes, OUTCOME_WORDS)],
  ['법정기한 내', (row) => row.inTime.num],
  ['법정기한 준수율(%)', (row) => percent(row.inTime)],
  ['단축기한 대상', (row) => row.onPromise.den],
  ['단축기한 내', (row) => row.onPromise.num],
  ['단축기한 준수율(%)', (row) => percent(row.onPromise)],
  ['처리 근무시간 중앙값', (row) => row.hours.median],
  ['처리 근무시간 90%', (row) => row.hours.p90],
];

export const DELIVERY_COLUMNS: readonly Column<DeliveryReportRow>[] = [
  ['안내', (row) => OCCASION_WORDS[row.occasion]],
  ['전달', (row) => row.delivered],
  ['전달 실패', (row) => row.failed],
  ['보내지 않음', (row) => row.dropped],
  ...CHANNELS.flatMap((channel): Column<DeliveryReportRow>[] => [
    [`${CHANNEL_WORDS[channel]} 전달`, (row) => row.byChannel[channel]?.delivered ?? 0],
    [`${CHANNEL_WORDS[channel]} 다음 수단으로`, (row) => row.byChannel[channel]?.fallback ?? 0],
    [`${CHANNEL_WORDS[channel]}까지 실패`, (row) => row.byChannel[channel]?.failed ?? 0],
  ]),
  ['까닭', (row) => countsInWords(row.reasons, MISS_WORDS)],
];

export const CAUSE_COLUMNS: readonly Column<{ cause: string; n: number }>[] = [
  ['전달 실패 원인', (row) => row.cause],
  ['건수', (row) => row.n],
];

export const COVERAGE_COLUMNS: readonly Column<CoverageReportRow>[] = [
  ['부서코드', (row) => row.departmentCode],
  ['부서', (row) => row.departmentName],
  ['대상 민원', (row) => row.den],
  ['모두 알림', (row) => row.num],
  ['알림률(%)', percent],
  ['나머지의 까닭', (row) => countsInWords(row.reasons, MISS_WORDS)],
];

/** @param named what a key is called */
export function surveyColumns(title: string, named: (key: string) => string): readonly Column<SurveyReportRow>[] {
  const scores = ['1', '2', '3', '4', '5'] as const;
  return [
    [title, (row) => (row.key === null ? '알 수 없음' : named(row.key))],
    ['코드', (row) => row.key],
    ['초대', (row) => row.invited],
    ['응답', (row) => row.answered],
    ['응답률(%)', (row) => percent({ num: row.answered, den: row.invited })],
    ['평균', (row) => row.mean ?? (row.suppressed ? '5건 미만' : null)],
    ['95% 신뢰구간 부터', (row) => row.interval?.from ?? null],
    ['95% 신뢰구간 까지', (row) => row.interval?.to ?? null],
    ...scores.map((score): Column<SurveyReportRow> => [`${score}점`, (row) => row.distribution?.[score] ?? null]),
  ];
}

export const MONTHLY_COLUMNS: readonly Column<MonthlyRow>[] = [
  ['부서코드', (row) => row.departmentCode],
  ['부서', (row) => row.departmentName],
  ['접수', (row) => row.received],
  ['완료', (row) => row.completed],
  ['처리 결과', (row) => countsInWords(row.outcomes, OUTCOME_WORDS)],
  ['법정기한 내', (row) => row.inTime.num],
  ['법정기한 준수율(%)', (row) => percent(row.inTime)],
  ['단축기한 준수율(%)', (row) => percent(row.onPromise)],
  ['처리 근무시간 중앙값', (row) => row.hours.median],
  ['처리 근무시간 90%', (row) => row.hours.p90],
  ['현재 처리 중', (row) => row.inProgress],
  ['현재 기한 경과', (row) => row.overdue],
  ['독촉장 발급', (row) => row.reminderOrders],
  ['알림 대상', (row) => row.coverage.den],
  ['모두 알림', (row) => row.coverage.num],
  ['알림률(%)', (row) => percent(row.coverage)],
  ['만족도 초대', (row) => row.satisfaction.invited],
  ['만족도 응답', (row) => row.satisfaction.answered],
  ['만족도 평균', (row) => row.satisfaction.mean],
];

export const STAGE_COLUMNS: readonly Column<DashboardCounts['departments'][number]>[] = [
  ['부서코드', (row) => row.code],
  ['부서', (row) => row.name],
  ...STAGES.map((stage): Column<DashboardCounts['departments'][number]> => [
    STAGE_WORDS[stage],
    (row) => row.stages[stage],
  ]),
  ['기한 경과', (row) => row.overdue],
];

type TileRow = readonly [name: string, value: number | null, of: number | null];

export const TILE_COLUMNS: readonly Column<TileRow>[] = [
  ['항목', ([name]) => name],
  ['값', ([, value]) => value],
  ['전체', ([, , of]) => of],
];

/** The tiles as rows; rates as what they are made of. */
export function tileRows(tiles: DashboardCounts['tiles']): TileRow[] {
  const { extensionRate, delivered, coverage, satisfaction } = tiles;
  return [
    ['진행 중', tiles.inProgress, null],
    ['기한 경과', tiles.overdue, null],
    ['오늘 마감', tiles.dueToday, null],
    ['3일 안에 마감', tiles.dueWithin3, null],
    ['보완기한 경과', tiles.supplementLapsed, null],
    ['기간 연장한 민원', extensionRate.num, extensionRate.den],
    ['전달한 알림', delivered.num, delivered.den],
    ['모두 안내한 민원', coverage.num, coverage.den],
    ['만족도 평균(5건부터), 응답', satisfaction.mean, satisfaction.n],
  ];
}

export const TREND_COLUMNS: readonly Column<DashboardCounts['trend'][number]>[] = [
  ['날짜', (row) => row.date],
  ['접수', (row) => row.received],
  ['처리', (row) => row.completed],
];

export const CHANNEL_COLUMNS: readonly Column<DashboardCounts['channels'][number]>[] = [
  ['수단', (row) => CHANNEL_WORDS[row.channel]],
  ['보냄', (row) => row.sent],
  ['전달', (row) => row.delivered],
  ['다음 수단으로', (row) => row.fallback],
  ['끝내 실패', (row) => row.failed],
];

export const OFFICER_COLUMNS: readonly Column<OfficerLoad>[] = [
  ['담당자 번호', (row) => row.officerId],
  ['담당자', (row) => row.name],
  ['부서', (row) => row.departmentName],
  ['처리 중', (row) => row.open],
  ['기한 경과', (row) => row.overdue],
  ['오늘 기한', (row) => row.dueToday],
  ['3일 이내', (row) => row.dueWithin3],
];

export const REMINDER_ORDER_COLUMNS: readonly Column<OverdueCase>[] = [
  ['접수번호', (row) => row.receiptNo],
  ['민원명', (row) => row.petitionName],
  ['처리 부서', (row) => row.departmentName],
  ['담당자', (row) => row.officer?.name ?? null],
  ['접수 일시', (row) => instant(row.receivedAt)],
  ['법정 처리기한 일시', (row) => instant(row.dueAt)],
  ['처리예정 일시', (row) => instant(row.targetAt)],
  ['지난 근무일수', (row) => row.daysOver],
  ['연장 횟수', (row) => row.extensions],
  ['독촉장 발급 횟수', (row) => row.orders.length],
  ['마지막 발급 일시', (row) => instant(row.orders.at(-1)?.issuedAt)],
];
