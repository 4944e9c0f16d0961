import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { testProgram, type TestProgram } from '../harness/program.js';

/** What PromQL itself knows besides functions, which a bracket follows. */
const WORDS = new Set(['and', 'or', 'unless', 'on', 'by', 'bool']);
/** Prometheus makes it for every target. */
const OF_PROMETHEUS = 'up';

/** Names of the metrics in a PromQL expression. */
function metricsIn(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|on)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b([a-z_][a-z0-9_:]*)\b(?!\s*\()/gi)]
    .map(([, name]) => name!)
    .filter((name) => !WORDS.has(name) && !/^e\d+$/.test(name));
}

interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string };
}

const rules = (
  parse(readFileSync('ops/prometheus-rules.yml', 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const panels = (
  JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  }
).panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

describe('alert rules and dashboard', () => {
  let program: TestProgram;
  let known: Set<string>;

  beforeAll(async () => {
    program = await testProgram();
    const text = await (await fetch(`${program.url}/metrics`)).text();
    known = new Set([OF_PROMETHEUS]);
    for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      known.add(name!);
      if (type === 'histogram') for (const part of ['bucket', 'sum', 'count']) known.add(`${name}_${part}`);
    }
  }, 60_000);
  afterAll(() => program?.stop());

  it.each(rules)('$alert asks for metrics that the program has', ({ expr }) => {
    const asked = metricsIn(expr);
    expect(asked).not.toEqual([]);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(panels)('the panel "$title" asks for metrics that the program has', ({ expr }) => {
    const asked = metricsIn(expr);
    expect(asked).not.toEqual([]);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('every alert has its place in the handbook of operations', () => {
    const operations = readFileSync('docs/operations.md', 'utf8');
    expect(rules.map(({ alert }) => alert).filter((alert) => !operations.includes(`**${alert}**`))).toEqual([]);
  });

  it('every metric of ours is explained in the handbook of operations', () => {
    const operations = readFileSync('docs/operations.md', 'utf8');
    const ours = [...known].filter((name) => /^(events|messaging|reporting|saeol)_/.test(name));
    const parts = new Set(ours.flatMap((name) => ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`)));
    const names = ours.filter((name) => !parts.has(name));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !operations.includes(`\`${name}`))).toEqual([]);
  });

  it('finds the names in an expression and nothing else', () => {
    expect(
      metricsIn('sum by (a, le) (rate(x_bucket{b="c_d"}[5m])) / max(y_z) > 1.5e9 and on() hour() < 9 unless bool_x'),
    ).toEqual(['x_bucket', 'y_z', 'bool_x']);
  });
});
