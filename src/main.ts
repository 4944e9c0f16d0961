import { readSettings, SettingsError } from '../config/index.js';
import { startProgram } from './program.js';
import { stopOnSignals } from './stop-on-signals.js';

/** EX_CONFIG of sysexits: the settings are at fault. */
const BAD_SETTINGS = 78;

try {
  const program = await startProgram(readSettings({ PROFILE: 'production', ...process.env }));
  stopOnSignals(() => program.close());
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(BAD_SETTINGS);
}
