import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Assets, serveAssets } from './assets.js';
import { buildAssets } from './build-assets.js';
import { Page, renderPage, sendPage } from './page.js';

let dir: string;
const server = fastify();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'minwon-alim-assets-'));
  await buildAssets(process.cwd(), dir);
  await serveAssets(server, dir);
  const assets = new Assets(dir);
  server.get('/page', (_request, reply) =>
    sendPage(
      reply,
      assets,
      (context) => (
        <Page context={context} title="<제목>" styles={['console.css']} scripts={['console.js']} live>
          {'<script>alert(1)</script>'}
        </Page>
      ),
      410,
    ),
  );
});

afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('a page', () => {
  it('allows nothing inline, nothing from another host and no frame, with a nonce of its own each time', async () => {
    const [first, second] = await Promise.all([server.inject('/page'), server.inject('/page')]);
    const csp = String(first.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(csp)?.[1];
    expect(csp).toContain("default-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain('unsafe-');
    expect(csp).not.toMatch(/https?:/);
    expect(first.body).toContain(`<meta name="csp-nonce" content="${nonce}"/>`);
    expect(second.headers['content-security-policy']).not.toBe(csp);
    expect(first.headers['referrer-policy']).toBe('same-origin');
    expect(first.headers['x-robots-tag']).toContain('noindex');
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.statusCode).toBe(410);
  });

  it('escapes what it is given', async () => {
    const { body } = await server.inject('/page');
    expect(body).toContain('&lt;제목&gt;');
    expect(body).not.toContain('<script>alert');
  });

  it('loads only files of ours that exist and may be kept for a year', async () => {
    const { body } = await server.inject('/page');
    const addresses = [...body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address!);
    expect(addresses.length).toBe(4);
    for (const address of addresses) {
      const { statusCode, headers } = await server.inject(address);
      expect([address, statusCode]).toEqual([address, 200]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
  });

  it('refuses a name that was never built', () => {
    const assets = new Assets(dir);
    expect(() => assets.url('none.css')).toThrow('none.css');
    expect(() => new Assets(join(dir, 'nowhere'))).toThrow('npm run build');
  });

  it('carries the fonts and no other host in its style sheet, and sends it small', async () => {
    const { headers, rawPayload } = await server.inject({
      url: new Assets(dir).url('krds.css'),
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(headers['content-encoding']).toBe('br');
    expect(rawPayload.length).toBeLessThan(20_000);
    const css = readFileSync(join(dir, new Assets(dir).url('krds.css').replace('/assets/', '')), 'utf8');
    expect(css.match(/@font-face/g)).toHaveLength(3);
    expect(css).not.toMatch(/url\(["']?(?:https?:)?\/\//);
  });

  it('renders a whole document', () => {
    const assets = new Assets(dir);
    const html = renderPage(
      <Page
        context={{ nonce: 'n', assets }}
        title="t"
        lang="en"
        reading={{ size: 'large', contrast: 'high' }}
        styles={[]}
      >
        x
      </Page>,
    );
    expect(html).toMatch(/^<!doctype html><html lang="en" data-krds-mode="high-contrast" data-size="large">/);
  });
});
