import { createElement, type ReactElement } from 'react';
import { Badge, EmptyState, Pagination, Table } from '../../../libs/krds/index.js';
import { Sums } from './act-form.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

/** A change that moves open deadlines, and how far it has come. */
export interface DeadlineChangeView {
  id: string;
  detail: string;
  askedAt: string;
  examined: number;
  moved: number;
  told: number;
  /** null: it goes on. */
  doneAt: string | null;
}

export function DeadlineChangeTable({ changes }: { changes: DeadlineChangeView[] }): ReactElement {
  return (
    <Table
      stacks
      caption="기한을 옮긴 일, 새것부터"
      columns={[
        {
          head: '무엇 때문에',
          isRowHead: true,
          cell: (row: DeadlineChangeView) => (
            <a className="ma-row-link" href={`/deadline-changes/${row.id}`}>
              {row.detail}
              <time className="ma-why" dateTime={row.askedAt}>
                {momentOf(row.askedAt)}
              </time>
            </a>
          ),
        },
        { head: '옮김', kind: 'number', cell: ({ moved }) => `${count(moved)}건` },
        { head: '안내', kind: 'number', cell: ({ told }) => `${count(told)}건` },
        { head: '상태', cell: ({ doneAt }) => <State doneAt={doneAt} /> },
      ]}
      rows={changes}
      rowKey={({ id }) => id}
      empty={<EmptyState title="아직 옮긴 기한이 없습니다" />}
    />
  );
}

function State({ doneAt }: { doneAt: string | null }): ReactElement {
  return doneAt === null ? <Badge tone="information">하는 중</Badge> : <Badge tone="success">마침</Badge>;
}

interface DeadlineChangesPageProps {
  frame: StaffFrame;
  changes: DeadlineChangeView[];
  hasEarlier: boolean;
  nextCursor: string | null;
}

export function DeadlineChangesPage({
  frame,
  changes,
  hasEarlier,
  nextCursor,
}: DeadlineChangesPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="기한을 옮긴 기록">
      <div className="ma-panel">
        <DeadlineChangeTable changes={changes} />
        <Pagination
          label="기한을 옮긴 기록 쪽"
          firstHref={hasEarlier ? '/deadline-changes' : undefined}
          nextHref={nextCursor === null ? undefined : `/deadline-changes?cursor=${nextCursor}`}
        />
      </div>
    </StaffPage>
  );
}

function titleOf({ doneAt, moved }: DeadlineChangeView): string {
  if (doneAt === null) return '기한을 옮기고 있습니다';
  return moved === 0 ? '옮겨진 기한이 없습니다' : '기한을 옮겼습니다';
}

/** One change while its work goes on, and after; it may be left and come back to. */
export function DeadlineChangePage({ frame, change }: { frame: StaffFrame; change: DeadlineChangeView }): ReactElement {
  const { id, detail, askedAt, examined, moved, told, doneAt } = change;
  return (
    <StaffPage frame={frame} title={titleOf(change)} live>
      <Panel id="what" title={detail} aside={<State doneAt={doneAt} />}>
        {doneAt === null && (
          <Watch href={`/deadline-changes/${id}`}>
            처리 중인 민원의 기한을 다시 계산하고 있습니다. 이 화면을 떠나도 일은 계속됩니다.
          </Watch>
        )}
        <Sums
          sums={[
            ['살펴본 민원', `${count(examined)}건`],
            ['기한이 옮겨진 민원', `${count(moved)}건`],
            ['안내를 받는 민원', `${count(told)}건`],
          ]}
        />
        <p className="ma-note">
          시작 <time dateTime={askedAt}>{momentOf(askedAt)}</time>
          {doneAt !== null && (
            <>
              {' '}
              · 마침 <time dateTime={doneAt}>{momentOf(doneAt)}</time>
            </>
          )}
        </p>
        <p className="ma-fields-acts">
          <a className="ma-text-link" href="/holidays">
            휴일
          </a>
          <a className="ma-text-link" href="/deadline-changes">
            기한을 옮긴 기록
          </a>
        </p>
      </Panel>
    </StaffPage>
  );
}

/** Says that work goes on; with scripts the page renews itself until it has ended, without them a link does. */
export function Watch({ href, children }: { href: string; children: string }): ReactElement {
  return createElement(
    'watch-progress',
    { class: 'ma-watch', role: 'status' },
    <span>{children}</span>,
    ' ',
    <a className="ma-text-link" href={href}>
      새로 고침
    </a>,
  );
}
