import type { ReactElement } from 'react';
import { Badge, EmptyState, KeptMarkup, Notice, Select, Table, type Column } from '../../../libs/krds/index.js';
import { STANDING_MINUTES, type LineStanding } from '../../messaging/index.js';
import type { DashboardCounts, Fraction, OfficerLoad } from '../../reporting/index.js';
import type { DeliveryHealth } from '../delivery-health.service.js';
import { caseHref, casesHref, countedHref, withQuery, type CaseFilters } from './case-links.js';
import { workingTime } from './dates.js';
import { count, CountLink, percent, ShareBar } from './figures.js';
import { vendorName } from './gateway-words.js';
import { LiveBadge } from './live-badge.js';
import { Filter, FilterBar } from './filter-bar.js';
import type { MessageFilters } from './message-log-page.js';
import { Moment } from './moment.js';
import { ExportLink, MoreLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { StageBar, StageLegend } from './stage-bar.js';
import { Tiles, type Tile } from './tiles.js';
import { TrendChart } from './trend-chart.js';
import { CHANNEL_NAMES, STAGE_NAMES, STAGES } from './words.js';

/** What `reporting` counted, and the cases that need somebody today. */
export interface DashboardFigures extends DashboardCounts {
  nearDeadline: NearDeadline[];
  /** Oldest first. */
  overdueList: OverdueCase[];
  /** Those with most to do; null: this person sees their own only. */
  officers: OfficerLoad[] | null;
}

type DepartmentFigures = DashboardCounts['departments'][number];
type ChannelFigures = DashboardCounts['channels'][number];

interface ListedCase {
  receiptNo: string;
  petitionName: string;
  departmentName: string;
  /** Null: nobody is assigned. */
  officerName: string | null;
  targetAt: string;
}

export interface NearDeadline extends ListedCase {
  /** Working minutes until the date told; null beyond the holiday table. */
  minutesLeft: number | null;
}

export interface OverdueCase extends ListedCase {
  /** Working days since; null beyond the holiday table. */
  daysOver: number | null;
}

export interface DashboardPageProps {
  frame: StaffFrame;
  figures: DashboardFigures;
  health: DeliveryHealth;
  /** Departments to choose from; one only: there is nothing to choose. */
  departments: { code: string; name: string }[];
  /** Petition types to choose from. */
  types: { code: string; name: string }[];
  /** What of the address could not be read: then everything is shown. */
  problem?: string;
}

/** What the page was narrowed to, for the lists behind its figures. */
export function conditionsOf({ departmentCode, typeCode }: DashboardFigures['scope']): CaseFilters {
  return { departmentCode: departmentCode ?? undefined, typeCode: typeCode ?? undefined };
}

/** Screens 4 to 8: how the county, or one department, is doing now. */
export function DashboardPage(props: DashboardPageProps): ReactElement {
  const { frame, figures, health, departments, types, problem } = props;
  const { scope, asOf } = figures;
  const own = conditionsOf(scope);
  const type = types.find(({ code }) => code === scope.typeCode);
  // Messages are about cases of every type.
  const ofNotices: MessageFilters = { departmentCode: own.departmentCode };
  return (
    <StaffPage
      frame={frame}
      title="처리 현황"
      live
      aside={
        <>
          <LiveBadge asOf={asOf} href={withQuery('/', own)} stream="/api/v1/reports/stream" />
          <span className="ma-title-acts">
            <ExportLink view="dashboard" conditions={own} />
            <MoreLink href={withQuery('/wall', own)} words="현황판으로 보기" />
          </span>
        </>
      }
    >
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="조건을 읽지 못했습니다">
          {problem}
        </Notice>
      )}
      <FilterBar action="/" act="골라 보기">
        {departments.length > 1 && (
          <Filter id="department" label="부서">
            <Select
              id="department"
              name="departmentCode"
              size="small"
              value={scope.departmentCode ?? ''}
              options={choicesOf('전체 부서', departments)}
            />
          </Filter>
        )}
        <Filter id="type" label="민원 종류">
          <Select
            id="type"
            name="typeCode"
            size="small"
            value={scope.typeCode ?? ''}
            options={choicesOf('모든 종류', types)}
          />
        </Filter>
      </FilterBar>
      {scope.typeCode !== null && (
        <p className="ma-note">
          {type?.name ?? scope.typeCode}만 셉니다. 알림 전달과 발송 업체의 수는 모든 종류의 것입니다.{' '}
          <a className="ma-text-link" href={withQuery('/', { ...own, typeCode: undefined })}>
            모든 종류 보기
          </a>
        </p>
      )}
      <TileRows figures={figures} own={own} />
      <Panel id="departments" title="부서별 진행 단계" aside={<StageLegend />}>
        <DepartmentTable departments={figures.departments} own={own} />
      </Panel>
      <div className="ma-columns">
        <Panel
          id="near"
          title="기한이 가까운 민원"
          aside={<MoreLink href={casesHref({ ...own, due: 'within3days' })} />}
        >
          <NearTable rows={figures.nearDeadline} />
        </Panel>
        <Panel id="overdue" title="기한이 지난 민원" aside={<MoreLink href={casesHref({ ...own, due: 'overdue' })} />}>
          <OverdueTable rows={figures.overdueList} />
        </Panel>
      </div>
      <div className="ma-columns">
        <Panel
          id="trend"
          title={figures.trend.length === 0 ? '접수와 처리' : `최근 ${figures.trend.length}일 접수와 처리`}
        >
          <TrendChart days={figures.trend} own={own} />
        </Panel>
        <Panel id="channels" title="수단별 전달" aside={<MoreLink href={withQuery('/messages', ofNotices)} />}>
          <ChannelTable
            rows={figures.channels}
            href={(conditions) => endedHref(figures.trend, { ...ofNotices, ...conditions })}
          />
          {health.causes.length > 0 && (
            <Causes
              causes={health.causes}
              href={withQuery('/reports/deliveries', { ...ofNotices, ...health.period })}
            />
          )}
        </Panel>
      </div>
      <div className="ma-columns">
        {figures.officers !== null && (
          <Panel id="officers" title="담당자별 업무량" aside={<ExportLink view="officers" conditions={own} />}>
            <OfficersTable rows={figures.officers} own={own} />
          </Panel>
        )}
        <Panel id="vendors" title="발송 업체 상태" aside={<span className="ma-note">최근 {STANDING_MINUTES}분</span>}>
          <VendorTable rows={health.lines} />
        </Panel>
      </div>
    </StaffPage>
  );
}

function choicesOf(all: string, choices: { code: string; name: string }[]): { value: string; label: string }[] {
  return [{ value: '', label: all }, ...choices.map(({ code, name }) => ({ value: code, label: name }))];
}

/** What waits, most urgent where the eye begins; then how well it goes. */
export function tilesOf({ tiles, trend }: DashboardFigures, own: CaseFilters): { label: string; tiles: Tile[] }[] {
  const { satisfaction, extensionRate, delivered, coverage } = tiles;
  const cases = (filters: CaseFilters): string => casesHref({ ...own, ...filters });
  const alarm = (value: number, tone: 'danger' | 'warning'): Tile['tone'] => (value > 0 ? tone : undefined);
  const fraction = ({ num, den }: Fraction, of: string): string => `${of} ${count(den)}건 중 ${count(num)}건`;
  const waiting: Tile[] = [
    {
      label: '진행 중',
      value: count(tiles.inProgress),
      unit: '건',
      detail: '접수부터 완료 전까지',
      href: cases({ open: 'true' }),
    },
    {
      label: '기한 경과',
      value: count(tiles.overdue),
      unit: '건',
      detail: '처리예정일이 지남',
      href: cases({ due: 'overdue' }),
      tone: alarm(tiles.overdue, 'danger'),
    },
    {
      label: '오늘 마감',
      value: count(tiles.dueToday),
      unit: '건',
      detail: '오늘이 처리예정일',
      href: cases({ due: 'today' }),
      tone: alarm(tiles.dueToday, 'warning'),
    },
    {
      label: '3일 안에 마감',
      value: count(tiles.dueWithin3),
      unit: '건',
      detail: '근무일, 오늘 포함',
      href: cases({ due: 'within3days' }),
    },
    {
      label: '보완기한 경과',
      value: count(tiles.supplementLapsed),
      unit: '건',
      detail: '보완을 기다리다 기한이 지남',
      href: cases({ supplementLapsed: 'true' }),
      tone: alarm(tiles.supplementLapsed, 'warning'),
    },
  ];
  const quality: Tile[] = [
    {
      label: '기간 연장률',
      value: percent(extensionRate) ?? '–',
      detail: fraction(extensionRate, '전체'),
      href: countedHref({ ...own, extended: 'true' }),
    },
    {
      label: '알림 전달률',
      value: percent(delivered) ?? '–',
      detail: fraction(delivered, '보낸 알림'),
      href: endedHref(trend, { departmentCode: own.departmentCode, status: 'FAILED' }),
    },
    {
      label: '안내 이행률',
      value: percent(coverage) ?? '–',
      detail: fraction(coverage, '2일 이상 민원'),
      href: withQuery('/reports/coverage', own),
    },
    {
      label: '만족도',
      value: satisfaction.mean === null ? '–' : satisfaction.mean.toFixed(1),
      unit: satisfaction.mean === null ? undefined : '/ 5',
      detail:
        satisfaction.mean === null
          ? `답변 ${count(satisfaction.n)}건(5건부터 표시)`
          : `답변 ${count(satisfaction.n)}건`,
      href: withQuery('/reports/surveys', own),
    },
  ];
  return [
    { label: '처리할 민원', tiles: waiting },
    { label: '처리와 안내의 질', tiles: quality },
  ];
}

/** The notices that ended in the days of the page. */
function endedHref(trend: DashboardFigures['trend'], conditions: MessageFilters): string {
  return withQuery('/messages', { ...conditions, endedFrom: trend[0]?.date, endedTo: trend.at(-1)?.date });
}

function TileRows({ figures, own }: { figures: DashboardFigures; own: CaseFilters }): ReactElement {
  return (
    <>
      {tilesOf(figures, own).map(({ label, tiles }) => (
        <Tiles key={label} label={label} tiles={tiles} />
      ))}
    </>
  );
}

function openOf({ stages }: DepartmentFigures): number {
  return STAGES.filter((stage) => stage !== 'COMPLETED').reduce((sum, stage) => sum + stages[stage], 0);
}

/** To two digits, so that one case more does not change the bars of all departments. */
function roundedUp(most: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(most)) - 1);
  return Math.ceil(most / step) * step;
}

/** Every fact makes all open dashboards ask again, and most of 300 departments stand as they stood. */
const DEPARTMENT_ROWS = new KeptMarkup(1_000);

function DepartmentTable({ departments, own }: { departments: DepartmentFigures[]; own: CaseFilters }): ReactElement {
  const most = roundedUp(Math.max(1, ...departments.map(openOf)));
  const columns: Column<DepartmentFigures>[] = [
    {
      head: '부서',
      isRowHead: true,
      cell: ({ code, name }) => (
        <a className="ma-row-link" href={withQuery('/', { ...own, departmentCode: code })}>
          {name}
        </a>
      ),
    },
    { head: '진행 중', kind: 'wide', cell: (row) => <StageBar department={row} most={most} own={own} /> },
    {
      head: '합계',
      kind: 'number',
      cell: (row) => (
        <CountLink value={openOf(row)} href={casesHref({ ...own, departmentCode: row.code, open: 'true' })} />
      ),
    },
    ...STAGES.filter((stage) => stage !== 'COMPLETED').map((stage): Column<DepartmentFigures> => ({
      head: STAGE_NAMES[stage],
      kind: 'number',
      cell: ({ code, stages }) => (
        <CountLink value={stages[stage]} href={casesHref({ ...own, departmentCode: code, stage })} />
      ),
    })),
    {
      head: '기한 경과',
      kind: 'number',
      cell: ({ code, overdue }) => (
        <CountLink value={overdue} tone="danger" href={casesHref({ ...own, departmentCode: code, due: 'overdue' })} />
      ),
    },
    {
      head: '완료',
      kind: 'number',
      cell: ({ code, stages }) => (
        <CountLink value={stages.COMPLETED} href={casesHref({ ...own, departmentCode: code, stage: 'COMPLETED' })} />
      ),
    },
  ];
  const sum = (of: (row: DepartmentFigures) => number, filters: CaseFilters, tone?: 'danger'): ReactElement => (
    <CountLink
      value={departments.reduce((total, row) => total + of(row), 0)}
      tone={tone}
      href={casesHref({ ...own, ...filters })}
    />
  );
  return (
    <Table
      caption="부서별, 단계별 민원 수"
      columns={columns}
      rows={departments}
      rowKey={({ code }) => code}
      keep={{ markup: DEPARTMENT_ROWS, keyOf: (row) => JSON.stringify([row, most, own]) }}
      empty={<EmptyState title="볼 수 있는 부서가 없습니다">소속 부서가 정해지면 여기에 나타납니다.</EmptyState>}
      foot={
        <tfoot>
          <tr>
            <th scope="row">합계</th>
            <td className="is-wide" />
            <td className="is-number">{sum(openOf, { open: 'true' })}</td>
            {STAGES.filter((stage) => stage !== 'COMPLETED').map((stage) => (
              <td key={stage} className="is-number">
                {sum(({ stages }) => stages[stage], { stage })}
              </td>
            ))}
            <td className="is-number">{sum(({ overdue }) => overdue, { due: 'overdue' }, 'danger')}</td>
            <td className="is-number">{sum(({ stages }) => stages.COMPLETED, { stage: 'COMPLETED' })}</td>
          </tr>
        </tfoot>
      }
    />
  );
}

function listedColumns<Row extends ListedCase>(): Column<Row>[] {
  return [
    {
      head: '민원',
      isRowHead: true,
      kind: 'wide',
      cell: ({ receiptNo, petitionName }) => (
        <a className="ma-row-link" href={caseHref(receiptNo)}>
          {petitionName}
          <span className="ma-receipt">{receiptNo}</span>
        </a>
      ),
    },
    {
      head: '담당',
      cell: ({ departmentName, officerName }) => (
        <>
          {departmentName} <br />
          {officerName ?? <span className="ma-unassigned">담당자 없음</span>}
        </>
      ),
    },
  ];
}

function NearTable({ rows }: { rows: NearDeadline[] }): ReactElement {
  return (
    <Table
      caption="처리예정일이 가까운 민원, 남은 근무시간이 적은 순서"
      stacks
      columns={[
        ...listedColumns<NearDeadline>(),
        { head: '처리예정', cell: ({ targetAt }) => <Moment at={targetAt} /> },
        {
          head: '남은 근무시간',
          kind: 'number',
          cell: ({ minutesLeft }) => <strong>{minutesLeft === null ? '–' : workingTime(minutesLeft)}</strong>,
        },
      ]}
      rows={rows}
      rowKey={({ receiptNo }) => receiptNo}
      empty={<EmptyState title="3일 안에 마감하는 민원이 없습니다" />}
    />
  );
}

function OverdueTable({ rows }: { rows: OverdueCase[] }): ReactElement {
  return (
    <Table
      caption="처리예정일이 지난 민원, 오래된 순서"
      stacks
      columns={[
        ...listedColumns<OverdueCase>(),
        { head: '처리예정', cell: ({ targetAt }) => <Moment at={targetAt} /> },
        {
          head: '지난 기간',
          kind: 'number',
          cell: ({ daysOver }) => <strong className="ma-late">{overBy(daysOver)}</strong>,
        },
      ]}
      rows={rows}
      rowKey={({ receiptNo }) => receiptNo}
      empty={<EmptyState title="기한이 지난 민원이 없습니다" />}
    />
  );
}

function overBy(days: number | null): string {
  if (days === null) return '–';
  return days <= 0 ? '1일 미만' : `근무일 ${count(days)}일`;
}

interface ChannelTableProps {
  rows: ChannelFigures[];
  /** Of the notices that a figure counts. */
  href: (conditions: MessageFilters) => string;
}

function ChannelTable({ rows, href }: ChannelTableProps): ReactElement {
  return (
    <Table
      stacks
      caption="수단별로 보낸 수와 전달된 수"
      columns={[
        { head: '수단', isRowHead: true, cell: ({ channel }: ChannelFigures) => CHANNEL_NAMES[channel] },
        { head: '보냄', kind: 'number', cell: ({ sent }) => count(sent) },
        {
          head: '전달',
          kind: 'number',
          cell: ({ channel, delivered }) => (
            <CountLink value={delivered} href={href({ channel, status: 'DELIVERED' })} />
          ),
        },
        {
          head: '전달률',
          kind: 'wide',
          cell: ({ sent, delivered }) => (
            <>
              <span className="ma-figure">{percent({ num: delivered, den: sent }) ?? '–'}</span>
              <ShareBar num={delivered} den={sent} />
            </>
          ),
        },
        {
          head: '다음 수단으로',
          kind: 'number',
          cell: ({ channel, fallback }) => <CountLink value={fallback} href={href({ handedOnBy: channel })} />,
        },
        {
          head: '끝내 실패',
          kind: 'number',
          cell: ({ channel, failed }) => <CountLink value={failed} tone="danger" href={href({ lostOn: channel })} />,
        },
      ]}
      rows={rows}
      rowKey={({ channel }) => channel}
      empty={<EmptyState title="아직 보낸 알림이 없습니다" />}
    />
  );
}

const CAUSES = 3;

/** What stood most often between us and citizens. */
function Causes({ causes, href }: { causes: DeliveryHealth['causes']; href: string }): ReactElement {
  return (
    <div className="ma-causes">
      <h3>전달되지 않은 원인</h3>
      <ul>
        {causes.slice(0, CAUSES).map(({ cause, n }) => (
          <li key={cause}>
            {cause} <span className="ma-figure">{count(n)}건</span>
          </li>
        ))}
      </ul>
      <MoreLink href={href} words="안내별로 보기" />
    </div>
  );
}

function OfficersTable({ rows, own }: { rows: OfficerLoad[]; own: CaseFilters }): ReactElement {
  const most = Math.max(1, ...rows.map(({ open }) => open));
  return (
    <Table
      stacks
      caption="담당자별 진행 중인 민원, 많은 순서"
      columns={[
        {
          head: '담당자',
          isRowHead: true,
          cell: ({ name, departmentName }: OfficerLoad) => (
            <>
              {name} <span className="ma-why">{departmentName ?? '부서 모름'}</span>
            </>
          ),
        },
        {
          head: '진행 중',
          kind: 'number',
          cell: ({ officerId, open }) => (
            <>
              <CountLink value={open} href={casesHref({ ...own, officerId, open: 'true' })} />
              <ShareBar num={open} den={most} />
            </>
          ),
        },
        {
          head: '3일 안',
          kind: 'number',
          cell: ({ officerId, dueWithin3 }) => (
            <CountLink value={dueWithin3} href={casesHref({ ...own, officerId, due: 'within3days' })} />
          ),
        },
        {
          head: '오늘 마감',
          kind: 'number',
          cell: ({ officerId, dueToday }) => (
            <CountLink value={dueToday} href={casesHref({ ...own, officerId, due: 'today' })} />
          ),
        },
        {
          head: '기한 경과',
          kind: 'number',
          cell: ({ officerId, overdue }) => (
            <CountLink value={overdue} tone="danger" href={casesHref({ ...own, officerId, due: 'overdue' })} />
          ),
        },
      ]}
      rows={rows}
      rowKey={({ officerId }) => officerId}
      empty={<EmptyState title="담당자가 지정된 민원이 없습니다" />}
    />
  );
}

function VendorTable({ rows }: { rows: LineStanding[] }): ReactElement {
  return (
    <Table
      stacks
      caption="발송 업체와 수단마다 최근에 보낸 결과"
      columns={[
        {
          head: '업체와 수단',
          isRowHead: true,
          cell: ({ vendor, channel }: LineStanding) => (
            <>
              {CHANNEL_NAMES[channel]} <span className="ma-why">{vendorName(vendor)}</span>
            </>
          ),
        },
        { head: '보냄', kind: 'number', cell: ({ sent }) => count(sent) },
        { head: '전달', kind: 'number', cell: ({ delivered }) => count(delivered) },
        { head: '연결 문제', kind: 'number', cell: ({ troubled }) => count(troubled) },
        { head: '상태', cell: (line) => <VendorState line={line} /> },
      ]}
      rows={rows}
      rowKey={({ vendor, channel }) => `${vendor} ${channel}`}
      empty={<EmptyState title="설정된 발송 업체가 없습니다" />}
    />
  );
}

function VendorState({ line }: { line: LineStanding }): ReactElement {
  if (line.leftAloneSince !== null) return <Badge tone="danger">쉬게 함</Badge>;
  if (line.troubled > 0) return <Badge tone="warning">불안정</Badge>;
  if (line.slow > 0) return <Badge tone="warning">느림</Badge>;
  return line.sent === 0 ? <Badge tone="gray">보낸 것 없음</Badge> : <Badge tone="success">정상</Badge>;
}
