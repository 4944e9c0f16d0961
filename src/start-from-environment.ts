import { readSettings, type Settings, SettingsError } from '../config/index.js';
import { BAD_SETTINGS } from './exit-codes.js';
import { startProgram } from './program.js';
import { stopOnSignals } from './stop-on-signals.js';

/** Starts the program with the settings of the environment and ends it on SIGINT or SIGTERM; bad settings end it with 78. */
export async function startFromEnvironment(role: Partial<Pick<Settings, 'work' | 'surfaces'>>): Promise<void> {
  try {
    const settings = Object.assign(readSettings(process.env), role);
    const program = await startProgram(settings);
    stopOnSignals(() => program.close());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(BAD_SETTINGS);
  }
}
