import type { ReactElement } from 'react';
import { Badge, EmptyState, LinkButton, Pagination, Select, Table, TextInput } from '../../../libs/krds/index.js';
import type { Channel, MessageView, StatusReason } from '../../messaging/index.js';
import { Attempts } from './attempts.js';
import { caseHref, noticeHref, withQuery } from './case-links.js';
import { ChosenFilters, KeptFilters, linkedFilters } from './chosen-filters.js';
import { clockOf, dayOf, momentOf } from './dates.js';
import { Filter, FilterBar } from './filter-bar.js';
import { StaffPage, type StaffFrame } from './staff-page.js';
import {
  CHANNEL_NAMES,
  MESSAGE_STATUS,
  OCCASION_NAMES,
  RECIPIENT_NAMES,
  SENDER_PROOFS,
  STATUS_REASONS,
} from './words.js';

export interface MessageFilters {
  receiptNo?: string;
  occasion?: string;
  status?: string;
  channel?: string;
  recipientId?: string;
  departmentCode?: string;
  from?: string;
  to?: string;
  /** Days (KST) on which it ended, both included; then without tests of wordings, which are in no figure. */
  endedFrom?: string;
  endedTo?: string;
  statusReason?: string;
  /** The channel that handed it on to the next one, and the last one of what reached nobody. */
  handedOnBy?: string;
  lostOn?: string;
  /** What waits for an operator's word. */
  held?: 'true';
  /** Blind index of a telephone number, base64url: numbers are in no address. */
  phone?: string;
}

export interface MessageLogPageProps {
  frame: StaffFrame;
  items: MessageView[];
  filters: MessageFilters;
  /** Of the department and the officer among the filters, by code and staff id. */
  names: ReadonlyMap<string, string>;
  hasEarlier: boolean;
  nextCursor: string | null;
  mayResend: boolean;
  problem?: string;
}

const options = (all: string, names: Record<string, string>): { value: string; label: string }[] => [
  { value: '', label: all },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

const STATUS_NAMES = Object.fromEntries(Object.entries(MESSAGE_STATUS).map(([value, { name }]) => [value, name]));

/** Filters that came with a link, or from a search by number, and have no field of their own. */
const linkedWords = (
  names: ReadonlyMap<string, string>,
): { [Name in keyof MessageFilters]?: (value: string) => string } => ({
  recipientId: (value) => `받는 직원 ${names.get(value) ?? value}`,
  departmentCode: (value) => `부서 ${names.get(value) ?? value}`,
  from: (value) => `${momentOf(value)}부터`,
  to: (value) => `${momentOf(value)} 전까지`,
  endedFrom: (value) => `끝난 날 ${value}부터`,
  endedTo: (value) => `끝난 날 ${value}까지`,
  statusReason: (value) => `사유 ${STATUS_REASONS[value as StatusReason] ?? value}`,
  handedOnBy: (value) => `${CHANNEL_NAMES[value as Channel] ?? value}에서 다음 수단으로 넘어감`,
  lostOn: (value) => `${CHANNEL_NAMES[value as Channel] ?? value}까지 전달 실패`,
  held: () => '운영자의 결정을 기다림',
  phone: () => '휴대전화번호로 찾음',
});

/** Screen 12: each notice, what became of it, and every attempt behind it. */
export function MessageLogPage(props: MessageLogPageProps): ReactElement {
  const { frame, items, filters, names, hasEarlier, nextCursor, mayResend, problem } = props;
  const linked = linkedFilters(filters, linkedWords(names));
  const isNarrowed = hasEarlier || Object.values(filters).some((value) => value !== undefined && value !== '');
  return (
    <StaffPage
      frame={frame}
      title="메시지 기록"
      aside={
        mayResend && (
          <LinkButton
            href={withQuery('/messages/resends', { occasion: filters.occasion, channel: filters.channel })}
            size="small"
            tone="tertiary"
          >
            여러 알림 다시 보내기
          </LinkButton>
        )
      }
    >
      <FilterBar action="/messages" act="찾기" method="post">
        <Filter id="q" label="찾기">
          <TextInput
            id="q"
            name="q"
            size="small"
            inputMode="numeric"
            autoComplete="off"
            defaultValue={filters.receiptNo}
            placeholder="접수번호 또는 휴대전화번호"
          />
        </Filter>
        <Filter id="occasion" label="안내">
          <Select
            id="occasion"
            name="occasion"
            size="small"
            value={filters.occasion}
            options={options('모든 안내', OCCASION_NAMES)}
          />
        </Filter>
        <Filter id="status" label="상태">
          <Select
            id="status"
            name="status"
            size="small"
            value={filters.status}
            options={options('모든 상태', STATUS_NAMES)}
          />
        </Filter>
        <Filter id="channel" label="수단">
          <Select
            id="channel"
            name="channel"
            size="small"
            value={filters.channel}
            options={options('모든 수단', CHANNEL_NAMES)}
          />
        </Filter>
        <KeptFilters linked={linked} />
      </FilterBar>
      <ChosenFilters linked={linked} without={(name) => withQuery('/messages', { ...filters, [name]: undefined })} />
      <div className="ma-panel">
        <Table
          stacks
          caption="찾은 메시지, 새것부터"
          columns={[
            {
              head: '때',
              cell: (row: MessageView) => (
                <time className="ma-moment" dateTime={row.createdAt}>
                  {dayOf(row.createdAt)} <br />
                  {clockOf(row.createdAt)}
                </time>
              ),
            },
            {
              head: '안내',
              isRowHead: true,
              kind: 'wide',
              cell: (row) => (
                <>
                  <a className="ma-row-link ma-log-link" href={noticeHref(row.id)}>
                    {OCCASION_NAMES[row.occasion]}
                  </a>
                  {row.receiptNo !== undefined && (
                    <a className="ma-receipt is-link ma-log-link" href={caseHref(row.receiptNo)}>
                      {row.receiptNo}
                    </a>
                  )}
                </>
              ),
            },
            {
              head: '받는 분',
              cell: (row) => (
                <>
                  {RECIPIENT_NAMES[row.recipientKind]} <br />
                  <span className="ma-figure">{row.to ?? '번호 없음'}</span>
                </>
              ),
            },
            {
              head: '상태',
              cell: (row) => (
                <>
                  <Badge tone={MESSAGE_STATUS[row.status].tone}>{MESSAGE_STATUS[row.status].name}</Badge>
                  {row.statusReason !== undefined && <span className="ma-why">{STATUS_REASONS[row.statusReason]}</span>}
                </>
              ),
            },
            {
              head: '수단',
              cell: (row) =>
                row.channel === undefined ? (
                  <span className="ma-zero">–</span>
                ) : (
                  <>
                    {CHANNEL_NAMES[row.channel]}
                    <span className="ma-why">{SENDER_PROOFS[row.senderProof]}</span>
                  </>
                ),
            },
            {
              head: '보낸 과정',
              kind: 'wide',
              cell: (row) =>
                row.attempts.length === 0 ? (
                  <span className="ma-zero">아직 없음</span>
                ) : (
                  <Attempts attempts={row.attempts} />
                ),
            },
          ]}
          rows={items}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title={emptyTitle(problem, isNarrowed)}>
              <p>
                {problem ??
                  (isNarrowed
                    ? '조건을 줄이거나 지우고 다시 찾아 보세요. 볼 수 있는 부서의 메시지만 보입니다.'
                    : '민원이 접수되어 신청인에게 알리면 여기에 보입니다.')}
              </p>
              {(isNarrowed || problem !== undefined) && (
                <LinkButton href="/messages" size="small">
                  모든 메시지 보기
                </LinkButton>
              )}
            </EmptyState>
          }
        />
        <Pagination
          label="메시지 기록 쪽"
          firstHref={hasEarlier ? withQuery('/messages', filters) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/messages', { ...filters, cursor: nextCursor })}
        />
      </div>
    </StaffPage>
  );
}

function emptyTitle(problem: string | undefined, isNarrowed: boolean): string {
  if (problem !== undefined) return '찾지 못했습니다';
  return isNarrowed ? '맞는 메시지가 없습니다' : '아직 보낸 메시지가 없습니다';
}
