import type { ReactElement } from 'react';

/** A filter that came with a link, or from a search by number, and has no field of its own. */
export interface LinkedFilter {
  name: string;
  value: string;
  /** In Korean. */
  words: string;
}

/** Those of `filters` that `words` can name. */
export function linkedFilters<Filters extends object>(
  filters: Filters,
  words: { [Name in keyof Filters]?: (value: string) => string },
): LinkedFilter[] {
  return Object.entries(words).flatMap(([name, say]) => {
    const value = filters[name as keyof Filters];
    return typeof value === 'string' && value !== ''
      ? [{ name, value, words: (say as (value: string) => string)(value) }]
      : [];
  });
}

/** Keeps them when the form is sent. */
export function KeptFilters({ linked }: { linked: Pick<LinkedFilter, 'name' | 'value'>[] }): ReactElement {
  return (
    <>
      {linked.map(({ name, value }) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** Shows them, each with a link that drops it. */
export function ChosenFilters({
  linked,
  without,
}: {
  linked: LinkedFilter[];
  without: (name: string) => string;
}): ReactElement | null {
  if (linked.length === 0) return null;
  return (
    <ul className="ma-chosen" aria-label="고른 조건">
      {linked.map(({ name, words }) => (
        <li key={name}>
          {words}{' '}
          <a href={without(name)}>
            지우기<span className="sr-only">: {words}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
