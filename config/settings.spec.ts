import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoEnvironment, readSettings, SettingsError } from './index.js';

const key = Buffer.alloc(32, 1).toString('base64');
const PRODUCTION = {
  PROFILE: 'production',
  DATABASE_URL: 'postgres://alim@db/alim',
  PUBLIC_URL: 'https://alim.example.kr/',
  SAEOL_LINK_SECRET: `whsec_${key}`,
  PRIVACY_KEYS: `k1:${key}`,
  SESSION_SECRET: 'x'.repeat(32),
  SOLAPI_URL: 'https://api.solapi.com',
  SOLAPI_API_KEY: 'k',
  SOLAPI_API_SECRET: 's',
  SOLAPI_PF_ID: 'p',
  SOLAPI_BRAND_ID: 'b',
};

function faultsOf(variables: Record<string, string | undefined>): string[] {
  try {
    readSettings(variables);
    return [];
  } catch (error) {
    return (error as SettingsError).faults;
  }
}

describe('settings', () => {
  it('are typed, with the slash of an address gone', () => {
    expect(readSettings(PRODUCTION)).toMatchObject({
      profile: 'production',
      host: '0.0.0.0',
      publicUrl: 'https://alim.example.kr',
      work: true,
      demo: { feed: false, speed: 1 },
      solapi: { pfId: 'p' },
      nhnSms: null,
    });
    expect(readSettings({ ...PRODUCTION, SURFACES: 'citizen, link' }).surfaces).toEqual(new Set(['citizen', 'link']));
  });

  it('spell the tables of a link database as it keeps them: Oracle in capitals', () => {
    const link = {
      SAEOL_DB_URL: 'oracle://a:b@db:1521/saeol',
      SAEOL_CASE_TABLE: 'link.tb_minwon',
      SAEOL_STEP_TABLE: 'tb_step',
    };
    const tablesOf = (type: string) => readSettings({ ...PRODUCTION, ...link, SAEOL_DB_TYPE: type }).saeol.database;
    expect(tablesOf('oracle')).toMatchObject({
      planTable: 'LINK_PLAN',
      caseTable: 'LINK.TB_MINWON',
      stepTable: 'TB_STEP',
    });
    expect(tablesOf('mssql')).toMatchObject({
      planTable: 'link_plan',
      caseTable: 'link.tb_minwon',
      stepTable: 'tb_step',
    });
  });

  it('tell every fault at once, and never a secret', () => {
    const faults = faultsOf({
      ...PRODUCTION,
      PORT: 'x',
      DATABASE_URL: undefined,
      PRIVACY_KEYS: 'k1:c2VjcmV0',
      SOLAPI_PF_ID: '',
      SHADOW: 'yes',
    });
    expect(faults).toHaveLength(5);
    expect(faults.join()).toMatch(/PORT.*SHADOW.*PRIVACY_KEYS.*DATABASE_URL.*SOLAPI is set by half: SOLAPI_PF_ID/);
    expect(faults.join()).not.toContain('c2VjcmV0');
  });

  it('need a gateway in production, and a whole one', () => {
    const {
      SOLAPI_URL: _1,
      SOLAPI_API_KEY: _2,
      SOLAPI_API_SECRET: _3,
      SOLAPI_PF_ID: _4,
      SOLAPI_BRAND_ID: _5,
      ...none
    } = PRODUCTION;
    expect(faultsOf(none)).toEqual([expect.stringContaining('one gateway is required')]);
    expect(faultsOf({ ...none, NHN_SMS_URL: 'https://sms.example.com', NHN_APP_KEY: 'a' })).toEqual([
      expect.stringContaining('NHN_SECRET_KEY missing'),
    ]);
    expect(
      faultsOf({ ...none, NHN_SMS_URL: 'https://sms.example.com', NHN_APP_KEY: 'a', NHN_SECRET_KEY: 's' }),
    ).toEqual([]);
  });

  it('take a county’s sign-on whole, over https or on this machine', () => {
    const oidc = { OIDC_ISSUER: 'https://sso.example.kr/realm', OIDC_CLIENT_ID: 'alim', OIDC_CLIENT_SECRET: 's' };
    expect(readSettings(PRODUCTION).oidc).toBeNull();
    expect(readSettings({ ...PRODUCTION, ...oidc }).oidc).toEqual({
      issuer: 'https://sso.example.kr/realm',
      clientId: 'alim',
      clientSecret: 's',
      loginClaim: 'preferred_username',
    });
    expect(faultsOf({ ...PRODUCTION, ...oidc, OIDC_ISSUER: 'http://127.0.0.1:9000' })).toEqual([]);
    for (const http of ['http://sso.example.kr', 'http://localhost.example.kr'])
      expect(faultsOf({ ...PRODUCTION, ...oidc, OIDC_ISSUER: http })).toEqual(['OIDC_ISSUER must be https']);
    expect(faultsOf({ ...PRODUCTION, OIDC_ISSUER: oidc.OIDC_ISSUER })).toEqual([
      'OpenID Connect is set by half: OIDC_CLIENT_ID, OIDC_CLIENT_SECRET missing',
    ]);
  });

  it('believe the proxies that they name', () => {
    expect(readSettings(PRODUCTION).trustedProxies).toEqual([]);
    expect(readSettings({ ...PRODUCTION, TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual([
      '10.0.0.0/8',
      '::1',
    ]);
    for (const wrong of ['proxy', '10.0.0.0/33', '10.0.0', '1.2.3.4/8/8'])
      expect(faultsOf({ ...PRODUCTION, TRUSTED_PROXIES: wrong }), wrong).toHaveLength(1);
  });

  it('have a working default for everything in demo; secrets are made once, for their owner alone', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minwon-settings-'));
    const first = demoEnvironment({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://x' });
    expect(demoEnvironment({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://x' })).toEqual(first);
    expect(statSync(join(dataDir, 'demo-keys.json')).mode & 0o777).toBe(0o600);
    expect(readSettings(first)).toMatchObject({ profile: 'demo', host: '127.0.0.1', demo: { feed: true, speed: 60 } });
    expect(readSettings({ ...first, DEMO_FEED: 'off' }).demo).toEqual({ feed: false, clock: null, speed: 1 });
  });
});
