import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepKind } from './case.events.js';
import { moveStage, type StageState } from './case-steps.js';

const KINDS: StepKind[] = [
  'RECEIVED',
  'ASSIGNED',
  'SUPPLEMENT_REQUESTED',
  'SUPPLEMENT_DONE',
  'EXCLUDED',
  'EXTENDED',
  'COMPLETED',
  'REOPENED',
  'AMENDED',
  'VOIDED',
];

/** Plays kinds one after the other; refused ones change nothing. Gives what was applied and the state at the end. */
function play(kinds: StepKind[]): { applied: StepKind[]; state: StageState | null } {
  let state: StageState | null = null;
  const applied: StepKind[] = [];
  for (const kind of kinds) {
    const move = moveStage(state, kind);
    if (!move.allowed) continue;
    state = move.next;
    applied.push(kind);
  }
  return { applied, state };
}

describe('the stage table', () => {
  it.each<[StepKind[], string]>([
    [['RECEIVED'], 'RECEIVED'],
    [['RECEIVED', 'ASSIGNED', 'ASSIGNED'], 'ASSIGNED'],
    [['RECEIVED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE'], 'SUPPLEMENT_DONE'],
    [['RECEIVED', 'EXTENDED', 'EXTENDED', 'EXTENDED'], 'EXTENDED'],
    [['RECEIVED', 'ASSIGNED', 'EXCLUDED', 'AMENDED'], 'ASSIGNED'],
    [['RECEIVED', 'EXTENDED', 'COMPLETED', 'REOPENED'], 'EXTENDED'],
    [['RECEIVED', 'COMPLETED', 'REOPENED', 'COMPLETED'], 'COMPLETED'],
    [['RECEIVED', 'SUPPLEMENT_REQUESTED', 'COMPLETED', 'REOPENED', 'SUPPLEMENT_DONE'], 'SUPPLEMENT_DONE'],
    [['RECEIVED', 'ASSIGNED', 'VOIDED'], 'VOIDED'],
  ])('%j ends in %s', (kinds, stage) => {
    const { applied, state } = play(kinds);
    expect(applied).toEqual(kinds);
    expect(state?.stage).toBe(stage);
  });

  it.each<[StepKind[], string]>([
    [['ASSIGNED'], 'CASES.NOT_RECEIVED'],
    [['RECEIVED', 'RECEIVED'], 'CASES.ALREADY_RECEIVED'],
    [['RECEIVED', 'SUPPLEMENT_DONE'], 'CASES.NO_OPEN_SUPPLEMENT'],
    [['RECEIVED', 'REOPENED'], 'CASES.NOT_COMPLETED'],
    [['RECEIVED', 'COMPLETED', 'ASSIGNED'], 'CASES.COMPLETED'],
    [['RECEIVED', 'VOIDED', 'REOPENED'], 'CASES.VOIDED'],
  ])('the last of %j is refused with %s', (kinds, code) => {
    const { state } = play(kinds.slice(0, -1));
    expect(moveStage(state, kinds.at(-1)!)).toMatchObject({ allowed: false, code });
  });

  it('a supplement is open exactly between its demand and its end, whatever happens besides', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...KINDS), { maxLength: 30 }), (kinds) => {
        const { applied, state } = play(kinds);
        const lastDemand = applied.lastIndexOf('SUPPLEMENT_REQUESTED');
        const closers = (['SUPPLEMENT_DONE', 'VOIDED'] as const).map((kind) => applied.lastIndexOf(kind));
        expect(state?.supplementOpen ?? false).toBe(lastDemand >= 0 && lastDemand > Math.max(...closers));
      }),
    );
  });

  it('no supplement is open in a case that was void after its completion', () => {
    const { state } = play(['RECEIVED', 'SUPPLEMENT_REQUESTED', 'COMPLETED', 'VOIDED']);
    expect(state).toMatchObject({ stage: 'VOIDED', supplementOpen: false });
  });

  it('nothing follows COMPLETED but REOPENED and VOIDED', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...KINDS), { maxLength: 30 }), (kinds) => {
        const { applied } = play(kinds);
        for (const [index, kind] of applied.entries()) {
          if (kind === 'COMPLETED' && index + 1 < applied.length)
            expect(['REOPENED', 'VOIDED']).toContain(applied[index + 1]);
        }
      }),
    );
  });
});
