import type { ReactElement, ReactNode } from 'react';
import {
  Badge,
  Button,
  EmptyState,
  FormField,
  Icon,
  LinkButton,
  Notice,
  TextInput,
  type IconName,
} from '../../../libs/krds/index.js';
import { koreanPeriod } from '../../../libs/working-time/index.js';
import type { CaseDetail, DeadlineWorking, MaskedPerson, ShownInterval, Task, TaskClosing } from '../../cases/index.js';
import type { PreNotice } from '../../deadlines/index.js';
import type { MessageView, Occasion } from '../../messaging/index.js';
import { Attempts } from './attempts.js';
import { caseHref, noticeHref } from './case-links.js';
import { fullDayOf, momentOf } from './dates.js';
import type { CaseStep } from './step-in-words.js';
import { IntervalWords } from './interval-words.js';
import { whyNotResendable } from './notice-story.js';
import { MoreLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { Closing } from './task-list.js';
import { telephone } from './telephone.js';
import {
  CHANNEL_NAMES,
  FLAG_NAMES,
  MESSAGE_STATUS,
  OCCASION_NAMES,
  OUTCOME_NAMES,
  RECIPIENT_NAMES,
  RUNG_NAMES,
  RUNG_REASONS,
  SENDER_PROOFS,
  STAGE_NAMES,
  STAGE_TONES,
  STATUS_REASONS,
  TASK_CLOSING_NAMES,
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
  working: Pick<DeadlineWorking, 'statutory' | 'promised' | 'notes'>;
}

/** Everything that is known of one case. */
export interface CaseDossier {
  petition: CaseFileView;
  /** Those about the case alone, and the digests that told a rung of it with others. */
  messages: MessageView[];
  /** Time that does not count, in the order of its beginning. */
  intervals: ShownInterval[];
  /** Open ones. */
  tasks: Task[];
  preNotices: PreNotice[];
}

/** Names and numbers in the clear, for a reason that was written down. */
export interface OpenedPeople {
  applicant: OpenedPerson;
  agent: OpenedPerson | null;
}

interface OpenedPerson {
  name: string;
  /** Digits. */
  phone: string | null;
}

export interface CasePageProps {
  frame: StaffFrame;
  dossier: CaseDossier;
  /** Names of those who were told, by staff id. */
  officers: ReadonlyMap<string, string>;
  may: { operate: boolean; unmask: boolean; closeTasks: boolean };
  /** Of sending again: the same page sent twice sends once. */
  newKey: string;
  opened?: OpenedPeople;
  faults?: Record<string, string>;
  /** How a task of this case was just closed. */
  done?: TaskClosing;
}

/** Screen 11: one line of time for steps, notices and attempts; both deadlines with their working; flags in plain words. */
export function CasePage(props: CasePageProps): ReactElement {
  const { frame, dossier, officers, may, newKey, done } = props;
  const { petition, messages, intervals, tasks, preNotices } = dossier;
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
      <CaseNotices petition={petition} done={done} />
      {tasks.length > 0 && <TaskNotice tasks={tasks} mayClose={may.closeTasks} receiptNo={petition.receiptNo} />}
      <div className="ma-case">
        <div className="ma-case-main">
          <Panel id="line" title="진행 과정과 알림">
            <TimeLine
              entries={timeLine(petition, messages)}
              officers={officers}
              resendKey={may.operate ? newKey : null}
            />
          </Panel>
        </div>
        <div className="ma-case-side">
          <Petition petition={petition} />
          <People {...props} />
          <Deadlines petition={petition} />
          <LeftOut receiptNo={petition.receiptNo} intervals={intervals} mayEdit={may.operate} />
          <Rungs preNotices={preNotices} officers={officers} />
        </div>
      </div>
    </StaffPage>
  );
}

/** What is unusual about the case, in plain words. */
function CaseNotices({ petition, done }: { petition: CaseFileView; done: TaskClosing | undefined }): ReactElement {
  return (
    <>
      {done !== undefined && <Notice tone="success" isAlert title={`‘${TASK_CLOSING_NAMES[done]}’으로 마쳤습니다`} />}
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
    </>
  );
}

interface TaskNoticeProps {
  tasks: Task[];
  mayClose: boolean;
  receiptNo: string;
}

/** Whom no message reached, with the buttons that close it. */
function TaskNotice({ tasks, mayClose, receiptNo }: TaskNoticeProps): ReactElement {
  return (
    <Notice tone="danger" title="민원인에게 직접 알려야 합니다">
      <ul className="ma-tasks">
        {tasks.map((task) => (
          <li key={task.id}>
            <span>
              {RECIPIENT_NAMES[task.recipientKind as 'APPLICANT' | 'AGENT']}
              {task.occasion !== null && `, ${OCCASION_NAMES[task.occasion as Occasion]}`}: {task.cause}
            </span>
            {mayClose && <Closing task={task} mayClose page={caseHref(receiptNo)} />}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Petition({ petition }: { petition: CaseFileView }): ReactElement {
  const { period, promised, statutory } = petition.petition;
  return (
    <Panel id="facts" title="민원">
      <Facts
        facts={[
          { name: '접수번호', value: <span className="ma-figure">{petition.receiptNo}</span> },
          { name: '접수', value: momentOf(petition.receivedAt) },
          { name: '처리기간', value: koreanPeriod(period) + (promised ? `, 단축 ${koreanPeriod(promised)}` : '') },
          { name: '법정민원', value: statutory ? '예' : '아니요' },
          { name: '담당', value: `${petition.departmentName} ${petition.officer?.name ?? '담당자 없음'}` },
          { name: '전화', value: <span className="ma-figure">{petition.officer?.phone || '–'}</span> },
        ]}
      />
      <LinkButton href={petition.statusUrl} size="small" tone="tertiary" target="_blank" rel="noreferrer">
        민원인이 보는 화면
      </LinkButton>
    </Panel>
  );
}

/** Whose case it is: masked, until somebody says why they have to see it. */
function People({ dossier: { petition }, may, opened, faults }: CasePageProps): ReactElement {
  const { applicant, agent, receiptNo } = petition;
  const fault = faults?.reason;
  return (
    <Panel id="people" title="민원인">
      {opened !== undefined && (
        <Notice tone="information" isAlert title="이름과 번호를 보입니다">
          적으신 사유를 접속기록에 남겼습니다. 이 화면을 떠나면 다시 가립니다.
        </Notice>
      )}
      <Facts
        facts={[
          { name: '신청인', value: opened ? <Opened person={opened.applicant} /> : <Who person={applicant} /> },
          agent && { name: '대리인', value: opened?.agent ? <Opened person={opened.agent} /> : <Who person={agent} /> },
        ]}
      />
      {may.unmask && applicant !== null && opened === undefined && (
        // The answer is the page itself, which Turbo would not take.
        <form className="ma-unmask" method="post" action={`${caseHref(receiptNo)}/people`} data-turbo="false">
          <FormField id="reason" label="이름과 번호를 보는 사유" hint="접속기록에 남습니다." error={fault}>
            <TextInput
              id="reason"
              name="reason"
              size="small"
              required
              minLength={5}
              maxLength={200}
              placeholder="예: 보완 서류를 전화로 설명"
              autoComplete="off"
              aria-describedby={fault === undefined ? 'reason-hint' : 'reason-hint reason-error'}
              aria-invalid={fault !== undefined}
            />
          </FormField>
          <Button tone="tertiary" size="small">
            이름과 번호 보기
          </Button>
        </form>
      )}
    </Panel>
  );
}

function Opened({ person: { name, phone } }: { person: OpenedPerson }): ReactElement {
  return (
    <>
      <strong>{name}</strong>{' '}
      {phone === null ? (
        '번호 없음'
      ) : (
        <a className="ma-text-link ma-figure" href={`tel:${phone}`}>
          {telephone(phone)}
        </a>
      )}
    </>
  );
}

function Deadlines({ petition }: { petition: CaseFileView }): ReactElement {
  const { working, isTimed } = petition;
  return (
    <Panel id="deadlines" title="기한">
      <Facts
        facts={[
          {
            name: '알린 날짜',
            value: (
              <strong className={petition.isOverdue ? 'ma-late' : undefined}>
                {words(petition.targetAt, isTimed)}
                {petition.provisional && ' (잠정)'}
              </strong>
            ),
          },
          { name: '법정', value: words(petition.dueAt, isTimed) },
          petition.promisedDueAt && { name: '단축', value: words(petition.promisedDueAt, true) },
          petition.plannedAt && { name: '새올 예정', value: words(petition.plannedAt, isTimed) },
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
  );
}

interface LeftOutProps {
  receiptNo: string;
  intervals: ShownInterval[];
  mayEdit: boolean;
}

/** Time that no period counts, whoever brought it. */
function LeftOut({ receiptNo, intervals, mayEdit }: LeftOutProps): ReactElement | null {
  if (intervals.length === 0 && !mayEdit) return null;
  return (
    <Panel
      id="left-out"
      title="처리기간에서 뺀 시간"
      aside={mayEdit && <MoreLink href={`${caseHref(receiptNo)}/intervals`} words="고치기" />}
    >
      {intervals.length === 0 ? (
        <p className="ma-note">뺀 시간이 없습니다.</p>
      ) : (
        <ul className="ma-plain-list">
          {intervals.map((interval, index) => (
            <li key={index}>
              <IntervalWords interval={interval} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface RungsProps {
  preNotices: PreNotice[];
  officers: ReadonlyMap<string, string>;
}

/** The ladder of pre-notices: what came due, who was told, and why not. */
function Rungs({ preNotices, officers }: RungsProps): ReactElement | null {
  if (preNotices.length === 0) return null;
  return (
    <Panel id="rungs" title="사전예고">
      <ul className="ma-plain-list">
        {preNotices.map(({ rung, dueAt, recipient, state, reason, digestId }, index) => (
          <li key={index}>
            <strong>{RUNG_NAMES[rung]}</strong> {momentOf(dueAt)}
            <span className="ma-why">
              {recipient !== null &&
                `${RECIPIENT_NAMES[recipient.kind]} ${officers.get(recipient.id) ?? recipient.id}${recipient.standIn ? '(대신 받음)' : ''}, `}
              {state === 'DROPPED' && `알리지 않음: ${RUNG_REASONS[reason!]}`}
              {state === 'SENT' && digestId === null && '알림'}
              {digestId !== null && (
                <a className="ma-text-link" href={noticeHref(digestId)}>
                  모아서 알림
                </a>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
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

interface TimeLineProps {
  entries: LineEntry[];
  officers: ReadonlyMap<string, string>;
  /** Null: this person may not send anything again. */
  resendKey: string | null;
}

function TimeLine({ entries, officers, resendKey }: TimeLineProps): ReactElement {
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
            {entry.what === 'message' && (
              <MessageEntry message={entry.message} officers={officers} resendKey={resendKey} />
            )}
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

function MessageEntry({
  message,
  officers,
  resendKey,
}: Omit<TimeLineProps, 'entries'> & { message: MessageView }): ReactElement {
  const { name, tone } = MESSAGE_STATUS[message.status];
  const { id, recipientKind, recipientId } = message;
  const isUndelivered = message.status === 'FAILED' || message.status === 'DROPPED' || message.heldForOperator;
  return (
    <>
      <p className="ma-line-title">
        {OCCASION_NAMES[message.occasion]} <Badge tone={tone}>{name}</Badge>
      </p>
      <p className="ma-note">
        {RECIPIENT_NAMES[recipientKind]} {recipientId !== undefined && officers.get(recipientId)}{' '}
        <span className="ma-figure">{message.to ?? '번호 없음'}</span>
        {message.channel !== undefined &&
          ` · ${CHANNEL_NAMES[message.channel]} · ${SENDER_PROOFS[message.senderProof]}`}
        {message.statusReason !== undefined && ` · ${STATUS_REASONS[message.statusReason]}`}{' '}
        <a className="ma-text-link" href={noticeHref(id)}>
          자세히<span className="sr-only">: {OCCASION_NAMES[message.occasion]}</span>
        </a>
      </p>
      <Attempts attempts={message.attempts} />
      {resendKey !== null && isUndelivered && whyNotResendable(message) === null && (
        <form className="ma-resend" method="post" action={`${noticeHref(id)}/resend`}>
          <input type="hidden" name="key" value={`${resendKey}-${id}`} />
          <Button tone="tertiary" size="xsmall">
            다시 보내기<span className="sr-only">: {OCCASION_NAMES[message.occasion]}</span>
          </Button>
        </form>
      )}
    </>
  );
}
