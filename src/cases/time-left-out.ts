import { toKst } from '../../libs/clock/index.js';
import type { Outage } from './case-history.js';
import type { KeptInterval } from './interval-rows.js';
import type { ClockStep } from './statutory-clock.js';

/** Time that does not count in one case, whoever brought it. Bounds as in AskedInterval; `to` null: it is open. */
export interface ShownInterval {
  /** Null where Saeol or an outage brought it: it is not edited here. */
  id: string | null;
  source: 'OPERATOR' | 'SAEOL' | 'OUTAGE';
  reason: string;
  from: string;
  to: string | null;
  note: string | null;
}

/** All time left out of a case, in the order of its beginning. */
export function timeLeftOut(
  receivedAt: Date,
  steps: readonly ClockStep[],
  entered: readonly KeptInterval[],
  outages: readonly Outage[],
): ShownInterval[] {
  const ofOperator = entered.map(({ id, reason, from, to, note }): ShownInterval => ({
    id,
    source: 'OPERATOR',
    reason,
    from,
    to,
    note,
  }));
  const meanwhile = outages.filter(({ to }) => to === null || endOf(to) >= receivedAt);
  return [...fromSaeol(steps), ...ofOperator, ...meanwhile.map(shownOutage)].toSorted((a, b) =>
    a.from.slice(0, 10) < b.from.slice(0, 10) ? -1 : 1,
  );
}

function endOf(bound: string | Date): Date {
  return typeof bound === 'string' ? new Date(`${bound}T24:00:00+09:00`) : bound;
}

function shownOutage({ from, to }: Outage): ShownInterval {
  const text = (bound: string | Date) => (typeof bound === 'string' ? bound : toKst(bound));
  return {
    id: null,
    source: 'OUTAGE',
    reason: 'OUTAGE',
    from: text(from),
    to: to === null ? null : text(to),
    note: null,
  };
}

/** What Saeol's steps leave out: supplements from demand to return, and EXCLUDED as far as its end is known. */
function fromSaeol(steps: readonly ClockStep[]): ShownInterval[] {
  const shown: ShownInterval[] = [];
  const openSupplement = () => shown.find(({ reason, to }) => reason === 'SUPPLEMENT' && to === null);
  let demanded = false;
  for (const { kind, at: occurredAt, excluded } of steps) {
    const at = toKst(new Date(occurredAt));
    if (kind === 'SUPPLEMENT_REQUESTED') demanded = true;
    if (kind === 'SUPPLEMENT_DONE') demanded = false;
    // A completion stops the pause, and one that is taken back lets it go on.
    if (['SUPPLEMENT_DONE', 'COMPLETED', 'VOIDED'].includes(kind)) {
      const open = openSupplement();
      if (open !== undefined) open.to = at;
    } else if (demanded && (kind === 'SUPPLEMENT_REQUESTED' || kind === 'REOPENED') && openSupplement() === undefined) {
      shown.push(saeol('SUPPLEMENT', at, null));
    }
    if (!excluded) continue;
    const known = shown.find(({ reason, from }) => reason === excluded.reason && from === excluded.from);
    if (known === undefined) shown.push(saeol(excluded.reason, excluded.from, excluded.to ?? null));
    else known.to = excluded.to ?? known.to;
  }
  return shown;
}

function saeol(reason: string, from: string, to: string | null): ShownInterval {
  return { id: null, source: 'SAEOL', reason, from, to, note: null };
}
