import { Clock } from '../../libs/clock/index.js';
import { startProgram, testSettings } from './messaging.harness.js';

/** For killed.spec.ts: a program that sends, to be killed. Arguments: database, product instant, settings as JSON. */
const [url, instant, settings] = process.argv.slice(2) as [string, string, string];
await startProgram(url, Clock.fixed(instant), testSettings(JSON.parse(settings)), true, []);
process.stdout.write('it works\n');
