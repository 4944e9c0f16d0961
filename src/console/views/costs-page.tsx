import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import type { CostRow } from '../../messaging/index.js';
import { count } from './figures.js';
import { vendorName } from './gateway-words.js';
import { PeriodFilter } from './period-filter.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { CHANNEL_NAMES } from './words.js';

interface CostsPageProps {
  frame: StaffFrame;
  rows: CostRow[];
  /** Months `YYYY-MM`, both included. */
  chosen: { from: string; to: string };
  problem?: string;
}

/** What sending costs, by month, vendor and channel, the newest month first. */
export function CostsPage({ frame, rows, chosen, problem }: CostsPageProps): ReactElement {
  const won = rows.reduce((sum, row) => sum + row.won, 0);
  const messages = rows.reduce((sum, row) => sum + row.messages, 0);
  return (
    <StaffPage frame={frame} title="발송 비용">
      <PeriodFilter action="/reports/costs" unit="month" departments={[]} {...{ chosen, problem }} />
      <Panel
        id="costs"
        title={`${chosen.from} ~ ${chosen.to}: ${count(messages)}건, ${count(Math.round(won))}원(부가세 별도)`}
      >
        <p className="ma-note">
          전달된 메시지와 결과를 알 수 없는 메시지를 셉니다. 실패한 메시지는 청구되지 않습니다. 단가는 발송 게이트웨이에
          적은 계약 단가이며, 적지 않은 달은 예시 단가입니다.
        </p>
        <Table
          stacks
          caption="월별 발송 비용"
          columns={[
            { head: '월', isRowHead: true, cell: ({ month }: CostRow) => month },
            { head: '업체', cell: ({ vendor }) => vendorName(vendor) },
            { head: '수단', cell: ({ channel }) => CHANNEL_NAMES[channel] },
            { head: '청구 대상', kind: 'number', cell: (row) => count(row.messages) },
            { head: '전달', kind: 'number', cell: ({ delivered }) => count(delivered) },
            { head: '단가(원)', kind: 'number', cell: ({ wonPerMessage }) => count(wonPerMessage) },
            { head: '금액(원)', kind: 'number', cell: (row) => count(Math.round(row.won)) },
          ]}
          rows={rows.toReversed()}
          rowKey={({ month, vendor, channel }) => `${month} ${vendor} ${channel}`}
          empty={<EmptyState title="이 기간에 보낸 메시지가 없습니다" />}
        />
      </Panel>
    </StaffPage>
  );
}
