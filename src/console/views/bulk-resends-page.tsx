import { createElement, type ReactElement } from 'react';
import {
  Badge,
  EmptyState,
  LinkButton,
  Notice,
  Select,
  Table,
  TextInput,
  type Tone,
} from '../../../libs/krds/index.js';
import type { BulkResend } from '../../messaging/index.js';
import { ActForm } from './act-form.js';
import { withQuery } from './case-links.js';
import { fullDayOf, momentOf } from './dates.js';
import { count as figure, ShareBar } from './figures.js';
import { Filter, FilterBar } from './filter-bar.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';
import { CHANNEL_NAMES, OCCASION_NAMES } from './words.js';

/** Conditions as they stand in the address; days are of Korea, the last one included. */
export interface BulkFields {
  occasion?: string;
  channel?: string;
  fromDay?: string;
  toDay?: string;
  counted?: '1';
}

interface BulkResendsPageProps {
  frame: StaffFrame;
  fields: BulkFields;
  /** Null: nothing was counted yet. */
  count: number | null;
  latest: BulkResend[];
  newKey: string;
  problem?: string;
  faults?: Record<string, string>;
}

const choices = (all: string, names: Record<string, string>) => [
  { value: '', label: all },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

/** Counts first, then asks; below, what was asked for before and how far it has come. */
export function BulkResendsPage(props: BulkResendsPageProps): ReactElement {
  const { frame, fields, count, latest, newKey, problem, faults } = props;
  return (
    <StaffPage
      frame={frame}
      title="여러 알림 다시 보내기"
      aside={
        <LinkButton href="/messages" size="small" tone="tertiary">
          메시지 기록으로
        </LinkButton>
      }
    >
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="하지 않았습니다">
          {problem}
        </Notice>
      )}
      <Panel id="count" title="먼저 세어 보기">
        <p className="ma-note">
          어느 수단으로도 닿지 않은 것이 확실한 알림만 셉니다. 받았을지도 모르는 알림, 뒤의 알림이 나간 알림, 수신을
          거부한 번호는 빠집니다.
        </p>
        <FilterBar action="/messages/resends" act="세기">
          <input type="hidden" name="counted" value="1" />
          <Filter id="occasion" label="안내">
            <Select
              id="occasion"
              name="occasion"
              size="small"
              value={fields.occasion}
              options={choices('모든 안내', OCCASION_NAMES)}
            />
          </Filter>
          <Filter id="channel" label="마지막 수단">
            <Select
              id="channel"
              name="channel"
              size="small"
              value={fields.channel}
              options={choices('모든 수단', CHANNEL_NAMES)}
            />
          </Filter>
          <Filter id="fromDay" label="부터">
            <TextInput id="fromDay" name="fromDay" type="date" size="small" defaultValue={fields.fromDay} />
          </Filter>
          <Filter id="toDay" label="까지">
            <TextInput id="toDay" name="toDay" type="date" size="small" defaultValue={fields.toDay} />
          </Filter>
        </FilterBar>
        {count === 0 && <Notice tone="information" title="다시 보낼 알림이 없습니다" />}
        {count !== null && count > 0 && (
          <>
            <Notice tone="warning" title={`알림 ${figure(count)}건을 다시 보낼 수 있습니다`}>
              {wordsOf(fields)} 알림톡부터 다시 시작하고, 늦은 시간이면 아침에 보냅니다.
            </Notice>
            <ActForm
              action="/messages/resends"
              act={`${figure(count)}건 다시 보내기`}
              hidden={{ ...fields, count: String(count), key: newKey }}
              back="/messages/resends"
            >
              <TextField
                name="reason"
                label="사유"
                hint="접속기록에 남습니다."
                required
                maxLength={200}
                faults={faults}
              />
            </ActForm>
          </>
        )}
      </Panel>
      <Panel id="latest" title="다시 보낸 기록">
        <Table
          stacks
          caption="여러 알림을 다시 보낸 기록, 새것부터"
          columns={[
            {
              head: '때',
              isRowHead: true,
              cell: (row: BulkResend) => (
                <a className="ma-row-link ma-log-link" href={`/messages/resends/${row.id}`}>
                  {momentOf(row.createdAt)}
                </a>
              ),
            },
            { head: '상태', cell: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].name}</Badge> },
            {
              head: '보낸 수',
              cell: ({ sent, counted }) => (
                <>
                  <span className="ma-figure">
                    {figure(sent)} / {figure(counted)}건
                  </span>
                  <ShareBar num={sent} den={counted} />
                </>
              ),
            },
            { head: '사유', kind: 'wide', cell: ({ reason }) => reason },
          ]}
          rows={latest}
          rowKey={({ id }) => id}
          empty={<EmptyState title="아직 없습니다" />}
        />
      </Panel>
    </StaffPage>
  );
}

const STATES: Record<BulkResend['state'], { name: string; tone: Tone }> = {
  RUNNING: { name: '보내는 중', tone: 'information' },
  FINISHED: { name: '마침', tone: 'success' },
  STOPPED: { name: '멈춤', tone: 'warning' },
};

function wordsOf({ occasion, channel, fromDay, toDay }: BulkFields): string {
  const parts = [
    occasion === undefined ? '모든 안내' : OCCASION_NAMES[occasion as keyof typeof OCCASION_NAMES],
    channel === undefined ? null : `마지막 수단이 ${CHANNEL_NAMES[channel as keyof typeof CHANNEL_NAMES]}`,
    fromDay === undefined ? null : `${fullDayOf(fromDay)}부터`,
    toDay === undefined ? null : `${fullDayOf(toDay)}까지`,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}.`;
}

/** One bulk resend while it goes on and after: it goes on without this page. */
export function BulkResendPage({ frame, resend }: { frame: StaffFrame; resend: BulkResend }): ReactElement {
  const { id, state, counted, sent, reason, createdAt, finishedAt, filter } = resend;
  const isRunning = state === 'RUNNING';
  const { occasion, channel } = filter;
  return (
    <StaffPage
      frame={frame}
      title="여러 알림 다시 보내기"
      live={isRunning}
      aside={<Badge tone={STATES[state].tone}>{STATES[state].name}</Badge>}
    >
      {isRunning && createElement('watch-progress')}
      <Panel id="progress" title={`${figure(counted)}건 가운데 ${figure(sent)}건을 다시 보냈습니다`}>
        <ShareBar num={sent} den={counted} />
        <p className="ma-note ma-after-bar">
          {isRunning
            ? '이 화면을 떠나도 계속됩니다. 여기로 다시 오면 어디까지 갔는지 보입니다.'
            : state === 'STOPPED'
              ? '나머지는 보내지 않았습니다. 이미 보낸 알림은 그대로 갑니다.'
              : sent < counted
                ? '세고 나서 전달되었거나 뒤의 알림이 나간 것은 빼고 보냈습니다.'
                : '모두 보내기 시작했습니다. 알림마다의 결과는 메시지 기록에 있습니다.'}
        </p>
        <dl className="ma-pairs">
          <div>
            <dt>조건</dt>
            <dd>{wordsOf({ occasion, channel })}</dd>
          </div>
          <div>
            <dt>사유</dt>
            <dd>{reason}</dd>
          </div>
          <div>
            <dt>시작</dt>
            <dd>{momentOf(createdAt)}</dd>
          </div>
          {finishedAt !== null && (
            <div>
              <dt>끝</dt>
              <dd>{momentOf(finishedAt)}</dd>
            </div>
          )}
        </dl>
        <div className="ma-panel-links">
          {isRunning && (
            <>
              <LinkButton href={`/messages/resends/${id}`} size="small" tone="tertiary">
                새로 고침
              </LinkButton>
              <ActForm action={`/messages/resends/${id}/stop`} act="나머지 보내지 않기" tone="tertiary" />
            </>
          )}
          <LinkButton href={withQuery('/messages', { occasion, channel })} size="small" tone="tertiary">
            메시지 기록
          </LinkButton>
          <LinkButton href="/messages/resends" size="small" tone="tertiary">
            다시 보낸 기록
          </LinkButton>
        </div>
      </Panel>
    </StaffPage>
  );
}
