import type { ReactElement } from 'react';
import { Badge, EmptyState, LinkButton, Pagination, Select, Table, TextInput } from '../../../libs/krds/index.js';
import type { Outcome, Stage } from '../../cases/index.js';
import { caseHref, casesHref, type CaseFilters } from './case-links.js';
import { ChosenFilters, KeptFilters, linkedFilters } from './chosen-filters.js';
import { dayOf, fullDayOf, momentOf } from './dates.js';
import { Filter, FilterBar } from './filter-bar.js';
import { ExportLink, StaffPage, type StaffFrame } from './staff-page.js';
import { FLAG_NAMES, MISS_REASONS, OUTCOME_NAMES, STAGE_NAMES, STAGE_TONES } from './words.js';

export interface CaseListItem {
  receiptNo: string;
  petitionName: string;
  stage: Stage;
  outcome: Outcome | null;
  departmentName: string;
  officerName: string | null;
  receivedAt: string;
  targetAt: string | null;
  /** The date told carries a time of day. */
  isTimed: boolean;
  isPaused: boolean;
  /** Open and past the date told. */
  isOverdue: boolean;
  flags: string[];
}

export interface CaseListPageProps {
  frame: StaffFrame;
  items: CaseListItem[];
  filters: CaseFilters;
  /** This page is not the first. */
  hasEarlier: boolean;
  nextCursor: string | null;
  departments: { code: string; name: string }[];
  /** Names by staff id, of an officer among the filters. */
  officers: ReadonlyMap<string, string>;
  /** A filter that could not be read. */
  problem?: string;
}

const DUE = [
  { value: '', label: '모든 기한' },
  { value: 'overdue', label: '기한 경과' },
  { value: 'today', label: '오늘 마감' },
  { value: 'within3days', label: '3일 안에 마감' },
];

const STAGE_OPTIONS = [
  { value: '', label: '모든 단계' },
  ...Object.entries(STAGE_NAMES).map(([value, label]) => ({ value, label })),
];

/** The list behind every figure; its filters live in the address. */
export function CaseListPage(props: CaseListPageProps): ReactElement {
  const { frame, items, filters, hasEarlier, nextCursor, departments, officers, problem } = props;
  const linked = linkedFilters(filters, linkedFilterWords(officers));
  const isNarrowed = hasEarlier || Object.values(filters).some((value) => value !== undefined && value !== '');
  return (
    <StaffPage
      frame={frame}
      title="민원 목록"
      aside={problem === undefined && <ExportLink view="cases" conditions={filters} />}
    >
      <FilterBar action="/cases" act="찾기" method="post">
        <Filter id="q" label="찾기">
          <TextInput
            id="q"
            name="q"
            size="small"
            inputMode="numeric"
            autoComplete="off"
            defaultValue={filters.q}
            placeholder="접수번호 또는 휴대전화번호"
          />
        </Filter>
        <Filter id="stage" label="단계">
          <Select id="stage" name="stage" size="small" value={filters.stage} options={STAGE_OPTIONS} />
        </Filter>
        <Filter id="due" label="기한">
          <Select id="due" name="due" size="small" value={filters.due} options={DUE} />
        </Filter>
        {departments.length > 1 && (
          <>
            <Filter id="departmentCode" label="부서">
              <Select
                id="departmentCode"
                name="departmentCode"
                size="small"
                value={filters.departmentCode}
                options={[
                  { value: '', label: '모든 부서' },
                  ...departments.map(({ code, name }) => ({ value: code, label: name })),
                ]}
              />
            </Filter>
          </>
        )}
        <KeptFilters linked={linked} />
      </FilterBar>
      <ChosenFilters linked={linked} without={(name) => casesHref({ ...filters, [name]: undefined })} />
      <div className="ma-panel">
        <Table
          stacks
          caption="찾은 민원"
          columns={[
            {
              head: '민원',
              isRowHead: true,
              kind: 'wide',
              cell: (row: CaseListItem) => (
                <a className="ma-row-link" href={caseHref(row.receiptNo)}>
                  {row.petitionName}
                  <span className="ma-receipt">{row.receiptNo}</span>
                </a>
              ),
            },
            {
              head: '단계',
              cell: (row) => (
                <span className="ma-badges">
                  <Badge tone={STAGE_TONES[row.stage]}>
                    {STAGE_NAMES[row.stage]}
                    {row.outcome !== null && ` · ${OUTCOME_NAMES[row.outcome]}`}
                  </Badge>
                  {row.isPaused && <Badge tone="warning">멈춤</Badge>}
                </span>
              ),
            },
            {
              head: '담당',
              cell: (row) => (
                <>
                  {row.departmentName} <br />
                  {row.officerName ?? <span className="ma-unassigned">담당자 없음</span>}
                </>
              ),
            },
            { head: '접수', cell: (row) => <time dateTime={row.receivedAt}>{dayOf(row.receivedAt)}</time> },
            { head: '처리예정', cell: (row) => <Target row={row} /> },
            {
              head: '살펴볼 점',
              cell: (row) =>
                row.flags.length > 0 && (
                  <span className="ma-badges">
                    {row.flags.map((flag) => (
                      <Badge key={flag} tone="danger">
                        {FLAG_NAMES[flag]?.name ?? flag}
                      </Badge>
                    ))}
                  </span>
                ),
            },
          ]}
          rows={items}
          rowKey={({ receiptNo }) => receiptNo}
          empty={
            problem === undefined ? (
              <EmptyState title={isNarrowed ? '맞는 민원이 없습니다' : '아직 민원이 없습니다'}>
                <p>
                  {isNarrowed
                    ? '조건을 줄이거나 지우고 다시 찾아 보세요. 볼 수 있는 부서의 민원만 보입니다.'
                    : '새올에서 접수 기록이 오면 여기에 보입니다.'}
                </p>
                {isNarrowed && (
                  <LinkButton href="/cases" size="small">
                    모든 민원 보기
                  </LinkButton>
                )}
              </EmptyState>
            ) : (
              <EmptyState title="찾지 못했습니다">
                <p>{problem}</p>
                <LinkButton href="/cases" size="small">
                  조건 지우기
                </LinkButton>
              </EmptyState>
            )
          }
        />
        <Pagination
          label="민원 목록 쪽"
          firstHref={hasEarlier ? casesHref(filters) : undefined}
          nextHref={nextCursor === null ? undefined : casesHref(filters, nextCursor)}
        />
      </div>
    </StaffPage>
  );
}

function Target({ row }: { row: CaseListItem }): ReactElement {
  if (row.targetAt === null) return <span className="ma-unassigned">미정</span>;
  return (
    <time dateTime={row.targetAt} className={row.isOverdue ? 'ma-late' : undefined}>
      {row.isTimed ? momentOf(row.targetAt) : fullDayOf(row.targetAt)}
      {row.isOverdue && <span className="ma-late-word">기한 경과</span>}
    </time>
  );
}

/** Every condition of the list in words; names by code and staff id. */
export function caseFilterWords(
  departments: ReadonlyMap<string, string>,
  officers: ReadonlyMap<string, string>,
): { [Name in keyof CaseFilters]?: (value: string) => string } {
  return {
    stage: (value) => `단계 ${STAGE_NAMES[value as Stage] ?? value}`,
    due: (value) => DUE.find((one) => one.value === value)?.label ?? value,
    departmentCode: (value) => departments.get(value) ?? value,
    q: (value) => `접수번호 ${value}`,
    ...linkedFilterWords(officers),
  };
}

function coverageInWords(coverage: string): string {
  if (coverage === 'ALL') return '안내 대상';
  if (coverage === 'TOLD') return '모든 단계를 안내함';
  const reason = coverage.slice(coverage.indexOf(':') + 1);
  return `안내하지 못함: ${MISS_REASONS[reason] ?? reason}`;
}

/** Those that came with a link from a figure and have no field of their own. */
function linkedFilterWords(officers: ReadonlyMap<string, string>): {
  [Name in keyof CaseFilters]?: (value: string) => string;
} {
  return {
    officerId: (value) => `담당자 ${officers.get(value) ?? value}`,
    typeCode: (value) => `민원 종류 ${value}`,
    outcome: (value) => `결과 ${OUTCOME_NAMES[value as Outcome] ?? value}`,
    receivedFrom: (value) => `접수 ${value}부터`,
    receivedTo: (value) => `접수 ${value}까지`,
    completedFrom: (value) => `완료 ${value}부터`,
    completedTo: (value) => `완료 ${value}까지`,
    extended: (value) => (value === 'true' ? '기간 연장함' : '기간 연장 안 함'),
    onTime: (value) => (value === 'true' ? '기한 안에 처리' : '기한을 넘겨 처리'),
    open: (value) => (value === 'true' ? '진행 중' : '끝남'),
    voided: () => '취소된 민원 제외',
    supplementLapsed: () => '보완기한 경과',
    coverage: coverageInWords,
    phone: () => '휴대전화번호로 찾음',
  };
}
