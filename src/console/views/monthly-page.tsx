import type { ReactElement } from 'react';
import { EmptyState, Notice, Select, Table, TextInput } from '../../../libs/krds/index.js';
import type { MonthlyRow } from '../../reporting/index.js';
import { casesHref, countedHref } from './case-links.js';
import { fullDayOf, lastDayOf, momentOf } from './dates.js';
import { hoursOf } from './departments-report-page.js';
import { CountLink, count, percent } from './figures.js';
import { Filter, FilterBar } from './filter-bar.js';
import { PrintHead } from './print-head.js';
import { ExportLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';

interface MonthlyPageProps {
  frame: StaffFrame;
  report: { asOf: string; month: string; rows: MonthlyRow[] };
  departments: { code: string; name: string }[];
  departmentCode: string | undefined;
  /** `YYYY-MM-DD`, KST. */
  today: string;
  problem?: string;
}

/** Department by department: what came, what was done, in time or not, and whether citizens were told and content. */
export function MonthlyPage(props: MonthlyPageProps): ReactElement {
  const { frame, report, departments, departmentCode, today, problem } = props;
  const { month, rows } = report;
  const [year, number] = month.split('-').map(Number);
  const title = `${year}년 ${number}월 민원처리 점검 결과`;
  return (
    <StaffPage frame={frame} title="월별 점검">
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="조건을 읽지 못했습니다">
          {problem}
        </Notice>
      )}
      <FilterBar action="/reports/monthly" act="이 달 보기">
        {departments.length > 1 && (
          <Filter id="department" label="부서">
            <Select
              id="department"
              name="departmentCode"
              size="small"
              value={departmentCode ?? ''}
              options={[
                { value: '', label: '전체 부서' },
                ...departments.map(({ code, name }) => ({ value: code, label: name })),
              ]}
            />
          </Filter>
        )}
        <Filter id="month" label="달">
          <TextInput id="month" name="month" type="month" size="small" defaultValue={month} />
        </Filter>
      </FilterBar>
      <PrintHead title={title} organisation={frame.organisation} day={today} />
      <Panel id="monthly" title={title} aside={<ExportLink view="monthly" conditions={{ departmentCode, month }} />}>
        <p className="ma-note">
          다음 달 5일까지 점검하는 표입니다. 진행 중과 기한 경과는 {momentOf(report.asOf)}의 수이고, 걸린 시간은
          접수부터 완료까지의 근무시간(중앙값), 「90% 안에」는 열 건 가운데 아홉 건이 끝난 시간입니다.
        </p>
        <Table
          caption={`${title}, 부서별`}
          columns={columnsOf(month)}
          rows={rows}
          rowKey={(row) => row.departmentCode}
          empty={<EmptyState title="볼 수 있는 부서가 없습니다" />}
          foot={<Totals rows={rows} />}
        />
      </Panel>
      <p className="ma-note ma-print-only">
        {frame.organisation} 민원알림에서 {fullDayOf(today)}에 만들었습니다.
      </p>
    </StaffPage>
  );
}

function columnsOf(month: string): Parameters<typeof Table<MonthlyRow>>[0]['columns'] {
  const from = `${month}-01`;
  const to = lastDayOf(month);
  return [
    { head: '부서', isRowHead: true, cell: ({ departmentName }) => departmentName },
    {
      head: '접수',
      kind: 'number',
      cell: ({ departmentCode, received }) => (
        <CountLink value={received} href={countedHref({ departmentCode, receivedFrom: from, receivedTo: to })} />
      ),
    },
    {
      head: '처리',
      kind: 'number',
      cell: ({ departmentCode, completed }) => (
        <CountLink value={completed} href={countedHref({ departmentCode, completedFrom: from, completedTo: to })} />
      ),
    },
    { head: '법정 기한 안', kind: 'number', cell: ({ inTime }) => percent(inTime) ?? '–' },
    {
      head: '넘긴 건',
      kind: 'number',
      cell: ({ departmentCode, inTime }) => (
        <CountLink
          value={inTime.den - inTime.num}
          tone="danger"
          href={countedHref({ departmentCode, onTime: 'false', completedFrom: from, completedTo: to })}
        />
      ),
    },
    { head: '단축 기한 안', kind: 'number', cell: ({ onPromise }) => percent(onPromise) ?? '–' },
    { head: '걸린 시간', kind: 'number', cell: ({ hours }) => hoursOf(hours.median) },
    { head: '90% 안에', kind: 'number', cell: ({ hours }) => hoursOf(hours.p90) },
    {
      head: '진행 중',
      kind: 'number',
      cell: ({ departmentCode, inProgress }) => (
        <CountLink value={inProgress} href={casesHref({ departmentCode, open: 'true' })} />
      ),
    },
    {
      head: '기한 경과',
      kind: 'number',
      cell: ({ departmentCode, overdue }) => (
        <CountLink value={overdue} tone="danger" href={casesHref({ departmentCode, due: 'overdue' })} />
      ),
    },
    { head: '독촉장', kind: 'number', cell: ({ reminderOrders }) => count(reminderOrders) },
    { head: '안내 이행', kind: 'number', cell: ({ coverage }) => percent(coverage) ?? '–' },
    {
      head: '만족도',
      kind: 'number',
      cell: ({ satisfaction }) => (
        <>
          {satisfaction.mean === null ? '–' : satisfaction.mean.toFixed(1)}
          {satisfaction.answered > 0 && <span className="ma-why">{count(satisfaction.answered)}명</span>}
        </>
      ),
    },
  ];
}

function Totals({ rows }: { rows: MonthlyRow[] }): ReactElement {
  const sum = (of: (row: MonthlyRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const share = (of: (row: MonthlyRow) => { num: number; den: number }): string =>
    percent({ num: sum((row) => of(row).num), den: sum((row) => of(row).den) }) ?? '–';
  const cells = [
    count(sum(({ received }) => received)),
    count(sum(({ completed }) => completed)),
    share(({ inTime }) => inTime),
    count(sum(({ inTime }) => inTime.den - inTime.num)),
    share(({ onPromise }) => onPromise),
    '',
    '',
    count(sum(({ inProgress }) => inProgress)),
    count(sum(({ overdue }) => overdue)),
    count(sum(({ reminderOrders }) => reminderOrders)),
    share(({ coverage }) => coverage),
    '',
  ];
  return (
    <tfoot>
      <tr>
        <th scope="row">합계</th>
        {cells.map((cell, index) => (
          <td key={index} className="is-number">
            {cell}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}
