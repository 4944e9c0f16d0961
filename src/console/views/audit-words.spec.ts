import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionInWords } from './audit-words.js';

/** Every action that the program writes into the audit trail, as its source names them. */
function actionsOfTheProgram(): string[] {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(spec|harness|fixture)\.tsx?$/.test(path))
    .map((path) => readFileSync(`src/${path}`, 'utf8'));
  const written = sources.flatMap((text) =>
    [...text.matchAll(/\baction: '([a-z.-]+)'|\bnote\(tx, actor, '([a-z.-]+)'/g)].map(
      ([, plain, noted]) => plain ?? noted!,
    ),
  );
  return [...new Set(written)].sort();
}

describe('an action of the audit trail', () => {
  it.each(actionsOfTheProgram())('%s is said in Korean', (action) => {
    expect(actionInWords(action)).toMatch(/[가-힣]/);
  });
});
