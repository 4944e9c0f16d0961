import pg from 'pg';
import { DataSource } from 'typeorm';
import { Clock1764000000001 } from '../libs/clock/index.js';
import { PreparingClient } from '../libs/prepared-statements/index.js';
import { Privacy1764000000002 } from '../libs/privacy/index.js';
import { casesMigrations } from './cases/index.js';
import { deadlinesMigrations } from './deadlines/index.js';
import { messagingMigrations } from './messaging/index.js';
import { reportingMigrations } from './reporting/index.js';
import { saeolMigrations } from './saeol/index.js';
import { staffMigrations } from './staff/index.js';
import { surveysMigrations } from './surveys/index.js';

/** Dates stay `YYYY-MM-DD` strings: a calendar day has no time zone. bigint counts fit a number here. */
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The one role that the program works as; migrations make it and give it what each table needs. */
export const APP_ROLE = 'minwon_app';

const migrations = [
  Clock1764000000001,
  Privacy1764000000002,
  ...staffMigrations,
  ...messagingMigrations,
  ...casesMigrations,
  ...saeolMigrations,
  ...deadlinesMigrations,
  ...surveysMigrations,
  ...reportingMigrations,
];

/** Connections for the program: every one takes the role `minwon_app`, so that it cannot touch what the role may not. */
export function appDataSource(url: string, poolSize = 20): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url,
    synchronize: false,
    entities: [],
    poolSize,
    extra: { Client: PreparingClient, options: `-c role=${APP_ROLE} -c timezone=UTC`, application_name: 'minwon-alim' },
  });
}

/** Connections for migrations: the owner of the database. */
export function ownerDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url,
    synchronize: false,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    poolSize: 2,
    extra: { application_name: 'minwon-alim migrate' },
  });
}
