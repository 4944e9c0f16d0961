import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { Bench, dearestStatements } from './bench.js';
import { agingRows } from './aging.rows.js';
import { dashboardRows } from './dashboard.rows.js';
import { growthRows } from './growth.rows.js';
import { holidayRow } from './holiday.rows.js';
import { endToEndRows, killRows } from './end-to-end.rows.js';
import { type Measured, notMeasured, tableOf, WHAT } from './measured.js';
import { pushRows, pushWhileWorkingRow } from './push.rows.js';
import { statusPageRow } from './status-page.rows.js';
import { sweepRows } from './sweep.rows.js';

/**
 * Which measurement gives which rows of quality/performance.md, in the order in which they are made, and about how many seconds each
 * takes in a quick run.
 */
const MEASUREMENTS: { rows: number[]; seconds: number; measure: (bench: Bench) => Promise<Measured[]> }[] = [
  { rows: [1, 2, 3, 6], seconds: 30, measure: pushRows },
  { rows: [4, 5, 13], seconds: 25, measure: endToEndRows },
  { rows: [14], seconds: 12, measure: killRows },
  { rows: [7, 8], seconds: 50, measure: sweepRows },
  { rows: [11], seconds: 25, measure: statusPageRow },
  { rows: [10], seconds: 40, measure: dashboardRows },
  { rows: [15], seconds: 10, measure: agingRows },
  { rows: [12], seconds: 60, measure: growthRows },
  { rows: [9], seconds: 10, measure: holidayRow },
  { rows: [2], seconds: 10, measure: pushWhileWorkingRow },
];
/** A quick run ends within three minutes: what would not be through by then is not begun, and the table says so. */
const QUICK_SECONDS = 175;

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '20260429' },
    'cpu-prof': { type: 'string' },
    statements: { type: 'boolean', default: false },
  },
});
const only = given.only.flatMap((rows) => rows.split(',')).map(Number);
const options = {
  quick: given.quick,
  seed: Number(given.seed),
  profiles: given['cpu-prof'] ?? null,
  statements: given.statements,
};

const [cpu] = cpus();
const machine = {
  processors: availableParallelism(),
  model: cpu?.model.trim() ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
};
console.log(`seed ${options.seed}, ${options.quick ? 'quick, ' : ''}${JSON.stringify(machine)}`);

const started = performance.now();
const bench = await Bench.start(options);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void bench.abandon().finally(() => process.exit(130)));
const lines: Measured[] = [];
let failed = false;
try {
  for (const { rows, seconds, measure } of MEASUREMENTS) {
    if (only.length > 0 && !rows.some((row) => only.includes(row))) continue;
    const since = (performance.now() - started) / 1000;
    if (given.quick && only.length === 0 && since + seconds > QUICK_SECONDS) {
      const why = `no time in a quick run that was ${Math.round(since)} s old: npm run bench -- --quick --only ${rows.join()}`;
      lines.push(...rows.map((id) => notMeasured(id, WHAT[id]!.name, WHAT[id]!.goal, why)));
      continue;
    }
    const began = performance.now();
    try {
      const measured = await measure(bench);
      lines.push(...measured);
      // A run that is broken off has shown what it found.
      console.log(tableOf(measured));
    } catch (error) {
      failed = true;
      console.error(error);
      lines.push(...rows.map((id) => notMeasured(id, WHAT[id]!.name, WHAT[id]!.goal, String(error))));
    }
    if (options.statements) console.log(await dearestStatements(bench.server));
    console.log(`rows ${rows.join(', ')}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
} finally {
  await bench.end();
}
lines.sort((a, b) => a.id - b.id);
console.log(`\n${tableOf(lines)}\n`);
mkdirSync('bench', { recursive: true });
writeFileSync('bench/latest.json', `${JSON.stringify({ seed: options.seed, machine, rows: lines }, null, 2)}\n`);
console.log('Written to bench/latest.json');
process.exitCode = failed ? 1 : 0;
