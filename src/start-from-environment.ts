import { readSettings, type Settings, SettingsError } from '../config/index.js';
import { startProgram } from './program.js';
import { stopOnSignals } from './stop-on-signals.js';

/** EX_CONFIG of sysexits: the settings are at fault. */
export const BAD_SETTINGS = 78;

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
