import type { ReactElement } from 'react';
import type { ExclusionReason, ShownInterval } from '../../cases/index.js';
import { fullDayOf, momentOf } from './dates.js';
import { EXCLUSION_NAMES } from './words.js';

const SOURCES: Record<ShownInterval['source'], string> = {
  OPERATOR: '운영자가 넣음',
  SAEOL: '새올',
  OUTAGE: '군 전체',
};

/** `의견청취: 2026. 6. 1.(월)부터 2026. 6. 2.(화)까지`, and who brought it. */
export function IntervalWords({ interval }: { interval: ShownInterval }): ReactElement {
  const { reason, from, to, source, note } = interval;
  return (
    <>
      <strong>{reasonOf(reason)}</strong> {boundOf(from)}부터 {to === null ? '계속' : `${boundOf(to)}까지`}
      <span className="ma-why">
        {SOURCES[source]}
        {note !== null && ` · ${note}`}
      </span>
    </>
  );
}

function reasonOf(reason: string): string {
  return reason === 'SUPPLEMENT' ? '서류 보완' : (EXCLUSION_NAMES[reason as ExclusionReason] ?? reason);
}

/** A day, or an instant. */
function boundOf(bound: string): string {
  return bound.length === 10 ? fullDayOf(bound) : momentOf(bound);
}
