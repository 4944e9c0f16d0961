import { expect, it } from 'vitest';
import { inTreeOrder } from './department-tree.js';

it('departments stand under the one above, and none is lost whose parent is not there', () => {
  const department = (code: string, parentCode: string | null) => ({
    code,
    name: code,
    phone: null,
    parentCode,
    seenInSaeolOnly: false,
  });
  const tree = inTreeOrder([
    department('1', null),
    department('2', 'gone'),
    department('3', '1'),
    department('4', '3'),
    department('5', '1'),
  ]);
  expect(tree.map(({ code, depth }) => [code, depth])).toEqual([
    ['1', 0],
    ['3', 1],
    ['4', 2],
    ['5', 1],
    ['2', 0],
  ]);
});
