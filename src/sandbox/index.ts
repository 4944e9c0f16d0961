export { accountFromEnv, DEMO_ACCOUNT, type SandboxAccount } from './account.js';
export { startSandbox, type RunningSandbox, type SandboxOptions } from './server.js';
