import 'reflect-metadata';
import { isIP } from 'node:net';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { KeyRing } from '../libs/privacy/index.js';
import { Environment, SURFACES, type Surface } from './environment.js';
import { saeolFaults, saeolSettings, type SaeolSettings } from './saeol-environment.js';

export interface SolapiSettings {
  url: string;
  apiKey: string;
  apiSecret: string;
  /** The AlimTalk channel. */
  pfId: string;
  /** The RCS brand. */
  brandId: string;
}

/** The county's own sign-on. */
export interface OidcSettings {
  /** As the provider names itself. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The claim that holds the login id. */
  loginClaim: string;
}

interface NhnAccount {
  url: string;
  appKey: string;
  secretKey: string;
}
export type NhnAlimtalkSettings = NhnAccount & { senderKey: string };
export type NhnRcsSettings = NhnAccount & { brandId: string; chatbotId: string };
export type NhnSmsSettings = NhnAccount;

/** What the program runs with; made once at boot by `readSettings` and injected under this class. */
export class Settings {
  profile!: 'demo' | 'production';
  port!: number;
  host!: string;
  /** Address that citizens reach, no slash at the end. */
  publicUrl!: string;
  /** Address of the staff pages for links in staff messages; null: no links. */
  staffUrl!: string | null;
  surfaces!: ReadonlySet<Surface>;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  trustedProxies!: string[];
  databaseUrl!: string;
  dataDir!: string;
  /** False: this process serves HTTP and leaves background work to others. */
  work!: boolean;
  /** Standard Webhooks secrets of the link; the newest first, any of them is good. */
  linkSecrets!: string[];
  /** The Saeol link besides its secrets. */
  saeol!: SaeolSettings;
  privacyKeys!: string;
  sessionSecret!: string;
  bootstrap!: { adminId: string | null; adminPassword: string | null; apiKey: string | null };
  /** Null: people sign in with passwords only. */
  oidc!: OidcSettings | null;
  sandboxPort!: number;
  demo!: { feed: boolean; clock: string | null; speed: number };
  /** Steps that occurred before it are recorded, never told. */
  liveSince!: Date | null;
  /** True: all is composed and shown, nothing is sent. */
  shadow!: boolean;
  /** What stands above every page. */
  masthead!: 'official' | 'demo' | 'none';
  solapi!: SolapiSettings | null;
  nhnAlimtalk!: NhnAlimtalkSettings | null;
  nhnRcs!: NhnRcsSettings | null;
  nhnSms!: NhnSmsSettings | null;
}

/** Every fault of the environment at once. */
export class SettingsError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The settings have ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nSee README.md, "Settings".`,
    );
  }
}

const REQUIRED_IN_PRODUCTION = [
  'DATABASE_URL',
  'PUBLIC_URL',
  'SAEOL_LINK_SECRET',
  'PRIVACY_KEYS',
  'SESSION_SECRET',
] as const;

const GATEWAYS = {
  SOLAPI: ['SOLAPI_URL', 'SOLAPI_API_KEY', 'SOLAPI_API_SECRET', 'SOLAPI_PF_ID', 'SOLAPI_BRAND_ID'],
  'NHN AlimTalk': ['NHN_ALIMTALK_URL', 'NHN_ALIMTALK_SENDER_KEY', 'NHN_APP_KEY', 'NHN_SECRET_KEY'],
  'NHN RCS': ['NHN_RCS_URL', 'NHN_RCS_BRAND_ID', 'NHN_RCS_CHATBOT_ID', 'NHN_APP_KEY', 'NHN_SECRET_KEY'],
  'NHN SMS': ['NHN_SMS_URL', 'NHN_APP_KEY', 'NHN_SECRET_KEY'],
} as const satisfies Record<string, readonly (keyof Environment)[]>;

/** The account is shared by the three NHN gateways, so it alone does not switch one of them on. */
const SHARED: readonly string[] = ['NHN_APP_KEY', 'NHN_SECRET_KEY'];

function gatewayFaults(env: Environment): string[] {
  const faults: string[] = [];
  for (const [gateway, variables] of Object.entries(GATEWAYS)) {
    if (!variables.some((name) => !SHARED.includes(name) && env[name] !== undefined)) continue;
    const missing = variables.filter((name) => env[name] === undefined);
    if (missing.length > 0) faults.push(`${gateway} is set by half: ${missing.join(', ')} missing`);
  }
  return faults;
}

function privacyKeyFaults(keys: string | undefined): string[] {
  if (keys === undefined) return [];
  try {
    KeyRing.parse(keys);
    return [];
  } catch (error) {
    return [`PRIVACY_KEYS: ${(error as Error).message}`];
  }
}

function proxyFaults(proxies: string | undefined): string[] {
  const isNetwork = (network: string) => {
    const [address, bits, ...more] = network.split('/');
    const most = isIP(address!) === 4 ? 32 : 128;
    return (
      isIP(address!) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most))
    );
  };
  return (proxies === undefined ? [] : listOf(proxies))
    .filter((network) => !isNetwork(network))
    .map((network) => `TRUSTED_PROXIES: ${network} is no address and no network`);
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** Passwords and codes travel to the provider: in the clear only on this machine. */
function oidcFaults(env: Environment): string[] {
  const missing = OIDC.filter((name) => env[name] === undefined);
  if (missing.length === OIDC.length) return [];
  if (missing.length > 0) return [`OpenID Connect is set by half: ${missing.join(', ')} missing`];
  const isHere = /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$))/.test(env.OIDC_ISSUER!);
  return isHere ? [] : ['OIDC_ISSUER must be https'];
}

function productionFaults(env: Environment): string[] {
  if (env.PROFILE !== 'production') return [];
  const faults = REQUIRED_IN_PRODUCTION.filter((name) => env[name] === undefined).map(
    (name) => `${name} is required in production`,
  );
  const anyGateway =
    env.SOLAPI_URL !== undefined ||
    env.NHN_ALIMTALK_URL !== undefined ||
    env.NHN_SMS_URL !== undefined ||
    env.NHN_RCS_URL !== undefined;
  if (!anyGateway) faults.push('one gateway is required in production: all of SOLAPI_* or of NHN_*');
  return faults;
}

/**
 * Checks the environment and gives the typed settings. Empty variables count as absent.
 * @throws SettingsError with every fault in one message.
 */
export function readSettings(variables: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const env = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const faults = [
    ...validateSync(env, { stopAtFirstError: true }).flatMap((error) => Object.values(error.constraints ?? {})),
    ...privacyKeyFaults(env.PRIVACY_KEYS),
    ...productionFaults(env),
    ...gatewayFaults(env),
    ...oidcFaults(env),
    ...proxyFaults(env.TRUSTED_PROXIES),
    ...saeolFaults(env),
  ];
  if (faults.length > 0) throw new SettingsError([...new Set(faults)]);

  const account = { appKey: env.NHN_APP_KEY!, secretKey: env.NHN_SECRET_KEY! };
  return Object.assign(new Settings(), {
    profile: env.PROFILE,
    port: env.PORT,
    host: env.HOST ?? (env.PROFILE === 'demo' ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    staffUrl: env.STAFF_URL?.replace(/\/+$/, '') ?? null,
    surfaces: new Set(env.SURFACES.includes('all') ? SURFACES : (env.SURFACES as Surface[])),
    databaseUrl: env.DATABASE_URL!,
    dataDir: env.DATA_DIR,
    trustedProxies: env.TRUSTED_PROXIES === undefined ? [] : listOf(env.TRUSTED_PROXIES),
    work: env.WORK === 'on',
    linkSecrets: listOf(env.SAEOL_LINK_SECRET!),
    saeol: saeolSettings(env),
    privacyKeys: env.PRIVACY_KEYS!,
    sessionSecret: env.SESSION_SECRET!,
    bootstrap: {
      adminId: env.BOOTSTRAP_ADMIN_ID ?? null,
      adminPassword: env.BOOTSTRAP_ADMIN_PASSWORD ?? null,
      apiKey: env.BOOTSTRAP_API_KEY ?? null,
    },
    oidc:
      env.OIDC_ISSUER === undefined
        ? null
        : {
            issuer: env.OIDC_ISSUER,
            clientId: env.OIDC_CLIENT_ID!,
            clientSecret: env.OIDC_CLIENT_SECRET!,
            loginClaim: env.OIDC_LOGIN_CLAIM,
          },
    sandboxPort: env.SANDBOX_PORT,
    demo: {
      feed: env.PROFILE === 'demo' && env.DEMO_FEED === 'on',
      clock: env.DEMO_CLOCK ?? null,
      speed: env.DEMO_CLOCK_SPEED ?? (env.PROFILE === 'demo' && env.DEMO_FEED === 'on' ? 60 : 1),
    },
    liveSince: env.LIVE_SINCE === undefined ? null : new Date(env.LIVE_SINCE),
    shadow: env.SHADOW === 'on',
    masthead: env.PROFILE === 'demo' ? 'demo' : env.OFFICIAL_SITE === 'on' ? 'official' : 'none',
    solapi:
      env.SOLAPI_URL === undefined
        ? null
        : {
            url: env.SOLAPI_URL,
            apiKey: env.SOLAPI_API_KEY!,
            apiSecret: env.SOLAPI_API_SECRET!,
            pfId: env.SOLAPI_PF_ID!,
            brandId: env.SOLAPI_BRAND_ID!,
          },
    nhnAlimtalk:
      env.NHN_ALIMTALK_URL === undefined
        ? null
        : { ...account, url: env.NHN_ALIMTALK_URL, senderKey: env.NHN_ALIMTALK_SENDER_KEY! },
    nhnRcs:
      env.NHN_RCS_URL === undefined
        ? null
        : { ...account, url: env.NHN_RCS_URL, brandId: env.NHN_RCS_BRAND_ID!, chatbotId: env.NHN_RCS_CHATBOT_ID! },
    nhnSms: env.NHN_SMS_URL === undefined ? null : { ...account, url: env.NHN_SMS_URL },
  });
}
