import type { ReactElement } from 'react';
import { EmptyState, Select, Table, type Column } from '../../../libs/krds/index.js';
import type { Report, SurveyReportRow } from '../../reporting/index.js';
import type { ResultGroup } from '../../surveys/index.js';
import { Filter } from './filter-bar.js';
import { count, percent } from './figures.js';
import { PeriodFilter, type ChosenPeriod } from './period-filter.js';
import { ExportLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';

interface SurveyResultsPageProps {
  frame: StaffFrame;
  /** One row per group. */
  report: Report<SurveyReportRow>;
  departments: { code: string; name: string }[];
  types: { code: string; name: string }[];
  chosen: ChosenPeriod & { by: ResultGroup };
  /** Of a group's key. */
  nameOf: (key: string) => string;
  problem?: string;
}

/** What results are shown by. */
export const SURVEY_GROUPS: Record<ResultGroup, string> = {
  department: '처리부서',
  type: '민원 종류',
  officerDepartment: '담당자 부서',
  month: '처리월',
  channel: '안내 수단',
  outcome: '처리 결과',
};

const SCORES = ['5', '4', '3', '2', '1'] as const;

/** What citizens answered, by department; scores only from five answers on, so that none leads to a person. */
export function SurveyResultsPage({
  frame,
  report,
  departments,
  types,
  chosen,
  nameOf,
  problem,
}: SurveyResultsPageProps): ReactElement {
  const columns: Column<SurveyReportRow>[] = [
    {
      head: SURVEY_GROUPS[chosen.by],
      isRowHead: true,
      cell: ({ key }) => (key === null ? '알 수 없음' : nameOf(key)),
    },
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
      <PeriodFilter action="/reports/surveys" unit="month" {...{ departments, types, chosen, problem }}>
        <Filter id="by" label="나누어 보기">
          <Select
            id="by"
            name="by"
            size="small"
            value={chosen.by}
            options={Object.entries(SURVEY_GROUPS).map(([value, label]) => ({ value, label }))}
          />
        </Filter>
      </PeriodFilter>
      <Panel
        id="results"
        title={`${report.from} ~ ${report.to} 처리 완료`}
        aside={<ExportLink view="surveys" conditions={chosen} />}
      >
        <p className="ma-note">답변이 5건보다 적으면 수만 보이고 점수는 가립니다.</p>
        <Table
          stacks
          caption="만족도"
          columns={columns}
          rows={report.rows}
          rowKey={({ key }) => key ?? ''}
          empty={<EmptyState title="아직 보낸 조사가 없습니다">처리 결과 안내가 전달되면 조사를 보냅니다.</EmptyState>}
        />
      </Panel>
    </StaffPage>
  );
}
