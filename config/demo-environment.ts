import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Variables = Record<string, string | undefined>;

/** Accounts that the sandbox gateway knows by default (src/sandbox/README.md). */
const SANDBOX_ACCOUNT = {
  SOLAPI_API_KEY: 'NCSDEMO000000000',
  SOLAPI_API_SECRET: 'demo-solapi-secret-0000000000000000',
  SOLAPI_PF_ID: 'PF01SUNCHANGDEMO',
  SOLAPI_BRAND_ID: 'BR.sunchangdemo',
};

/** What a demo runs with: everything that is not set gets a working value; secrets are made once into DATA_DIR. */
export function demoEnvironment(given: Variables): Variables {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const dataDir = set.DATA_DIR ?? '.data';
  const sandbox = `http://127.0.0.1:${set.SANDBOX_PORT ?? 3001}`;
  const gateways = Object.keys(set).some((name) => /^(SOLAPI|NHN)_/.test(name))
    ? {}
    : { ...SANDBOX_ACCOUNT, SOLAPI_URL: `${sandbox}/solapi` };
  return { PROFILE: 'demo', ...gateways, ...demoSecrets(dataDir), ...set };
}

/** Made on the first start and kept: a demo that starts again finds its data readable. */
function demoSecrets(dataDir: string): Variables {
  const file = join(dataDir, 'demo-keys.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const secrets = {
      SAEOL_LINK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
      PRIVACY_KEYS: `demo:${randomBytes(32).toString('base64')}`,
      SESSION_SECRET: randomBytes(32).toString('base64url'),
    };
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Variables;
}
