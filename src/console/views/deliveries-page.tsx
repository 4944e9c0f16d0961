import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import type { Channel } from '../../messaging/index.js';
import type { ChannelEnds, DeliveryReportRow, Report } from '../../reporting/index.js';
import { withQuery } from './case-links.js';
import { CountLink, count, percent, ShareBar } from './figures.js';
import type { MessageFilters } from './message-log-page.js';
import { PeriodFilter, type ChosenPeriod } from './period-filter.js';
import { ExportLink, Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { CHANNEL_NAMES, MISS_REASONS, OCCASION_NAMES } from './words.js';

interface DeliveriesPageProps {
  frame: StaffFrame;
  report: Report<DeliveryReportRow> & { causes: { cause: string; n: number }[] };
  departments: { code: string; name: string }[];
  chosen: ChosenPeriod;
  problem?: string;
}

/** How notices ended, occasion by occasion: by which channel, over which fallbacks, and why not. */
export function DeliveriesPage({ frame, report, departments, chosen, problem }: DeliveriesPageProps): ReactElement {
  const { from, to, rows, causes } = report;
  const failures = causes.reduce((sum, { n }) => sum + n, 0);
  const logHref = (conditions: MessageFilters) =>
    withQuery('/messages', { departmentCode: chosen.departmentCode, ...conditions, endedFrom: from, endedTo: to });
  return (
    <StaffPage frame={frame} title="알림 전달">
      <PeriodFilter action="/reports/deliveries" unit="day" {...{ departments, chosen, problem }} />
      <Panel
        id="deliveries"
        title={`${from} ~ ${to} 끝난 알림`}
        aside={<ExportLink view="deliveries" conditions={chosen} />}
      >
        <Table
          stacks
          caption="안내별 전달"
          columns={[
            { head: '안내', isRowHead: true, cell: ({ occasion }: DeliveryReportRow) => OCCASION_NAMES[occasion] },
            { head: '보냄', kind: 'number', cell: ({ delivered, failed }) => count(delivered + failed) },
            {
              head: '전달',
              kind: 'number',
              cell: ({ occasion, delivered }) => (
                <CountLink value={delivered} href={logHref({ occasion, status: 'DELIVERED' })} />
              ),
            },
            {
              head: '전달률',
              kind: 'number',
              cell: ({ delivered, failed }) => (
                <>
                  <span className="ma-figure">{percent({ num: delivered, den: delivered + failed }) ?? '–'}</span>
                  <ShareBar num={delivered} den={delivered + failed} />
                </>
              ),
            },
            { head: '수단', cell: (row) => <Channels row={row} href={logHref} /> },
            {
              head: '전달 실패',
              kind: 'number',
              cell: ({ occasion, failed }) => (
                <CountLink value={failed} tone="danger" href={logHref({ occasion, status: 'FAILED' })} />
              ),
            },
            {
              head: '보내지 않음',
              kind: 'number',
              cell: ({ occasion, dropped }) => (
                <CountLink value={dropped} href={logHref({ occasion, status: 'DROPPED' })} />
              ),
            },
            {
              head: '사유',
              cell: ({ occasion, reasons }) =>
                Object.keys(reasons).length > 0 && (
                  <ul>
                    {Object.entries(reasons).map(([reason, n]) => (
                      <li key={reason}>
                        {MISS_REASONS[reason] ?? reason}{' '}
                        <CountLink value={n} href={logHref({ occasion, statusReason: reason })} />
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
          rows={inOrder(rows)}
          rowKey={({ occasion }) => occasion}
          empty={<EmptyState title="이 기간에 끝난 알림이 없습니다" />}
        />
      </Panel>
      <Panel id="causes" title="전달되지 않은 원인">
        <Table
          caption="전달 실패의 원인"
          columns={[
            { head: '원인', isRowHead: true, cell: ({ cause }: { cause: string; n: number }) => cause },
            { head: '건수', kind: 'number', cell: ({ n }) => count(n) },
            {
              head: '비율',
              kind: 'number',
              cell: ({ n }) => (
                <>
                  <span className="ma-figure">{percent({ num: n, den: failures })}</span>
                  <ShareBar num={n} den={failures} />
                </>
              ),
            },
          ]}
          rows={causes}
          rowKey={({ cause }) => cause}
          empty={<EmptyState title="전달되지 않은 알림이 없습니다" />}
        />
      </Panel>
    </StaffPage>
  );
}

/** As a case goes: from its receipt to the survey, then what officers are told. */
function inOrder(rows: DeliveryReportRow[]): DeliveryReportRow[] {
  const order = Object.keys(OCCASION_NAMES);
  return rows.toSorted((a, b) => order.indexOf(a.occasion) - order.indexOf(b.occasion));
}

interface ChannelsProps {
  row: DeliveryReportRow;
  href: (conditions: MessageFilters) => string;
}

/** `알림톡 120`, `RCS 4`; how many each handed on, and how many it was the last one for. */
function Channels({ row: { occasion, byChannel }, href }: ChannelsProps): ReactElement {
  return (
    <ul>
      {(Object.entries(byChannel) as [Channel, ChannelEnds][]).map(([channel, { delivered, fallback, failed }]) => (
        <li key={channel}>
          {CHANNEL_NAMES[channel]}{' '}
          <CountLink value={delivered} href={href({ occasion, channel, status: 'DELIVERED' })} />
          {fallback > 0 && (
            <span className="ma-why is-inline">
              {' '}
              다음 수단으로 <CountLink value={fallback} href={href({ occasion, handedOnBy: channel })} />
            </span>
          )}
          {failed > 0 && (
            <span className="ma-why is-inline">
              {' '}
              끝내 실패 <CountLink value={failed} tone="danger" href={href({ occasion, lostOn: channel })} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
