import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import type { ChangePreview } from '../../cases/index.js';
import { Sums } from './act-form.js';
import { caseHref } from './case-links.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { Panel } from './staff-page.js';

/** Which open deadlines move if an edit of the calendar is confirmed; nothing has been changed yet. */
export function MovesPreview({ preview }: { preview: ChangePreview }): ReactElement {
  const { examined, moving, told, moves } = preview;
  return (
    <Panel id="moves" title="처리 중인 민원의 기한">
      <Sums
        sums={[
          ['살펴본 민원', `${count(examined)}건`],
          ['기한이 옮겨지는 민원', `${count(moving)}건`],
          ['안내를 받는 민원', `${count(told)}건`, '알려 드린 날짜가 바뀌는 신청인에게만 보냅니다'],
        ]}
      />
      <Table
        stacks
        caption="기한이 옮겨지는 민원"
        columns={[
          {
            head: '접수번호',
            isRowHead: true,
            cell: ({ receiptNo }: Move) => (
              <a className="ma-row-link ma-figure" href={caseHref(receiptNo)}>
                {receiptNo}
              </a>
            ),
          },
          { head: '지금 기한', cell: (move) => <When move={move} side="from" /> },
          { head: '바뀐 뒤', cell: (move) => <When move={move} side="to" /> },
          { head: '안내', cell: (move) => (move.told ? '보냄' : <span className="ma-zero">보내지 않음</span>) },
        ]}
        rows={moves}
        rowKey={({ receiptNo }) => receiptNo}
        empty={<EmptyState title="옮겨지는 기한이 없습니다">지금 처리 중인 민원의 날짜는 그대로입니다.</EmptyState>}
      />
      {moving > moves.length && moves.length > 0 && (
        <p className="ma-note">
          처음 {count(moves.length)}건만 보입니다. 나머지 {count(moving - moves.length)}건도 함께 옮겨집니다.
        </p>
      )}
    </Panel>
  );
}

type Move = ChangePreview['moves'][number];

/** The date that citizens were told; where that one stays, the statutory one, which is what moves. */
function When({ move, side }: { move: Move; side: 'from' | 'to' }): ReactElement {
  const told = move.from.targetAt !== move.to.targetAt;
  const at = told ? move[side].targetAt : move[side].dueAt;
  if (at === null) return <span className="ma-unassigned">미정</span>;
  return (
    <>
      {!told && <span className="ma-why is-inline">법정 </span>}
      <time dateTime={at}>{side === 'to' ? <strong>{momentOf(at)}</strong> : momentOf(at)}</time>
    </>
  );
}
