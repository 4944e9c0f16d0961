import { runCommand } from './command-settings.js';
import { SOMETHING_FOUND } from './exit-codes.js';
import { FileIntake, type FileReport } from './saeol/index.js';
import { badUsage, fileFault, readCall, withProgram } from './saeol-command.js';
import { ProgressBar } from './saeol-progress.js';

const USAGE = 'npm run saeol:import -- FILE.csv [--opening] [--dry-run]';

/**
 * `npm run saeol:import -- FILE.csv`: takes a file by hand, as the drop folder would. `--opening`: the stock of open cases at
 * switch-on, told to nobody. `--dry-run`: says what it would do. Ends with 0; 2 where rows could not be taken; 64 wrong call; 65 not a
 * listing; 66 no such file; 75 somebody else reads it; 78 bad settings.
 */
const call = readCall(process.argv.slice(2), ['--opening', '--dry-run']);
if (call === null) process.exit(badUsage(USAGE));
await runCommand((settings) =>
  withProgram(settings, async (app) => {
    const { file, wishes } = call;
    const dryRun = wishes.has('--dry-run');
    const bar = new ProgressBar(process.stderr);
    try {
      const report = await app.get(FileIntake, { strict: false }).take(file, {
        opening: wishes.has('--opening'),
        dryRun,
        onProgress: (progress) => bar.show(progress, `, ${progress.accepted} events`),
      });
      bar.end();
      return tell(file, report, dryRun);
    } catch (error) {
      bar.end();
      return fileFault(error, file);
    }
  }),
);

function tell(file: string, report: FileReport, dryRun: boolean): number {
  if (report.repeated) {
    console.log(`${file}: was taken before; nothing was done.`);
    return 0;
  }
  const { rows, encoding, accepted, duplicate, faulty } = report;
  const name = encoding === 'utf8' ? 'UTF-8' : 'CP949';
  console.log(
    `${file}: ${rows} rows (${name}), ${accepted} events ${dryRun ? 'would be stored' : 'stored'}, ${duplicate} known before, ${faulty} rows ${dryRun ? 'would go' : 'went'} into quarantine.`,
  );
  for (const { line, detail } of report.faults) console.log(`  row ${line}, ${detail}`);
  if (faulty > report.faults.length) console.log(`  and ${faulty - report.faults.length} more.`);
  return faulty === 0 ? 0 : SOMETHING_FOUND;
}
