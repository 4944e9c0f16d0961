import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { type Arrival, type FaultyRow, InboxWriter } from './inbox-writer.js';
import { type Tally, tallyOf, type Way } from './link-traffic.js';
import { lockReceipts, openBase, skipNumbers } from './receipt-rows.js';
import { type PlacedRow, RowReader, type TranslatedRow } from './row-reader.js';
import type { RowRules, StepParts } from './saeol-row-translator.js';
import { derive, type Derivation } from './snapshot-diff.js';
import { filled, type KeptSnapshot, SnapshotRows } from './snapshot-rows.js';

/** How rows are to be understood. */
export interface IntakeOptions {
  source: Way;
  /** Of the opening stock: told to nobody, and the first number seen is the base. */
  opening: boolean;
  /** All rows of each receipt number's history are there. */
  complete: boolean;
  /**
   * Whether cases have a history: it is with the rows; it may still come (a file that has the columns of a history, named by its id,
   * decides at its end); there is none.
   */
  history: 'HERE' | { mayComeIn: string } | 'NONE';
}

/** In quarantine are those that are new there. */
export interface IntakeResult extends Tally {
  /** Every row that could not be taken, new or known. */
  faulty: FaultyRow[];
}

interface Asked {
  kept: KeptSnapshot;
  rows: TranslatedRow[];
}

/** Takes rows as they are now: derives the steps in between and stores them, all in the caller's transaction. */
@Injectable()
export class SnapshotIntake {
  constructor(
    private readonly reader: RowReader,
    private readonly snapshots: SnapshotRows,
    private readonly writer: InboxWriter,
    private readonly clock: Clock,
  ) {}

  async take(tx: EntityManager, placed: readonly PlacedRow[], options: IntakeOptions): Promise<IntakeResult> {
    const rules = await this.reader.rules(tx, placed);
    const read = placed.map((row) => this.reader.read(row, rules));
    const faulty = read.flatMap((row) => (row.good ? [] : [faultyOf(row, row.fault, row, options)]));
    const byReceipt = Map.groupBy(
      read.filter((row) => row.good),
      ({ receiptNo }) => receiptNo,
    );
    return this.derive(tx, byReceipt, faulty, options);
  }

  /** A row that was in quarantine, by the rules as they are now. */
  takeAgain(tx: EntityManager, placed: PlacedRow, source: Way, opening: boolean): Promise<IntakeResult> {
    const history = this.reader.expectsHistory(placed, source) ? 'HERE' : 'NONE';
    return this.take(tx, [placed], { source, opening, complete: false, history });
  }

  /** At the end of a file: cases of which it named no step are read off their rows. True while there may be more. */
  async settle(tx: EntityManager, file: string, limit: number, options: IntakeOptions): Promise<IntakeResult | null> {
    const receiptNos = await this.snapshots.unsettled(tx, file, limit);
    if (receiptNos.length === 0) return null;
    return this.derive(tx, new Map(receiptNos.map((receiptNo) => [receiptNo, []])), [], {
      ...options,
      history: 'NONE',
    });
  }

  /** Saeol has taken these cases out of its tables. */
  async void(tx: EntityManager, receiptNos: readonly string[], place: string, source: Way): Promise<IntakeResult> {
    const occurredAt = toKst(this.clock.now());
    const events = receiptNos.map((receiptNo) => ({
      eventId: `R-${receiptNo}-VOIDED`,
      receiptNo,
      kind: 'VOIDED',
      occurredAt,
    }));
    const origin = { numbered: false, inferred: true, opening: false, place };
    return this.store(
      tx,
      events.map((raw) => this.writer.read(raw, origin)),
      [],
      source,
    );
  }

  /** Puts rows into quarantine that name something which is not there. */
  quarantine(tx: EntityManager, faulty: FaultyRow[], source: Way): Promise<number> {
    return this.writer.quarantine(tx, faulty, source);
  }

  private async derive(
    tx: EntityManager,
    byReceipt: Map<string, TranslatedRow[]>,
    faulty: FaultyRow[],
    options: IntakeOptions,
  ): Promise<IntakeResult> {
    const receiptNos = [...byReceipt.keys()].toSorted();
    if (receiptNos.length > 0) await lockReceipts(tx, receiptNos);
    if (options.opening) await openBase(tx, receiptNos);
    const kept = await this.snapshots.load(tx, receiptNos);
    const rules = await this.reader.rules(
      tx,
      [...kept.values()].flatMap(({ caseRow }) => (caseRow === null ? [] : [caseRow])),
    );
    const arrivals: Arrival[] = [];
    const ignored: { receiptNo: string; sequence: number }[] = [];
    const saved: KeptSnapshot[] = [];
    for (const receiptNo of receiptNos) {
      const one = this.deriveOne({ kept: kept.get(receiptNo)!, rows: byReceipt.get(receiptNo)! }, rules, options);
      faulty.push(...one.faulty);
      arrivals.push(...one.arrivals);
      ignored.push(...one.ignored.map((sequence) => ({ receiptNo, sequence })));
      if (!sameSnapshot(one.snapshot, kept.get(receiptNo)!)) saved.push(one.snapshot);
    }
    await this.snapshots.save(tx, saved);
    await skipNumbers(tx, ignored);
    await this.writer.wake(tx, new Set(ignored.map(({ receiptNo }) => receiptNo)));
    return this.store(tx, arrivals, faulty, options.source);
  }

  private async store(tx: EntityManager, arrivals: Arrival[], faulty: FaultyRow[], source: Way): Promise<IntakeResult> {
    const results = arrivals.length === 0 ? [] : await this.writer.write(tx, arrivals, source);
    const rows = await this.writer.quarantine(tx, faulty, source);
    const tally = tallyOf(results);
    return { ...tally, quarantined: tally.quarantined + rows, faulty };
  }

  private deriveOne(
    { kept, rows }: Asked,
    rules: RowRules,
    options: IntakeOptions,
  ): { snapshot: KeptSnapshot; arrivals: Arrival[]; ignored: number[]; faulty: FaultyRow[] } {
    const { receiptNo } = kept;
    const newest = rows.findLast((row) => row.case !== null) ?? null;
    const caseRow = newest === null ? kept.caseRow : { row: newest.row, place: newest.place };
    const keptCase = kept.caseRow && this.reader.read(kept.caseRow, rules);
    const ofCase = newest ?? (keptCase?.good ? keptCase : null);
    // What waited is read by today's code map, which may have changed.
    const waited = kept.stepRows.map((row) => this.reader.read(row, rules));
    const unreadable = waited.flatMap((row) => (row.good ? [] : [faultyOf(row, row.fault, row, options)]));
    const stepRows = new Map<StepParts, PlacedRow>();
    for (const one of [...waited.filter((row) => row.good), ...rows])
      if (one.step !== null) stepRows.set(one.step, { row: one.row, place: one.place });

    const named = stepRows.size > 0 || Object.keys(kept.seen.steps).length > 0;
    if (!named && typeof options.history === 'object') {
      const snapshot = { ...kept, caseRow, unsettledFile: options.history.mayComeIn };
      return { snapshot, arrivals: [], ignored: [], faulty: unreadable };
    }
    const derivation = derive(
      kept.seen,
      {
        receiptNo,
        case: ofCase?.case ?? null,
        steps: [...stepRows.keys()],
        hasHistory: named || options.history === 'HERE',
        complete: options.complete || options.opening,
      },
      rules.now,
      this.snapshots.print,
    );
    const faulty = [...unreadable, ...this.faultyOf(derivation, stepRows, caseRow, receiptNo, options)];
    if (derivation.faulty.some(({ step }) => step === null)) {
      return { snapshot: { ...kept, unsettledFile: null }, arrivals: [], ignored: [], faulty };
    }
    const place = rows.at(-1)?.place ?? caseRow?.place ?? null;
    // A table or file may name a case for years after it is over; that is no reason to keep its row again.
    const staysClosed = kept.seen.closed && derivation.seen.closed && derivation.events.length === 0;
    return {
      snapshot: {
        receiptNo,
        seen: derivation.seen,
        caseRow: staysClosed ? kept.caseRow : caseRow,
        stepRows: derivation.pending.map((step) => stepRows.get(step)!),
        unsettledFile: null,
      },
      arrivals: derivation.events.map(({ raw, numbered, inferred }) =>
        this.writer.read(raw, { numbered, inferred, opening: options.opening, place }),
      ),
      ignored: derivation.ignored,
      faulty,
    };
  }

  private faultyOf(
    derivation: Derivation,
    stepRows: Map<StepParts, PlacedRow>,
    caseRow: PlacedRow | null,
    receiptNo: string,
    options: IntakeOptions,
  ): FaultyRow[] {
    return derivation.faulty.map(({ step, fault }) =>
      faultyOf(
        step === null ? caseRow! : stepRows.get(step)!,
        fault,
        { receiptNo, sequence: step?.sequence ?? null },
        options,
      ),
    );
  }
}

/** Where the row stood does not matter. */
function sameSnapshot(a: KeptSnapshot, b: KeptSnapshot): boolean {
  const said = ({ seen, caseRow, stepRows, unsettledFile }: KeptSnapshot) =>
    JSON.stringify([seen, caseRow?.row, stepRows, unsettledFile]);
  return said(a) === said(b);
}

function faultyOf(
  { row, place }: PlacedRow,
  fault: { code: string; column: string; detail: string },
  { receiptNo, sequence }: { receiptNo: string | null; sequence: number | null },
  { opening }: IntakeOptions,
): FaultyRow {
  return {
    row: filled(row),
    receiptNo,
    sequence,
    code: fault.code,
    column: fault.column,
    detail: fault.detail,
    opening,
    place,
  };
}
