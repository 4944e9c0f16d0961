import { createServer, type Server } from 'node:http';
import { Controller, Get } from '@nestjs/common';
import { type InteractionResults, Provider } from 'oidc-provider';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { OpenToStrangers } from './access.decorators.js';
import { seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';

const CLIENT = { OIDC_CLIENT_ID: 'minwon-alim', OIDC_CLIENT_SECRET: 'a-secret-of-the-client-of-32-letters' };
const CALLBACK = 'http://alim.test/auth/oidc/callback';

/** A county's provider, as people have it: what it calls each subject may change. */
class CountyProvider {
  /** Login id by subject. */
  readonly names = new Map<string, string>();
  /** Who sits before the browser; null: presses "cancel". */
  person: string | null = null;
  private server!: Server;
  private provider!: Provider;
  issuer!: string;

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      if (request.url!.startsWith('/interaction/')) {
        this.decide(request, response).catch((error: unknown) => response.destroy(error as Error));
      } else void this.provider.callback()(request, response);
    });
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    this.issuer = `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
    this.provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT.OIDC_CLIENT_ID,
          client_secret: CLIENT.OIDC_CLIENT_SECRET,
          redirect_uris: [CALLBACK],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      cookies: { keys: ['a-key-of-the-provider'] },
      claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: this.names.get(id), email: `${id}@county.test` }),
      }),
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
      features: { devInteractions: { enabled: false } },
    });
    this.provider.on('server_error', (_, error) => {
      throw error;
    });
  }

  private async decide(...[request, response]: Parameters<Parameters<typeof createServer>[1] & object>): Promise<void> {
    const { prompt, params, session } = await this.provider.interactionDetails(request, response);
    const finish = (result: InteractionResults) =>
      this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    if (this.person === null) return finish({ error: 'access_denied', error_description: 'cancelled' });
    if (prompt.name === 'login') return finish({ login: { accountId: this.person, remember: false } });
    const grant = new this.provider.Grant({ accountId: session!.accountId, clientId: params.client_id as string });
    grant.addOIDCScope(String(params.scope));
    return finish({ consent: { grantId: await grant.save() } });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

@OpenToStrangers()
@Controller()
class WhereTheyLand {
  @Get('login')
  login(): string {
    return 'login';
  }
}

let database: TestDatabase;
const county = new CountyProvider();
let app: StaffApp;
beforeAll(async () => {
  await county.start();
  database = await testDatabase();
  await seedTestStaff(database);
  app = await staffApp(database, {
    controllers: [WhereTheyLand],
    variables: { ...CLIENT, OIDC_ISSUER: county.issuer, PUBLIC_URL: 'http://alim.test' },
  });
});
afterAll(async () => {
  await app?.close();
  await database?.close();
  await county.stop();
});
beforeEach(async () => {
  await database.dataSource.query('DELETE FROM staff.account WHERE NOT of_demo');
  await database.dataSource.query(
    `INSERT INTO staff.account (login_id, officer_id, roles, created_at) VALUES ('kim.oreum', 's112', '{officer}', now())`,
  );
  county.names.clear();
  county.names.set('subject-1', 'Kim.Oreum');
  county.person = 'subject-1';
});

const cookieOf = (answer: Response, name: string): string | undefined =>
  (answer.get('set-cookie') as string[] | undefined)
    ?.map((cookie) => cookie.split(';')[0]!)
    .find((cookie) => cookie.startsWith(`${name}=`) && !cookie.endsWith('='));

interface Begun {
  /** Where the provider sends the browser back to, with the code. */
  back: string;
  errand: string;
}

/** Through the provider's own pages, as a browser goes, until it comes back to us. */
async function throughTheProvider(): Promise<Begun> {
  const begun = await app.http().get('/auth/oidc');
  expect(begun.status).toBe(303);
  const errand = cookieOf(begun, 'minwon_sign_on')!;
  const jar = new Map<string, string>();
  let url = begun.get('location')!;
  for (let step = 0; step < 10; step++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0]!.split('=', 2) as [string, string];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    url = new URL(answer.headers.get('location')!, url).href;
    if (url.startsWith(CALLBACK)) return { back: url.slice('http://alim.test'.length), errand };
  }
  throw new Error('the provider does not come back');
}

const comeBack = ({ back, errand }: Begun, cookie = errand) => app.http().get(back).set('cookie', cookie);

async function signOn(): Promise<{ landed: string; session: string | undefined }> {
  const answer = await comeBack(await throughTheProvider());
  expect(answer.status).toBe(303);
  return { landed: answer.get('location')!, session: cookieOf(answer, 'minwon_session') };
}

describe('the county’s own sign-on', () => {
  it('opens a session for whom it vouches for, with the rights of their account', async () => {
    const { landed, session } = await signOn();
    expect(landed).toBe('/');
    const staff = await app.http().get('/api/v1/staff?limit=200').set('cookie', session!);
    expect(new Set((staff.body.items as { departmentCode: string }[]).map((one) => one.departmentCode))).toEqual(
      new Set(['47700000011']),
    );
    const [entry] = (await database.dataSource.query(
      `SELECT detail FROM staff.audit WHERE action = 'login' ORDER BY id DESC LIMIT 1`,
    )) as unknown[];
    expect(entry).toEqual({ detail: { by: 'provider' } });
  });

  it('asks with PKCE, state and nonce, and for nothing that it does not need', async () => {
    const { location } = (await app.http().get('/auth/oidc')).headers as { location: string };
    const asked = new URL(location).searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      client_id: 'minwon-alim',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('binds the account to the subject: the name that it gives to somebody else later opens nothing', async () => {
    expect((await signOn()).landed).toBe('/');
    county.names.set('subject-1', 'renamed');
    expect((await signOn()).landed).toBe('/');
    county.names.set('subject-2', 'kim.oreum');
    county.person = 'subject-2';
    expect(await signOn()).toEqual({ landed: '/login?failed=unknown', session: undefined });
  });

  it('opens nothing for those who have no account here, or a closed one', async () => {
    county.names.set('stranger', 'stranger');
    county.person = 'stranger';
    expect((await signOn()).landed).toBe('/login?failed=unknown');
    county.names.delete('stranger');
    expect((await signOn()).landed).toBe('/login?failed=unknown');
    county.person = 'subject-1';
    await database.dataSource.query(`UPDATE staff.account SET active = false WHERE login_id = 'kim.oreum'`);
    expect((await signOn()).landed).toBe('/login?failed=unknown');
  });

  it('may be cancelled', async () => {
    county.person = null;
    expect((await signOn()).landed).toBe('/login?failed=sign-on');
  });

  it('ends the session that the browser came with', async () => {
    const first = (await signOn()).session!;
    const begun = await throughTheProvider();
    await comeBack(begun, `${begun.errand}; ${first}`);
    expect((await app.http().get('/api/v1/departments').set('cookie', first)).status).toBe(401);
  });
});

describe('what comes back', () => {
  const expectRefused = async (answer: Promise<{ status: number; get(name: 'location'): string | undefined }>) => {
    const { status, get } = await answer.then((given) => ({ status: given.status, get: given.get.bind(given) }));
    expect([status, get('location')]).toEqual([303, '/login?failed=sign-on']);
  };

  it('is taken once', async () => {
    const begun = await throughTheProvider();
    expect((await comeBack(begun)).get('location')).toBe('/');
    await expectRefused(comeBack(begun));
  });

  it('is refused in a browser that did not begin it', async () => {
    const begun = await throughTheProvider();
    const another = await throughTheProvider();
    await expectRefused(app.http().get(begun.back));
    await expectRefused(comeBack(begun, another.errand));
    await expectRefused(comeBack(begun, 'minwon_sign_on=made-up'));
    await expectRefused(comeBack(begun, `minwon_sign_on=${database.privacy.sealJson({}).toString('base64url')}`));
  });

  it('is refused with another state, another issuer or no code', async () => {
    const begun = await throughTheProvider();
    const changed = (name: string, value: string | null) => {
      const url = new URL(begun.back, 'http://alim.test');
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      return comeBack({ ...begun, back: url.pathname + url.search });
    };
    await expectRefused(changed('state', 'x'.repeat(43)));
    await expectRefused(changed('iss', 'https://evil.test'));
    await expectRefused(changed('code', null));
    await expectRefused(comeBack({ ...begun, back: '/auth/oidc/callback' }));
    await expectRefused(changed('code', 'x'.repeat(43)));
  });

  it('is refused after ten minutes', async () => {
    const begun = await throughTheProvider();
    app.clock.setReal(new Date(app.clock.realNow().getTime() + 11 * 60_000));
    await expectRefused(comeBack(begun));
    app.clock.setReal(null);
  });
});

describe('a provider', () => {
  it('that nobody set is not there', async () => {
    const without = await staffApp(database);
    try {
      for (const path of ['/auth/oidc', '/auth/oidc/callback?code=x&state=y'])
        expect((await without.http().get(path)).body.code).toBe('STAFF.SIGN_ON_NOT_USED');
    } finally {
      await without.close();
    }
  });

  it('that is away is a 503, and is asked again when it is back', async () => {
    const late = new CountyProvider();
    await late.start();
    const { issuer } = late;
    await late.stop();
    const away = await staffApp(database, { variables: { ...CLIENT, OIDC_ISSUER: issuer } });
    try {
      const answer = await away.http().get('/auth/oidc');
      expect([answer.status, answer.body.code]).toEqual([503, 'HTTP.UNAVAILABLE']);
      const again = await away.http().get('/auth/oidc');
      expect(again.status).toBe(503);
    } finally {
      await away.close();
    }
  });
});
