import type { DataSource } from 'typeorm';
import { readPetitionTypes } from '../config/seed/index.js';
import type { Clock } from '../libs/clock/index.js';
import type { Privacy } from '../libs/privacy/index.js';
import { PetitionTypes } from './cases/index.js';
import { seedDemoStaff } from './staff/index.js';

/** The demo county: departments, people, petition types. What is there stays, so it runs at every start. */
export async function seedDemo(dataSource: DataSource, privacy: Privacy, clock: Clock): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['demo.seed']);
    await seedDemoStaff(tx, privacy, clock.now(), clock.realNow());
    await new PetitionTypes(dataSource).load(
      tx,
      readPetitionTypes().map((type) => ({
        code: type.code,
        name: type.name,
        kind: type.kind,
        statutory: type.statutory,
        period: type.period,
        promised: type.promised ?? null,
        departmentCode: type.departmentCode,
        delivery: type.delivery ?? null,
        toldElsewhere: type.toldElsewhere ?? null,
        discreet: type.discreet,
      })),
    );
  });
}
