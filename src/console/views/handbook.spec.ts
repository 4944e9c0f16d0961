import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MENU } from './menu.js';

const handbook = readFileSync('docs/handbook.ko.md', 'utf8');
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** What a page says with a figure, a month or a name in it: the part that stands in its source. */
const FILLED: Record<string, string> = {
  '3건 모두 보내기': '건 모두 보내기',
  '민원: 파기': '파기',
  '베트남어 초안 만들기': '초안 만들기',
  '이 열의 격리된 기록 다시 적용': '격리된 기록',
  '처음 설정이 6개 남았습니다': '개 남았습니다',
};

it('the handbook names no button, tab or sentence that no page has', () => {
  const pages = inOneLine(
    globSync('{src,libs}/**/*.{ts,tsx}', { exclude: ['**/*.spec.*'] })
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n'),
  );
  const named = [...new Set([...handbook.matchAll(/「([^」]+)」/g)].map(([, words]) => words!))];
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((words) => !pages.includes(FILLED[words] ?? words))).toEqual([]);
});

it('every place in the menu that the handbook sends to is there, and every page of the menu is in the handbook', () => {
  const places = MENU.map(([group, label]) => `${group} → ${label}`);
  const groups = [...new Set(MENU.map(([group]) => group))].join('|');
  const sent = [...handbook.matchAll(new RegExp(`(?:${groups}) → [^\n]{1,20}`, 'g'))].map(([words]) => words);
  expect(sent.length).toBeGreaterThan(30);
  expect(sent.filter((words) => !places.some((place) => words.startsWith(place)))).toEqual([]);
  expect(MENU.map(([, label]) => label).filter((label) => !handbook.includes(label))).toEqual([]);
});

it('every picture of the handbook is there, and is taken again with the others', () => {
  const shown = [...handbook.matchAll(/images\/handbook-([\w-]+)\.png/g)].map(([, name]) => name!);
  const taken = readFileSync('test/pictures/handbook.pictures.ts', 'utf8');
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.filter((name) => !taken.includes(`['${name}',`))).toEqual([]);
  const kept = globSync('docs/images/handbook-*.png').map((path) => /handbook-([\w-]+)\.png/.exec(path)![1]!);
  expect(kept.toSorted()).toEqual(shown.toSorted());
});

it('each act is told in three lines', () => {
  const acts = handbook.split(/^\*\*/m).slice(1);
  const lines = acts.map((act) => [act.split('\n')[0], act.match(/^\d\. /gm)?.length ?? 0]);
  expect(lines.filter(([, count]) => count !== 3 && count !== 0)).toEqual([]);
});
