import type { ReactElement } from 'react';
import { EmptyState, LinkButton, Notice, Pagination, Tabs } from '../../../libs/krds/index.js';
import type { Task, TaskClosing } from '../../cases/index.js';
import { withQuery } from './case-links.js';
import { ChosenFilters, linkedFilters } from './chosen-filters.js';
import { DepartmentFilter } from './department-filter.js';
import { StaffPage, type StaffFrame } from './staff-page.js';
import { TaskList } from './task-list.js';
import { TASK_CLOSING_NAMES } from './words.js';

export interface TaskFilters {
  /** Open ones where nothing is chosen. */
  state?: 'open' | 'closed';
  departmentCode?: string;
  officerId?: string;
  receiptNo?: string;
}

interface TasksPageProps {
  frame: StaffFrame;
  tasks: Task[];
  filters: TaskFilters;
  /** Names by staff id. */
  officers: ReadonlyMap<string, string>;
  departments: { code: string; name: string }[];
  mayClose: boolean;
  /** What was just done. */
  done: TaskClosing | undefined;
  hasEarlier: boolean;
  nextCursor: string | null;
  problem?: string;
}

/** Screen 10: whom we could not reach, until somebody telephoned, posted or visited. */
export function TasksPage(props: TasksPageProps): ReactElement {
  const { frame, tasks, filters, officers, departments, mayClose, done, hasEarlier, nextCursor, problem } = props;
  const { state = 'open', ...same } = filters;
  const linked = linkedFilters(filters, {
    officerId: (id) => `담당자 ${officers.get(id) ?? id}`,
    receiptNo: (receiptNo) => `접수번호 ${receiptNo}`,
  });
  const tab = (value: 'open' | 'closed', label: string) => ({
    href: withQuery('/tasks', { ...same, state: value }),
    label,
    isCurrent: state === value,
  });
  return (
    <StaffPage frame={frame} title="직접 알릴 민원인">
      {done !== undefined && <Notice tone="success" isAlert title={`‘${TASK_CLOSING_NAMES[done]}’으로 마쳤습니다`} />}
      <DepartmentFilter
        action="/tasks"
        departments={departments}
        chosen={filters.departmentCode}
        kept={[...linked, { name: 'state', value: state }]}
      />
      <ChosenFilters linked={linked} without={(name) => withQuery('/tasks', { ...filters, [name]: undefined })} />
      <Tabs label="처리 상태" tabs={[tab('open', '알려야 함'), tab('closed', '알림')]} />
      <div className="ma-panel">
        <p className="ma-note">
          어느 수단으로도 닿지 않았거나 번호가 다른 민원인입니다. 전화, 우편, 방문으로 알린 뒤 그 방법을 눌러 주세요.
          연락처는 민원 화면에서 사유를 적고 볼 수 있습니다.
        </p>
        <TaskList
          tasks={tasks}
          officers={officers}
          departments={new Map(departments.map(({ code, name }) => [code, name]))}
          mayClose={mayClose}
          page="/tasks"
          empty={
            problem === undefined ? (
              <EmptyState title={state === 'open' ? '직접 알릴 민원인이 없습니다' : '마친 일이 없습니다'}>
                <p>
                  {state === 'open'
                    ? '알림이 닿지 않으면 여기에 나타나고 담당자에게 알립니다.'
                    : '직접 알리고 그 방법을 누르면 여기에 남습니다.'}
                </p>
              </EmptyState>
            ) : (
              <EmptyState title="찾지 못했습니다">
                <p>{problem}</p>
                <LinkButton href="/tasks" size="small">
                  조건 지우기
                </LinkButton>
              </EmptyState>
            )
          }
        />
        <Pagination
          label="직접 알릴 민원인 쪽"
          firstHref={hasEarlier ? withQuery('/tasks', filters) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/tasks', { ...filters, cursor: nextCursor })}
        />
      </div>
    </StaffPage>
  );
}
