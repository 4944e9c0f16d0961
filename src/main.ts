import './libraries-for-production.js';
import { startFromEnvironment } from './start-from-environment.js';

/** `npm run start:prod`: HTTP, and background work unless WORK=off. */
await startFromEnvironment({});
