import type { ReactElement, ReactNode } from 'react';
import { Badge, EmptyState, Icon, LinkButton, Notice, type IconName } from '../../../libs/krds/index.js';
import { koreanPeriod } from '../../../libs/working-time/index.js';
import type { CaseDetail, DeadlineWorking, MaskedPerson } from '../../cases/index.js';
import type { MessageView } from '../../messaging/index.js';
import { Attempts } from './attempts.js';
import { noticeHref } from './case-links.js';
import { fullDayOf, momentOf } from './dates.js';
import type { CaseStep } from './step-in-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import {
  CHANNEL_NAMES,
  FLAG_NAMES,
  MESSAGE_STATUS,
  OCCASION_NAMES,
  OUTCOME_NAMES,
  RECIPIENT_NAMES,
  SENDER_PROOFS,
  STAGE_NAMES,
  STAGE_TONES,
  STATUS_REASONS,
} from './words.js';

/** A case as `GET /api/v1/cases/{receiptNo}` gives it, its people masked and its steps in words. */
export interface CaseFileView extends Omit<CaseDetail, 'timeline'> {
  /** Null: the data were destroyed. */
  applicant: MaskedPerson | null;
  /** Null also where there is none. */
  agent: MaskedPerson | null;
  /** The date told carries a time of day. */
  isTimed: boolean;
  /** Open and past the date told. */
  isOverdue: boolean;
  timeline: CaseStep[];
}

export interface CasePageProps {
  frame: StaffFrame;
  petition: CaseFileView;
  messages: MessageView[];
  working: Pick<DeadlineWorking, 'statutory' | 'promised' | 'notes'>;
}

/** Screen 11: one line of time for steps, notices and attempts; both deadlines with their working; flags in plain words. */
export function CasePage({ frame, petition, messages, working }: CasePageProps): ReactElement {
  return (
    <StaffPage
      frame={frame}
      title={petition.petition.typeName}
      aside={
        <span className="ma-badges">
          <Badge tone={STAGE_TONES[petition.stage]}>
            {STAGE_NAMES[petition.stage]}
            {petition.outcome !== undefined && ` · ${OUTCOME_NAMES[petition.outcome]}`}
          </Badge>
          {petition.paused && <Badge tone="warning">처리기간 멈춤</Badge>}
          {petition.isOverdue && <Badge tone="danger">기한 경과</Badge>}
        </span>
      }
    >
      {petition.flags.map((flag) => (
        <Notice key={flag} tone="warning" title={FLAG_NAMES[flag]?.name ?? flag}>
          {FLAG_NAMES[flag]?.detail}
        </Notice>
      ))}
      {petition.dueMismatch && (
        <Notice tone="warning" title="새올의 처리예정일이 우리 계산과 다릅니다">
          새올 {words(petition.plannedAt ?? null, petition.isTimed)}, 우리 계산{' '}
          {words(petition.dueAt, petition.isTimed)}. 민원인에게는 새올의 날짜를 알렸습니다.
        </Notice>
      )}
      {!petition.notified.eligible && (
        <Notice tone="information" title="민원인에게 알리지 않는 민원입니다">
          사유: {petition.notified.reason ?? '알 수 없음'}
        </Notice>
      )}
      <div className="ma-case">
        <div className="ma-case-main">
          <Panel id="line" title="진행 과정과 알림">
            <TimeLine entries={timeLine(petition, messages)} />
          </Panel>
        </div>
        <div className="ma-case-side">
          <Panel id="facts" title="민원">
            <Facts
              facts={[
                { name: '접수번호', value: <span className="ma-figure">{petition.receiptNo}</span> },
                { name: '접수', value: momentOf(petition.receivedAt) },
                {
                  name: '처리기간',
                  value:
                    koreanPeriod(petition.petition.period) +
                    (petition.petition.promised ? `, 단축 ${koreanPeriod(petition.petition.promised)}` : ''),
                },
                { name: '법정민원', value: petition.petition.statutory ? '예' : '아니요' },
                { name: '담당', value: `${petition.departmentName} ${petition.officer?.name ?? '담당자 없음'}` },
                { name: '전화', value: <span className="ma-figure">{petition.officer?.phone ?? '–'}</span> },
                { name: '신청인', value: <Who person={petition.applicant} /> },
                petition.agent && { name: '대리인', value: <Who person={petition.agent} /> },
              ]}
            />
            <LinkButton href={petition.statusUrl} size="small" tone="tertiary" target="_blank" rel="noreferrer">
              민원인이 보는 화면
            </LinkButton>
          </Panel>
          <Panel id="deadlines" title="기한">
            <Facts
              facts={[
                {
                  name: '알린 날짜',
                  value: (
                    <strong className={petition.isOverdue ? 'ma-late' : undefined}>
                      {words(petition.targetAt, petition.isTimed)}
                      {petition.provisional && ' (잠정)'}
                    </strong>
                  ),
                },
                { name: '법정', value: words(petition.dueAt, petition.isTimed) },
                petition.promisedDueAt && { name: '단축', value: words(petition.promisedDueAt, true) },
                petition.plannedAt && { name: '새올 예정', value: words(petition.plannedAt, petition.isTimed) },
                petition.supplementDueAt && { name: '보완기한', value: fullDayOf(petition.supplementDueAt) },
              ]}
            />
            <Working title="법정 기한 계산" working={working.statutory} open />
            {working.promised !== null && <Working title="단축 기한 계산" working={working.promised} />}
            {working.notes.map((note) => (
              <p key={note} className="ma-note">
                {note}
              </p>
            ))}
          </Panel>
        </div>
      </div>
    </StaffPage>
  );
}

function words(at: string | null, isTimed: boolean): string {
  if (at === null) return '미정';
  return isTimed ? momentOf(at) : fullDayOf(at);
}

function Who({ person }: { person: MaskedPerson | null }): ReactElement {
  if (person === null) return <>파기됨</>;
  return (
    <>
      {person.name} <span className="ma-figure">{person.phone ?? '번호 없음'}</span>
    </>
  );
}

/** Name and value pairs; what a case has not is left out. */
function Facts({ facts }: { facts: ({ name: string; value: ReactNode } | null | undefined | '')[] }): ReactElement {
  return (
    <dl className="ma-pairs">
      {facts
        .filter((fact) => fact !== null && fact !== undefined && fact !== '')
        .map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** "4/29 14:00–18:00 4시간, 4/30 8시간, …" as a list that can be checked with a pencil. */
function Working({
  title,
  working,
  open,
}: {
  title: string;
  working: DeadlineWorking['statutory'];
  open?: boolean;
}): ReactElement {
  return (
    <details className="ma-working" open={open}>
      <summary>{title}</summary>
      {working === null ? (
        <p className="ma-note">휴일표가 모자라 계산하지 않았습니다.</p>
      ) : (
        working.legs.map((leg) => (
          <div key={leg.title}>
            <p className="ma-leg">
              {leg.title} <span>→ {momentOf(leg.dueAt)}</span>
            </p>
            <ol className="ma-working-steps">
              {leg.steps.map((step, index) => (
                <li key={index}>{step.text}</li>
              ))}
            </ol>
          </div>
        ))
      )}
    </details>
  );
}

type LineEntry = { at: string; key: string } & (
  | { what: 'step'; step: CaseStep }
  | { what: 'message'; message: MessageView }
  | { what: 'move'; move: CaseFileView['moves'][number] }
);

/** Steps, notices and moves of the deadline, oldest first; what happened at one instant keeps the order cause, move, notice. */
function timeLine(petition: CaseFileView, messages: MessageView[]): LineEntry[] {
  const entries: LineEntry[] = [
    ...petition.timeline.map((step): LineEntry => ({ what: 'step', at: step.at, key: `step-${step.sequence}`, step })),
    ...petition.moves.map((move, index): LineEntry => ({ what: 'move', at: move.at, key: `move-${index}`, move })),
    ...messages.map((message): LineEntry => ({ what: 'message', at: message.createdAt, key: message.id, message })),
  ];
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const MOVE_CAUSES: Record<string, string> = {
  RECEIVED: '접수',
  ASSIGNED: '담당자 지정',
  SUPPLEMENT_REQUESTED: '보완 요청',
  SUPPLEMENT_DONE: '보완 완료',
  EXCLUDED: '처리기간 제외',
  EXTENDED: '기간 연장',
  REOPENED: '다시 처리',
  AMENDED: '신청 내용 정정',
  HOLIDAY: '휴일 변경',
  CALENDAR_YEAR: '휴일표 추가',
  SETTING: '계산 설정 변경',
  OUTAGE: '정보시스템 장애',
  INTERVAL: '처리기간 제외',
};

function TimeLine({ entries }: { entries: LineEntry[] }): ReactElement {
  if (entries.length === 0) return <EmptyState title="아직 기록이 없습니다" />;
  return (
    <ol className="ma-line">
      {entries.map((entry) => (
        <li key={entry.key} className={`ma-line-item is-${entry.what}`}>
          <span className="ma-line-mark">
            <Icon name={ICONS[entry.what]} />
          </span>
          <div className="ma-line-body">
            <time className="ma-line-time" dateTime={entry.at}>
              {momentOf(entry.at)}
            </time>
            {entry.what === 'step' && <StepEntry step={entry.step} />}
            {entry.what === 'message' && <MessageEntry message={entry.message} />}
            {entry.what === 'move' && (
              <p className="ma-line-title">
                법정 기한 변경: {entry.move.to === null ? '미정' : momentOf(entry.move.to)}{' '}
                <span className="ma-note">
                  {MOVE_CAUSES[entry.move.cause] ?? entry.move.cause}
                  {entry.move.detail !== undefined && ` ${entry.move.detail}`}
                  {entry.move.from !== null && `, 전에는 ${momentOf(entry.move.from)}`}
                </span>
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

const ICONS: Record<LineEntry['what'], IconName> = { step: 'document', message: 'chat', move: 'calendar' };

function StepEntry({ step }: { step: CaseStep }): ReactElement {
  return (
    <>
      <p className="ma-line-title">{step.title}</p>
      {step.lines.map((line) => (
        <p key={line} className="ma-note">
          {line}
        </p>
      ))}
    </>
  );
}

function MessageEntry({ message }: { message: MessageView }): ReactElement {
  const { name, tone } = MESSAGE_STATUS[message.status];
  return (
    <>
      <p className="ma-line-title">
        {OCCASION_NAMES[message.occasion]} <Badge tone={tone}>{name}</Badge>
      </p>
      <p className="ma-note">
        {RECIPIENT_NAMES[message.recipientKind]} <span className="ma-figure">{message.to ?? '번호 없음'}</span>
        {message.channel !== undefined &&
          ` · ${CHANNEL_NAMES[message.channel]} · ${SENDER_PROOFS[message.senderProof]}`}
        {message.statusReason !== undefined && ` · ${STATUS_REASONS[message.statusReason]}`}{' '}
        <a className="ma-text-link" href={noticeHref(message.id)}>
          자세히<span className="sr-only">: {OCCASION_NAMES[message.occasion]}</span>
        </a>
      </p>
      <Attempts attempts={message.attempts} />
    </>
  );
}
