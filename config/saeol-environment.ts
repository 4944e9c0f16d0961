import { IsIn, IsOptional, IsUrl, Matches, Max, Min, MinLength } from 'class-validator';
import { Type } from 'class-transformer';

/** Databases that TypeORM drives and a county may have; all but PostgreSQL need their driver installed beside the program. */
export const LINK_DATABASES = ['postgres', 'oracle', 'mysql', 'mariadb', 'mssql'] as const;

const TABLE = /^[A-Za-z_][\w$#]*(\.[A-Za-z_][\w$#]*)?$/;
const TABLE_MESSAGE = 'must be the name of a table, with its schema where it needs one';

/** The variables of the Saeol link besides its secret. */
export class SaeolEnvironment {
  @IsIn(LINK_DATABASES, { message: `SAEOL_DB_TYPE must be one of ${LINK_DATABASES.join(', ')}` })
  SAEOL_DB_TYPE: (typeof LINK_DATABASES)[number] = 'postgres';

  @IsOptional()
  @Matches(/^[a-z]+:\/\/.+|^.+:\d+\/.+$/, { message: 'SAEOL_DB_URL must be the address of the link database' })
  SAEOL_DB_URL?: string;

  @Matches(TABLE, { message: `SAEOL_PLAN_TABLE ${TABLE_MESSAGE}` })
  SAEOL_PLAN_TABLE: string = 'link_plan';

  @IsOptional()
  @Matches(TABLE, { message: `SAEOL_CASE_TABLE ${TABLE_MESSAGE}` })
  SAEOL_CASE_TABLE?: string;

  @IsOptional()
  @Matches(TABLE, { message: `SAEOL_STEP_TABLE ${TABLE_MESSAGE}` })
  SAEOL_STEP_TABLE?: string;

  @MinLength(1, { message: 'SAEOL_PLAN_DONE must be the value of link_status that says done, or off' })
  SAEOL_PLAN_DONE: string = 'Y';

  @Type(() => Number)
  @Min(0.05, { message: 'SAEOL_DB_POLL_SECONDS must be 0.05 to 3600' })
  @Max(3_600, { message: 'SAEOL_DB_POLL_SECONDS must be 0.05 to 3600' })
  SAEOL_DB_POLL_SECONDS: number = 5;

  @IsOptional()
  @MinLength(1)
  SAEOL_DROP_DIR?: string;

  @IsIn(['keep', 'delete'], { message: 'SAEOL_DROP_AFTER must be keep or delete' })
  SAEOL_DROP_AFTER: 'keep' | 'delete' = 'keep';

  @IsIn(['auto', 'always', 'never'], { message: 'SAEOL_FILE_HISTORY must be auto, always or never' })
  SAEOL_FILE_HISTORY: 'auto' | 'always' | 'never' = 'auto';

  @IsIn(['PERIOD', 'CUT'], { message: 'SAEOL_SHORTENED_DAYS must be PERIOD or CUT' })
  SAEOL_SHORTENED_DAYS: 'PERIOD' | 'CUT' = 'PERIOD';

  @Type(() => Number)
  @Min(0.01, { message: 'SAEOL_GAP_ALARM_MINUTES must be more than 0' })
  SAEOL_GAP_ALARM_MINUTES: number = 30;

  @Matches(/^([01]\d|2[0-3]):[0-5]\d$|^off$/, { message: 'SAEOL_RECONCILE_AT must be a time such as 06:00, or off' })
  SAEOL_RECONCILE_AT: string = '06:00';

  @IsOptional()
  @Matches(/^01[016789]\d{7,8}$/, { message: 'SAEOL_PROBE_PHONE must be a mobile number, digits only' })
  SAEOL_PROBE_PHONE?: string;

  @IsOptional()
  @Matches(/^\d{11}$/, { message: 'SAEOL_PROBE_DEPARTMENT must be a department code of 11 digits' })
  SAEOL_PROBE_DEPARTMENT?: string;

  @Type(() => Number)
  @Min(0.01, { message: 'SAEOL_PROBE_MINUTES must be more than 0' })
  SAEOL_PROBE_MINUTES: number = 15;

  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'SAEOL_PROBE_URL must be an http(s) address' },
  )
  SAEOL_PROBE_URL?: string;
}

/** A database whose rows Saeol's side writes. */
export interface LinkDatabaseSettings {
  type: (typeof LINK_DATABASES)[number];
  url: string;
  planTable: string;
  caseTable: string;
  /** Null: the cases have no history, so that steps are read off the rows of cases. */
  stepTable: string | null;
  /** Value of link_status of a row that was taken; null: nothing is ever written there. */
  doneMark: string | null;
  pollMs: number;
}

export interface SaeolSettings {
  database: LinkDatabaseSettings | null;
  /** Folder where files arrive; null: none do. */
  dropDir: string | null;
  afterDrop: 'keep' | 'delete';
  /** Whether files have the steps of cases: by their columns; always, if need be in a file of their own; never. */
  fileHistory: 'auto' | 'always' | 'never';
  /** What `shrt_daycnt` counts: the days of the shortened period, or those cut from the statutory one. */
  shortened: 'PERIOD' | 'CUT';
  /** Machine time. */
  gapAlarmMs: number;
  /** `HH:MM`, product time in Korea; null: never by itself. */
  reconcileAt: string | null;
  /** The synthetic case; null: off. */
  probe: { phone: string; departmentCode: string; everyMs: number; url: string } | null;
}

/** What is wrong with the variables of the link as a whole. */
export function saeolFaults(env: SaeolEnvironment): string[] {
  if (env.SAEOL_PROBE_PHONE !== undefined && env.SAEOL_PROBE_DEPARTMENT === undefined)
    return ['SAEOL_PROBE_DEPARTMENT is needed with SAEOL_PROBE_PHONE: the department of the synthetic case'];
  if (env.SAEOL_DB_URL !== undefined && env.SAEOL_CASE_TABLE === undefined)
    return ['SAEOL_CASE_TABLE is needed with SAEOL_DB_URL: the table of cases that link_plan points to'];
  if (env.SAEOL_DB_URL === undefined && (env.SAEOL_CASE_TABLE ?? env.SAEOL_STEP_TABLE) !== undefined)
    return ['SAEOL_DB_URL is needed with SAEOL_CASE_TABLE and SAEOL_STEP_TABLE'];
  return [];
}

export function saeolSettings(env: SaeolEnvironment & { PORT: number }): SaeolSettings {
  // Oracle keeps names in capitals unless they were quoted, and TypeORM quotes them all.
  const spelled = (name: string) => (env.SAEOL_DB_TYPE === 'oracle' ? name.toUpperCase() : name);
  return {
    database:
      env.SAEOL_DB_URL === undefined
        ? null
        : {
            type: env.SAEOL_DB_TYPE,
            url: env.SAEOL_DB_URL,
            planTable: spelled(env.SAEOL_PLAN_TABLE),
            caseTable: spelled(env.SAEOL_CASE_TABLE!),
            stepTable: env.SAEOL_STEP_TABLE === undefined ? null : spelled(env.SAEOL_STEP_TABLE),
            doneMark: env.SAEOL_PLAN_DONE === 'off' ? null : env.SAEOL_PLAN_DONE,
            pollMs: env.SAEOL_DB_POLL_SECONDS * 1000,
          },
    dropDir: env.SAEOL_DROP_DIR ?? null,
    afterDrop: env.SAEOL_DROP_AFTER,
    fileHistory: env.SAEOL_FILE_HISTORY,
    shortened: env.SAEOL_SHORTENED_DAYS,
    gapAlarmMs: env.SAEOL_GAP_ALARM_MINUTES * 60_000,
    reconcileAt: env.SAEOL_RECONCILE_AT === 'off' ? null : env.SAEOL_RECONCILE_AT,
    probe:
      env.SAEOL_PROBE_PHONE === undefined
        ? null
        : {
            phone: env.SAEOL_PROBE_PHONE,
            departmentCode: env.SAEOL_PROBE_DEPARTMENT!,
            everyMs: env.SAEOL_PROBE_MINUTES * 60_000,
            url: (env.SAEOL_PROBE_URL ?? `http://127.0.0.1:${env.PORT}`).replace(/\/+$/, ''),
          },
  };
}
