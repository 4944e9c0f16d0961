import type { ReactElement } from 'react';
import { clockOf, dayOf } from './dates.js';

/** Day over time of day, for dense lists. */
export function Moment({ at }: { at: string }): ReactElement {
  return (
    <time className="ma-moment" dateTime={at}>
      {dayOf(at)} <br />
      {clockOf(at)}
    </time>
  );
}
