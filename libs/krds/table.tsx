import type { ReactElement, ReactNode } from 'react';

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
  /** Stands in place of the table when there are no rows. */
  empty: ReactNode;
  foot?: ReactNode;
  /** On phones each row becomes a card, its cells labelled, instead of a table to be pushed sideways. */
  stacks?: boolean;
}

const CELL = { text: undefined, number: 'is-number', wide: 'is-wide', act: 'is-act' } as const;

/** `.krds-table-wrap > table.tbl.data`. Scrolls inside itself on a narrow screen, reachable by keyboard. */
export function Table<Row>(props: TableProps<Row>): ReactElement {
  const { caption, columns, rows, rowKey, rowClass, empty, foot, stacks } = props;
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
        <tbody>
          {rows.map((row) => (
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
          ))}
        </tbody>
        {foot}
      </table>
    </div>
  );
}
