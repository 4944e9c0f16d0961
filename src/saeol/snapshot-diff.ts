import { kstDate, toKst } from '../../libs/clock/index.js';
import type { StateMeaning } from './code-meanings.js';
import { type CaseParts, minute, type OfficerOfRow, type RowFault, type StepParts } from './saeol-row-translator.js';

/** What the rows of one receipt number looked like when they were last read: keyed hashes of what is personal. */
export interface Seen {
  received: boolean;
  petition: string | null;
  /** Of the petition, while nobody is in charge; after that an assignment moves it. */
  department: string | null;
  applicant: string | null;
  agent: string | null;
  officer: string | null;
  /** Instant, as told. */
  planned: string | null;
  state: StateMeaning | null;
  completed: string | null;
  /** Nothing more is derived until it is opened again. */
  closed: boolean;
  /** History rows by their number, else by kind and instant: a hash of each. */
  steps: Record<string, string>;
  /** Days (KST) on which intervals that do not count began, by reason. */
  intervals: Record<string, string>;
}

export const NOTHING_SEEN: Seen = {
  received: false,
  petition: null,
  department: null,
  applicant: null,
  agent: null,
  officer: null,
  planned: null,
  state: null,
  completed: null,
  closed: false,
  steps: {},
  intervals: {},
};

/** The rows of one receipt number as they are now. */
export interface Snapshot {
  receiptNo: string;
  /** Null: the case's row did not come yet. */
  case: CaseParts | null;
  steps: StepParts[];
  /** The case has a history that says its steps; else they are read off the case's row alone. */
  hasHistory: boolean;
  /** Nothing of the history is missing in `steps`, so that a receipt which it does not name is read off the case's row. */
  complete: boolean;
}

/** An event as a push would carry it, not read yet. */
export interface DerivedEvent {
  raw: { kind: string; sequence: number | null; occurredAt: string; [field: string]: unknown };
  numbered: boolean;
  /** Its instant is only when the row was seen. */
  inferred: boolean;
}

export interface Derivation {
  /** In the order in which they occurred. */
  events: DerivedEvent[];
  seen: Seen;
  /** Steps that cannot be told without the case's row. */
  pending: StepParts[];
  /** Numbers of steps that mean nothing here. */
  ignored: number[];
  /** What cannot be told; step null: the case's row, of which then nothing is to be taken. */
  faulty: { step: StepParts | null; fault: RowFault }[];
}

type Print = (value: unknown) => string;

/** Steps that may bring a planned completion with them: those that move a deadline; an amendment where it is one of the petition. */
const MOVES: ReadonlySet<string> = new Set(['RECEIVED', 'SUPPLEMENT_DONE', 'EXTENDED', 'EXCLUDED', 'REOPENED']);

/**
 * From rows as they are now to the steps in between, in order: what the rows say and had not said when they were last read. Pure.
 * @param print a keyed hash, the same for the same value
 */
export function derive(before: Seen, now: Snapshot, at: Date, print: Print): Derivation {
  return new Diff(before, now, minute(at), print).run();
}

class Diff {
  private readonly events: DerivedEvent[] = [];
  private readonly pending: StepParts[] = [];
  private readonly ignored: number[] = [];
  private readonly faulty: Derivation['faulty'] = [];
  private readonly seen: Seen;
  private readonly wasClosed: boolean;
  private readonly wasReceived: boolean;
  private isOlder = false;

  constructor(
    before: Seen,
    private readonly now: Snapshot,
    private readonly at: Date,
    private readonly print: Print,
  ) {
    this.seen = { ...before, steps: { ...before.steps }, intervals: { ...before.intervals } };
    this.wasClosed = before.closed;
    this.wasReceived = before.received;
  }

  run(): Derivation {
    if (this.now.hasHistory) this.readHistory();
    else if (this.now.case !== null) this.readCase(this.now.case);
    this.bringPlanned();
    const { events, seen, pending, ignored, faulty } = this;
    return { events, seen, pending, ignored, faulty };
  }

  // --- with a history ------------------------------------------------------------------------------------------------

  private readHistory(): void {
    const steps = this.now.steps.toSorted(
      (a, b) => (a.sequence ?? Infinity) - (b.sequence ?? Infinity) || Date.parse(a.at) - Date.parse(b.at) || 0,
    );
    const parts = this.now.case;
    const namesReceipt = steps.some(({ meaning }) => meaning === 'RECEIVED');
    if (parts !== null && !this.seen.received && !namesReceipt && (this.now.complete || steps[0]?.sequence === 1))
      this.receive(parts, null, parts.receivedAt);
    this.isOlder = this.laterStepsWereSeen(steps);
    const isNew = parts !== null && this.wasReceived && !this.wasClosed && !this.isOlder;
    if (isNew && !steps.some(({ meaning }) => meaning === 'AMENDED')) this.amend(parts, null, toKst(this.at), true);
    let blocked = false;
    for (const step of steps) {
      const key = step.sequence === null ? `${step.meaning} ${step.at}` : String(step.sequence);
      const known = this.seen.steps[key];
      const now = this.print(essenceOf(step));
      if (known !== undefined) {
        if (known !== now && step.sequence !== null) this.changed(step);
        continue;
      }
      // Without numbers only their order says what a step follows.
      if (blocked && step.sequence === null) this.pending.push(step);
      else if (this.take(step)) this.seen.steps[key] = now;
      else blocked = true;
    }
  }

  /** Another way in brought later steps already, so that these rows say how the case was and not how it is. */
  private laterStepsWereSeen(steps: StepParts[]): boolean {
    const newest = Math.max(0, ...steps.map(({ sequence }) => sequence ?? 0));
    return newest > 0 && newest < Math.max(0, ...Object.keys(this.seen.steps).map(Number).filter(Number.isInteger));
  }

  /** False where the step waits or is at fault. */
  private take(step: StepParts): boolean {
    const { sequence, meaning, at, reason } = step;
    const parts = this.now.case;
    const [kind, detail] = meaning.split(':') as [string, string | undefined];
    switch (kind) {
      case 'IGNORED':
        if (sequence !== null) this.ignored.push(sequence);
        return true;
      case 'RECEIVED':
        if (parts === null) return this.wait(step);
        if (this.seen.received && sequence === null) return true;
        this.receive(parts, sequence, at);
        return true;
      case 'ASSIGNED':
        return this.assign(step);
      case 'SUPPLEMENT_REQUESTED':
        if (step.supplementDays === null) return this.lacks(step, 'splm_daycnt');
        this.add(kind, sequence, at, { supplement: { kind: detail, reason, dueDays: step.supplementDays } });
        return true;
      case 'EXTENDED':
        if (step.extensionDays === null) return this.lacks(step, 'ext_daycnt');
        this.add(kind, sequence, at, {
          extension: { days: step.extensionDays, reason, reasonCode: step.extensionReason },
        });
        return true;
      case 'EXCLUDED':
        return this.exclude(step, detail!, meaning.endsWith(':FROM'));
      case 'COMPLETED': {
        if (detail === undefined && parts === null) return this.wait(step);
        const outcome = detail ?? outcomeOf(parts!.state);
        if (outcome === undefined) return this.lacks(step, 'deal_se');
        this.complete(outcome, sequence, at, reason, false);
        return true;
      }
      case 'AMENDED':
        if (parts === null || !this.amend(parts, sequence, at, false)) this.add(kind, sequence, at, {});
        return true;
      case 'REOPENED':
        this.seen.closed = false;
        this.seen.completed = null;
        this.add(kind, sequence, at, { reason });
        return true;
      case 'VOIDED':
        this.seen.closed = true;
        this.add(kind, sequence, at, { reason });
        return true;
      default:
        this.add(kind, sequence, at, {});
        return true;
    }
  }

  private assign(step: StepParts): boolean {
    const parts = this.now.case;
    const own = step.officer;
    const departmentCode = own?.departmentCode ?? parts?.departmentCode ?? null;
    const officer = own !== null && departmentCode !== null ? { ...own, departmentCode } : (parts?.officer ?? null);
    if (officer === null) return parts === null ? this.wait(step) : this.lacks(step, 'dpp_id');
    this.giveTo(officer, step.sequence, step.at, false);
    return true;
  }

  private exclude(step: StepParts, reason: string, begins: boolean): boolean {
    const day = kstDate(new Date(step.at));
    if (begins) {
      this.seen.intervals[reason] = day;
      this.add('EXCLUDED', step.sequence, step.at, { excluded: { reason, from: day } });
      return true;
    }
    const from = this.seen.intervals[reason];
    if (from === undefined) return this.lacks(step, 'step_code', 'the beginning of this interval is not known');
    delete this.seen.intervals[reason];
    this.add('EXCLUDED', step.sequence, step.at, { excluded: { reason, from, to: day < from ? from : day } });
    return true;
  }

  private wait(step: StepParts): false {
    this.pending.push(step);
    return false;
  }

  private lacks(step: StepParts | null, column: RowFault['column'], what = 'is needed'): false {
    this.faulty.push({ step, fault: { code: 'SAEOL.MISSING_COLUMN', column, detail: `${column}: ${what}` } });
    return false;
  }

  private changed(step: StepParts): void {
    this.faulty.push({
      step,
      fault: {
        code: 'SAEOL.CHANGED_STEP',
        column: 'step_seq',
        detail: 'step_seq: this step was read before with other content; the first one counts',
      },
    });
  }

  // --- without a history ---------------------------------------------------------------------------------------------

  private readCase(parts: CaseParts): void {
    const { state } = parts;
    const before = this.seen.state;
    const closes = state === 'VOIDED' || state.startsWith('COMPLETED');
    const completion = closes ? `${state} ${parts.completedAt ?? ''}` : null;
    if (this.seen.closed && completion === this.seen.completed) return;
    // What was only seen now happened before it was completed.
    const seenAt = toKst(
      parts.completedAt !== null && new Date(parts.completedAt) < this.at ? new Date(parts.completedAt) : this.at,
    );
    if (this.seen.closed) {
      if (before === 'VOIDED') return;
      this.seen.closed = false;
      this.add('REOPENED', null, seenAt, {}, true);
    }
    if (this.seen.received) this.amend(parts, null, seenAt, true);
    else this.receive(parts, null, parts.receivedAt);
    if (parts.officer !== null && this.print(parts.officer) !== this.seen.officer)
      this.giveTo(parts.officer, null, seenAt, true);
    if (closes) {
      this.seen.closed = true;
      this.seen.completed = completion;
      if (state === 'VOIDED') this.add('VOIDED', null, seenAt, {}, true);
      else this.complete(outcomeOf(state)!, null, parts.completedAt!, null, true);
    } else {
      this.moveState(before, state, seenAt);
    }
    this.seen.state = state;
  }

  /** From one open state to another. */
  private moveState(before: StateMeaning | null, state: StateMeaning, at: string): void {
    if (before === state) return;
    const wasOpen = before === 'SUPPLEMENT' || before === 'CORRECTION';
    const { reason, supplementDays, extensionDays, extensionReason } = this.now.case!.detail;
    if (state === 'SUPPLEMENT' || state === 'CORRECTION') {
      if (supplementDays === null) this.lacks(null, 'splm_daycnt');
      else
        this.add(
          'SUPPLEMENT_REQUESTED',
          null,
          at,
          { supplement: { kind: state, reason, dueDays: supplementDays } },
          true,
        );
      return;
    }
    if (wasOpen) this.add('SUPPLEMENT_DONE', null, at, {}, true);
    if (state !== 'EXTENDED') return;
    if (extensionDays === null) this.lacks(null, 'ext_daycnt');
    else
      this.add('EXTENDED', null, at, { extension: { days: extensionDays, reason, reasonCode: extensionReason } }, true);
  }

  // --- both ----------------------------------------------------------------------------------------------------------

  private receive(parts: CaseParts, sequence: number | null, at: string): void {
    const { petition, departmentCode, applicant, agent } = parts;
    this.seen.received = true;
    this.note(parts);
    this.add('RECEIVED', sequence, at, {
      petition: { ...petition, departmentCode },
      applicant,
      ...(agent !== null && { agent }),
    });
  }

  /** False where nothing is new. */
  private amend(parts: CaseParts, sequence: number | null, at: string, inferred: boolean): boolean {
    const { petition, departmentCode, applicant, agent } = parts;
    const changed: Record<string, unknown> = {};
    const moved = parts.officer === null && departmentCode !== this.seen.department;
    if (moved || this.print(petition) !== this.seen.petition) changed['petition'] = { ...petition, departmentCode };
    if (this.print(applicant) !== this.seen.applicant) changed['applicant'] = applicant;
    if (agent !== null && this.print(agent) !== this.seen.agent) changed['agent'] = agent;
    if (Object.keys(changed).length === 0) return false;
    this.note(parts);
    this.add('AMENDED', sequence, at, changed, inferred);
    return true;
  }

  private note({ petition, departmentCode, applicant, agent }: CaseParts): void {
    this.seen.petition = this.print(petition);
    this.seen.department = departmentCode;
    this.seen.applicant = this.print(applicant);
    this.seen.agent = agent && this.print(agent);
  }

  private giveTo(officer: OfficerOfRow, sequence: number | null, at: string, inferred: boolean): void {
    this.seen.officer = this.print(officer);
    this.add('ASSIGNED', sequence, at, { officer }, inferred);
  }

  private complete(
    outcome: string,
    sequence: number | null,
    at: string,
    reason: string | null,
    inferred: boolean,
  ): void {
    this.seen.closed = true;
    this.add('COMPLETED', sequence, at, { outcome, ...(reason !== null && { result: { reason } }) }, inferred);
  }

  /** A planned completion that the rows did not name before belongs to the last step that can have moved it. */
  private bringPlanned(): void {
    const planned = this.now.case?.plannedAt ?? null;
    if (planned === null || planned === this.seen.planned || !this.seen.received || this.isOlder) return;
    const event = this.events.findLast(({ raw }) => MOVES.has(raw.kind) || raw['petition'] !== undefined);
    if (event !== undefined) event.raw['plannedAt'] = planned;
    else if (this.wasReceived && !this.wasClosed && !this.seen.closed)
      this.add('AMENDED', null, toKst(this.at), { plannedAt: planned }, true);
    else return;
    this.seen.planned = planned;
  }

  private add(
    kind: string,
    sequence: number | null,
    occurredAt: string,
    body: Record<string, unknown>,
    inferred = false,
  ): void {
    const { receiptNo } = this.now;
    const name =
      sequence === null ? `${kind}-${toKst(minute(new Date(occurredAt)))}-${this.print(body)}` : String(sequence);
    this.events.push({
      raw: { eventId: `R-${receiptNo}-${name}`, receiptNo, sequence, kind, occurredAt, ...body },
      numbered: sequence !== null,
      inferred,
    });
  }
}

/** What of a step every way in carries: by it a step that was read before is known again, or found changed. */
function essenceOf({ meaning, at, supplementDays, extensionDays }: StepParts): unknown[] {
  const [kind] = meaning.split(':');
  const days = kind === 'SUPPLEMENT_REQUESTED' ? supplementDays : kind === 'EXTENDED' ? extensionDays : null;
  return [meaning, toKst(minute(new Date(at))), days];
}

function outcomeOf(state: StateMeaning): string | undefined {
  return state.startsWith('COMPLETED:') ? state.slice('COMPLETED:'.length) : undefined;
}
