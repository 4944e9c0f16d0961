import './compiled-code.js';

/** `npm run worker`: background work only; of HTTP it serves health and metrics. */
const { startFromEnvironment } = await import('./start-from-environment.js');
await startFromEnvironment({ work: true, surfaces: new Set() });
