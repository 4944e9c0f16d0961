import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import type { Outcome } from '../../cases/index.js';
import type { DepartmentReportRow, Report } from '../../reporting/index.js';
import { casesHref, countedHref } from './case-links.js';
import { CountLink, count, percent, ShareBar } from './figures.js';
import { PeriodFilter, type ChosenPeriod } from './period-filter.js';
import { ExportLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { OUTCOME_NAMES } from './words.js';

interface DepartmentsReportPageProps {
  frame: StaffFrame;
  report: Report<DepartmentReportRow>;
  departments: { code: string; name: string }[];
  types: { code: string; name: string }[];
  chosen: ChosenPeriod;
  problem?: string;
}

/** What each department did in a period, whether in time, and how long it took. */
export function DepartmentsReportPage(props: DepartmentsReportPageProps): ReactElement {
  const { frame, report, departments, types, chosen, problem } = props;
  const { from, to, rows } = report;
  return (
    <StaffPage frame={frame} title="부서별 처리">
      <PeriodFilter action="/reports/departments" unit="day" {...{ departments, types, chosen, problem }} />
      <Panel
        id="departments"
        title={`${from} ~ ${to} 접수와 처리`}
        aside={<ExportLink view="departments" conditions={chosen} />}
      >
        <p className="ma-note">
          기한 안 처리는 법정 기한과 단축 기한으로 따로 셉니다. 걸린 시간은 접수부터 완료까지의 근무시간(중앙값)이며,
          기간이 닿는 달 전체에서 셉니다.
        </p>
        <Table
          stacks
          caption="부서별 접수, 처리, 기한 안 처리율, 걸린 근무시간"
          columns={[
            { head: '부서', isRowHead: true, cell: ({ departmentName }: DepartmentReportRow) => departmentName },
            {
              head: '접수',
              kind: 'number',
              cell: (row) => (
                <CountLink
                  value={row.received}
                  href={countedHref({
                    typeCode: chosen.typeCode,
                    departmentCode: row.departmentCode,
                    receivedFrom: from,
                    receivedTo: to,
                  })}
                />
              ),
            },
            {
              head: '처리',
              kind: 'number',
              cell: (row) => (
                <CountLink
                  value={row.completed}
                  href={countedHref({
                    typeCode: chosen.typeCode,
                    departmentCode: row.departmentCode,
                    completedFrom: from,
                    completedTo: to,
                  })}
                />
              ),
            },
            {
              head: '처리 결과',
              cell: ({ departmentCode, outcomes }) =>
                outcomesOf(outcomes).length > 0 && (
                  <ul className="ma-inline-list">
                    {outcomesOf(outcomes).map(([outcome, n]) => (
                      <li key={outcome}>
                        <a
                          className="ma-count"
                          href={countedHref({
                            typeCode: chosen.typeCode,
                            departmentCode,
                            outcome,
                            completedFrom: from,
                            completedTo: to,
                          })}
                        >
                          {OUTCOME_NAMES[outcome]} {count(n)}
                        </a>
                      </li>
                    ))}
                  </ul>
                ),
            },
            {
              head: '법정 기한 안',
              kind: 'number',
              cell: ({ departmentCode, inTime }) => (
                <>
                  <span className="ma-figure">{percent(inTime) ?? '–'}</span>
                  <ShareBar {...inTime} />
                  {inTime.den > inTime.num && (
                    <a
                      className="ma-count is-danger"
                      href={countedHref({
                        typeCode: chosen.typeCode,
                        departmentCode,
                        onTime: 'false',
                        completedFrom: from,
                        completedTo: to,
                      })}
                    >
                      {count(inTime.den - inTime.num)}건 넘김
                    </a>
                  )}
                </>
              ),
            },
            {
              head: '단축 기한 안',
              kind: 'number',
              cell: ({ onPromise }) => percent(onPromise) ?? '–',
            },
            { head: '걸린 시간', kind: 'number', cell: ({ hours }) => hoursOf(hours.median) },
            { head: '90% 안에', kind: 'number', cell: ({ hours }) => hoursOf(hours.p90) },
            {
              head: '기간 연장률',
              kind: 'number',
              cell: ({ extensionRate }) => percent(extensionRate) ?? '–',
            },
            {
              head: '지금 진행 중',
              kind: 'number',
              cell: ({ departmentCode, inProgress }) => (
                <CountLink
                  value={inProgress}
                  href={casesHref({ typeCode: chosen.typeCode, departmentCode, open: 'true' })}
                />
              ),
            },
          ]}
          rows={rows}
          rowKey={(row) => row.departmentCode}
          empty={<EmptyState title="볼 수 있는 부서가 없습니다" />}
        />
      </Panel>
    </StaffPage>
  );
}

/** In the order of the law. */
function outcomesOf(outcomes: Record<string, number>): [Outcome, number][] {
  return (Object.keys(OUTCOME_NAMES) as Outcome[]).flatMap((outcome): [Outcome, number][] =>
    outcomes[outcome] === undefined ? [] : [[outcome, outcomes[outcome]]],
  );
}

/** Working hours. */
export function hoursOf(hours: number | null): string {
  return hours === null ? '–' : `${count(hours)}시간`;
}
