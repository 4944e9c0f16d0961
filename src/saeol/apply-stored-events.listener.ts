import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { type BusListener, EventBus, ListensTo } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { type ApplyResult, Cases, CaseStandings } from '../cases/index.js';
import type { LinkEvent } from './link-event.js';
import { type HeldStep, needsHeld, place, type Placement, type Standing, type WaitingFact } from './placing.js';
import { lockReceipts, saveStandings } from './receipt-rows.js';
import { LinkEventsStored } from './saeol.events.js';
import { printOfEvent, printOfStep, toCaseFact } from './saeol-translator.js';

interface WaitingRow {
  id: string;
  stored_at: Date;
  receipt_no: string;
  sequence: number | null;
  payload: Buffer;
  opening: boolean;
  inferred: boolean;
}

type Opened = WaitingRow & { event: LinkEvent };

interface Settled {
  id: string;
  storedAt: Date;
  state: 'APPLIED' | 'REPEATED' | 'QUARANTINED';
  code: string | null;
  detail: string | null;
}

const CONFLICTING_FACT = 'SAEOL.CONFLICTING_FACT';

/**
 * Takes what waits in the inbox of the named receipt numbers, in the order of their sequence, as far as it goes without a
 * gap, and has `cases` apply it. One transaction for the set; the row of a receipt number is its lock.
 */
@Injectable()
@ListensTo(LinkEventsStored, 'saeol.apply-stored-events')
export class ApplyStoredEvents implements BusListener<LinkEventsStored> {
  constructor(
    private readonly cases: Cases,
    private readonly caseStandings: CaseStandings,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  async handle(tx: EntityManager, events: LinkEventsStored[]): Promise<void> {
    const standings = await lockReceipts(
      tx,
      events.map(({ receiptNo }) => receiptNo),
    );
    const waiting = await this.waiting(tx, [...standings.keys()]);
    const held = await this.held(tx, standings, waiting);

    const settled: Settled[] = [];
    const placements = new Map<string, Placement>();
    const ready: (Opened & { place: number })[] = [];
    for (const [receiptNo, rows] of waiting) {
      const placement = place(standings.get(receiptNo)!, rows.map(factOf), held.get(receiptNo) ?? []);
      placements.set(receiptNo, placement);
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const { id, sequence } of placement.ready) ready.push({ ...byId.get(id)!, place: sequence });
      for (const id of placement.repeated) settled.push(settledAs(byId.get(id)!, 'REPEATED'));
      for (const id of placement.conflicting)
        settled.push(
          settledAs(byId.get(id)!, 'QUARANTINED', CONFLICTING_FACT, 'this number came before with another fact'),
        );
    }
    const results =
      ready.length === 0
        ? []
        : await this.cases.apply(
            tx,
            ready.map((row) => toCaseFact(row.event, row.place, row.opening)),
          );
    settled.push(...ready.flatMap((row, index) => outcomeOf(row, results[index]!)));
    await Promise.all([this.settle(tx, settled), this.saveStandings(tx, standings, placements, ready, results)]);
  }

  private async waiting(tx: EntityManager, receiptNos: string[]): Promise<Map<string, Opened[]>> {
    const rows = await tx.query<WaitingRow[]>(
      `SELECT id, stored_at, receipt_no, sequence, payload, opening, inferred FROM saeol.inbox
       WHERE state = 'WAITING' AND receipt_no = ANY($1) ORDER BY receipt_no, sequence, id`,
      [receiptNos],
    );
    return Map.groupBy(
      rows.map((row) => ({ ...row, event: this.privacy.openJson<LinkEvent>(row.payload) })),
      (row) => row.receipt_no,
    );
  }

  /** The steps of those cases for which they must be known. */
  private async held(
    tx: EntityManager,
    standings: Map<string, Standing>,
    waiting: Map<string, Opened[]>,
  ): Promise<Map<string, HeldStep[]>> {
    const asked = [...waiting].filter(([receiptNo, rows]) => needsHeld(standings.get(receiptNo)!, rows.map(factOf)));
    const steps = await this.caseStandings.steps(
      tx,
      asked.map(([receiptNo]) => receiptNo),
    );
    return new Map(
      [...steps].map(([receiptNo, list]) => [
        receiptNo,
        list.map((step) => ({ kind: step.kind, at: step.at, print: printOfStep(step) })),
      ]),
    );
  }

  private async settle(tx: EntityManager, settled: Settled[]): Promise<void> {
    if (settled.length === 0) return;
    await tx.query(
      `UPDATE saeol.inbox SET state = done.state, code = done.code, detail = done.detail, settled_at = $6
       FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[]) AS done (id, stored_at, state, code, detail)
       WHERE inbox.id = done.id AND inbox.stored_at = done.stored_at AND inbox.state = 'WAITING'`,
      [
        settled.map(({ id }) => id),
        settled.map(({ storedAt }) => storedAt),
        settled.map(({ state }) => state),
        settled.map(({ code }) => code),
        settled.map(({ detail }) => detail),
        this.clock.realNow(),
      ],
    );
  }

  private async saveStandings(
    tx: EntityManager,
    standings: Map<string, Standing>,
    placements: Map<string, Placement>,
    ready: (Opened & { place: number })[],
    results: ApplyResult[],
  ): Promise<void> {
    const marks = new Map(
      [...standings].map(([receiptNo, before]) => {
        const { next, base, skipped, gap } = placements.get(receiptNo) ?? { ...before, gap: false };
        return [receiptNo, { ...before, receiptNo, next, base, skipped: [...skipped], asked: before.skipped, gap }];
      }),
    );
    const again = new Set<string>();
    for (const [index, { receipt_no: receiptNo, sequence, place: taken }] of ready.entries()) {
      const mark = marks.get(receiptNo)!;
      if (results[index]!.status === 'APPLIED') {
        mark.last = taken;
        if (sequence === null) mark.unnumbered = true;
      } else if (sequence === null) {
        // Only numbered steps wait for a refused one: without numbers nothing says that one needs the other.
        if (results[index]!.status === 'HELD') again.add(receiptNo);
      } else {
        // The refused step keeps its number until an operator replays or discards it; what follows it waits.
        mark.next = Math.min(mark.next!, sequence);
        mark.skipped = mark.asked.filter((number) => number > sequence);
        mark.gap ||= results[index]!.status === 'HELD';
      }
    }
    await saveStandings(tx, [...marks.values()], this.clock.realNow());
    if (again.size > 0)
      await this.bus.publish(
        tx,
        [...again].map((receiptNo) => new LinkEventsStored(receiptNo)),
      );
  }
}

function factOf({ id, sequence, event, inferred, opening }: Opened): WaitingFact {
  return {
    id,
    sequence,
    kind: event.kind,
    at: new Date(event.occurredAt),
    print: printOfEvent(event),
    inferred,
    opening,
  };
}

/** HELD leaves it waiting. */
function outcomeOf(row: Opened, result: ApplyResult): Settled[] {
  if (result.status === 'HELD') return [];
  if (result.status === 'APPLIED') return [settledAs(row, 'APPLIED')];
  return [settledAs(row, 'QUARANTINED', result.code, result.detail)];
}

function settledAs(
  { id, stored_at: storedAt }: Opened,
  state: Settled['state'],
  code: string | null = null,
  detail: string | null = null,
): Settled {
  return { id, storedAt, state, code, detail };
}
