import type { ReactElement } from 'react';
import type { Fraction } from '../../reporting/index.js';

const NUMBER = new Intl.NumberFormat('ko-KR');

/** Small ones by themselves: a page of 300 departments has thousands, and Intl takes its time. */
export function count(value: number): string {
  return Number.isInteger(value) && value >= 0 && value < 1_000 ? String(value) : NUMBER.format(value);
}

/** `93.8%`; null of nothing. */
export function percent({ num, den }: Fraction): string | null {
  return den === 0 ? null : `${((num / den) * 100).toFixed(1)}%`;
}

/** A share as a bar, beside the figure that says it; a share of nothing has none. */
export function ShareBar({ num, den }: Fraction): ReactElement | null {
  if (den === 0) return null;
  const share = (num / den) * 100;
  return (
    <svg className="ma-share" width="100%" height="8" aria-hidden="true" focusable="false">
      <rect className="ma-share-rest" width="100%" height="8" rx="4" />
      {share > 0 && <rect className="ma-share-part" width={`${share}%`} height="8" rx="4" />}
    </svg>
  );
}

/** A figure that leads to its cases; nothing to follow where there are none. */
export function CountLink({ value, href, tone }: { value: number; href: string; tone?: 'danger' }): ReactElement {
  if (value === 0) return <span className="ma-zero">0</span>;
  return (
    <a className={tone ? `ma-count is-${tone}` : 'ma-count'} href={href}>
      {count(value)}
    </a>
  );
}
