import { runCommand } from './command-settings.js';
import { SOMETHING_FOUND } from './exit-codes.js';
import { ReconciliationReports, Reconciliations } from './saeol/index.js';
import { badUsage, fileFault, readCall, withProgram } from './saeol-command.js';
import { ProgressBar } from './saeol-progress.js';

const USAGE = 'npm run saeol:reconcile -- FILE.csv [--dry-run]';
const MOST_SHOWN = 50;

/**
 * `npm run saeol:reconcile -- FILE.csv`: compares the open cases with a listing from Saeol and keeps the report. `--dry-run`: only
 * says what it finds. Ends with 0 where all agrees; 2 where something was found; 64 wrong call; 65 not a listing; 66 no such file; 78 bad settings.
 */
const call = readCall(process.argv.slice(2), ['--dry-run']);
if (call === null) process.exit(badUsage(USAGE));
await runCommand((settings) =>
  withProgram(settings, async (app) => {
    const { file, wishes } = call;
    const dryRun = wishes.has('--dry-run');
    const reports = app.get(ReconciliationReports, { strict: false });
    const bar = new ProgressBar(process.stderr);
    try {
      const { report, badRows } = await app
        .get(Reconciliations, { strict: false })
        .compareFile(file, (progress) => bar.show(progress), dryRun);
      bar.end();
      const { listed, missing, stale, unlisted, unsent } = report;
      console.log(
        `${file}: ${listed} rows; ${missing} missing here, ${stale} stale, ${unlisted} open here and not listed, ${unsent} with notices never sent, ${report.badRows} rows unreadable.`,
      );
      const findings = await reports.findings(report.id, MOST_SHOWN);
      for (const { receiptNo, kind, detail } of findings.items)
        console.log(`  ${kind.padEnd(8)} ${receiptNo}  ${detail}`);
      if (dryRun) await reports.drop(report.id);
      if (findings.nextCursor !== null)
        console.log(`  and more${dryRun ? '' : `: GET /api/v1/saeol/reconciliations/${report.id}/findings`}`);
      for (const { place, detail } of badRows) console.log(`  row ${place?.split(':').at(-1) ?? '?'}, ${detail}`);
      return missing + stale + unlisted + unsent + report.badRows === 0 ? 0 : SOMETHING_FOUND;
    } catch (error) {
      bar.end();
      return fileFault(error, file);
    }
  }),
);
