import type { ReactElement } from 'react';
import { Badge, EmptyState, Pagination, Table, Tabs } from '../../../libs/krds/index.js';
import type { Gap, LinkFile, LinkState, WayHealth, WayRate } from '../../saeol/index.js';
import { Sums } from './act-form.js';
import { withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { duration, WAY_NAMES } from './link-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

const PAGES: [path: string, label: string][] = [
  ['/link', '상태'],
  ['/link/quarantine', '격리함'],
  ['/link/codes', '코드표'],
  ['/link/files', '파일'],
  ['/link/reconciliations', '대조'],
  ['/link/unsent', '늦은 안내'],
];

export function LinkTabs({ current }: { current: string }): ReactElement {
  return <Tabs label="새올 연계" tabs={PAGES.map(([href, label]) => ({ href, label, isCurrent: href === current }))} />;
}

interface LinkPageProps {
  frame: StaffFrame;
  state: LinkState;
  rates: WayRate[];
  gaps: Gap[];
  hasEarlier: boolean;
  nextCursor: string | null;
  /** Machine time. */
  now: Date;
}

/** Screen 16: whether the link lives, and what it waits for. */
export function LinkPage({ frame, state, rates, gaps, hasEarlier, nextCursor, now }: LinkPageProps): ReactElement {
  const rateOf = new Map(rates.map((rate) => [rate.source, rate]));
  const lately = rates.reduce((sum, { lastHour }) => sum + lastHour, 0);
  const since = (iso: string) => duration((now.getTime() - Date.parse(iso)) / 1000);
  return (
    <StaffPage frame={frame} title="새올 연계">
      <LinkTabs current="/link" />
      <Sums
        sums={[
          ['최근 1시간에 받은 기록', `${count(lately)}건`],
          ['적용을 기다림', `${count(state.waiting)}건`],
          [
            '격리',
            <a key="q" className={state.quarantined > 0 ? 'ma-count is-danger' : 'ma-count'} href="/link/quarantine">
              {count(state.quarantined)}건
            </a>,
          ],
          [
            '앞 순번을 기다리는 접수번호',
            `${count(state.gaps)}건`,
            state.oldestGapSince === null ? undefined : `가장 오래된 것 ${since(state.oldestGapSince)}째`,
          ],
        ]}
      />
      <Panel id="ways" title="들어오는 길">
        <Table
          stacks
          caption="들어오는 길과 마지막 기록"
          columns={[
            { head: '길', isRowHead: true, cell: ({ source }: WayHealth) => WAY_NAMES[source] ?? source },
            {
              head: '마지막 기록',
              cell: ({ lastRecordAt }) => (
                <>
                  <time dateTime={lastRecordAt}>{momentOf(lastRecordAt)}</time>
                  <span className="ma-why">{since(lastRecordAt)} 전</span>
                </>
              ),
            },
            { head: '새올에서 여기까지', cell: ({ lagSeconds }) => duration(lagSeconds) },
            { head: '최근 1분', kind: 'number', cell: ({ source }) => count(rateOf.get(source)?.lastMinute ?? 0) },
            { head: '최근 1시간', kind: 'number', cell: ({ source }) => count(rateOf.get(source)?.lastHour ?? 0) },
            { head: '오늘', kind: 'number', cell: ({ source }) => count(rateOf.get(source)?.today ?? 0) },
          ]}
          rows={state.ways}
          rowKey={({ source }) => source}
          empty={
            <EmptyState title="아직 받은 기록이 없습니다">
              <p>새올 쪽 연계를 켜면 첫 기록이 온 때부터 여기 보입니다.</p>
            </EmptyState>
          }
        />
      </Panel>
      <Panel id="gaps" title="앞 순번을 기다리는 접수번호">
        <p className="ma-note">한 민원의 기록은 순번대로 적용합니다. 빠진 순번이 오면 뒤의 것도 바로 적용합니다.</p>
        <Table
          stacks
          caption="앞 순번을 기다리는 접수번호, 오래된 것부터"
          columns={[
            {
              head: '접수번호',
              isRowHead: true,
              cell: ({ receiptNo }: Gap) => <span className="ma-figure">{receiptNo}</span>,
            },
            {
              head: '기다리는 것',
              cell: ({ missing, expected }) => (missing === 'CASE_ROW' ? '민원의 기본 기록' : `${expected}번째 기록`),
            },
            {
              head: '먼저 온 것',
              cell: ({ waiting }) => (waiting.length === 0 ? '–' : waiting.map((one) => `${one}번째`).join(', ')),
            },
            {
              head: '언제부터',
              cell: (gap) => (
                <>
                  <time dateTime={gap.since}>{momentOf(gap.since)}</time>
                  <span className="ma-why">{since(gap.since)}째</span>
                </>
              ),
            },
            {
              head: '격리된 기록',
              cell: ({ receiptNo }) => (
                <a className="ma-text-link" href={withQuery('/link/quarantine', { receiptNo })}>
                  찾아 보기<span className="sr-only">: {receiptNo}</span>
                </a>
              ),
            },
          ]}
          rows={gaps}
          rowKey={({ receiptNo, missing }) => `${receiptNo} ${missing}`}
          empty={<EmptyState title="기다리는 접수번호가 없습니다" />}
        />
        <Pagination
          label="앞 순번을 기다리는 접수번호 쪽"
          firstHref={hasEarlier ? '/link' : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/link', { cursor: nextCursor })}
        />
      </Panel>
    </StaffPage>
  );
}

interface LinkFilesPageProps {
  frame: StaffFrame;
  files: LinkFile[];
  /** Folder where files arrive; null: none do. */
  dropDir: string | null;
  hasEarlier: boolean;
  nextCursor: string | null;
}

const PURPOSES: Record<LinkFile['purpose'], string> = {
  TAKE: '처리 기록',
  OPENING: '처음 들여온 민원',
  RECONCILE: '대조 목록',
};

/** Files that came, and where the rows that could not be taken are. */
export function LinkFilesPage({ frame, files, dropDir, hasEarlier, nextCursor }: LinkFilesPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="새올 연계: 파일">
      <LinkTabs current="/link/files" />
      <Panel id="files" title="받은 파일">
        <p className="ma-note">
          {dropDir === null
            ? '파일을 받는 폴더를 정하지 않았습니다(SAEOL_DROP_DIR). 손으로 들여온 파일만 보입니다.'
            : 'NAME.csv, NAME.csv.sha256, NAME.csv.done 세 파일이 다 오면 읽습니다.'}
        </p>
        <Table
          stacks
          caption="받은 파일, 새것부터"
          columns={[
            {
              head: '파일',
              isRowHead: true,
              cell: ({ name, purpose }: LinkFile) => (
                <>
                  {name}
                  <span className="ma-why">{PURPOSES[purpose]}</span>
                </>
              ),
            },
            {
              head: '상태',
              cell: ({ state }) =>
                state === 'READING' ? <Badge tone="information">읽는 중</Badge> : <Badge tone="success">마침</Badge>,
            },
            { head: '시작', cell: ({ beganAt }) => <time dateTime={beganAt}>{momentOf(beganAt)}</time> },
            { head: '읽은 줄', kind: 'number', cell: ({ lines }) => count(lines) },
            { head: '적용', kind: 'number', cell: ({ accepted }) => count(accepted) },
            { head: '이미 있음', kind: 'number', cell: ({ duplicate }) => count(duplicate) },
            {
              head: '받지 못한 줄',
              kind: 'number',
              cell: ({ name, quarantined }) =>
                quarantined === 0 ? (
                  '0'
                ) : (
                  <a className="ma-text-link" href={withQuery('/link/quarantine', { file: name })}>
                    {count(quarantined)}
                    <span className="sr-only">건, {name}의 줄 보기</span>
                  </a>
                ),
            },
          ]}
          rows={files}
          rowKey={({ id }) => id}
          empty={<EmptyState title="받은 파일이 없습니다" />}
        />
        <Pagination
          label="받은 파일 쪽"
          firstHref={hasEarlier ? '/link/files' : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/link/files', { cursor: nextCursor })}
        />
      </Panel>
    </StaffPage>
  );
}
