import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import { countedHref, type CaseFilters } from './case-links.js';
import { dayOf, fullDayOf } from './dates.js';
import { count } from './figures.js';

export interface TrendDay {
  /** `YYYY-MM-DD` in KST. */
  date: string;
  received: number;
  completed: number;
}

/** Height of the drawing; widths are shares, so that letters keep their size on every screen. */
const TOP = 14;
const FLOOR = 150;
const HEIGHT = 172;
/** Share of the width that the scale's figures take, at the left. */
const MARGIN = 6;

/** The next round number at or above: 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? power * 10;
}

/** Received and completed, day by day, with the same figures as a table under it. */
export function TrendChart({ days, own }: { days: TrendDay[]; own: CaseFilters }): ReactElement {
  if (days.length === 0) return <EmptyState title="아직 접수된 민원이 없습니다" />;
  const top = roundUp(Math.max(...days.flatMap(({ received, completed }) => [received, completed])));
  const slot = (100 - MARGIN) / days.length;
  const y = (value: number): number => FLOOR - (value / top) * (FLOOR - TOP);
  const every = Math.ceil(days.length / 7);
  const total = (key: 'received' | 'completed'): number => days.reduce((sum, day) => sum + day[key], 0);
  return (
    <>
      <ul className="ma-legend-list">
        <li>
          <Swatch kind="received" /> 접수 {count(total('received'))}건
        </li>
        <li>
          <Swatch kind="completed" /> 처리 {count(total('completed'))}건
        </li>
      </ul>
      <svg
        className="ma-trend"
        width="100%"
        height={HEIGHT}
        role="img"
        aria-label={`최근 ${days.length}일 동안 접수 ${count(total('received'))}건, 처리 ${count(total('completed'))}건. 날마다의 수는 아래 표에 있습니다.`}
      >
        {[top, top / 2, 0].map((value) => (
          <g key={value}>
            <line className="ma-grid" x1={`${MARGIN}%`} x2="100%" y1={y(value)} y2={y(value)} />
            {Number.isInteger(value) && (
              <text className="ma-axis" x="0" y={y(value) + 4}>
                {count(value)}
              </text>
            )}
          </g>
        ))}
        {days.map(({ date, received, completed }, index) => (
          <g key={date}>
            <rect
              className="ma-trend-received"
              x={`${MARGIN + index * slot + slot * 0.16}%`}
              width={`${slot * 0.32}%`}
              y={y(received)}
              height={FLOOR - y(received)}
            >
              <title>{`${dayOf(date)} 접수 ${count(received)}건`}</title>
            </rect>
            <rect
              className="ma-trend-completed"
              x={`${MARGIN + index * slot + slot * 0.52}%`}
              width={`${slot * 0.32}%`}
              y={y(completed)}
              height={FLOOR - y(completed)}
            >
              <title>{`${dayOf(date)} 처리 ${count(completed)}건`}</title>
            </rect>
            {index % every === 0 && (
              <text
                className="ma-axis is-day"
                x={`${MARGIN + index * slot + slot / 2}%`}
                y={HEIGHT - 6}
                textAnchor="middle"
              >
                {date.slice(5).replace('-', '/')}
              </text>
            )}
          </g>
        ))}
      </svg>
      <details className="ma-fold-table">
        <summary>표로 보기</summary>
        <Table
          caption="날마다 접수하고 처리한 민원 수"
          columns={[
            { head: '날짜', isRowHead: true, cell: ({ date }: TrendDay) => fullDayOf(date) },
            {
              head: '접수',
              kind: 'number',
              cell: ({ date, received }) => (
                <a className="ma-count" href={countedHref({ ...own, receivedFrom: date, receivedTo: date })}>
                  {count(received)}
                </a>
              ),
            },
            {
              head: '처리',
              kind: 'number',
              cell: ({ date, completed }) => (
                <a className="ma-count" href={countedHref({ ...own, completedFrom: date, completedTo: date })}>
                  {count(completed)}
                </a>
              ),
            },
          ]}
          rows={[...days].reverse()}
          rowKey={({ date }) => date}
          empty=""
        />
      </details>
    </>
  );
}

function Swatch({ kind }: { kind: 'received' | 'completed' }): ReactElement {
  return (
    <svg width="12" height="12" aria-hidden="true" focusable="false">
      <rect className={`ma-trend-${kind}`} width="12" height="12" rx="2" />
    </svg>
  );
}
