import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readWordings } from '../config/seed/index.js';

const program = globSync('dist/program/**/*.js').map((file) => ({ file, text: readFileSync(file, 'utf8') }));

it('holds one copy of what all must share: nothing asks for another while the program runs', () => {
  expect(program.length).toBeGreaterThan(5);
  const asks = /\brequire\w*\("(typeorm|class-validator|class-transformer\/cjs\/storage|pg)"\)/;
  expect(program.filter(({ text }) => asks.test(text)).map(({ file }) => file)).toEqual([]);
});

it('takes one byte a character: whatever lies beyond ASCII is escaped', () => {
  expect(program.filter(({ text }) => /[\u0080-\uffff]/.test(text)).map(({ file }) => file)).toEqual([]);
});

it('holds the seed as data', () => {
  const { code } = readWordings('ko')[0]!;
  expect(program.some(({ text }) => text.includes('wordings.ko.yaml') && text.includes(code))).toBe(true);
});
