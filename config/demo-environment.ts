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
  NHN_APP_KEY: 'demoappkey0000',
  NHN_SECRET_KEY: 'demosecret0000',
  NHN_ALIMTALK_SENDER_KEY: '5c1e259dfeaf71f87efc11e9427c738a9e49dc7e',
  NHN_RCS_BRAND_ID: 'BR.sunchangdemo',
  NHN_RCS_CHATBOT_ID: '0630001114',
};

/** What a demo runs with: everything that is not set gets a working value; secrets are made once into DATA_DIR. */
export function demoEnvironment(given: Variables): Variables {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const dataDir = set.DATA_DIR ?? '.data';
  const sandbox = `http://127.0.0.1:${set.SANDBOX_PORT ?? 3001}`;
  const gateways = Object.keys(set).some((name) => /^(SOLAPI|NHN)_/.test(name))
    ? {}
    : {
        ...SANDBOX_ACCOUNT,
        SOLAPI_URL: `${sandbox}/solapi`,
        NHN_ALIMTALK_URL: `${sandbox}/nhn`,
        NHN_RCS_URL: `${sandbox}/nhn`,
        NHN_SMS_URL: `${sandbox}/nhn`,
      };
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
