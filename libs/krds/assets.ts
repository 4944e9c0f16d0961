import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Plain name → name with the hash of its content: `console.css` → `console-5XK2QH7A.css`. */
export type AssetManifest = Record<string, string>;

/** Where `npm run build` puts what pages load. */
export const ASSETS_DIR = resolve('dist/assets');

/**
 * The addresses of what pages load.
 * @throws Error when the assets were never built
 */
export class Assets {
  private readonly manifest: AssetManifest;

  constructor(dir = ASSETS_DIR) {
    let text: string;
    try {
      text = readFileSync(join(dir, 'manifest.json'), 'utf8');
    } catch (cause) {
      throw new Error(`No page assets in ${dir}: run "npm run build" first`, { cause });
    }
    this.manifest = JSON.parse(text) as AssetManifest;
  }

  /** @throws Error for a name that was not built */
  url(name: string): string {
    const file = this.manifest[name];
    if (!file) throw new Error(`No page asset "${name}"`);
    return `/assets/${file}`;
  }
}

/** Serves `/assets/*`. The names hold a hash of the content, so a browser may keep them for a year. */
export async function serveAssets(fastify: FastifyInstance, dir = ASSETS_DIR): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: dir,
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    preCompressed: true,
    // Not every plugin of the program may claim reply.sendFile.
    decorateReply: false,
  });
}
