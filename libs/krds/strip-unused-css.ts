/**
 * KRDS ships 580 KB of rules for fifty components. This keeps the rules that our pages can match: a selector stays when every
 * class and id in it is a word of our own sources. Plain text work on the regular output of Sass, no CSS parser needed.
 */

interface Rule {
  /** Selector list, or the prelude of an at-rule (`@media …`). */
  head: string;
  /** Declarations, or nested rules where the head is `@media`. */
  body: string;
}

/** Takes a style sheet apart into its top-level rules; statements without a block (`@import`, `@charset`) are dropped. */
function rulesOf(css: string): Rule[] {
  const rules: Rule[] = [];
  let from = 0;
  while (from < css.length) {
    const open = css.indexOf('{', from);
    if (open < 0) break;
    let depth = 1;
    let close = open;
    while (depth > 0 && ++close < css.length) {
      if (css[close] === '{') depth++;
      else if (css[close] === '}') depth--;
    }
    const head = css.slice(from, open).split(';').at(-1)!.trim();
    rules.push({ head, body: css.slice(open + 1, close).trim() });
    from = close + 1;
  }
  return rules;
}

function declarationsOf(body: string): string[] {
  return body
    .split(';')
    .map((declaration) => declaration.trim())
    .filter(Boolean);
}

function canMatch(selector: string, words: ReadonlySet<string>): boolean {
  // KRDS's third mode follows the device's dark setting; our pages choose by a link, so it is never set.
  if (selector.includes('data-krds-mode=theme')) return false;
  const positive = selector.replace(/:not\([^)]*\)/g, '').replace(/\[[^\]]*\]/g, '');
  return [...positive.matchAll(/[.#]([A-Za-z_][\w-]*)/g)].every(([, name]) => words.has(name!));
}

function keepMatching(css: string, words: ReadonlySet<string>): Rule[] {
  return rulesOf(css).flatMap(({ head, body }): Rule[] => {
    if (head.startsWith('@media')) {
      const inner = keepMatching(body, words);
      return inner.length > 0 ? [{ head, body: print(inner) }] : [];
    }
    if (head.startsWith('@')) return [{ head, body }];
    const selectors = head.split(',').filter((selector) => canMatch(selector, words));
    return selectors.length > 0 ? [{ head: selectors.join(','), body }] : [];
  });
}

function print(rules: Rule[]): string {
  return rules.map(({ head, body }) => `${head}{${body}}`).join('\n');
}

/** Names of custom properties that a text reads with `var(--x)`. */
function propertiesRead(text: string): string[] {
  return [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name!);
}

function dropUnreadProperties(rules: Rule[], ownCss: string): Rule[] {
  const definitions = new Map<string, string[]>();
  const waiting = propertiesRead(ownCss);
  const visit = (list: Rule[]): void => {
    for (const { head, body } of list) {
      if (head.startsWith('@media')) {
        visit(rulesOf(body));
        continue;
      }
      for (const declaration of declarationsOf(body)) {
        const reads = propertiesRead(declaration);
        const name = /^(--[\w-]+)\s*:/.exec(declaration)?.[1];
        if (name) definitions.set(name, [...(definitions.get(name) ?? []), ...reads]);
        else waiting.push(...reads);
      }
    }
  };
  visit(rules);
  const read = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (read.has(name)) continue;
    read.add(name);
    waiting.push(...(definitions.get(name) ?? []));
  }
  const prune = (list: Rule[]): Rule[] =>
    list.flatMap(({ head, body }): Rule[] => {
      if (head.startsWith('@media')) {
        const inner = prune(rulesOf(body));
        return inner.length > 0 ? [{ head, body: print(inner) }] : [];
      }
      const kept = declarationsOf(body).filter((declaration) => {
        const name = /^(--[\w-]+)\s*:/.exec(declaration)?.[1];
        return name === undefined || read.has(name);
      });
      return kept.length > 0 || head.startsWith('@')
        ? [{ head, body: head.startsWith('@') ? body : kept.join(';') }]
        : [];
    });
  return prune(rules);
}

/**
 * @param css style sheets of KRDS, tokens first
 * @param sources our TSX and TypeScript: a class that KRDS styles is used when its name is a word of them
 * @param ownCss our own style sheets: they read KRDS tokens
 */
export function stripUnusedCss(css: string, sources: string, ownCss: string): string {
  const words = new Set(sources.match(/[A-Za-z_][\w-]*/g) ?? []);
  const withoutComments = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return print(dropUnreadProperties(keepMatching(withoutComments, words), ownCss));
}
