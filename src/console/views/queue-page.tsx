import type { ReactElement } from 'react';
import { EmptyState, FormField, LinkButton, Pagination, Table, TextInput } from '../../../libs/krds/index.js';
import type { ParkedJob, QueueCounts } from '../../../libs/events/index.js';
import { toKst } from '../../../libs/clock/index.js';
import { ActButton, ActForm, Done, Refusal, Sums } from './act-form.js';
import { withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { duration } from './link-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

/** Bounded, so that a page of jobs with a thousand events stays a page. */
const SHOWN_EVENTS = 20;

interface QueuePageProps {
  frame: StaffFrame;
  counts: QueueCounts;
  jobs: ParkedJob[];
  hasEarlier: boolean;
  nextAfter: string | null;
  done?: string;
  refusal?: { detail: string };
}

/** Background work: how it does, and what failed so often that it waits for a person. */
export function QueuePage(props: QueuePageProps): ReactElement {
  const { frame, counts, jobs, hasEarlier, nextAfter, done, refusal } = props;
  return (
    <StaffPage frame={frame} title="대기열">
      <Done>{done}</Done>
      <Refusal problem={refusal} />
      <Sums
        sums={[
          ['하는 중', `${count(counts.running)}건`],
          [
            '차례를 기다림',
            `${count(counts.waiting)}건`,
            counts.waiting === 0 ? undefined : `가장 오래된 것 ${duration(counts.oldestSeconds)}째`,
          ],
          [
            '나중에 할 예정',
            `${count(counts.delayed)}건`,
            counts.delayed === 0 ? undefined : '실패했거나, 한꺼번에 많이 바뀌어 잠시 뒤에 합니다',
          ],
          ['멈춰 있음', `${count(counts.parked)}건`],
        ]}
      />
      <Panel
        id="parked"
        title="멈춰 있는 일"
        aside={jobs.length > 1 && <ActButton action="/queue/retry-all" act="모두 다시 하기" about="멈춰 있는 일" />}
      >
        <p className="ma-note">
          여러 번 실패해 사람을 기다리는 일입니다. 원인(데이터베이스, 설정, 프로그램)을 고친 뒤 다시 하세요. 같은 일을
          두 번 해도 결과는 한 번입니다.
        </p>
        <Table
          stacks
          caption="멈춰 있는 일, 오래된 것부터"
          columns={[
            {
              head: '일',
              isRowHead: true,
              cell: ({ id, listener, eventType }: ParkedJob) => (
                <a className="ma-row-link" href={`/queue/${id}`}>
                  {listener}
                  <span className="ma-receipt">{eventType ?? '이 판에는 없는 일'}</span>
                </a>
              ),
            },
            { head: '생긴 때', cell: ({ publishedAt }) => momentOf(toKst(publishedAt)) },
            { head: '사실', kind: 'number', cell: ({ events }) => `${count(events.length)}건` },
            { head: '시도', kind: 'number', cell: ({ attempts }) => `${count(attempts)}번` },
            {
              head: '마지막 오류',
              kind: 'wide',
              cell: ({ lastError }) => lastError ?? '일하던 프로그램이 거듭 멈췄습니다',
            },
            {
              head: '할 일',
              cell: ({ id, listener }) => (
                <span className="ma-row-acts">
                  <ActButton action={`/queue/${id}/retry`} act="다시 하기" about={listener} />
                  <a className="ma-text-link" href={`/queue/${id}`}>
                    버리기<span className="sr-only">: {listener}</span>
                  </a>
                </span>
              ),
            },
          ]}
          rows={jobs}
          rowKey={({ id }) => id}
          empty={<EmptyState title="멈춰 있는 일이 없습니다">모든 일이 제때 끝나고 있습니다.</EmptyState>}
        />
        <Pagination
          label="멈춰 있는 일 쪽"
          firstHref={hasEarlier ? '/queue' : undefined}
          nextHref={nextAfter === null ? undefined : withQuery('/queue', { after: nextAfter })}
        />
      </Panel>
    </StaffPage>
  );
}

interface ParkedJobPageProps {
  frame: StaffFrame;
  job: ParkedJob;
  faults?: Record<string, string>;
}

/** One job that waits for a person. */
export function ParkedJobPage({ frame, job, faults }: ParkedJobPageProps): ReactElement {
  const { id, listener, eventType, events, attempts, lastError, publishedAt } = job;
  return (
    <StaffPage frame={frame} title="멈춰 있는 일">
      <div className="ma-desk">
        <div>
          <Panel id="what" title={listener}>
            <dl className="ma-pairs">
              <div>
                <dt>사실</dt>
                <dd>
                  {eventType ?? '이 판에는 없는 일'} {count(events.length)}건
                </dd>
              </div>
              <div>
                <dt>생긴 때</dt>
                <dd>{momentOf(toKst(publishedAt))}</dd>
              </div>
              <div>
                <dt>시도</dt>
                <dd>{count(attempts)}번</dd>
              </div>
              <div>
                <dt>오류</dt>
                <dd>{lastError ?? '일하던 프로그램이 거듭 멈췄습니다'}</dd>
              </div>
            </dl>
          </Panel>
          <Panel id="events" title="담긴 사실">
            <pre className="ma-json">{JSON.stringify(events.slice(0, SHOWN_EVENTS), null, 2)}</pre>
            {events.length > SHOWN_EVENTS && <p className="ma-note">처음 {SHOWN_EVENTS}건만 보입니다.</p>}
          </Panel>
        </div>
        <div>
          <Panel id="retry" title="다시 하기">
            <p className="ma-note">처음부터 다시 시도합니다.</p>
            <ActButton action={`/queue/${id}/retry`} act="다시 하기" about={listener} tone="primary" />
          </Panel>
          <Panel id="discard" title="버리기">
            <ActForm action={`/queue/${id}/discard`} act="이 일 버리기" tone="secondary">
              <FormField
                id="reason"
                label="버리는 사유"
                error={faults?.reason}
                hint="되돌릴 수 없습니다. 이 일이 하려던 안내나 집계는 하지 않습니다."
              >
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
          <LinkButton href="/queue" size="small">
            대기열로
          </LinkButton>
        </div>
      </div>
    </StaffPage>
  );
}
