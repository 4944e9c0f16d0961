import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

it.each(['docs/security.md', 'docs/privacy.md'])('every test that %s names is there', async (path) => {
  const text = await readFile(path, 'utf8');
  const named = [...text.matchAll(/`([\w./-]+\.spec\.tsx?) › ([^`]+)`/g)].map(([, file, title]) => ({
    file: file!,
    title: title!,
  }));
  expect(named.length).toBeGreaterThan(20);
  const missing = [];
  for (const { file, title } of named) {
    const source = await readFile(file, 'utf8').catch(() => '');
    if (!source.includes(title)) missing.push(`${file} › ${title}`);
  }
  expect(missing).toEqual([]);
});
