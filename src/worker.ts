import './libraries-for-production.js';
import { startFromEnvironment } from './start-from-environment.js';

/** `npm run worker`: background work only; of HTTP it serves health and metrics. */
await startFromEnvironment({ work: true, surfaces: new Set() });
