import { parseArgs } from 'node:util';
import { chaosTable, type Found, isGood, type Run } from './run.js';
import { processRuns } from './process.runs.js';
import { databaseRuns } from './database.runs.js';
import { Town } from './town.js';
import { soakRun } from './soak.run.js';
import { vendorRuns } from './vendor.runs.js';
import { feedRuns } from './feed.runs.js';

/** Each has a town of its own, and mostly waits. */
const QUICK_RUNS_AT_ONCE = 3;

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const only = given.only.flatMap((ids) => ids.split(','));
const options = { quick: given.quick || given.short, short: given.short, seed: Number(given.seed) };
const runs = [...processRuns, ...databaseRuns, ...vendorRuns, ...feedRuns, soakRun].sort((a, b) =>
  a.id.localeCompare(b.id),
);
const again = `npm run chaos -- ${given.short ? '--short ' : given.quick ? '--quick ' : ''}--seed ${options.seed}`;
console.log(`seed ${options.seed}; the same again: ${again}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void Promise.all([...Town.standing].map((town) => town.leave())).finally(() => process.exit(130));
  });
const results: { run: Run; found: Found | null; error: string | null; seconds: number }[] = [];
const wanted = runs.filter(({ id }) => (only.length > 0 ? only.includes(id) : id !== 'soak' || !options.quick));
const left = [...wanted];
const oneAfterTheOther = async () => {
  for (let run = left.shift(); run !== undefined; run = left.shift()) await carryOut(run);
};
await Promise.all(Array.from({ length: options.quick ? QUICK_RUNS_AT_ONCE : 1 }, oneAfterTheOther));
results.sort((a, b) => wanted.indexOf(a.run) - wanted.indexOf(b.run));
console.log(`\n${chaosTable(results)}\n`);
process.exitCode = results.every(({ found }) => found !== null && isGood(found)) ? 0 : 1;

async function carryOut(run: Run): Promise<void> {
  const began = performance.now();
  const result: (typeof results)[number] = { run, found: null, error: null, seconds: 0 };
  try {
    result.found = await run.run(options);
  } catch (error) {
    console.error(error);
    result.error = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  }
  result.seconds = (performance.now() - began) / 1000;
  results.push(result);
  const verdict = result.found === null ? 'failed' : isGood(result.found) ? 'kept' : 'BROKEN';
  console.log(`${run.id} ${run.name}: ${verdict}, ${result.seconds.toFixed(0)} s`);
}
