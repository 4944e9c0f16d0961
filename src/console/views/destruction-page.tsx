import type { ReactElement } from 'react';
import { Badge, EmptyState, Pagination, Table } from '../../../libs/krds/index.js';
import type { Retention } from '../../cases/index.js';
import type { DestructionRun } from '../../staff/index.js';
import { ActForm, Done, Sums } from './act-form.js';
import { withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';

const AREA_NAMES: Record<string, string> = {
  cases: '처리가 끝난 민원',
  messages: '파기한 뒤에 도착한 메시지',
  saeol: '적용하지 못한 연계 기록',
  surveys: '만족도 조사 후속 조치',
};
const COUNT_NAMES: Record<string, string> = {
  cases: '민원',
  steps: '처리 단계',
  links: '안내 주소',
  messages: '메시지',
  otherMessages: '민원에 딸리지 않은 메시지',
  outageNotes: '전산 장애 메모',
  resendReasons: '다시 보낸 사유',
  quarantinedRecords: '격리된 기록',
  waitingRecords: '앞 순번을 기다리던 기록',
  waitingHistories: '민원 행을 기다리던 처리 이력',
  followUpNotes: '후속 조치 메모',
};

interface DestructionPageProps {
  frame: StaffFrame;
  retention: Retention;
  maySet: boolean;
  isSet?: boolean;
  faults?: Record<string, string>;
  runs: DestructionRun[];
  hasEarlier: boolean;
  nextCursor: string | null;
}

/** How long is kept, and reports of what was destroyed, when, and how much. */
export function DestructionPage(props: DestructionPageProps): ReactElement {
  const { frame, isSet, runs, hasEarlier, nextCursor } = props;
  return (
    <StaffPage frame={frame} title="개인정보 파기">
      {isSet === true && <Done>보관 기간을 바꿨습니다. 오늘 밤부터 이 기간으로 지웁니다.</Done>}
      <RetentionPanel {...props} />
      <Panel id="runs" title="파기 보고">
        <p className="ma-note">
          보관 기간이 지난 이름과 번호, 메시지 내용을 날마다 지웁니다(개인정보 보호법 제21조). 여기에는 수만 남고, 어느
          민원이었는지는 접속기록에 남습니다.
        </p>
        <Table
          stacks
          caption="파기 보고, 새것부터"
          columns={[
            {
              head: '언제',
              isRowHead: true,
              cell: ({ beganAt }: DestructionRun) => <time dateTime={beganAt}>{momentOf(beganAt)}</time>,
            },
            { head: '무엇을', cell: ({ area }) => AREA_NAMES[area] ?? area },
            {
              head: '상태',
              cell: ({ endedAt }) =>
                endedAt === null ? <Badge tone="information">하는 중</Badge> : <Badge tone="success">마침</Badge>,
            },
            {
              head: '얼마나',
              kind: 'wide',
              cell: ({ counts }) =>
                Object.entries(counts)
                  .map(([what, n]) => `${COUNT_NAMES[what] ?? what} ${count(n)}건`)
                  .join(', ') || <span className="ma-zero">없음</span>,
            },
          ]}
          rows={runs}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="아직 파기한 것이 없습니다">
              보관 기간이 지난 민원이 생기면 파기하고 보고합니다.
            </EmptyState>
          }
        />
        <Pagination
          label="파기 보고 쪽"
          firstHref={hasEarlier ? '/destruction-runs' : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/destruction-runs', { cursor: nextCursor })}
        />
      </Panel>
    </StaffPage>
  );
}

function RetentionPanel({ retention, maySet, faults }: DestructionPageProps): ReactElement {
  const { days, refusedDays } = retention;
  const same = { values: { days: String(days), refusedDays: String(refusedDays) }, faults, type: 'number' as const };
  return (
    <Panel id="retention" title="보관 기간">
      <Sums
        sums={[
          ['처리가 끝난 민원', `${count(days)}일`],
          ['거부·반려된 민원', `${count(refusedDays)}일`, '불복 기간이 지나도록 더 둡니다'],
        ]}
      />
      {maySet ? (
        <ActForm action="/destruction-runs/retention" act="보관 기간 바꾸기" tone="secondary">
          <div className="ma-fields-row">
            <TextField name="days" label="처리가 끝난 뒤(일)" required {...same} />
            <TextField name="refusedDays" label="거부·반려된 뒤(일)" required {...same} />
          </div>
        </ActForm>
      ) : (
        <p className="ma-note">보관 기간은 관리자가 바꿀 수 있습니다.</p>
      )}
    </Panel>
  );
}
