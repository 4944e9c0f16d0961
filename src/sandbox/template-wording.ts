const VARIABLE = /#\{([^{}]+)\}/g;

/** The names between `#{` and `}`, each once. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1]!))];
}

/** The text with every variable that has a value filled in. Names are bare, without `#{}`. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
}

/** Whether a finished text is this wording letter by letter, with something that is not blank in each variable's place. */
export function isWordingOf(wording: string, finished: string): boolean {
  return patternOf(wording).test(finished);
}

const patterns = new Map<string, RegExp>();

function patternOf(wording: string): RegExp {
  let pattern = patterns.get(wording);
  if (pattern === undefined) {
    const source = wording
      .split(/#\{[^{}]+\}/)
      .map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s*\\S[^]*?');
    pattern = new RegExp(`^${source}$`);
    patterns.set(wording, pattern);
  }
  return pattern;
}
