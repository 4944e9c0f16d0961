import { EXCLUSION_REASONS, EXTENSION_REASONS } from '../cases/index.js';

const OUTCOMES = ['GRANTED', 'REFUSED', 'RETURNED', 'WITHDRAWN', 'TRANSFERRED', 'CLOSED'] as const;
const COMPLETIONS = OUTCOMES.map((outcome) => `COMPLETED:${outcome}` as const);

/** Processing state of a petition: `deal_se`, or `deal_code_cn` where there is no code. */
export const STATE_MEANINGS = [
  'IN_PROGRESS',
  'SUPPLEMENT',
  'CORRECTION',
  'EXTENDED',
  ...COMPLETIONS,
  'VOIDED',
] as const;
export type StateMeaning = (typeof STATE_MEANINGS)[number];

/**
 * A step of the history: `step_code`, or `bpm_step_nm` where there is no code. COMPLETED alone takes its outcome from the processing
 * state; an interval that does not count has one code for its beginning and one for its end; IGNORED is told to nobody and holds
 * nothing up.
 */
export const STEP_MEANINGS = [
  'RECEIVED',
  'ASSIGNED',
  'SUPPLEMENT_REQUESTED:SUPPLEMENT',
  'SUPPLEMENT_REQUESTED:CORRECTION',
  'SUPPLEMENT_DONE',
  ...EXCLUSION_REASONS.flatMap((reason) => [`EXCLUDED:${reason}:FROM`, `EXCLUDED:${reason}:TO`] as const),
  'EXTENDED',
  'COMPLETED',
  ...COMPLETIONS,
  'REOPENED',
  'AMENDED',
  'VOIDED',
  'IGNORED',
] as const;
export type StepMeaning = (typeof STEP_MEANINGS)[number];

/** Kind of petition: `mw_se`, or `mw_code_cn` where there is no code. */
export const KIND_MEANINGS = ['STATUTORY', 'INQUIRY', 'PROPOSAL', 'GRIEVANCE', 'OTHER'] as const;

/** The columns whose codes differ by county, with what a code of each can mean. */
export const MEANINGS = {
  deal_se: STATE_MEANINGS,
  step_code: STEP_MEANINGS,
  mw_se: KIND_MEANINGS,
  ext_rsn_code: EXTENSION_REASONS,
} as const;
export type CodedColumn = keyof typeof MEANINGS;
export const CODED_COLUMNS = Object.keys(MEANINGS) as CodedColumn[];

export type Meaning<C extends CodedColumn> = (typeof MEANINGS)[C][number];

/** What the codes of this county's Saeol mean. A code that is not in it is never guessed. */
export class CodeMap {
  private readonly meanings: ReadonlyMap<string, string>;

  constructor(codes: readonly { column: CodedColumn; code: string; meaning: string }[]) {
    this.meanings = new Map(codes.map(({ column, code, meaning }) => [`${column} ${code}`, meaning]));
  }

  /** Undefined for an unknown code. */
  meaningOf<C extends CodedColumn>(column: C, code: string): Meaning<C> | undefined {
    return this.meanings.get(`${column} ${code}`) as Meaning<C> | undefined;
  }

  /** The codes of a column that mean one of these. */
  codesOf<C extends CodedColumn>(column: C, meanings: readonly Meaning<C>[]): string[] {
    const prefix = `${column} `;
    return [...this.meanings]
      .filter(([key, meaning]) => key.startsWith(prefix) && (meanings as readonly string[]).includes(meaning))
      .map(([key]) => key.slice(prefix.length));
  }
}
