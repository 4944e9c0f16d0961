import 'reflect-metadata';
import { Clock } from '../libs/clock/index.js';
import { loadPrivacy } from '../libs/privacy/index.js';
import { runCommand } from './command-settings.js';
import { appDataSource } from './data-source.js';
import { AuditChain } from './staff/index.js';

/**
 * `npm run audit:verify [-- POSITION:HASH]`: walks the hash chain over the audit trail; ends with 1 where it has faults. With a place and a
 * hash that were noted earlier, a chain that was cut at its end or made anew shows too.
 */
await runCommand(async (settings) => {
  const dataSource = await appDataSource(settings.databaseUrl, 2).initialize();
  try {
    const chain = new AuditChain(dataSource, new Clock(), await loadPrivacy(dataSource, settings.privacyKeys));
    const verdict = await chain.verify();
    for (const { position, auditId, fault } of verdict.faults)
      console.log(`${fault}  position ${position ?? '-'}  entry ${auditId}`);
    console.log(
      `${verdict.checked} seals checked, ${verdict.faults.length} faults, ${verdict.waiting} entries wait for their seal.`,
    );
    console.log(`The newest seal, to be noted elsewhere: ${verdict.headPosition}:${verdict.headHash ?? '-'}`);
    const noted = process.argv[2];
    const holds = noted === undefined || (await chain.holds(noted));
    if (!holds) console.log(`The seal ${noted} is not in the chain: it was cut or made anew.`);
    return verdict.intact && holds ? 0 : 1;
  } finally {
    await dataSource.destroy();
  }
});
