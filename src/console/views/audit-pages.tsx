import type { ReactElement } from 'react';
import {
  EmptyState,
  FormField,
  LinkButton,
  Notice,
  Pagination,
  Table,
  Tabs,
  TextArea,
  TextInput,
} from '../../../libs/krds/index.js';
import type { ActorFigures, AuditRecord, AuditReview, ChainVerdict } from '../../staff/index.js';
import { ActForm, Done, Refusal } from './act-form.js';
import { ACTOR_KINDS, actionInWords, FAULT_WORDS } from './audit-words.js';
import { caseHref, withQuery } from './case-links.js';
import { ChosenFilters, KeptFilters, linkedFilters } from './chosen-filters.js';
import { clockOf, fullDayOf, momentOf } from './dates.js';
import { count } from './figures.js';
import { Filter, FilterBar } from './filter-bar.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

/** As the address has them; days, both included. */
export interface AuditFilters {
  subject?: string;
  from?: string;
  to?: string;
  actorId?: string;
  action?: string;
}

function AuditTabs({ current }: { current: string }): ReactElement {
  const pages: [string, string][] = [
    ['/audit', '찾기'],
    ['/audit/review', '월 점검'],
    ['/audit/verify', '위변조 점검'],
  ];
  return <Tabs label="접속기록" tabs={pages.map(([href, label]) => ({ href, label, isCurrent: href === current }))} />;
}

interface AuditPageProps {
  frame: StaffFrame;
  items: AuditRecord[];
  filters: AuditFilters;
  hasEarlier: boolean;
  nextCursor: string | null;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

const LINKED: { [Name in keyof AuditFilters]?: (value: string) => string } = {
  actorId: () => '한 사람이 한 일',
  action: (value) => actionInWords(value),
};
const SHOWN_SUBJECTS = 3;
const RECEIPT_NO = /^\d{18}$/;

/** Who had whose data. */
export function AuditPage(props: AuditPageProps): ReactElement {
  const { frame, items, filters, hasEarlier, nextCursor, faults, refusal } = props;
  const linked = linkedFilters(filters, LINKED);
  return (
    <StaffPage frame={frame} title="접속기록">
      <AuditTabs current="/audit" />
      <Refusal problem={refusal} />
      <FilterBar action="/audit" act="찾기">
        <Filter id="subject" label="누구의">
          <TextInput
            id="subject"
            name="subject"
            size="small"
            autoComplete="off"
            maxLength={100}
            defaultValue={filters.subject}
            placeholder="접수번호나 직원번호"
          />
        </Filter>
        <Filter id="from" label="언제부터">
          <TextInput id="from" name="from" type="date" size="small" defaultValue={filters.from} />
        </Filter>
        <Filter id="to" label="까지">
          <TextInput id="to" name="to" type="date" size="small" defaultValue={filters.to} />
        </Filter>
        <KeptFilters linked={linked} />
      </FilterBar>
      <ChosenFilters linked={linked} without={(name) => withQuery('/audit', { ...filters, [name]: undefined })} />
      <div className="ma-panel">
        <Table
          stacks
          caption="접속기록, 새것부터"
          columns={[
            {
              head: '때',
              cell: ({ at }: AuditRecord) => (
                <time className="ma-moment" dateTime={at}>
                  {fullDayOf(at)} {clockOf(at)}
                </time>
              ),
            },
            {
              head: '누가',
              isRowHead: true,
              cell: ({ actorKind, actorId, actorLabel, address }) => (
                <>
                  <a className="ma-row-link" href={withQuery('/audit', { ...filters, actorId })}>
                    {actorLabel ?? ACTOR_KINDS[actorKind] ?? actorKind}
                  </a>
                  <span className="ma-receipt">{address ?? ACTOR_KINDS[actorKind]}</span>
                </>
              ),
            },
            {
              head: '한 일',
              cell: ({ action, reason }) => (
                <>
                  <a className="ma-row-link" href={withQuery('/audit', { ...filters, action })}>
                    {actionInWords(action)}
                  </a>
                  {reason !== null && <span className="ma-why">사유: {reason}</span>}
                </>
              ),
            },
            {
              head: '누구의',
              kind: 'wide',
              cell: ({ subjects, actorId }) => subjectsShown(subjects, actorId, filters.subject),
            },
          ]}
          rows={items}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="맞는 기록이 없습니다">
              <p>{faults === undefined ? '조건을 줄이거나 지우고 다시 찾아 보세요.' : Object.values(faults)[0]}</p>
              <LinkButton href="/audit" size="small">
                모든 기록 보기
              </LinkButton>
            </EmptyState>
          }
        />
        <Pagination
          label="접속기록 쪽"
          firstHref={hasEarlier ? withQuery('/audit', filters) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/audit', { ...filters, cursor: nextCursor })}
        />
      </div>
      <Panel id="export" title="내려받기">
        <ActForm
          action="/audit/export"
          act="CSV로 내려받기"
          tone="secondary"
          hidden={{ subject: filters.subject }}
          answersAtOnce
        >
          <div className="ma-fields-row">
            <FormField id="export-from" label="언제부터">
              <TextInput id="export-from" name="from" type="date" size="small" required defaultValue={filters.from} />
            </FormField>
            <FormField id="export-to" label="까지">
              <TextInput id="export-to" name="to" type="date" size="small" required defaultValue={filters.to} />
            </FormField>
          </div>
          <FormField id="reason" label="내려받는 사유" error={faults?.reason} hint="사유와 함께 접속기록에 남습니다.">
            <TextInput
              id="reason"
              name="reason"
              size="small"
              required
              minLength={5}
              maxLength={200}
              autoComplete="off"
            />
          </FormField>
        </ActForm>
      </Panel>
    </StaffPage>
  );
}

function subjectsShown(subjects: string[], actorId: string, asked: string | undefined): ReactElement {
  if (subjects.length === 0) return <span className="ma-zero">–</span>;
  if (subjects.length === 1 && subjects[0] === actorId) return <>본인</>;
  // What was asked for, then what a person recognises: receipt numbers before ids.
  const rank = (subject: string) => (subject === asked ? 2 : Number(RECEIPT_NO.test(subject)));
  const known = subjects.toSorted((a, b) => rank(b) - rank(a));
  return (
    <>
      {known.slice(0, SHOWN_SUBJECTS).map((subject) => (
        <span key={subject} className="ma-receipt">
          {RECEIPT_NO.test(subject) ? (
            <a className="ma-row-link" href={caseHref(subject)}>
              {subject}
            </a>
          ) : (
            subject
          )}
        </span>
      ))}
      {subjects.length > SHOWN_SUBJECTS && (
        <span className="ma-why">그 밖에 {count(subjects.length - SHOWN_SUBJECTS)}건</span>
      )}
    </>
  );
}

interface AuditReviewPageProps {
  frame: StaffFrame;
  review: AuditReview;
  /** `YYYY-MM`, the newest first. */
  months: string[];
  /** May sign, and the month is over. */
  signs: boolean;
  done?: boolean;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** The monthly look at the trail. */
export function AuditReviewPage(props: AuditReviewPageProps): ReactElement {
  const { frame, review, months, signs, done, faults, refusal } = props;
  const { month, figures, notable, reviewedAt, note } = review;
  return (
    <StaffPage frame={frame} title="접속기록 월 점검">
      <AuditTabs current="/audit/review" />
      {done === true && <Done>{`${month} 점검을 마쳤습니다.`}</Done>}
      <Refusal problem={refusal} />
      <Tabs
        label="달"
        tabs={months.map((one) => ({
          href: withQuery('/audit/review', { month: one }),
          label: one,
          isCurrent: one === month,
        }))}
      />
      {reviewedAt !== null && (
        <div className="ma-answer">
          <Notice tone="success" title={`${momentOf(reviewedAt)}에 점검했습니다`}>
            {note}
          </Notice>
        </div>
      )}
      <Panel id="notable" title="물어볼 것">
        {notable.length === 0 ? (
          <EmptyState title="눈에 띄는 것이 없습니다" />
        ) : (
          <ul className="ma-bullets">
            {notable.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel id="figures" title="누가 얼마나">
        <Table
          stacks
          caption={`${month} 접속자마다`}
          columns={[
            {
              head: '접속자',
              isRowHead: true,
              cell: ({ actorKind, actorId, actorLabel }: ActorFigures) => (
                <a className="ma-row-link" href={withQuery('/audit', { actorId })}>
                  {actorLabel ?? ACTOR_KINDS[actorKind] ?? actorKind}
                </a>
              ),
            },
            { head: '기록', kind: 'number', cell: ({ entries }) => count(entries) },
            { head: '본 사람', kind: 'number', cell: ({ subjects }) => count(subjects) },
            { head: '하루 가장 많이', kind: 'number', cell: ({ mostOnOneDay }) => count(mostOnOneDay) },
            { head: '가림 해제', kind: 'number', cell: ({ unmasked }) => count(unmasked) },
            { head: '내려받기', kind: 'number', cell: ({ downloads }) => count(downloads) },
            { head: '업무시간 밖', kind: 'number', cell: ({ atOddHours }) => count(atOddHours) },
            { head: '로그인 실패', kind: 'number', cell: ({ failedLogins }) => count(failedLogins) },
            { head: '접속한 곳', kind: 'number', cell: ({ addresses }) => count(addresses) },
          ]}
          rows={figures}
          rowKey={({ actorKind, actorId }) => `${actorKind} ${actorId}`}
          empty={<EmptyState title="이 달에는 기록이 없습니다" />}
        />
      </Panel>
      {signs && reviewedAt === null && (
        <Panel id="sign" title="점검 마치기">
          <ActForm action="/audit/review" act={`${month} 점검 마치기`} hidden={{ month }}>
            <FormField
              id="note"
              label="살펴본 것과 결과"
              error={faults?.note}
              hint="마치면 이 달의 숫자가 그대로 남습니다."
            >
              <TextArea id="note" name="note" rows={4} required minLength={5} maxLength={2000} />
            </FormField>
          </ActForm>
        </Panel>
      )}
    </StaffPage>
  );
}

/** Whether the chain of the trail is whole. */
export function AuditVerifyPage({ frame, verdict }: { frame: StaffFrame; verdict: ChainVerdict | null }): ReactElement {
  return (
    <StaffPage frame={frame} title="접속기록 위변조 점검">
      <AuditTabs current="/audit/verify" />
      {verdict !== null && (
        <>
          <div className="ma-answer">
            {verdict.intact ? (
              <Notice tone="success" title="접속기록이 온전합니다" isAlert>
                봉인 {count(verdict.checked)}개를 모두 확인했습니다.
              </Notice>
            ) : (
              <Notice tone="danger" title="접속기록이 바뀌었거나 빠졌습니다" isAlert>
                아래 기록을 남겨 두고 개인정보 보호책임자에게 바로 알려 주세요.
              </Notice>
            )}
          </div>
          <Panel id="verdict" title="점검 결과">
            <dl className="ma-pairs">
              <div>
                <dt>마지막 봉인</dt>
                <dd>
                  {count(verdict.headPosition)}번째
                  {verdict.headHash !== null && <span className="ma-why ma-trace">{verdict.headHash}</span>}
                </dd>
              </div>
              <div>
                <dt>봉인 대기</dt>
                <dd>{count(verdict.waiting)}건</dd>
              </div>
            </dl>
            <p className="ma-note">마지막 봉인을 다른 곳에 적어 두면, 뒤를 잘라 낸 것도 알 수 있습니다.</p>
            {verdict.faults.length > 0 && (
              <Table
                stacks
                caption="잘못된 기록"
                columns={[
                  {
                    head: '기록',
                    isRowHead: true,
                    cell: ({ auditId }: ChainVerdict['faults'][number]) => auditId,
                  },
                  { head: '봉인', kind: 'number', cell: ({ position }) => position ?? '–' },
                  { head: '무엇이', cell: ({ fault }) => FAULT_WORDS[fault] ?? fault },
                ]}
                rows={verdict.faults}
                rowKey={({ auditId, fault }) => `${auditId} ${fault}`}
                empty={null}
              />
            )}
          </Panel>
        </>
      )}
      <Panel id="verify" title="처음부터 끝까지 확인">
        <p className="ma-note">
          모든 기록을 읽어 봉인과 견줍니다. 백만 건에 몇 초 걸립니다. 점검한 것도 접속기록에 남습니다.
        </p>
        <ActForm action="/audit/verify" act="위변조 점검하기" answersAtOnce />
      </Panel>
    </StaffPage>
  );
}
