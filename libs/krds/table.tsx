import type { ReactElement, ReactNode } from 'react';
import type { KeptMarkup } from './kept-markup.js';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, in figures of equal width; acts are left out on paper. */
  kind?: 'text' | 'number' | 'wide' | 'act';
  /** This column names the row. */
  isRowHead?: boolean;
}

interface TableProps<Row> {
  /** Read out before the table; not seen. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  rowClass?: (row: Row) => string | undefined;
  /** Of long tables that are asked for again and again: rows are kept as HTML. */
  keep?: KeptRows<Row>;
  /** Stands in place of the table when there are no rows. */
  empty: ReactNode;
  foot?: ReactNode;
  /** On phones each row becomes a card, its cells labelled, instead of a table to be pushed sideways. */
  stacks?: boolean;
}

/** Where rows are kept, and all that the HTML of one depends on. */
interface KeptRows<Row> {
  markup: KeptMarkup;
  keyOf: (row: Row) => string;
}

const CELL = { text: undefined, number: 'is-number', wide: 'is-wide', act: 'is-act' } as const;

/** `.krds-table-wrap > table.tbl.data`. Scrolls inside itself on a narrow screen, reachable by keyboard. */
export function Table<Row>(props: TableProps<Row>): ReactElement {
  const { caption, columns, rows, rowKey, rowClass, keep, empty, foot, stacks } = props;
  const rowOf = (row: Row): ReactElement => (
    <tr key={rowKey(row)} className={rowClass?.(row)}>
      {columns.map(({ head, cell, kind, isRowHead }, index) =>
        isRowHead ? (
          <th key={index} scope="row" className={CELL[kind ?? 'text']}>
            {cell(row)}
          </th>
        ) : (
          <td key={index} className={CELL[kind ?? 'text']} data-label={head}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  );
  if (rows.length === 0) return <div className="ma-empty">{empty}</div>;
  return (
    <div
      className={stacks ? 'krds-table-wrap ma-stack' : 'krds-table-wrap mob-scroll'}
      role="region"
      aria-label={caption}
      tabIndex={0}
    >
      <table className="tbl col data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, kind }, index) => (
              <th key={index} scope="col" className={CELL[kind ?? 'text']}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {keep === undefined ? (
          <tbody>{rows.map(rowOf)}</tbody>
        ) : (
          <tbody
            dangerouslySetInnerHTML={{
              __html: rows.reduce((html, row) => html + keep.markup.of(keep.keyOf(row), () => rowOf(row)), ''),
            }}
          />
        )}
        {foot}
      </table>
    </div>
  );
}
