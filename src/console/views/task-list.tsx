import type { ReactElement, ReactNode } from 'react';
import { Badge, Button, Table, type Column } from '../../../libs/krds/index.js';
import { TASK_CLOSINGS, type Task } from '../../cases/index.js';
import type { Occasion } from '../../messaging/index.js';
import { caseHref } from './case-links.js';
import { clockOf, dayOf } from './dates.js';
import { OCCASION_NAMES, RECIPIENT_NAMES, TASK_CLOSING_NAMES, TASK_KINDS } from './words.js';

interface TaskListProps {
  tasks: Task[];
  /** Names by staff id; left out: the reader's own tasks. */
  officers?: ReadonlyMap<string, string>;
  departments?: ReadonlyMap<string, string>;
  mayClose: boolean;
  /** Where the buttons lead back to. */
  page: string;
  empty: ReactNode;
}

/** Citizens whom no message reached: why, and three buttons that say what was done instead. */
export function TaskList({ tasks, officers, departments, mayClose, page, empty }: TaskListProps): ReactElement {
  const who: Column<Task>[] =
    officers === undefined
      ? []
      : [
          {
            head: '담당',
            cell: ({ departmentCode, officerId }) => (
              <>
                {departments?.get(departmentCode) ?? departmentCode} <br />
                {officerId === null ? (
                  <span className="ma-unassigned">담당자 없음</span>
                ) : (
                  (officers.get(officerId) ?? officerId)
                )}
              </>
            ),
          },
        ];
  return (
    <Table
      stacks
      caption="직접 알려야 하는 민원인"
      columns={[
        {
          head: '민원',
          isRowHead: true,
          cell: ({ receiptNo, petitionName }) => (
            <a className="ma-row-link" href={caseHref(receiptNo)}>
              {petitionName}
              <span className="ma-receipt">{receiptNo}</span>
            </a>
          ),
        },
        {
          head: '할 일',
          kind: 'wide',
          cell: ({ kind, occasion, recipientKind, cause }) => (
            <>
              <Badge tone={TASK_KINDS[kind].tone}>{TASK_KINDS[kind].name}</Badge>{' '}
              {RECIPIENT_NAMES[recipientKind as 'APPLICANT' | 'AGENT']}
              {occasion !== null && `, ${OCCASION_NAMES[occasion as Occasion]}`}
              <span className="ma-why">{cause}</span>
            </>
          ),
        },
        ...who,
        {
          head: '생긴 때',
          cell: ({ openedAt }) => (
            <time className="ma-moment" dateTime={openedAt}>
              {dayOf(openedAt)} <br />
              {clockOf(openedAt)}
            </time>
          ),
        },
        { head: '알린 방법', cell: (task) => <Closing task={task} mayClose={mayClose} page={page} /> },
      ]}
      rows={tasks}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}

/** Buttons that say how the citizen was told, or how it was done. */
export function Closing({
  task,
  mayClose,
  page,
}: Pick<TaskListProps, 'mayClose' | 'page'> & { task: Task }): ReactElement {
  if (task.closedAs !== null) {
    return (
      <>
        <strong>{TASK_CLOSING_NAMES[task.closedAs]}</strong>
        {task.closedAt !== null && (
          <span className="ma-why">
            {dayOf(task.closedAt)} {clockOf(task.closedAt)}
          </span>
        )}
      </>
    );
  }
  if (!mayClose) return <span className="ma-unassigned">아직</span>;
  return (
    <form className="ma-acts" method="post" action={`/tasks/${task.id}/close`}>
      <input type="hidden" name="page" value={page} />
      {TASK_CLOSINGS.map((closing) => (
        <Button key={closing} name="closedAs" value={closing} tone="tertiary" size="xsmall">
          {TASK_CLOSING_NAMES[closing]}
          <span className="sr-only">: {task.receiptNo}</span>
        </Button>
      ))}
    </form>
  );
}
