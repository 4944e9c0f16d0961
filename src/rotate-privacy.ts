import 'reflect-metadata';
import { Clock } from '../libs/clock/index.js';
import { KeyRing, loadPrivacy, rotateKeys } from '../libs/privacy/index.js';
import { runCommand } from './command-settings.js';
import { ownerDataSource } from './data-source.js';
import { AuditTrail } from './staff/index.js';

/** `npm run privacy:rotate`: seals everything anew with the first key of PRIVACY_KEYS, while the program runs. */
await runCommand(async (settings) => {
  const ring = KeyRing.parse(settings.privacyKeys);
  const owner = await ownerDataSource(settings.databaseUrl).initialize();
  try {
    const columns = await rotateKeys(owner, ring);
    for (const { column, resealed, byKey } of columns)
      console.log(
        `${column.padEnd(40)} ${String(resealed).padStart(8)} resealed, ${byKey[ring.writingKeyId] ?? 0} in all`,
      );
    const trail = new AuditTrail(new Clock(), await loadPrivacy(owner, settings.privacyKeys));
    const values = columns.reduce((sum, { resealed }) => sum + resealed, 0);
    await trail.write(owner.manager, [
      {
        actor: { kind: 'system', id: 'privacy:rotate' },
        action: 'privacy.rotate',
        subjectKind: 'key-ring',
        subjects: [],
        detail: { key: ring.writingKeyId, columns: columns.length, values },
      },
    ]);
    console.log(`All is sealed with "${ring.writingKeyId}"; the other keys may leave PRIVACY_KEYS.`);
    return 0;
  } finally {
    await owner.destroy();
  }
});
