/** A figure of a page that leads to the rows behind it. */
export interface LinkedFigure {
  /** What stands there. */
  words: string;
  n: number;
  href: string;
}

const numbersIn = (words: string) =>
  [...words.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')));
const wordsOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
const addressOf = (href: string) => href.replaceAll('&amp;', '&');

/** Every figure in a cell or a bar of a page that is a link; the last number is what it counts. */
export function linkedFiguresOn(html: string): LinkedFigure[] {
  const cells = [...html.matchAll(/<a class="ma-count[^"]*" href="([^"]+)">(.*?)<\/a>/gs)];
  const bars = [...html.matchAll(/<a href="([^"]+)" tabindex="-1"><title>([^<]*)</g)];
  return [...cells, ...bars].map(([, href, inner]) => {
    const words = wordsOf(inner!);
    return { words, n: numbersIn(words).at(-1)!, href: addressOf(href!) };
  });
}

/** The tiles of a page, by their label: the figure, and what its detail counts. */
export function tilesOn(html: string): Map<string, { value: string; counted: number[]; href: string }> {
  const tiles = html.matchAll(
    /<a class="ma-tile[^"]*" href="([^"]+)">.*?<span class="ma-tile-label">(.*?)<\/span><span class="ma-tile-value">(.*?)<\/span>(?:<\/span>)?<span class="ma-tile-detail">(.*?)<\/span>/gs,
  );
  return new Map(
    [...tiles].map(([, href, label, value, detail]) => [
      wordsOf(label!),
      { value: wordsOf(value!), counted: numbersIn(wordsOf(detail!)), href: addressOf(href!) },
    ]),
  );
}

/** How many different rows a list of cases or messages has, over all its pages. */
export async function rowsBehind(href: string, read: (path: string) => Promise<string>): Promise<number> {
  const row = href.startsWith('/cases') ? /ma-row-link" href="(\/cases\/\d{18})"/g : /href="(\/messages\/[\w-]{36})"/g;
  const found = new Set<string>();
  for (let next: string | undefined = href; next !== undefined;) {
    const html = await read(next);
    for (const [, address] of html.matchAll(row)) found.add(address!);
    const more: string | undefined = /href="([^"]*[?;]cursor=[^"]*)"/.exec(html)?.[1];
    next = more === undefined ? undefined : addressOf(more);
  }
  return found.size;
}
