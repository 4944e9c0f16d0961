import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { KeptMarkup, Table, type Column } from './index.js';

interface Row {
  code: string;
  name: string;
  n: number;
}

const columns: Column<Row>[] = [
  { head: '부서', isRowHead: true, cell: ({ code, name }) => <a href={`/?code=${code}`}>{name}</a> },
  { head: '합계', kind: 'number', cell: ({ n }) => n },
];
const rows: Row[] = [
  { code: '1', name: '민원과', n: 3 },
  { code: '2', name: '<script>alert("과")</script> & 팀', n: 0 },
];

function htmlOf(shown: Row[], markup?: KeptMarkup): string {
  return renderToStaticMarkup(
    <Table
      caption="부서별 민원 수"
      columns={columns}
      rows={shown}
      rowKey={({ code }) => code}
      rowClass={({ n }) => (n === 0 ? 'is-zero' : undefined)}
      keep={markup && { markup, keyOf: (row) => JSON.stringify(row) }}
      empty="없음"
    />,
  );
}

test('a table whose rows are kept is the same table, each value escaped', () => {
  const markup = new KeptMarkup(10);
  for (let look = 0; look < 2; look += 1) expect(htmlOf(rows, markup)).toBe(htmlOf(rows));
  expect(htmlOf(rows, markup)).toContain('&lt;script&gt;alert(&quot;과&quot;)&lt;/script&gt; &amp; 팀');
  expect(htmlOf([], markup)).toBe(htmlOf([]));
});

test('a row that has changed is shown as it is now, and as it was when it changes back', () => {
  const markup = new KeptMarkup(10);
  const changed = [{ ...rows[0]!, n: 4 }, rows[1]!];
  for (const shown of [rows, changed, rows, changed.toReversed()]) expect(htmlOf(shown, markup)).toBe(htmlOf(shown));
});

test('a part is made once for its key, and what was asked for longest ago goes first', () => {
  const markup = new KeptMarkup(2);
  const made: string[] = [];
  const ask = (key: string) =>
    markup.of(key, () => {
      made.push(key);
      return <b>{key}</b>;
    });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(ask)).toEqual(['a', 'b', 'a', 'c', 'a', 'b'].map((key) => `<b>${key}</b>`));
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
