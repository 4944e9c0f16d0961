import type { ReactElement } from 'react';
import { Badge, EmptyState, FormField, LinkButton, Table, TextInput, type Column } from '../../../libs/krds/index.js';
import type { ChangePreview } from '../../cases/index.js';
import { ActForm, Done, Refusal } from './act-form.js';
import { fullDayOf, momentOf } from './dates.js';
import { MovesPreview } from './moves-preview.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

/** An outage of information systems; its bounds are days, both included, or instants. */
export interface OutageView {
  id: string;
  from: string;
  /** null: it goes on. */
  to: string | null;
  note: string | null;
}

/** As it is typed: days, and times where the outage is known to the minute. */
export interface TypedOutage {
  fromDay?: string;
  fromTime?: string;
  toDay?: string;
  toTime?: string;
  note?: string;
}

interface OutagesPageProps {
  frame: StaffFrame;
  outages: OutageView[];
  edits: boolean;
  done?: string;
  faults?: Record<string, string>;
  typed?: TypedOutage;
}

const DONE: Record<string, string> = {
  entered: '장애 기간을 적었습니다. 옮겨지는 기한은 없습니다.',
  removed: '장애 기간을 지웠습니다. 옮겨지는 기한은 없습니다.',
};

const COLUMNS: Column<OutageView>[] = [
  { head: '시작', isRowHead: true, cell: ({ from }) => <Bound at={from} /> },
  {
    head: '끝',
    cell: ({ to }) => (to === null ? <Badge tone="warning">아직 끝나지 않음</Badge> : <Bound at={to} />),
  },
  { head: '무엇이', kind: 'wide', cell: ({ note }) => note ?? <span className="ma-zero">–</span> },
];

const ACTS: Column<OutageView> = {
  head: '할 일',
  cell: ({ id, from }) => (
    <a className="ma-text-link" href={`/outages/${id}/remove`}>
      지우기<span className="sr-only">: {boundInWords(from)}부터의 장애</span>
    </a>
  ),
};

/** Time that no petition answers for: government systems stood still (Decree art. 20). */
export function OutagesPage({ frame, outages, edits, done, faults, typed = {} }: OutagesPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="전산 장애">
      {done !== undefined && <Done>{wordOf(DONE, done)}</Done>}
      <div className={edits ? 'ma-desk' : undefined}>
        <Panel id="outages" title="처리기간에서 빼는 장애 기간">
          <p className="ma-note">
            행정정보시스템 장애로 민원을 처리할 수 없던 때는 처리기간에 넣지 않습니다(시행령 제20조).
          </p>
          <Table
            stacks
            caption="장애 기간, 시작한 순서대로"
            columns={edits ? [...COLUMNS, ACTS] : COLUMNS}
            rows={outages}
            rowKey={({ id }) => id}
            empty={<EmptyState title="적어 둔 장애가 없습니다" />}
          />
        </Panel>
        {edits && (
          <Panel id="enter" title="장애 기간 적기">
            <ActForm method="get" action="/outages/enter" act="옮겨질 기한 먼저 보기">
              <div className="ma-fields-row">
                <FormField id="fromDay" label="시작한 날" error={faults?.fromDay}>
                  <TextInput
                    id="fromDay"
                    name="fromDay"
                    type="date"
                    size="small"
                    required
                    defaultValue={typed.fromDay}
                  />
                </FormField>
                <FormField id="fromTime" label="시각(모르면 비움)" error={faults?.fromTime}>
                  <TextInput id="fromTime" name="fromTime" type="time" size="small" defaultValue={typed.fromTime} />
                </FormField>
              </div>
              <div className="ma-fields-row">
                <FormField id="toDay" label="끝난 날(아직이면 비움)" error={faults?.toDay}>
                  <TextInput id="toDay" name="toDay" type="date" size="small" defaultValue={typed.toDay} />
                </FormField>
                <FormField id="toTime" label="시각(모르면 비움)" error={faults?.toTime}>
                  <TextInput id="toTime" name="toTime" type="time" size="small" defaultValue={typed.toTime} />
                </FormField>
              </div>
              <FormField
                id="note"
                label="무엇이 멈췄는지"
                error={faults?.note}
                hint="같은 시작으로 끝을 다시 적으면 이어지던 장애가 끝납니다."
              >
                <TextInput id="note" name="note" size="small" maxLength={200} defaultValue={typed.note} />
              </FormField>
            </ActForm>
          </Panel>
        )}
      </div>
    </StaffPage>
  );
}

interface OutageEditPageProps {
  frame: StaffFrame;
  /** null: it could not be worked out. */
  outage: Omit<OutageView, 'id'> | null;
  preview: ChangePreview | null;
  /** Where the confirmed act is sent, and what it carries. */
  confirm: { action: string; act: string; hidden: Record<string, string | undefined> };
  refusal?: { detail: string };
}

/** What an outage would move, before it is confirmed. */
export function OutageEditPage({ frame, outage, preview, confirm, refusal }: OutageEditPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="전산 장애: 확인">
      <Refusal problem={refusal} />
      {outage === null || preview === null ? (
        <LinkButton href="/outages" size="small">
          전산 장애 목록으로
        </LinkButton>
      ) : (
        <>
          <Panel
            id="what"
            title={`${boundInWords(outage.from)} ~ ${outage.to === null ? '끝나지 않음' : boundInWords(outage.to)}`}
          >
            <p className="ma-note">
              {outage.note !== null && `${outage.note} · `}아래처럼 기한이 바뀝니다. 아직 아무것도 바꾸지 않았습니다.
            </p>
            <ActForm {...confirm} back="/outages" />
          </Panel>
          <MovesPreview preview={preview} />
        </>
      )}
    </StaffPage>
  );
}

function Bound({ at }: { at: string }): ReactElement {
  return (
    <time className="ma-figure" dateTime={at}>
      {boundInWords(at)}
    </time>
  );
}

function boundInWords(at: string): string {
  return at.length === 10 ? fullDayOf(at) : momentOf(at);
}
