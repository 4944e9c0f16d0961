import { expect, it } from 'vitest';
import { ReadTogether } from './read-together.js';

it('reads in one set what is asked for while another is read, and answers each its own', async () => {
  const sets: number[][] = [];
  const together = new ReadTogether(async (keys: number[]) => {
    sets.push(keys);
    return keys.map((key) => key * 10);
  });
  expect(await Promise.all([1, 2, 3].map((key) => together.of(key)))).toEqual([10, 20, 30]);
  expect(await together.of(4)).toBe(40);
  expect(sets).toEqual([[1, 2, 3], [4]]);
});

it('fails alone what cannot be read, and goes on', async () => {
  const together = new ReadTogether(async (keys: number[]) => {
    if (keys.includes(2)) throw new Error('cannot be read');
    return keys;
  });
  const answers = await Promise.allSettled([1, 2, 3].map((key) => together.of(key)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await together.of(5)).toBe(5);
});
