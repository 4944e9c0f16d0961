/**
 * The import law of ARCHITECTURE.md as rules. Calls fall, facts rise: a module imports only what the table gives it, through
 * that module's index.ts, and nothing ever imports in a circle. Type imports count like any other.
 */

/** What each module may import besides libs and config. Keep this table and the one in ARCHITECTURE.md the same. */
const MAY_IMPORT = {
  staff: [],
  messaging: ['staff'],
  cases: ['staff', 'messaging'],
  saeol: ['staff', 'cases'],
  deadlines: ['staff', 'messaging', 'cases'],
  surveys: ['staff', 'messaging', 'cases'],
  reporting: ['staff', 'messaging', 'cases', 'saeol', 'deadlines', 'surveys'],
  citizen: ['staff', 'messaging', 'cases', 'surveys'],
  console: ['staff', 'messaging', 'cases', 'saeol', 'deadlines', 'surveys', 'reporting', 'citizen'],
  demo: [],
  sandbox: [],
};

/** Decisions without a framework: pure functions that property tests run by the thousand. */
const PURE =
  '^(libs/working-time/' +
  '|src/cases/(case-steps|case-advance|statutory-clock|eligibility|case-notices)\\.ts$' +
  '|src/messaging/delivery-plan\\.ts$' +
  '|src/saeol/(saeol-translator|link-event)\\.ts$)';

/** Files that only tests load: specs, what a spec starts or sets up, and test/. */
const TESTS = '(\\.(spec|fixture|harness|child)\\.tsx?$|^test/)';

/** The files directly under src put the modules together and start them: they may import every door. */
const LAUNCHERS = '^src/[^/]+\\.ts$';

/** Started by Node or bundled for browsers, imported by nobody. */
const PROGRAMS = '([/.]main|/islands/index)\\.ts$';

/** Loads esbuild, so it stays behind its door: `npm run build` starts it, browser tests call it. */
const BUILD_TOOL = '^libs/krds/build-assets\\.ts$';

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Besides its own table, a module's spec may take the migrated database and the sandbox's door. */
const FOR_TESTS = 'src/(data-source|migrate|sandbox/index)\\.ts$';

const moduleTable = Object.entries(MAY_IMPORT).flatMap(([module, allowed]) => {
  const doors = `src/(${[module, ...allowed].join('|')})/`;
  const words = allowed.length > 0 ? allowed.map((name) => `src/${name}`).join(', ') : 'nothing of src';
  return [
    error(
      `table-${module}`,
      `src/${module} may import ${words}, libs and config.`,
      { path: `^src/${module}/`, pathNot: TESTS },
      { path: '^src/', pathNot: `^${doors}` },
    ),
    error(
      `table-${module}-tests`,
      `A spec of src/${module} keeps to the same table; besides, it may take test/, the migrated database and the sandbox.`,
      { path: `^src/${module}/.*${TESTS}` },
      { path: '^src/', pathNot: [`^${doors}`, `^${FOR_TESTS}`] },
    ),
  ];
});

export default {
  forbidden: [
    ...moduleTable,
    error(
      'table-complete',
      'A new folder under src needs a line in MAY_IMPORT and in the table of ARCHITECTURE.md.',
      { path: `^src/(?!(${Object.keys(MAY_IMPORT).join('|')})/)[^/]+/` },
      {},
    ),
    error(
      'libs-know-no-domain',
      'libs import neither src nor config.',
      { path: '^libs/', pathNot: TESTS },
      { path: '^(src|config)/' },
    ),
    error('config-is-below-src', 'config imports libs only.', { path: '^config/', pathNot: TESTS }, { path: '^src/' }),
    error(
      'doors',
      'A lib or a module is reached only through its index.ts, from tests of others too.',
      { path: '^(libs|src)/([^/]+)/' },
      { path: '^(libs|src)/[^/]+/.', pathNot: ['^$1/$2/', '^(libs|src)/[^/]+/index\\.ts$', BUILD_TOOL] },
    ),
    error(
      'doors-from-outside',
      'Launchers, config and tests use the doors as well (migrations included: a door exports its own).',
      { path: `${LAUNCHERS}|^(config|test|bench)/` },
      { path: '^(libs|src)/[^/]+/.', pathNot: ['^(libs|src)/[^/]+/index\\.ts$', BUILD_TOOL] },
    ),
    error(
      'config-door',
      'config is reached through index.ts, its seed through seed/index.ts.',
      { pathNot: '^config/' },
      {
        path: '^config/.+',
        pathNot: '^config/(seed/)?index\\.ts$',
      },
    ),
    error(
      'demo-is-a-toy',
      'Only the launcher knows the demo.',
      { pathNot: `${LAUNCHERS}|^src/demo/|${TESTS}` },
      { path: '^src/demo/' },
    ),
    error(
      'sandbox-is-another-program',
      'The stand-in of the vendors is no part of the product.',
      { pathNot: `${LAUNCHERS}|^src/sandbox/|${TESTS}` },
      { path: '^src/sandbox/' },
    ),
    error(
      'programs-are-not-imported',
      'A program starts when it is loaded: start it as a process.',
      {},
      { path: PROGRAMS },
    ),
    error(
      'build-tools-stay-outside',
      'esbuild is no part of the running program.',
      { path: '^(src|libs|config)/', pathNot: TESTS },
      { path: BUILD_TOOL },
    ),
    error('tests-stay-outside', 'What ships never loads what only tests need.', { pathNot: TESTS }, { path: TESTS }),
    error(
      'pure-decisions',
      'Pure decisions import neither Nest nor TypeORM.',
      { path: PURE, pathNot: TESTS },
      {
        path: 'node_modules/(@nestjs/|typeorm/)',
      },
    ),
    error('no-cycles', 'No circle of imports, types included.', {}, { circular: true }),
    error(
      'no-dead-files',
      'A file that nothing imports is dead, or a program that is not named as one.',
      {
        orphan: true,
        path: '^(src|libs|config)/',
        pathNot: [PROGRAMS, TESTS],
      },
      {},
    ),
    error('resolvable', 'Every import leads to a file.', {}, { couldNotResolve: true }),
    error(
      'no-dev-packages-in-the-product',
      'What ships is installed with --omit=dev.',
      { path: '^(src|libs|config)/', pathNot: TESTS },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    error(
      'declared-packages',
      'Every package that is imported stands in package.json.',
      {},
      {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
      },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
