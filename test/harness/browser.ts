import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import inflatedChromium from '@sparticuz/chromium';
import fastify, { type FastifyInstance } from 'fastify';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { ReactElement } from 'react';
import { buildAssets } from '../../libs/krds/build-assets.js';
import { Assets, sendPage, serveAssets, type PageContext } from '../../libs/krds/index.js';

/**
 * A real Chromium out of an npm package. Its own default arguments hold `--single-process` and `--disable-web-security`, so
 * they are never used. The package unpacks itself into the temporary folder without a lock, and spec files run at the same time.
 */
export async function launchBrowser(): Promise<Browser> {
  const lock = join(tmpdir(), 'minwon-alim-chromium.lock');
  for (const givenUpAt = Date.now() + 60_000; Date.now() < givenUpAt; await pause(100)) {
    try {
      await mkdir(lock);
    } catch {
      continue;
    }
    try {
      const executablePath = await inflatedChromium.executablePath();
      return await chromium.launch({ executablePath, args: ['--no-sandbox', '--headless=shell'] });
    } finally {
      await rmdir(lock);
    }
  }
  throw new Error(`Another run holds ${lock} for more than a minute`);
}

export interface Site {
  origin: string;
  close(): Promise<void>;
}

/**
 * Serves views on a port of their own, with the real assets and security headers.
 * @param more routes besides the pages
 */
export async function startSite(
  pages: Record<string, (context: PageContext) => ReactElement>,
  more: (server: FastifyInstance) => void = () => undefined,
): Promise<Site> {
  const dir = mkdtempSync(join(tmpdir(), 'minwon-alim-assets-'));
  await buildAssets(process.cwd(), dir);
  const server = fastify({ forceCloseConnections: true });
  more(server);
  await serveAssets(server, dir);
  const assets = new Assets(dir);
  for (const [path, page] of Object.entries(pages)) {
    server.get(path, (_request, reply) => sendPage(reply, assets, page));
  }
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    origin,
    close: async () => {
      await server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Everything that the browser holds against a page: violations of the CSP, script errors, files that are missing. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText ?? ''}`));
  return complaints;
}

/**
 * Violations of WCAG 2.2 AA that axe finds, one line each. axe injects a script, so the page must not be one whose CSP is asserted.
 * @param within selector of the part to look at, where the rest is looked at elsewhere
 */
export async function axeViolations(page: Page, within = 'html'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(within)
    .options({
      resultTypes: ['violations'],
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    })
    .setLegacyMode(true)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ target, failureSummary }) => !isFetching(target.join(' '), failureSummary))
      .map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Turbo says `aria-busy` on the root while a live page is fetched anew, which may be at any moment. */
function isFetching(target: string, summary: string | undefined): boolean {
  return (
    target === 'html' && summary?.endsWith('ARIA attribute is not allowed on html elements: aria-busy="true"') === true
  );
}

/** How many pixels the page runs out of the window at the right; 0 is the only good answer. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}

/** With `SCREENSHOTS=<folder>` set, keeps what the page looks like, for a person to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
