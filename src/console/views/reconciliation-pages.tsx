import type { ReactElement } from 'react';
import { Badge, EmptyState, LinkButton, Pagination, Table, Tabs } from '../../../libs/krds/index.js';
import type { Finding, Reconciliation } from '../../saeol/index.js';
import type { Occasion, RecipientKind } from '../../messaging/index.js';
import { ActForm, Done, Refusal, Sums } from './act-form.js';
import { caseHref, withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { LinkTabs } from './link-page.js';
import { FINDING_NAMES } from './link-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { OCCASION_NAMES, RECIPIENT_NAMES } from './words.js';

const PATH = '/link/reconciliations';

interface ReconciliationsPageProps {
  frame: StaffFrame;
  reports: Reconciliation[];
  hasEarlier: boolean;
  nextCursor: string | null;
}

/** Comparisons with listings from Saeol. */
export function ReconciliationsPage(props: ReconciliationsPageProps): ReactElement {
  const { frame, reports, hasEarlier, nextCursor } = props;
  return (
    <StaffPage frame={frame} title="새올과 대조">
      <LinkTabs current={PATH} />
      <Panel id="reports" title="대조 보고">
        <p className="ma-note">
          새올의 처리 중 목록(listing으로 시작하는 파일이나 연계 테이블)과 여기의 민원을 견줍니다. 날마다 한 번, 또는
          목록이 올 때 합니다.
        </p>
        <Table
          stacks
          caption="대조 보고, 새것부터"
          columns={[
            {
              head: '때',
              isRowHead: true,
              cell: ({ id, beganAt, source }: Reconciliation) => (
                <a className="ma-row-link" href={`${PATH}/${id}`}>
                  {momentOf(beganAt)}
                  <span className="ma-why">{sourceInWords(source)}</span>
                </a>
              ),
            },
            {
              head: '상태',
              cell: ({ endedAt }) =>
                endedAt === null ? <Badge tone="information">하는 중</Badge> : <Badge tone="success">마침</Badge>,
            },
            { head: '목록의 줄', kind: 'number', cell: ({ listed }) => count(listed) },
            { head: '여기 없음', kind: 'number', cell: ({ missing }) => <Found n={missing} /> },
            { head: '상태가 다름', kind: 'number', cell: ({ stale }) => <Found n={stale} /> },
            { head: '새올에 없음', kind: 'number', cell: ({ unlisted }) => <Found n={unlisted} /> },
            { head: '못 보낸 안내', kind: 'number', cell: ({ unsent }) => <Found n={unsent} /> },
            { head: '못 읽은 줄', kind: 'number', cell: ({ badRows }) => <Found n={badRows} /> },
          ]}
          rows={reports}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="아직 대조하지 않았습니다">
              <p>새올의 처리 중 목록을 파일로 보내거나 연계 테이블을 연결하면 날마다 대조합니다.</p>
            </EmptyState>
          }
        />
        <Pagination
          label="대조 보고 쪽"
          firstHref={hasEarlier ? PATH : undefined}
          nextHref={nextCursor === null ? undefined : withQuery(PATH, { cursor: nextCursor })}
        />
      </Panel>
    </StaffPage>
  );
}

interface ReconciliationPageProps {
  frame: StaffFrame;
  report: Reconciliation;
  findings: Finding[];
  kind?: Finding['kind'];
  hasEarlier: boolean;
  nextCursor: string | null;
}

/** What one comparison found, and what to do. */
export function ReconciliationPage(props: ReconciliationPageProps): ReactElement {
  const { frame, report, findings, kind, hasEarlier, nextCursor } = props;
  const path = `${PATH}/${report.id}`;
  const counts = { MISSING: report.missing, STALE: report.stale, UNLISTED: report.unlisted, UNSENT: report.unsent };
  return (
    <StaffPage frame={frame} title={`대조: ${momentOf(report.beganAt)}`}>
      <LinkTabs current={PATH} />
      <Sums
        sums={[
          ['견준 목록', sourceInWords(report.source), `${count(report.listed)}줄`],
          ...Object.entries(counts).map(([name, n]): [string, string] => [FINDING_NAMES[name]!.name, `${count(n)}건`]),
          ['못 읽은 줄', `${count(report.badRows)}줄`],
        ]}
      />
      <Tabs
        label="무엇이 다른지"
        tabs={[
          { href: path, label: '모두', isCurrent: kind === undefined },
          ...Object.entries(FINDING_NAMES).map(([one, { name }]) => ({
            href: withQuery(path, { kind: one }),
            label: name,
            isCurrent: one === kind,
          })),
        ]}
      />
      <div className="ma-panel">
        <Table
          stacks
          caption="다른 점"
          columns={[
            {
              head: '접수번호',
              isRowHead: true,
              cell: ({ receiptNo, kind: found }: Finding) =>
                found === 'MISSING' ? (
                  <span className="ma-figure">{receiptNo}</span>
                ) : (
                  <a className="ma-row-link ma-figure" href={caseHref(receiptNo)}>
                    {receiptNo}
                  </a>
                ),
            },
            { head: '무엇이', cell: (row) => FINDING_NAMES[row.kind]!.name },
            { head: '자세히', kind: 'wide', cell: (row) => detailInWords(row) },
            { head: '할 일', kind: 'wide', cell: (row) => FINDING_NAMES[row.kind]!.toDo },
          ]}
          rows={findings}
          rowKey={(row) => `${row.kind} ${row.receiptNo}`}
          empty={<EmptyState title="다른 점이 없습니다">새올과 같습니다.</EmptyState>}
        />
        <Pagination
          label="다른 점 쪽"
          firstHref={hasEarlier ? withQuery(path, { kind }) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery(path, { kind, cursor: nextCursor })}
        />
      </div>
      {report.unsent > 0 && (
        <LinkButton href="/link/unsent" size="small">
          늦은 안내 보기
        </LinkButton>
      )}
    </StaffPage>
  );
}

interface UnsentPageProps {
  frame: StaffFrame;
  count: number;
  /** The first ones. */
  items: { receiptNo: string; occasion: string; recipientKind: string }[];
  /** The same form sent twice sends once. */
  sendKey: string;
  sent?: number;
  refusal?: { detail: string };
}

/** Due notices that were never sent and are still worth sending: first the count, then the act. */
export function UnsentPage({ frame, count: waiting, items, sendKey, sent, refusal }: UnsentPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="늦은 안내">
      <LinkTabs current="/link/unsent" />
      {sent !== undefined && <Done>{`${count(sent)}건을 보냈습니다.`}</Done>}
      <Refusal problem={refusal} />
      <Panel id="unsent" title={`아직 보낼 만한 안내 ${count(waiting)}건`}>
        <p className="ma-note">
          기록이 늦게 와서 저절로 보내지 않은 안내 가운데, 지금 보내도 신청인에게 맞는 것만 셉니다. 이미 지난 단계의
          안내는 들어 있지 않습니다.
        </p>
        {waiting > 0 && (
          <ActForm
            action="/link/unsent"
            act={`${count(waiting)}건 보내기`}
            hidden={{ count: String(waiting), key: sendKey }}
          />
        )}
      </Panel>
      {waiting > 0 && (
        <div className="ma-panel">
          <Table
            stacks
            caption="보낼 안내"
            columns={[
              {
                head: '접수번호',
                isRowHead: true,
                cell: ({ receiptNo }: UnsentPageProps['items'][number]) => (
                  <a className="ma-row-link ma-figure" href={caseHref(receiptNo)}>
                    {receiptNo}
                  </a>
                ),
              },
              { head: '안내', kind: 'wide', cell: ({ occasion }) => OCCASION_NAMES[occasion as Occasion] ?? occasion },
              {
                head: '받는 분',
                cell: ({ recipientKind }) => RECIPIENT_NAMES[recipientKind as RecipientKind] ?? recipientKind,
              },
            ]}
            rows={items}
            rowKey={(row) => `${row.receiptNo} ${row.occasion} ${row.recipientKind}`}
            empty={null}
          />
          {waiting > items.length && <p className="ma-note">처음 {count(items.length)}건만 보입니다.</p>}
        </div>
      )}
    </StaffPage>
  );
}

function Found({ n }: { n: number }): ReactElement {
  return n === 0 ? <span className="ma-zero">0</span> : <strong className="ma-late">{count(n)}</strong>;
}

function sourceInWords(source: string): string {
  if (source === 'TABLE') return '연계 테이블';
  return source === 'NONE' ? '목록 없음(못 보낸 안내만)' : source;
}

/** What was never sent is told by occasion and recipient, as the API names them. */
function detailInWords({ kind, detail }: Finding): string {
  if (kind !== 'UNSENT') return detail;
  return detail
    .split(', ')
    .map((one) => {
      const [occasion, recipient] = one.split(' ');
      return `${OCCASION_NAMES[occasion as Occasion] ?? occasion}(${RECIPIENT_NAMES[recipient as RecipientKind] ?? recipient})`;
    })
    .join(', ');
}
