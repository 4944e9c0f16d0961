import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/**
 * HTML of those parts of pages that look the same for many looks, made by React once for each key; what was not asked for longest goes
 * first. Only for what holds nothing of a person.
 */
export class KeptMarkup {
  private readonly kept = new Map<string, string>();

  /** @param most how many parts are kept */
  constructor(private readonly most: number) {}

  /** @param key all that the part depends on */
  of(key: string, part: () => ReactElement): string {
    const known = this.kept.get(key);
    // React gives a rope of hundreds of pieces, which whoever joins parts would walk through each time.
    const html = known ?? Buffer.from(renderToStaticMarkup(part())).toString();
    this.kept.delete(key);
    this.kept.set(key, html);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!);
    return html;
  }
}
