import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from './command-settings.js';
import { BAD_USAGE } from './exit-codes.js';
import { FigureRebuild, type FigureCheck, type FigureDifference } from './reporting/index.js';
import { withProgram } from './saeol-command.js';

const USAGE = 'npm run figures:rebuild [-- --check]';
const MOST_SHOWN = 50;
/** While a program counts beside it, a moment is waited for in which nothing is on its way. */
const LOOKS = 20;
const PAUSE_MS = 500;

/**
 * `npm run figures:rebuild`: counts all figures anew from the history and puts right what differs; ends with 0 when they are proved equal
 * afterwards. `-- --check` only compares. Ends with 1 and the differences where figures and history are not equal; 64 wrong call; 78 bad settings.
 */
const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--check')) {
  console.error(`Usage: ${USAGE}`);
  process.exit(BAD_USAGE);
}
await runCommand((settings) =>
  withProgram(settings, async (app) => {
    const figures = app.get(FigureRebuild, { strict: false });
    if (args.length === 0) {
      const corrected = await figures.rebuild();
      show(corrected);
      console.log(`${corrected.length} figures were put right.`);
    }
    const { differences, uncounted } = await lookAtRest(figures);
    show(differences);
    const waiting = uncounted === 0 ? '' : ` ${uncounted} facts are on their way and not counted yet.`;
    console.log(
      differences.length === 0
        ? `The figures equal the history.${waiting}`
        : `${differences.length} figures differ from the history.${waiting}`,
    );
    return differences.length === 0 ? 0 : 1;
  }),
);

async function lookAtRest(figures: FigureRebuild): Promise<FigureCheck> {
  for (let look = 1; ; look++) {
    const found = await figures.check();
    if (found.differences.length === 0 || found.uncounted === 0 || look === LOOKS) return found;
    await pause(PAUSE_MS);
  }
}

function show(differences: FigureDifference[]): void {
  for (const { metric, departmentCode, typeCode, facet, when, figure, recounted } of differences.slice(0, MOST_SHOWN))
    console.log(
      `  ${metric} department ${departmentCode || '-'} type ${typeCode || '-'} ${facet || '-'} ${when}: ${figure}, by the history ${recounted}`,
    );
  if (differences.length > MOST_SHOWN) console.log(`  and ${differences.length - MOST_SHOWN} more`);
}
