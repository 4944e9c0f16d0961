import { expect, it } from 'vitest';
import { ProgressBar } from './saeol-progress.js';

function shown(isTTY: boolean): string {
  let text = '';
  const out = { isTTY, write: (more: string) => (text += more) !== '' };
  const bar = new ProgressBar(out as ConstructorParameters<typeof ProgressBar>[0]);
  for (let rows = 0; rows <= 2_000; rows += 100) bar.show({ bytesRead: rows * 10, bytes: 20_000, rows }, ', all well');
  // The file is read to its end before its last rows are stored.
  bar.show({ bytesRead: 20_000, bytes: 20_000, rows: 2_050 }, ', all well');
  bar.end();
  bar.end();
  return text;
}

it('draws a bar on a terminal, on one line', () => {
  const drawn = shown(true);
  expect(drawn.match(/\n/g)).toHaveLength(1);
  const bars = drawn
    .trim()
    .split('\r')
    .filter((bar) => bar !== '');
  expect(bars[0]).toBe(`[${'.'.repeat(30)}]   0 %  0 rows, all well  `);
  expect(bars[10]).toBe(`[${'#'.repeat(15)}${'.'.repeat(15)}]  50 %  1000 rows, all well  `);
  expect(bars.at(-1)).toBe(`[${'#'.repeat(30)}] 100 %  2050 rows, all well`);
});

it('prints a line each tenth where there is no terminal, and one at the end', () => {
  const lines = shown(false).split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe(' 10 %  200 rows, all well');
  expect(lines.slice(-2)).toEqual(['100 %  2050 rows, all well', '']);
});
