import './compiled-code.js';

/** `npm run start:prod`: HTTP, and background work unless WORK=off. */
const { startFromEnvironment } = await import('./start-from-environment.js');
await startFromEnvironment({});
