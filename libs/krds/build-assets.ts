import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { AssetManifest } from './assets.js';
import { stripUnusedCss } from './strip-unused-css.js';

/**
 * Bundles what pages load into `outDir` under names that hold a hash of their content, and writes `manifest.json` beside them:
 * `krds.css` (tokens, the rules of KRDS that we use, fonts), one style sheet per folder `src/<module>/styles`, one script per
 * folder `src/<module>/islands` (Turbo and custom elements), the site icon. What is text lies there compressed as well.
 *
 * @param root the project's folder
 * @param outDir emptied first
 */
export async function buildAssets(root: string, outDir: string): Promise<AssetManifest> {
  const entries = Object.fromEntries([
    ['krds', 'libs/krds/styles/krds.css'],
    ['icon', 'libs/krds/images/icon.svg'],
    ...globSync('src/*/{styles/index.css,islands/index.ts}', { cwd: root }).map((file) => [
      basename(dirname(dirname(file))) + (file.endsWith('.css') ? '.styles' : ''),
      file,
    ]),
  ]) as Record<string, string>;

  rmSync(outDir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, file]) => ({ in: file, out })),
    outdir: outDir,
    bundle: true,
    minify: true,
    metafile: true,
    logLevel: 'warning',
    format: 'esm',
    // Citizens open the pages in the in-app browsers of old phones.
    target: ['chrome79', 'safari14.1'],
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy', '.woff2': 'copy' },
    plugins: [onlyUsedRulesOfKrds(root)],
  });
  const manifest = manifestOf(metafile);
  for (const file of Object.values(manifest).filter((name) => /\.(?:css|js|svg)$/.test(name))) {
    const bytes = readFileSync(join(outDir, file));
    writeFileSync(join(outDir, `${file}.br`), brotliCompressSync(bytes));
    writeFileSync(join(outDir, `${file}.gz`), gzipSync(bytes));
  }
  writeFileSync(join(outDir, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

function onlyUsedRulesOfKrds(root: string): Plugin {
  const read = (pattern: string): string =>
    globSync(pattern, { cwd: root, exclude: (file) => /\.spec\.tsx?$/.test(file) })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
  return {
    name: 'only-used-rules-of-krds',
    setup(bundler) {
      bundler.onLoad({ filter: /krds-uiux[\\/]resources[\\/]css[\\/]component[\\/]output\.css$/ }, ({ path }) => ({
        contents: stripUnusedCss(
          readFileSync(join(dirname(path), '../token/krds_tokens.css'), 'utf8') + readFileSync(path, 'utf8'),
          read('libs/krds/*.tsx') + read('src/*/views/*.{ts,tsx}'),
          read('libs/krds/styles/*.css') + read('src/*/styles/*.css'),
        ),
        loader: 'css',
      }));
    },
  };
}

/** `console.css` → `console-5XK2QH7A.css`, for every entry. */
function manifestOf(metafile: Metafile): AssetManifest {
  return Object.fromEntries(
    Object.keys(metafile.outputs)
      .map((output) => basename(output))
      .map((file) => [file.replace(/(?:\.styles)?-[A-Z0-9]{8}(?=\.\w+$)/, ''), file]),
  );
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = process.cwd();
  await buildAssets(root, join(root, 'dist/assets'));
}
