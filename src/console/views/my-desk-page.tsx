import type { ReactElement } from 'react';
import { Badge, EmptyState, Notice, Table } from '../../../libs/krds/index.js';
import type { Stage, Task, TaskClosing } from '../../cases/index.js';
import type { MessageView } from '../../messaging/index.js';
import type { TimeToTarget } from '../time-left.service.js';
import { caseHref, casesHref, noticeHref, withQuery } from './case-links.js';
import { clockOf, dayOf, fullDayOf, workingTime } from './dates.js';
import { count } from './figures.js';
import { LiveBadge } from './live-badge.js';
import { Moment } from './moment.js';
import { MoreLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TaskList } from './task-list.js';
import { Tiles, type Tile } from './tiles.js';
import { MESSAGE_STATUS, OCCASION_NAMES, STAGE_NAMES, STAGE_TONES, TASK_CLOSING_NAMES } from './words.js';

export interface MyCase extends TimeToTarget {
  receiptNo: string;
  petitionName: string;
  stage: Stage;
  /** Null: not reckoned, for want of a holiday table. */
  targetAt: string | null;
  isPaused: boolean;
  supplementDueAt: string | null;
}

/** Somebody absent, whose work is this officer's meanwhile. */
export interface StandIn {
  officerId: string;
  name: string;
  /** Last day, `YYYY-MM-DD`. */
  until: string;
  /** Open ones, the most urgent first. */
  cases: MyCase[];
}

export interface MyDesk {
  officerId: string;
  /** Open ones, the most urgent first. */
  cases: MyCase[];
  standIns: StandIn[];
  tasks: Task[];
  /** What was told to the officer, the newest first. */
  told: MessageView[];
}

interface MyDeskPageProps {
  frame: StaffFrame;
  /** Null: this login has no place in the directory. */
  desk: MyDesk | null;
  asOf: string;
  /** What was just done. */
  done: TaskClosing | undefined;
}

/** Screen 10: an officer's day. What is due first stands first. */
export function MyDeskPage({ frame, desk, asOf, done }: MyDeskPageProps): ReactElement {
  if (desk === null) {
    return (
      <StaffPage frame={frame} title="내 민원">
        <section className="ma-panel">
          <EmptyState title="이 계정은 담당자로 등록되어 있지 않습니다">
            <p>조직도의 담당자와 이어지면 맡은 민원이 여기에 나타납니다. 관리자에게 문의해 주세요.</p>
          </EmptyState>
        </section>
      </StaffPage>
    );
  }
  return (
    <StaffPage
      frame={frame}
      title="내 민원"
      live
      aside={<LiveBadge asOf={asOf} words="기준" href="/mine" stream="/api/v1/reports/stream" />}
    >
      {done !== undefined && <Notice tone="success" isAlert title={`‘${TASK_CLOSING_NAMES[done]}’으로 마쳤습니다`} />}
      <Tiles label="맡은 일" tiles={tilesOf(desk)} />
      {desk.tasks.length > 0 && (
        <Panel
          id="tasks"
          title="직접 알릴 민원인"
          aside={<MoreLink href={withQuery('/tasks', { officerId: desk.officerId })} />}
        >
          <TaskList tasks={desk.tasks} mayClose page="/mine" empty="" />
        </Panel>
      )}
      <div className="ma-desk">
        <Panel
          id="cases"
          title="남은 시간이 적은 민원부터"
          aside={<MoreLink href={casesHref({ officerId: desk.officerId, open: 'true' })} />}
        >
          <Cases cases={desk.cases} caption="맡은 민원, 처리예정일이 가까운 순서" />
        </Panel>
        <Panel
          id="told"
          title="받은 사전예고"
          aside={<MoreLink href={withQuery('/messages', { recipientId: desk.officerId })} />}
        >
          <Told told={desk.told} />
        </Panel>
      </div>
      {desk.standIns.map((one) => (
        <StandInPanel key={one.officerId} standIn={one} />
      ))}
    </StaffPage>
  );
}

function tilesOf({ officerId, cases, tasks }: MyDesk): Tile[] {
  const overdue = cases.filter(({ isOverdue }) => isOverdue).length;
  const today = cases.filter(({ isDueToday }) => isDueToday).length;
  const waiting = cases.filter(({ stage }) => stage === 'SUPPLEMENT_REQUESTED').length;
  return [
    {
      label: '기한 경과',
      value: count(overdue),
      unit: '건',
      detail: '처리예정일이 지남',
      href: casesHref({ officerId, due: 'overdue' }),
      tone: overdue > 0 ? 'danger' : undefined,
    },
    {
      label: '오늘 마감',
      value: count(today),
      unit: '건',
      detail: '오늘이 처리예정일',
      href: casesHref({ officerId, due: 'today' }),
      tone: today > 0 ? 'warning' : undefined,
    },
    {
      label: '진행 중',
      value: count(cases.length),
      unit: '건',
      detail: '접수부터 완료 전까지',
      href: casesHref({ officerId, open: 'true' }),
    },
    {
      label: '보완 중',
      value: count(waiting),
      unit: '건',
      detail: '민원인의 서류를 기다림',
      href: casesHref({ officerId, stage: 'SUPPLEMENT_REQUESTED' }),
    },
    {
      label: '직접 알릴 민원인',
      value: count(tasks.length),
      unit: '명',
      detail: '알림이 닿지 않음',
      href: withQuery('/tasks', { officerId }),
      tone: tasks.length > 0 ? 'warning' : undefined,
    },
  ];
}

function StandInPanel({ standIn: { officerId, name, until, cases } }: { standIn: StandIn }): ReactElement {
  return (
    <Panel
      id={`stand-in-${officerId}`}
      title={`대직: ${name}`}
      aside={<MoreLink href={casesHref({ officerId, open: 'true' })} />}
    >
      <p className="ma-note">{fullDayOf(until)}까지 대신합니다. 사전예고도 그동안 이 사람 대신 받습니다.</p>
      <Cases cases={cases} caption={`${name}의 민원, 처리예정일이 가까운 순서`} />
    </Panel>
  );
}

function Cases({ cases, caption }: { cases: MyCase[]; caption: string }): ReactElement {
  return (
    <Table
      stacks
      caption={caption}
      columns={[
        {
          head: '민원',
          isRowHead: true,
          kind: 'wide',
          cell: ({ receiptNo, petitionName }: MyCase) => (
            <a className="ma-row-link" href={caseHref(receiptNo)}>
              {petitionName}
              <span className="ma-receipt">{receiptNo}</span>
            </a>
          ),
        },
        {
          head: '단계',
          cell: ({ stage, isPaused, supplementDueAt }) => (
            <>
              <span className="ma-badges">
                <Badge tone={STAGE_TONES[stage]}>{STAGE_NAMES[stage]}</Badge>
                {isPaused && stage !== 'SUPPLEMENT_REQUESTED' && <Badge tone="warning">멈춤</Badge>}
              </span>
              {supplementDueAt !== null && <span className="ma-why">보완기한 {fullDayOf(supplementDueAt)}</span>}
            </>
          ),
        },
        {
          head: '처리예정',
          cell: ({ targetAt }) =>
            targetAt === null ? <span className="ma-unassigned">미정</span> : <Moment at={targetAt} />,
        },
        { head: '남은 근무시간', kind: 'number', cell: (row) => <Left row={row} /> },
      ]}
      rows={cases}
      rowKey={({ receiptNo }) => receiptNo}
      empty={<EmptyState title="맡은 민원이 없습니다">담당자로 지정되면 여기에 나타납니다.</EmptyState>}
    />
  );
}

function Left({ row }: { row: MyCase }): ReactElement {
  if (row.isOverdue) {
    const days = row.daysOver;
    return (
      <strong className="ma-late">{days === null || days <= 0 ? '기한 지남' : `근무일 ${count(days)}일 지남`}</strong>
    );
  }
  if (row.minutesLeft === null) return <>–</>;
  return <strong className={row.isDueToday ? 'ma-soon' : undefined}>{workingTime(row.minutesLeft)}</strong>;
}

function Told({ told }: { told: MessageView[] }): ReactElement {
  if (told.length === 0)
    return <EmptyState title="받은 사전예고가 없습니다">기한이 가까워지면 휴대전화로 알립니다.</EmptyState>;
  return (
    <ul className="ma-told">
      {told.map(({ id, occasion, receiptNo, status, createdAt }) => (
        <li key={id}>
          <span className="ma-told-what">
            {OCCASION_NAMES[occasion]} <Badge tone={MESSAGE_STATUS[status].tone}>{MESSAGE_STATUS[status].name}</Badge>
          </span>
          <time dateTime={createdAt}>
            {dayOf(createdAt)} {clockOf(createdAt)}
          </time>
          {receiptNo === undefined ? (
            <a className="ma-receipt is-link" href={noticeHref(id)}>
              내용 보기
            </a>
          ) : (
            <a className="ma-receipt is-link" href={caseHref(receiptNo)}>
              {receiptNo}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
