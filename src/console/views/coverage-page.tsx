import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import type { CoverageReportRow, Fraction, Report } from '../../reporting/index.js';
import { countedHref } from './case-links.js';
import { lastDayOf } from './dates.js';
import { count, CountLink, percent, ShareBar } from './figures.js';
import { PeriodFilter, type ChosenPeriod } from './period-filter.js';
import { ExportLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { MISS_REASONS } from './words.js';

interface CoveragePageProps {
  frame: StaffFrame;
  report: Report<CoverageReportRow> & { total: Fraction };
  departments: { code: string; name: string }[];
  types: { code: string; name: string }[];
  chosen: ChosenPeriod;
  problem?: string;
}

/** Of the cases of two days or more: how many citizens got every due notice, and why the rest did not. */
export function CoveragePage({ frame, report, departments, types, chosen, problem }: CoveragePageProps): ReactElement {
  const { from, to, total, rows } = report;
  const href = (departmentCode: string, coverage: string) =>
    countedHref({
      departmentCode,
      typeCode: chosen.typeCode,
      coverage,
      receivedFrom: `${from}-01`,
      receivedTo: lastDayOf(to),
    });
  return (
    <StaffPage frame={frame} title="안내 이행">
      <PeriodFilter action="/reports/coverage" unit="month" {...{ departments, types, chosen, problem }} />
      <Panel
        id="coverage"
        aside={<ExportLink view="coverage" conditions={chosen} />}
        title={`${from} ~ ${to} 접수: ${count(total.den)}건 중 ${count(total.num)}건${total.den === 0 ? '' : ` (${percent(total)})`}`}
      >
        <p className="ma-note">
          처리기간 2일 이상인 법정민원 가운데 민원인에게 모든 단계를 알린 민원입니다. 알리지 못한 사유는 민원마다 하나씩
          셉니다.
        </p>
        <Table
          stacks
          caption="부서별 안내 이행"
          columns={[
            { head: '부서', isRowHead: true, cell: ({ departmentName }: CoverageReportRow) => departmentName },
            {
              head: '대상',
              kind: 'number',
              cell: ({ departmentCode, den }) => <CountLink value={den} href={href(departmentCode, 'ALL')} />,
            },
            {
              head: '모두 안내',
              kind: 'number',
              cell: ({ departmentCode, num }) => <CountLink value={num} href={href(departmentCode, 'TOLD')} />,
            },
            {
              head: '이행률',
              kind: 'wide',
              cell: ({ num, den }) => (
                <>
                  <span className="ma-figure">{percent({ num, den }) ?? '–'}</span>
                  <ShareBar num={num} den={den} />
                </>
              ),
            },
            {
              head: '알리지 못한 사유',
              cell: ({ departmentCode, reasons }) =>
                Object.keys(reasons).length === 0 ? (
                  <span className="ma-zero">없음</span>
                ) : (
                  <ul>
                    {Object.entries(reasons).map(([reason, n]) => (
                      <li key={reason}>
                        {MISS_REASONS[reason] ?? reason}{' '}
                        <CountLink value={n} href={href(departmentCode, reasonOf(reason))} />
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
          rows={rows}
          rowKey={(row) => row.departmentCode}
          empty={<EmptyState title="아직 대상 민원이 없습니다" />}
        />
      </Panel>
    </StaffPage>
  );
}

/** Notices that did not arrive are counted by code, other reasons by their words. */
function reasonOf(reason: string): string {
  return `${MISS_REASONS[reason] === undefined ? 'NOT' : 'MISSED'}:${reason}`;
}
