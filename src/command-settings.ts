import { join } from 'node:path';
import { demoEnvironment, readSettings, type Settings, SettingsError } from '../config/index.js';
import { runningEmbeddedPostgres } from '../libs/embedded-postgres/index.js';
import { BAD_SETTINGS } from './exit-codes.js';

/**
 * Settings of a command that works beside the program: those of production where DATABASE_URL is set, else those of the demo that runs
 * over DATA_DIR.
 * @throws SettingsError with every fault; where no demo runs that is the fault
 */
async function commandSettings(variables: Record<string, string | undefined>): Promise<Settings> {
  if (variables.DATABASE_URL !== undefined && variables.DATABASE_URL !== '') {
    return readSettings(variables.PROFILE === 'demo' ? demoEnvironment(variables) : variables);
  }
  const environment = demoEnvironment(variables);
  const dataDir = environment.DATA_DIR ?? '.data';
  const url = await runningEmbeddedPostgres(join(dataDir, 'pg'));
  if (url === null) throw new SettingsError([`DATABASE_URL is not set, and no demo runs over ${dataDir} (npm start)`]);
  return readSettings({ ...environment, DATABASE_URL: url });
}

/**
 * Runs a command with its settings and ends the process with the code that it gives: 0 where all is well. Bad settings end it with 78.
 */
export async function runCommand(command: (settings: Settings) => Promise<number>): Promise<never> {
  try {
    process.exit(await command(await commandSettings(process.env)));
  } catch (error) {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exit(error instanceof SettingsError ? BAD_SETTINGS : 1);
  }
}
