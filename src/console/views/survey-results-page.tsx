import type { ReactElement } from 'react';
import { EmptyState, Table, type Column } from '../../../libs/krds/index.js';
import type { Report, SurveyReportRow } from '../../reporting/index.js';
import { DepartmentFilter } from './department-filter.js';
import { count, percent } from './figures.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

interface SurveyResultsPageProps {
  frame: StaffFrame;
  /** One row per department. */
  report: Report<SurveyReportRow>;
  departments: { code: string; name: string }[];
  departmentCode: string | undefined;
}

const SCORES = ['5', '4', '3', '2', '1'] as const;

/** What citizens answered, by department; scores only from five answers on, so that none leads to a person. */
export function SurveyResultsPage({
  frame,
  report,
  departments,
  departmentCode,
}: SurveyResultsPageProps): ReactElement {
  const names = new Map(departments.map(({ code, name }) => [code, name]));
  const columns: Column<SurveyReportRow>[] = [
    { head: '처리부서', isRowHead: true, cell: ({ key }) => (key === null ? '알 수 없음' : (names.get(key) ?? key)) },
    { head: '보냄', kind: 'number', cell: ({ invited }) => count(invited) },
    { head: '답변', kind: 'number', cell: ({ answered }) => count(answered) },
    {
      head: '응답률',
      kind: 'number',
      cell: ({ answered, invited }) => percent({ num: answered, den: invited }) ?? '–',
    },
    {
      head: '평균',
      kind: 'number',
      cell: ({ mean }) => (mean === undefined ? '–' : <strong>{mean.toFixed(1)}</strong>),
    },
    {
      head: '95% 신뢰구간',
      kind: 'number',
      cell: ({ interval }) => (interval === undefined ? '–' : `${interval.from.toFixed(1)}~${interval.to.toFixed(1)}`),
    },
    ...SCORES.map((score): Column<SurveyReportRow> => ({
      head: `${score}점`,
      kind: 'number',
      cell: ({ distribution }) => (distribution === undefined ? '–' : count(distribution[score])),
    })),
  ];
  return (
    <StaffPage frame={frame} title="만족도">
      <DepartmentFilter action="/reports/surveys" departments={departments} chosen={departmentCode} />
      <Panel id="results" title={`${report.from} ~ ${report.to} 처리 완료`}>
        <p className="ma-note">답변이 5건보다 적으면 수만 보이고 점수는 가립니다.</p>
        <Table
          stacks
          caption="부서별 만족도"
          columns={columns}
          rows={report.rows}
          rowKey={({ key }) => key ?? ''}
          empty={<EmptyState title="아직 보낸 조사가 없습니다">처리 결과 안내가 전달되면 조사를 보냅니다.</EmptyState>}
        />
      </Panel>
    </StaffPage>
  );
}
