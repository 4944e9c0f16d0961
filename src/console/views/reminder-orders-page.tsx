import type { ReactElement } from 'react';
import { Badge, Button, EmptyState, LinkButton, Notice, Pagination, Table } from '../../../libs/krds/index.js';
import type { OverdueCase } from '../../reporting/index.js';
import { caseHref, withQuery } from './case-links.js';
import { dayOf, fullDayOf, momentOf } from './dates.js';
import { DepartmentFilter } from './department-filter.js';
import { count } from './figures.js';
import { PrintHead } from './print-head.js';
import { ExportLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';

const PATH = '/reports/reminder-orders';

interface ReminderOrdersPageProps {
  frame: StaffFrame;
  /** The longest past first. */
  items: OverdueCase[];
  departments: { code: string; name: string }[];
  departmentCode: string | undefined;
  /** `YYYY-MM-DD`, KST. */
  today: string;
  hasEarlier: boolean;
  nextCursor: string | null;
  problem?: string;
}

/** What is past its statutory deadline, and what the inspector did about it. */
export function ReminderOrdersPage(props: ReminderOrdersPageProps): ReactElement {
  const { frame, items, departments, departmentCode, today, hasEarlier, nextCursor, problem } = props;
  const department = departments.find(({ code }) => code === departmentCode);
  return (
    <StaffPage frame={frame} title="독촉장">
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="조건을 읽지 못했습니다">
          {problem}
        </Notice>
      )}
      <DepartmentFilter action={PATH} departments={departments} chosen={departmentCode} />
      <PrintHead
        title={`독촉 대상 민원 목록${department === undefined ? '' : ` (${department.name})`}`}
        organisation={frame.organisation}
        day={today}
        signers={['민원심사관', '과장']}
      />
      <Panel
        id="overdue"
        title="법정 처리기한이 지난 민원"
        aside={<ExportLink view="reminder-orders" conditions={{ departmentCode }} />}
      >
        <p className="ma-note">
          민원심사관은 처리기간이 지난 민원을 바로 처리하도록 독촉장을 발부할 수 있습니다(시행령 제28조). 보완을
          기다리는 민원은 들어 있지 않습니다.
        </p>
        <Table
          stacks
          caption="법정 처리기한이 지난 민원, 오래된 순서"
          columns={[
            {
              head: '민원',
              isRowHead: true,
              kind: 'wide',
              cell: ({ receiptNo, petitionName }: OverdueCase) => (
                <a className="ma-row-link" href={caseHref(receiptNo)}>
                  {petitionName}
                  <span className="ma-receipt">{receiptNo}</span>
                </a>
              ),
            },
            {
              head: '담당',
              cell: ({ departmentName, officer }) => (
                <>
                  {departmentName} <br />
                  {officer?.name ?? <span className="ma-unassigned">담당자 없음</span>}
                </>
              ),
            },
            { head: '접수', cell: ({ receivedAt }) => <time dateTime={receivedAt}>{dayOf(receivedAt)}</time> },
            {
              head: '법정 기한',
              cell: ({ dueAt }) => (
                <time className="ma-moment" dateTime={dueAt}>
                  {fullDayOf(dueAt)}
                </time>
              ),
            },
            {
              head: '지난 기간',
              kind: 'number',
              cell: ({ daysOver }) => <strong className="ma-late">{overBy(daysOver)}</strong>,
            },
            { head: '독촉', cell: ({ orders }) => <Issued orders={orders} /> },
            {
              head: '독촉장',
              kind: 'act',
              cell: ({ receiptNo }) => (
                <LinkButton href={`${PATH}/${receiptNo}`} size="xsmall" tone="tertiary">
                  독촉장 보기<span className="sr-only">: {receiptNo}</span>
                </LinkButton>
              ),
            },
          ]}
          rows={items}
          rowKey={({ receiptNo }) => receiptNo}
          empty={<EmptyState title="법정 처리기한이 지난 민원이 없습니다" />}
        />
        {(hasEarlier || nextCursor !== null) && (
          <p className="ma-note ma-print-only">목록이 여러 쪽입니다. 나머지는 다음 쪽에서 인쇄해 주세요.</p>
        )}
        <Pagination
          label="독촉장 대상 쪽"
          firstHref={hasEarlier ? withQuery(PATH, { departmentCode }) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery(PATH, { departmentCode, cursor: nextCursor })}
        />
      </Panel>
    </StaffPage>
  );
}

function Issued({ orders }: Pick<OverdueCase, 'orders'>): ReactElement {
  const last = orders.at(-1);
  if (last === undefined) return <span className="ma-zero">없음</span>;
  return (
    <>
      <Badge tone="warning">{count(orders.length)}회</Badge>
      <span className="ma-why">{dayOf(last.issuedAt)}</span>
    </>
  );
}

function overBy(days: number | null): string {
  if (days === null) return '–';
  return days === 0 ? '오늘' : `근무일 ${count(days)}일`;
}

interface ReminderOrderPageProps {
  frame: StaffFrame;
  overdue: OverdueCase;
  /** `YYYY-MM-DD`, KST. */
  today: string;
  mayIssue: boolean;
  /** It was just issued. */
  isDone: boolean;
}

/** One reminder order as a sheet of paper; it is one only once it is issued. */
export function ReminderOrderPage({ frame, overdue, today, mayIssue, isDone }: ReminderOrderPageProps): ReactElement {
  const { receiptNo, petitionName, departmentName, officer, receivedAt, dueAt, daysOver, orders, extensions } = overdue;
  const last = orders.at(-1);
  const isIssuedToday = last?.issuedAt.slice(0, 10) === today;
  const facts: [string, string][] = [
    ['민원 사무', petitionName],
    ['접수번호', receiptNo],
    ['접수 일시', momentOf(receivedAt)],
    ['법정 처리기한', momentOf(dueAt)],
    ['지난 기간', overBy(daysOver)],
    ['기간 연장', extensions === 0 ? '없음' : `${extensions}회`],
    ['담당', `${departmentName} ${officer?.name ?? '(담당자 지정 전)'}`],
  ];
  return (
    <StaffPage frame={frame} title="독촉장">
      {isDone && <Notice tone="success" isAlert title="독촉장을 발부한 것으로 남겼습니다" />}
      {last === undefined && (
        <Notice tone="information" title="아직 발부하지 않은 독촉장입니다">
          내용을 확인하고 발부하면 발부한 날이 들어가고 이력에 남습니다.
        </Notice>
      )}
      <PrintHead organisation={frame.organisation} day={today} signers={['민원심사관', '과장']} />
      <div className="ma-sheet">
        <article className="ma-letter">
          <h2>독 촉 장</h2>
          <p>
            수신: <strong>{departmentName}장</strong>
          </p>
          <table>
            <caption className="sr-only">처리기한이 지난 민원</caption>
            <tbody>
              {facts.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>
            위 민원의 처리기간이 지났으므로 「민원 처리에 관한 법률 시행령」 제28조에 따라 독촉하니, 지체 없이 처리하고
            그 결과를 알려 주시기 바랍니다.
          </p>
          <p className="ma-letter-day">{last === undefined ? '발부 전' : fullDayOf(last.issuedAt)}</p>
          <p className="ma-letter-from">{frame.organisation} 민원심사관</p>
        </article>
        <div>
          {mayIssue && !isIssuedToday && (
            <form className="ma-acts ma-screen-only" method="post" action={`${PATH}/${receiptNo}`}>
              <Button>{last === undefined ? '독촉장 발부하기' : '한 번 더 발부하기'}</Button>
              <LinkButton href={PATH} tone="tertiary">
                목록으로
              </LinkButton>
            </form>
          )}
          {orders.length > 0 && (
            <Panel id="orders" title="발부 이력" className="ma-screen-only">
              <ul className="ma-plain-list">
                {orders.map(({ issuedAt, daysOver: over }) => (
                  <li key={issuedAt}>
                    {momentOf(issuedAt)} <span className="ma-why">그때 지난 기간: {overBy(over)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      </div>
    </StaffPage>
  );
}
