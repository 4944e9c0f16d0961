import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseShape } from '../cases/index.js';
import { changeOf, summed, type CellDelta } from './figure-cells.js';
import { quantileHours } from './histogram.js';

const day = fc.constantFrom('2026-04-30', '2026-05-04', '2026-05-06');
const instant = fc.option(fc.constantFrom('2026-05-06T14:00:00+09:00', '2026-05-18T18:00:00+09:00'));
const shapes: fc.Arbitrary<CaseShape> = fc
  .record({
    stage: fc.constantFrom<CaseShape['stage']>(
      'RECEIVED',
      'ASSIGNED',
      'SUPPLEMENT_REQUESTED',
      'EXTENDED',
      'COMPLETED',
      'VOIDED',
    ),
    departmentCode: fc.constantFrom('A', 'B'),
    typeCode: fc.constantFrom('T1', 'T2'),
    officerId: fc.option(fc.constantFrom('s1', 's2')),
    statutory: fc.boolean(),
    notified: fc.boolean(),
    reason: fc.constantFrom('처리기간 2일 미만', '수신 거부'),
    receivedOn: day,
    completedOn: day,
    targetAt: instant,
    supplementDueAt: instant,
    extensions: fc.integer({ min: 0, max: 2 }),
    onTime: fc.option(fc.boolean()),
    workingMinutes: fc.option(fc.integer({ min: 0, max: 5000 })),
  })
  .map(({ reason, completedOn, onTime, workingMinutes, ...shape }) => {
    const completed = shape.stage === 'COMPLETED';
    return {
      ...shape,
      outcome: completed ? ('GRANTED' as const) : null,
      open: !completed && shape.stage !== 'VOIDED',
      notNotifiedReason: shape.notified ? null : reason,
      completedOn: completed ? completedOn : null,
      dueAt: null,
      paused: false,
      onTime: completed ? onTime : null,
      onPromise: completed ? onTime : null,
      workingMinutes: completed ? workingMinutes : null,
    };
  });

const sorted = (deltas: CellDelta[]) =>
  summed(deltas)
    .map((delta) => JSON.stringify(Object.entries(delta).sort()))
    .sort();

describe('what a change changes', () => {
  it('adds up, over any history, to the case as it is now', () => {
    fc.assert(
      fc.property(fc.array(shapes, { minLength: 1, maxLength: 8 }), (history) => {
        const steps = history.flatMap((shape, i) => changeOf(history[i - 1] ?? null, shape));
        expect(sorted(steps)).toEqual(sorted(changeOf(null, history.at(-1)!)));
      }),
    );
  });

  it('is nothing where nothing changed, and takes all back at the end', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(changeOf(shape, { ...shape })).toEqual([]);
        expect(
          summed([...changeOf(null, shape), ...changeOf(shape, { ...shape, stage: 'VOIDED', open: false })]),
        ).toEqual([]);
      }),
    );
  });

  it('counts an open case in its stage, and by its date; a completed one by its outcome and its hours', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const metrics = changeOf(null, shape).map(({ metric }) => metric);
        const counted = shape.stage !== 'VOIDED';
        expect(metrics.includes('STAGE')).toBe(counted);
        expect(metrics.includes('DUE')).toBe(shape.open && shape.targetAt !== null);
        expect(metrics.includes('COMPLETED')).toBe(shape.stage === 'COMPLETED');
        expect(metrics.includes('TOLD')).toBe(
          counted && (shape.notified || (shape.statutory && shape.notNotifiedReason === '수신 거부')),
        );
      }),
    );
  });
});

it('the hours within which a share of the cases was done agree with a sorted list', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }),
      fc.constantFrom(0.5, 0.9),
      (hours, share) => {
        const counts = [...Map.groupBy(hours, (hour) => hour)].map(([hour, same]) => ({ hours: hour, n: same.length }));
        const sortedHours = [...hours].sort((a, b) => a - b);
        expect(quantileHours(counts, share)).toBe(sortedHours[Math.ceil(hours.length * share) - 1]);
      },
    ),
  );
  expect(quantileHours([], 0.5)).toBeNull();
});
