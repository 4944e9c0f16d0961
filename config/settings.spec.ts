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

  it('have a working default for everything in demo; secrets are made once, for their owner alone', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minwon-settings-'));
    const first = demoEnvironment({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://x' });
    expect(demoEnvironment({ DATA_DIR: dataDir, DATABASE_URL: 'postgres://x' })).toEqual(first);
    expect(statSync(join(dataDir, 'demo-keys.json')).mode & 0o777).toBe(0o600);
    expect(readSettings(first)).toMatchObject({ profile: 'demo', host: '127.0.0.1', demo: { feed: true, speed: 60 } });
    expect(readSettings({ ...first, DEMO_FEED: 'off' }).demo).toEqual({ feed: false, clock: null, speed: 1 });
  });
});
