import type { ReactElement } from 'react';
import { EmptyState, Table } from '../../../libs/krds/index.js';
import { countedHref, type CaseFilters } from './case-links.js';
import { dayOf, fullDayOf } from './dates.js';
import { count, CountLink } from './figures.js';

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
const NAMES = { received: '접수', completed: '처리' };
/** Share of the width that the scale's figures take, at the left. */
const MARGIN = 6;

/** The next round number at or above: 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? power * 10;
}

/**
 * Received and completed, day by day, with the same figures as a table under it, each a link there: so the bars are for the eye and
 * the mouse, and out of the way of keyboard and screen reader.
 */
export function TrendChart({ days, own }: { days: TrendDay[]; own: CaseFilters }): ReactElement {
  if (days.length === 0) return <EmptyState title="아직 접수된 민원이 없습니다" />;
  const hrefOf = {
    received: (date: string) => countedHref({ ...own, receivedFrom: date, receivedTo: date }),
    completed: (date: string) => countedHref({ ...own, completedFrom: date, completedTo: date }),
  };
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
      <svg className="ma-trend" width="100%" height={HEIGHT} aria-hidden="true" focusable="false">
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
            {(['received', 'completed'] as const).map((kind) => {
              const value = { received, completed }[kind];
              if (value === 0) return null;
              return (
                <a key={kind} href={hrefOf[kind](date)} tabIndex={-1}>
                  <title>{`${dayOf(date)} ${NAMES[kind]} ${count(value)}건`}</title>
                  <rect
                    className={`ma-trend-${kind}`}
                    x={`${MARGIN + index * slot + slot * { received: 0.16, completed: 0.52 }[kind]}%`}
                    width={`${slot * 0.32}%`}
                    y={y(value)}
                    height={FLOOR - y(value)}
                  />
                </a>
              );
            })}
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
              cell: ({ date, received }) => <CountLink value={received} href={hrefOf.received(date)} />,
            },
            {
              head: '처리',
              kind: 'number',
              cell: ({ date, completed }) => <CountLink value={completed} href={hrefOf.completed(date)} />,
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
