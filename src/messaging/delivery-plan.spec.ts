import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelAfter,
  pauseMs,
  plan,
  QUESTIONS_BEFORE_SENDING_AGAIN,
  type Finding,
  type Next,
  type OutcomeClass,
  type Standing,
} from './delivery-plan.js';
import type { Channel } from './messaging.events.js';
import { DEMO_LIMITS, PRODUCTION_LIMITS } from './sending-rules.js';

const limits = PRODUCTION_LIMITS;
const standing = (overrides: Partial<Standing> = {}): Standing => ({
  channel: 'ALIMTALK',
  accepted: false,
  unknown: false,
  waitOver: false,
  calls: 1,
  asked: 0,
  attemptsOnChannel: 1,
  sinceFirstCallMs: 0,
  ...overrides,
});
const report = (outcome: OutcomeClass): Finding => ({ kind: 'REPORT', outcome });

describe('the outcome table', () => {
  const accepted = standing({ accepted: true });
  it.each<[string, Standing, Finding, Next]>([
    ['delivered', accepted, report('DELIVERED'), { do: 'CLOSE', as: 'DELIVERED' }],
    ['recipient cannot: next channel at once', accepted, report('RECIPIENT'), { do: 'NEXT_CHANNEL' }],
    ['our configuration is wrong: next channel', standing(), report('CONFIGURATION'), { do: 'NEXT_CHANNEL' }],
    [
      'the last channel fails: given up',
      standing({ channel: 'LMS' }),
      report('RECIPIENT'),
      { do: 'CLOSE', as: 'FAILED' },
    ],
    [
      'failed on the way: the same channel anew, with backoff',
      accepted,
      report('TRANSPORT'),
      { do: 'TRY_AGAIN', inMs: 1_000 },
    ],
    [
      '… three times, then the next',
      standing({ accepted: true, attemptsOnChannel: 3 }),
      report('TRANSPORT'),
      { do: 'NEXT_CHANNEL' },
    ],
    ['unknown (3005): held', accepted, report('UNKNOWN'), { do: 'ASK', inMs: limits.unknown }],
    ['… still unknown meanwhile', standing({ accepted: true, unknown: true }), report('UNKNOWN'), { do: 'KEEP' }],
    [
      '… asked in the end, still unknown',
      standing({ accepted: true, unknown: true, waitOver: true }),
      report('UNKNOWN'),
      { do: 'NEXT_CHANNEL' },
    ],
    [
      '… asked in the end, there after all',
      standing({ accepted: true, unknown: true, waitOver: true }),
      report('DELIVERED'),
      { do: 'CLOSE', as: 'DELIVERED' },
    ],
    [
      'accepted: the report is waited for',
      standing(),
      { kind: 'ACCEPTED' },
      { do: 'ASK', inMs: limits.report.ALIMTALK },
    ],
    ['… RCS a day', standing({ channel: 'RCS' }), { kind: 'ACCEPTED' }, { do: 'ASK', inMs: limits.report.RCS }],
    ['accepted, heard of twice', accepted, { kind: 'ACCEPTED' }, { do: 'KEEP' }],
    [
      'no report within the limit, asked: still none',
      standing({ accepted: true, waitOver: true }),
      { kind: 'PENDING' },
      { do: 'NEXT_CHANNEL' },
    ],
    [
      '… on the last channel',
      standing({ channel: 'SMS', accepted: true, waitOver: true }),
      { kind: 'PENDING' },
      { do: 'CLOSE', as: 'FAILED' },
    ],
    [
      '… the vendor cannot be asked: asked later',
      standing({ accepted: true, waitOver: true }),
      { kind: 'UNREACHABLE' },
      { do: 'ASK', inMs: 4_000 },
    ],
    ['503: the same again, later', standing({ calls: 3 }), { kind: 'NOT_TAKEN' }, { do: 'SEND_AGAIN', inMs: 4_000 }],
    [
      '429: not before the vendor says',
      standing(),
      { kind: 'NOT_TAKEN', retryAfterMs: 9_000 },
      { do: 'SEND_AGAIN', inMs: 9_000 },
    ],
    [
      'out for hours: the next channel',
      standing({ sinceFirstCallMs: limits.patience + 1 }),
      { kind: 'NOT_TAKEN' },
      { do: 'NEXT_CHANNEL' },
    ],
    ['a reset: asked first', standing(), { kind: 'UNCLEAR' }, { do: 'ASK', inMs: 0 }],
    ['… found: its report is waited for', standing(), { kind: 'PENDING' }, { do: 'ASK', inMs: limits.report.ALIMTALK }],
    ['… not found: asked again after 15 s', standing(), { kind: 'NOT_FOUND' }, { do: 'ASK', inMs: 15_000 }],
    [
      '… not found twice: sent',
      standing({ asked: 1, sinceFirstCallMs: limits.askAgain }),
      { kind: 'NOT_FOUND' },
      { do: 'SEND_AGAIN', inMs: 0 },
    ],
    [
      '… not found twice before its time, since the clock was put ahead: asked again',
      standing({ asked: 1, sinceFirstCallMs: limits.askAgain - 1 }),
      { kind: 'NOT_FOUND' },
      { do: 'ASK', inMs: 15_000 },
    ],
    [
      'taken once and lost by the vendor: never the same channel',
      standing({ accepted: true, waitOver: true }),
      { kind: 'NOT_FOUND' },
      { do: 'NEXT_CHANNEL' },
    ],
  ])('%s', (_, before, finding, next) => {
    expect(plan(before, finding, limits, 0)).toEqual(next);
  });

  it('asks again after one second in the demo', () => {
    expect(plan(standing(), { kind: 'NOT_FOUND' }, DEMO_LIMITS, 0)).toEqual({ do: 'ASK', inMs: 1_000 });
  });
});

it('pauses longer and longer up to a minute, with jitter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const pause = pauseMs(failures, random);
      const full = Math.min(60_000, 1_000 * 2 ** (failures - 1));
      expect(pause).toBeGreaterThanOrEqual(full / 2);
      expect(pause).toBeLessThanOrEqual(full);
    }),
  );
});

/** How a vendor treats one handing-over. */
interface Treatment {
  answer: 'ACCEPTED' | 'REFUSED' | 'NOT_TAKEN' | 'LOST_AFTER_TAKING' | 'LOST_BEFORE_TAKING';
  outcome:
    | 'DELIVERED'
    | 'RECIPIENT'
    | 'CONFIGURATION'
    | 'TRANSPORT'
    | 'UNKNOWN_THEN_DELIVERED'
    | 'UNKNOWN'
    | 'SILENT'
    | 'SILENT_BUT_THERE';
  /** Questions that fail before one is answered. */
  unreachable: number;
}

const treatment: fc.Arbitrary<Treatment> = fc.record({
  answer: fc.constantFrom('ACCEPTED', 'REFUSED', 'NOT_TAKEN', 'LOST_AFTER_TAKING', 'LOST_BEFORE_TAKING'),
  outcome: fc.constantFrom(
    'DELIVERED',
    'RECIPIENT',
    'CONFIGURATION',
    'TRANSPORT',
    'UNKNOWN_THEN_DELIVERED',
    'UNKNOWN',
    'SILENT',
    'SILENT_BUT_THERE',
  ),
  unreachable: fc.nat(2),
});

interface Played {
  status: 'DELIVERED' | 'FAILED';
  visible: number;
  /** Some attempt ended without anybody knowing how. */
  leftOpen: boolean;
  handedOver: string[];
}

/** Plays one notice against a vendor that treats each call as it is told, in simulated time. */
function play(treatments: Treatment[], jitter: number): Played {
  const script = [...treatments];
  const next = () => script.shift() ?? { answer: 'ACCEPTED', outcome: 'DELIVERED', unreachable: 0 };
  let now = 0;
  let channel: Channel = 'ALIMTALK';
  let attempts = 1;
  let visible = 0;
  let leftOpen = false;
  const handedOver: string[] = [];
  for (;;) {
    const state = standing({ channel, attemptsOnChannel: attempts, calls: 0 });
    const firstCall = now;
    let taken: Treatment | null = null;
    let takenAt = 0;
    let unreachable = 0;
    let step = { do: 'SEND_AGAIN', inMs: 0 } as Next;
    const learn = (finding: Finding) => {
      step = plan({ ...state, sinceFirstCallMs: now - firstCall }, finding, limits, jitter);
      if (finding.kind === 'ACCEPTED' || (finding.kind === 'PENDING' && !state.waitOver)) state.accepted = true;
      if (finding.kind === 'REPORT' && finding.outcome === 'UNKNOWN') state.unknown = state.accepted = true;
      state.asked = finding.kind === 'NOT_FOUND' ? state.asked + 1 : finding.kind === 'UNREACHABLE' ? state.asked : 0;
    };
    const wordOf = (): Finding => {
      const there = taken!.outcome === 'UNKNOWN_THEN_DELIVERED' && now - takenAt > 20_000;
      if (there || taken!.outcome === 'DELIVERED') return report('DELIVERED');
      if (taken!.outcome === 'SILENT' || taken!.outcome === 'SILENT_BUT_THERE') return { kind: 'PENDING' };
      return report(taken!.outcome === 'UNKNOWN_THEN_DELIVERED' ? 'UNKNOWN' : taken!.outcome);
    };
    for (let steps = 0; ; steps++) {
      expect(steps).toBeLessThan(20_000);
      if (step.do === 'SEND_AGAIN') {
        // The heart of it: what a vendor took is never handed over again.
        expect(taken).toBeNull();
        now += step.inMs;
        state.calls++;
        handedOver.push(channel);
        const treated = next();
        if (treated.answer === 'NOT_TAKEN') learn({ kind: 'NOT_TAKEN' });
        else if (treated.answer === 'REFUSED') learn(report('RECIPIENT'));
        else {
          unreachable = treated.unreachable;
          if (treated.answer !== 'LOST_BEFORE_TAKING') {
            taken = treated;
            takenAt = now;
            if (['DELIVERED', 'UNKNOWN_THEN_DELIVERED', 'SILENT_BUT_THERE'].includes(treated.outcome)) visible++;
          }
          learn({ kind: treated.answer === 'ACCEPTED' ? 'ACCEPTED' : 'UNCLEAR' });
        }
      } else if (step.do === 'ASK') {
        // Reports come by themselves before a question is due, where the vendor is known to have taken it.
        if (state.accepted && !state.unknown && taken!.outcome !== 'SILENT' && taken!.outcome !== 'SILENT_BUT_THERE') {
          now += 1_000;
          learn(wordOf());
          continue;
        }
        now += step.inMs;
        state.waitOver = state.accepted;
        if (unreachable-- > 0) learn({ kind: 'UNREACHABLE' });
        else learn(taken === null ? { kind: 'NOT_FOUND' } : wordOf());
        state.waitOver = false;
      } else break;
    }
    const open = taken as Treatment | null;
    if (
      open !== null &&
      ['UNKNOWN', 'UNKNOWN_THEN_DELIVERED', 'SILENT', 'SILENT_BUT_THERE'].includes(open.outcome) &&
      !(step.do === 'CLOSE' && step.as === 'DELIVERED')
    )
      leftOpen = true;
    if (step.do === 'CLOSE') return { status: step.as, visible, leftOpen, handedOver };
    if (step.do === 'TRY_AGAIN') {
      now += step.inMs;
      attempts++;
    } else {
      expect(step.do).toBe('NEXT_CHANNEL');
      channel = channelAfter(channel)!;
      attempts = 1;
    }
  }
}

describe('whatever a vendor does', () => {
  const played = fc
    .tuple(fc.array(treatment, { maxLength: 30 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([treatments, jitter]) => play(treatments, jitter));

  it('a notice comes to an end, and its end is true', () => {
    fc.assert(
      fc.property(played, ({ status, visible, leftOpen }) => {
        if (status === 'DELIVERED') expect(visible).toBeGreaterThanOrEqual(1);
        // Nobody knows of what was left open; everything else is known.
        if (status === 'FAILED' && !leftOpen) expect(visible).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('one message is visible, never two, except after an outcome that stayed unknown', () => {
    fc.assert(
      fc.property(played, ({ visible, leftOpen }) => {
        if (!leftOpen) expect(visible).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('channels follow the chain and never go back', () => {
    fc.assert(
      fc.property(played, ({ handedOver }) => {
        const order = handedOver.map((channel) => ['ALIMTALK', 'RCS', 'LMS'].indexOf(channel));
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });

  it('asks at least twice before it sends again', () => {
    expect(QUESTIONS_BEFORE_SENDING_AGAIN).toBeGreaterThanOrEqual(2);
  });
});
