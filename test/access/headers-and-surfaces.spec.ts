import { request } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

let program: TestProgram;
let browser: Browser;
let statusPath: string;
let cookie: string;
beforeAll(async () => {
  [program, browser] = await Promise.all([testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' }), launchBrowser()]);
  await program.push([new Petition('202647700000004401', '01000003441').received('2026-04-29T13:00:00')]);
  const [message] = await eventually('a message', async () => {
    const shown = await program.messages('01000003441');
    return shown.length > 0 && shown;
  });
  statusPath = new URL(message!.buttons[0]!.url!).pathname;
  const login = await fetch(`${program.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'admin', password: 'minwon-admin' }),
  });
  cookie = login.headers.getSetCookie()[0]!;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(program.url + path, { redirect: 'manual', headers: { cookie: cookie.split(';')[0]!, ...headers } });

describe('what every answer tells a browser', () => {
  it.each([
    '/',
    '/login',
    '/cases',
    '/cases/202647700000004401',
    '/messages',
    'STATUS',
    '/s/unknown',
    '/survey/unknown',
    '/docs',
    '/openapi.json',
    '/api/v1/cases',
    '/api/v1/reports/stream',
    '/api/v1/nowhere',
    '/nowhere',
    '/health/live',
    '/metrics',
    '/auth/oidc',
    '/%',
  ])('%s', async (named) => {
    const path = named === 'STATUS' ? statusPath : named;
    const answer = await get(path, { accept: 'text/html' });
    await answer.body?.cancel();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'x-robots-tag': expect.stringContaining('noindex'),
      'cache-control': expect.stringMatching(/no-store|no-cache/),
      'strict-transport-security': expect.stringContaining('max-age='),
    });
    const csp = answer.headers.get('content-security-policy')!;
    expect(csp).toContain(`frame-ancestors 'none'`);
    // Styles of the document's page alone may stand inline; nothing comes from another host.
    expect(csp.includes('unsafe-')).toBe(path === '/docs');
    expect(csp.replace(`style-src 'self' 'unsafe-inline'`, '')).not.toMatch(/unsafe-|https?:|\*/);
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('server')).toBeNull();
  });

  it('the cookie of a session is HttpOnly, SameSite=Lax and goes with the browser', () => {
    expect(cookie).toMatch(/^minwon_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('the document is a page that works within its policy, without another host', async () => {
    const page = await browser.newPage();
    const asked = new Set<string>();
    const complaints: string[] = [];
    page.on('request', (sent) => asked.add(new URL(sent.url()).host));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${program.url}/docs`);
    await page.getByText('The process answers').waitFor();
    expect(complaints).toEqual([]);
    expect([...asked].filter((host) => host !== '')).toEqual([new URL(program.url).host]);
    await page.close();
  }, 60_000);
});

describe('an address that is broken', () => {
  it.each(['/s/%zz', '/survey/%E0%A4%A', `/s/${'x'.repeat(300)}`, `/survey/${'x'.repeat(3_000)}`])(
    'is an unknown link to a citizen, and tells whom to call: %.30s',
    async (path) => {
      const answer = await fetch(program.url + path);
      const html = await answer.text();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(html).toContain('문의 전화');
    },
  );

  it('is no page to the staff, and no operation', async () => {
    for (const path of ['/cases/%zz', `/cases/${'x'.repeat(300)}`])
      expect([path, (await get(path, { accept: 'text/html' })).status]).toEqual([path, 404]);
    expect((await get('/api/v1/cases/%zz')).status).toBe(400);
    expect((await get(`/api/v1/cases/${'x'.repeat(300)}`)).status).toBe(414);
  });
});

describe('a citizen’s act', () => {
  const act = (path: string, headers: Record<string, string>) =>
    fetch(program.url + path, { method: 'POST', redirect: 'manual', headers });
  const isOptedOut = async () => {
    const [row] = await program.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM messaging.opt_out WHERE opted_out',
    );
    return row!.count > 0;
  };

  it('is authorised by its link alone: not refused for where it comes from, and no session stands in for it', async () => {
    // The page may be open within a messenger, which tells no origin, or one that is not ours.
    const elsewhere = { origin: 'https://messenger.example', 'sec-fetch-site': 'cross-site' };
    const session = { cookie: cookie.split(';')[0]! };
    expect((await act('/s/unknown/opt-out', { ...session, origin: program.url })).status).toBe(404);
    expect(await isOptedOut()).toBe(false);
    expect((await act(`${statusPath}/opt-out`, elsewhere)).status).toBe(303);
    expect(await isOptedOut()).toBe(true);
    expect((await act(`${statusPath}/opt-in`, elsewhere)).status).toBe(303);
    expect(await isOptedOut()).toBe(false);
  });
});

/** What answers on each surface, by who asks: nobody signed in. */
const DOORS: Record<string, string[]> = {
  citizen: ['STATUS', '/survey/unknown?x'],
  staff: ['/', '/login', '/api/v1/cases', '/auth/oidc', '/docs', '/openapi.json'],
  link: ['/api/v1/saeol/events'],
  vendor: ['/webhooks/nhn'],
};

describe('surfaces', () => {
  it.each(Object.keys(DOORS))('%s alone shows nothing of the others', async (surface) => {
    await program.restart({ SURFACES: surface });
    for (const [of, paths] of Object.entries(DOORS))
      for (const named of paths) {
        const path = named === 'STATUS' ? statusPath : named;
        const method = of === 'link' || of === 'vendor' ? 'POST' : 'GET';
        const answer = await fetch(program.url + path, { method, redirect: 'manual' });
        const text = await answer.text();
        const isHidden = answer.status === 404 && text.includes('HTTP.NOT_FOUND');
        expect([path, isHidden]).toEqual([path, of !== surface]);
      }
    expect((await fetch(`${program.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${program.url}/metrics`)).status).toBe(200);
  });

  it('hold for addresses in disguise too', async () => {
    await program.restart({ SURFACES: 'citizen' });
    for (const path of [
      '/%6Cogin',
      '/s/../login',
      '/s/..%2flogin',
      '//login',
      '/s/%2e%2e/login',
      '/LOGIN',
      '/s;/login',
      '/.%2flogin',
      '/survey/../api/v1/cases',
    ])
      expect([path, await rawStatus(path)]).toEqual([path, 404]);
  });

  it('hold for the citizens’ addresses in disguise too', async () => {
    await program.restart({ SURFACES: 'staff' });
    for (const path of [`/%73${statusPath.slice(2)}`, `http://staff.example${statusPath}`])
      expect([path, await rawStatus(path)]).toEqual([path, 404]);
    for (const path of ['/health/live', 'http://staff.example/health/live', 'http://staff.example/login'])
      expect([path, await rawStatus(path)]).toEqual([path, 200]);
  });
});

/** As it stands, without a client that tidies the address. */
function rawStatus(path: string): Promise<number> {
  const { hostname, port } = new URL(program.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}
