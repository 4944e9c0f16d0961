import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** Names of values that whoever guesses must not learn by how long a comparison takes. */
const SECRET =
  /(token|secret|signature|password|passphrase|hmac|mac|digest|credential|bearer|csrf|nonce|apiKey|hash)s?$/i;
const COMPARING = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** Methods that stop at the first letter that differs. */
const COMPARING_METHODS = new Set([
  'equals',
  'compare',
  'localeCompare',
  'includes',
  'indexOf',
  'startsWith',
  'endsWith',
]);

/** Where the program's one comparison in constant time stands. */
const HOME = 'libs/privacy/privacy.ts';

/** What looks like a comparison of secrets and is none that a stranger could time. */
const HARMLESS: Record<string, string> = {
  'src/staff/audit-chain.ts: this.sealOf(seal.position, seal.previous, seal.body, seal.reason).equals(seal.hash)':
    'seals of the trail: both sides come from the database, on a command',
  'src/staff/audit-chain.ts: seal.previous.equals(before.hash)':
    'seals of the trail: both sides come from the database, on a command',
};

/** The last word of what is compared: `this.link.secret` → `secret`, `hash(x)` → `hash`. */
function nameOf(node: ts.Node): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node)) return node.argumentExpression.getText().replace(/['"]/g, '');
  if (ts.isCallExpression(node)) return nameOf(node.expression);
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return nameOf(node.expression);
  return '';
}

/** `=== undefined`, `=== null`, `=== ''`, `!== 'set'`: asks whether there is one, and what sort. */
function isConstant(node: ts.Node): boolean {
  return (
    ts.isLiteralExpression(node) ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isIdentifier(node) && node.text === 'undefined')
  );
}

/** Comparisons of secrets that stop at the first difference, and the uses of `timingSafeEqual`, in one source. */
function found(path: string, text: string): { leaking: string[]; safe: boolean } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const leaking: string[] = [];
  let safe = false;
  const isSecret = (node: ts.Node) => !isConstant(node) && SECRET.test(nameOf(node));
  const look = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 'timingSafeEqual') safe = true;
    if (ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.kind)) {
      const sides = [node.left, node.right];
      if (!sides.some(isConstant) && sides.some(isSecret)) leaking.push(`${path}: ${node.getText()}`);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression: left } = node.expression;
      const sides = [left, ...node.arguments];
      if (COMPARING_METHODS.has(name.text) && !node.arguments.every(isConstant) && sides.some(isSecret))
        leaking.push(`${path}: ${node.getText()}`);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return { leaking, safe };
}

/** All but the sandbox: a stand-in for vendors, whose secrets are no secrets. */
async function sources(): Promise<{ path: string; text: string }[]> {
  const lists = await Promise.all(
    ['src', 'libs', 'config'].map(async (folder) =>
      (await readdir(folder, { recursive: true }))
        .filter((name) => /\.tsx?$/.test(name) && !/\.(spec|harness|fixture|child)\.tsx?$/.test(name))
        .map((name) => join(folder, name))
        .filter((path) => !path.startsWith('src/sandbox/')),
    ),
  );
  return Promise.all(lists.flat().map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

it('finds comparisons that stop at the first difference', () => {
  const plain = [
    'if (given === this.settings.linkSecret) open();',
    'return request.headers["x-signature"] !== right;',
    'const ok = a == sessionToken;',
    'right.equals(signature);',
    'keys.includes(apiKey);',
    'Buffer.compare(expectedHmac, given) === 0;',
    '(token as string).startsWith(given);',
  ];
  for (const line of plain) expect(found('x.ts', line).leaking, line).toHaveLength(1);
  const harmless = [
    'token === undefined',
    'password !== null',
    "secret === ''",
    'kind === other',
    "hash.startsWith('v1,')",
  ];
  for (const line of harmless) expect(found('x.ts', line).leaking, line).toEqual([]);
});

it('secrets are compared in one place, in constant time, or looked up by their hash', async () => {
  const read = (await sources()).map(({ path, text }) => ({ path, ...found(path, text) }));
  expect(read.length).toBeGreaterThan(400);
  const leaking = read.flatMap((one) => one.leaking);
  expect(leaking.filter((one) => HARMLESS[one] === undefined)).toEqual([]);
  expect(Object.keys(HARMLESS).filter((one) => !leaking.includes(one))).toEqual([]);
  expect(read.filter(({ safe }) => safe).map(({ path }) => path)).toEqual([HOME]);
});

it.each([
  ['the signature of a push', 'src/saeol/link-signature.ts', /equalSecretBytes\(/],
  ['what a vendor’s hook says', 'src/messaging/gateways/nhn/nhn-webhook.controller.ts', /equalSecrets\(/],
  ['an API key', 'src/staff/api-keys.service.ts', /WHERE key_hash = \$1/],
  ['a session', 'src/staff/sessions.service.ts', /WHERE s\.token_hash = \$1/],
  ['a citizen’s link', 'src/cases/citizen-links.ts', /WHERE token_hash = (\$1|ANY ?\(\$1\))/],
  ['a survey’s link', 'src/surveys/surveys.service.ts', /WHERE token_hash = \$1/],
  ['a password', 'src/staff/passwords.ts', /verify\(/],
])('%s goes by the one way or by its hash', async (_, path, way) => {
  expect(await readFile(path, 'utf8')).toMatch(way);
});
