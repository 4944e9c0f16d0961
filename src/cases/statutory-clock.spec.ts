import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import {
  HolidayCalendar,
  SEEDED_YEARS,
  seedHolidays,
  type Holiday,
  type Period,
} from '../../libs/working-time/index.js';
import {
  DEFAULT_CLOCK_SETTINGS,
  explainDeadline,
  reckonDeadlines,
  type CaseHistory,
  type ClockSettings,
  type ClockStep,
  type Deadlines,
} from './statutory-clock.js';

const holidays = seedHolidays();
const calendar = new HolidayCalendar(holidays, SEEDED_YEARS);
const at = (text: string): Date => kstInstant(text.slice(0, 10), text.slice(11));
const days = (length: number): Period => ({ unit: 'DAY', length });
const text = (instant: Date | null): string | null => instant && toKst(instant).slice(0, 16).replace('T', ' ');

type Fields = Omit<ClockStep, 'sequence' | 'kind' | 'at'>;

/** A history told in order, and what the clock says of it. */
class Tale {
  readonly steps: ClockStep[] = [];
  settings: ClockSettings = DEFAULT_CLOCK_SETTINGS;
  intervals: NonNullable<CaseHistory['intervals']> = [];
  holidayMoves: NonNullable<CaseHistory['holidayMoves']> = [];
  calendar = calendar;

  constructor(received: string, period: Period, fields: Fields & { promised?: Period } = {}) {
    const { promised, ...rest } = fields;
    this.and('RECEIVED', received, { petition: { period, promised }, ...rest });
  }

  and(kind: ClockStep['kind'], when: string, fields: Fields = {}): this {
    this.steps.push({ sequence: this.steps.length + 1, kind, at: at(when), ...fields });
    return this;
  }

  extended(when: string, length: number, fields: Partial<NonNullable<ClockStep['extension']>> = {}): this {
    return this.and('EXTENDED', when, {
      extension: { period: days(length), reasonCode: 'SITE_CHECK', consent: true, ...fields },
    });
  }

  supplement(from: string, to?: string, dueDays = 10): this {
    this.and('SUPPLEMENT_REQUESTED', from, { supplement: { dueDays } });
    return to === undefined ? this : this.and('SUPPLEMENT_DONE', to);
  }

  says(now?: string): Deadlines {
    const last = this.steps.at(-1)!.at as Date;
    return reckonDeadlines(this.history(), this.calendar, this.settings, now === undefined ? last : at(now));
  }

  history(): CaseHistory {
    return { steps: this.steps, intervals: this.intervals, holidayMoves: this.holidayMoves };
  }

  due(now?: string): string | null {
    return text(this.says(now).dueAt);
  }
}

describe('the worked examples of petitions §10', () => {
  it.each<[string, Tale, string]>([
    ['1', new Tale('2026-04-29 14:00', days(3)), '2026-05-06 14:00'],
    ['2', new Tale('2026-02-13 16:30', days(5)), '2026-02-25 16:30'],
    ['3', new Tale('2025-10-01 10:00', days(10)), '2025-10-21 18:00'],
    ['4', new Tale('2026-04-27 10:00', days(7)), '2026-05-07 18:00'],
    ['4, extended', new Tale('2026-04-27 10:00', days(7)).extended('2026-05-06 10:00', 7), '2026-05-18 18:00'],
    [
      '4, extended twice',
      new Tale('2026-04-27 10:00', days(7)).extended('2026-05-06 10:00', 7).extended('2026-05-15 10:00', 7),
      '2026-05-28 18:00',
    ],
    [
      '5',
      new Tale('2026-08-10 10:00', days(15)).supplement('2026-08-12 10:00', '2026-08-20 15:00'),
      '2026-09-08 18:00',
    ],
    ['5, without', new Tale('2026-08-10 10:00', days(15)), '2026-08-31 18:00'],
    ['6', new Tale('2025-04-30 10:00', days(6)), '2025-05-09 18:00'],
    ['7, a month', new Tale('2026-01-30 10:00', { unit: 'MONTH', length: 1 }), '2026-03-03 18:00'],
    ['7, two weeks', new Tale('2026-04-22 10:00', { unit: 'WEEK', length: 2 }), '2026-05-06 18:00'],
  ])('%s', (_, tale, expected) => {
    expect(tale.due()).toBe(expected);
    expect(text(tale.says().targetAt)).toBe(expected);
  });
});

describe('a supplement (petitions §5, §7)', () => {
  it('leaves out the day of the demand and the day the papers came back', () => {
    expect(new Tale('2026-06-15 10:00', days(6)).supplement('2026-06-17 17:59', '2026-06-18 09:00').due()).toBe(
      '2026-06-24 18:00',
    );
    expect(new Tale('2026-06-15 10:00', days(6)).supplement('2026-06-15 11:00', '2026-06-15 12:00').due()).toBe(
      '2026-06-23 18:00',
    );
  });

  it('leaves whole days out of hours too, unless the county counts to the minute', () => {
    const tale = new Tale('2026-06-15 14:00', days(3)).supplement('2026-06-16 15:00', '2026-06-17 10:00');
    expect(tale.due()).toBe('2026-06-22 14:00');
    tale.settings = { ...DEFAULT_CLOCK_SETTINGS, exactInstants: true };
    expect(tale.due()).toBe('2026-06-18 18:00');
  });

  it('pauses the case: the deadline is reckoned up to today, and provisional, until the papers are back', () => {
    const open = new Tale('2026-08-10 10:00', days(15)).supplement('2026-08-12 10:00');
    expect(open.says('2026-08-12 11:00')).toMatchObject({
      dueAt: at('2026-09-01 18:00'),
      paused: true,
      provisional: true,
      reckonDaily: true,
      supplementDueAt: at('2026-08-24 18:00'),
    });
    expect(open.due('2026-08-20 11:00')).toBe('2026-09-08 18:00');
    // Lapsed on 24 August, the interval runs on.
    expect(open.says('2026-08-31 11:00')).toMatchObject({
      dueAt: at('2026-09-17 18:00'),
      paused: true,
      provisional: true,
    });
    expect(open.and('SUPPLEMENT_DONE', '2026-08-31 15:00').says('2026-09-10 10:00')).toMatchObject({
      dueAt: at('2026-09-17 18:00'),
      paused: false,
      provisional: false,
      reckonDaily: false,
      supplementDueAt: null,
    });
  });

  it('gives its own period in calendar days, or a named day; one demanded while another is open replaces its due day', () => {
    const tale = new Tale('2026-08-10 10:00', days(15)).supplement('2026-08-12 10:00', undefined, 4);
    expect(text(tale.says().supplementDueAt)).toBe('2026-08-18 18:00');
    tale.and('SUPPLEMENT_REQUESTED', '2026-08-17 10:00', { supplement: { dueDate: '2026-08-29' } });
    expect(text(tale.says().supplementDueAt)).toBe('2026-08-31 18:00');
    expect(tale.and('SUPPLEMENT_DONE', '2026-08-20 15:00').due()).toBe('2026-09-08 18:00');
  });

  it('may come again: both intervals are left out', () => {
    const tale = new Tale('2026-06-15 10:00', days(10));
    tale.supplement('2026-06-16 10:00', '2026-06-17 10:00').supplement('2026-06-19 10:00', '2026-06-22 10:00');
    expect(tale.due()).toBe('2026-07-02 18:00');
  });

  it('demanded after the deadline moves none, not even on the same day; on time it does', () => {
    const late = new Tale('2026-04-29 14:00', days(3)).supplement('2026-05-06 14:01');
    expect(late.says('2026-05-08 10:00')).toMatchObject({
      dueAt: at('2026-05-06 14:00'),
      paused: true,
      provisional: false,
    });
    expect(new Tale('2026-04-29 14:00', days(3)).supplement('2026-05-06 14:00', '2026-05-07 10:00').due()).toBe(
      '2026-05-08 14:00',
    );
    expect(new Tale('2026-04-27 10:00', days(7)).supplement('2026-05-07 18:01', '2026-05-12 10:00').due()).toBe(
      '2026-05-07 18:00',
    );
    expect(new Tale('2026-04-27 10:00', days(7)).supplement('2026-05-07 18:00', '2026-05-12 10:00').due()).toBe(
      '2026-05-13 18:00',
    );
  });

  it('after the deadline does not become timely by an extension that follows it', () => {
    const tale = new Tale('2026-04-27 10:00', days(7))
      .supplement('2026-05-08 10:00', '2026-05-12 10:00')
      .extended('2026-05-12 11:00', 7);
    expect(tale.due()).toBe('2026-05-18 18:00');
  });

  it('is flagged when it is demanded later than 8 working hours after the receipt', () => {
    expect(new Tale('2026-04-30 14:00', days(10)).supplement('2026-05-04 14:00').says().flags).toEqual([]);
    expect(new Tale('2026-04-30 14:00', days(10)).supplement('2026-05-04 14:01').says().flags).toEqual([
      'SUPPLEMENT_LATE',
    ]);
  });

  it('moves the promised deadline too', () => {
    const promised = new Tale('2026-06-15 10:00', days(10), { promised: days(3) }).supplement(
      '2026-06-16 10:00',
      '2026-06-18 10:00',
    );
    expect(promised.says()).toMatchObject({ dueAt: at('2026-07-01 18:00'), promisedDueAt: at('2026-06-23 10:00') });
  });
});

describe('other time left out (petitions §5)', () => {
  const excluded = (reason: NonNullable<ClockStep['excluded']>['reason'], from: string, to?: string) => ({
    excluded: { reason, from, to },
  });

  it('is open without an end until one with the same reason and beginning brings it', () => {
    const tale = new Tale('2026-06-15 10:00', days(10)).and(
      'EXCLUDED',
      '2026-06-17 10:00',
      excluded('HEARING', '2026-06-18'),
    );
    expect(tale.says('2026-06-17 11:00')).toMatchObject({
      paused: false,
      reckonDaily: true,
      dueAt: at('2026-06-26 18:00'),
    });
    expect(tale.says('2026-06-19 11:00')).toMatchObject({
      paused: true,
      provisional: true,
      dueAt: at('2026-06-30 18:00'),
    });
    tale.and('EXCLUDED', '2026-06-22 10:00', excluded('TEST', '2026-06-18', '2026-06-18'));
    expect(tale.says('2026-06-22 11:00').paused).toBe(true);
    tale.and('EXCLUDED', '2026-06-23 10:00', excluded('HEARING', '2026-06-18', '2026-06-22'));
    expect(tale.says('2026-06-24 11:00')).toMatchObject({
      paused: false,
      provisional: false,
      dueAt: at('2026-07-01 18:00'),
    });
  });

  it('an outage counts since 2026-05-06 only', () => {
    expect(
      new Tale('2026-04-27 10:00', days(7))
        .and('EXCLUDED', '2026-04-28 10:00', excluded('OUTAGE', '2026-04-28', '2026-04-29'))
        .due(),
    ).toBe('2026-05-07 18:00');
    expect(
      new Tale('2026-04-27 10:00', days(7))
        .and('EXCLUDED', '2026-04-30 10:00', excluded('OUTAGE', '2026-04-30', '2026-05-06'))
        .due(),
    ).toBe('2026-05-08 18:00');
    const open = new Tale('2026-04-27 10:00', days(7)).and(
      'EXCLUDED',
      '2026-04-28 10:00',
      excluded('OUTAGE', '2026-04-28'),
    );
    expect(open.says('2026-04-29 10:00').paused).toBe(false);
    expect(open.says('2026-05-06 10:00').paused).toBe(true);
  });

  it('may be entered by an operator, by days or instants', () => {
    const tale = new Tale('2026-06-15 14:00', days(2));
    tale.intervals = [{ reason: 'OUTAGE', from: at('2026-06-16 09:00'), to: at('2026-06-16 11:00'), afterSequence: 1 }];
    expect(tale.due()).toBe('2026-06-18 14:00');
    tale.settings = { ...DEFAULT_CLOCK_SETTINGS, exactInstants: true };
    expect(tale.due()).toBe('2026-06-17 16:00');
  });

  it('overlapping a supplement is left out once', () => {
    const tale = new Tale('2026-06-15 10:00', days(10)).supplement('2026-06-17 10:00', '2026-06-19 10:00');
    expect(tale.due()).toBe('2026-07-01 18:00');
    expect(tale.and('EXCLUDED', '2026-06-22 10:00', excluded('REVIEW', '2026-06-18', '2026-06-22')).due()).toBe(
      '2026-07-02 18:00',
    );
  });
});

describe('extensions (petitions §6)', () => {
  it('of hour cases go on from the instant of the old deadline', () => {
    expect(new Tale('2026-04-29 14:00', days(3)).extended('2026-05-06 10:00', 2).due()).toBe('2026-05-08 14:00');
  });

  it('go on from the deadline over the whole history, whatever came after them', () => {
    const tale = new Tale('2026-06-15 10:00', days(10)).extended('2026-06-17 10:00', 10);
    expect(tale.due()).toBe('2026-07-10 18:00');
    expect(tale.supplement('2026-06-18 10:00', '2026-06-19 10:00').due()).toBe('2026-07-14 18:00');
  });

  it('may be in other units than the period', () => {
    const tale = new Tale('2026-01-30 10:00', { unit: 'MONTH', length: 1 });
    tale.and('EXTENDED', '2026-03-02 10:00', { extension: { period: days(20), reasonCode: 'SITE_CHECK' } });
    expect(tale.says()).toMatchObject({ dueAt: at('2026-03-31 18:00'), flags: [] });
    const long = new Tale('2026-01-30 10:00', { unit: 'MONTH', length: 1 });
    long.and('EXTENDED', '2026-03-02 10:00', {
      extension: { period: { unit: 'WEEK', length: 5 }, reasonCode: 'SITE_CHECK' },
    });
    expect(long.says()).toMatchObject({ dueAt: at('2026-04-07 18:00'), flags: ['EXTENSION_TOO_LONG'] });
  });

  it('outside the rules are applied and flagged', () => {
    const tale = (received: string) => new Tale(received, days(7));
    expect(tale('2026-06-15 10:00').extended('2026-06-17 10:00', 8).says()).toMatchObject({
      dueAt: at('2026-07-03 18:00'),
      flags: ['EXTENSION_TOO_LONG'],
    });
    const twice = tale('2026-06-15 10:00')
      .extended('2026-06-17 10:00', 7)
      .extended('2026-06-30 10:00', 7, { consent: null });
    expect(twice.says()).toMatchObject({ dueAt: at('2026-07-13 18:00'), flags: ['CONSENT_MISSING'], extensions: 2 });
    expect(twice.extended('2026-07-10 10:00', 7).says()).toMatchObject({
      dueAt: at('2026-07-23 18:00'),
      flags: ['CONSENT_MISSING', 'THIRD_EXTENSION'],
      extensions: 3,
    });
  });

  it('need a reason out of the four since 2026-05-06, by the date of receipt', () => {
    const flags = (received: string, reasonCode: NonNullable<ClockStep['extension']>['reasonCode']) =>
      new Tale(received, days(7)).extended('2026-05-11 10:00', 7, { reasonCode }).says().flags;
    expect(flags('2026-05-06 00:00', 'OTHER')).toEqual(['REASON_NOT_ALLOWED']);
    expect(flags('2026-05-06 00:00', null)).toEqual(['REASON_NOT_ALLOWED']);
    expect(flags('2026-05-05 23:59', 'OTHER')).toEqual([]);
    for (const reason of ['COOPERATION', 'SITE_CHECK', 'FORCE_MAJEURE', 'EQUIVALENT'] as const) {
      expect(flags('2026-05-06 00:00', reason)).toEqual([]);
    }
  });

  it('move the promised deadline as well', () => {
    const tale = new Tale('2026-06-15 10:00', days(10), { promised: days(8) }).extended('2026-06-17 10:00', 10);
    expect(tale.says()).toMatchObject({
      dueAt: at('2026-07-10 18:00'),
      promisedDueAt: at('2026-07-08 18:00'),
      targetAt: at('2026-07-08 18:00'),
    });
  });
});

describe('whose deadline counts (petitions §8)', () => {
  const planned = (day: string): Fields => ({ plannedAt: at(day) });

  it("Saeol's planned date, else the promised one, else ours", () => {
    expect(new Tale('2026-06-15 10:00', days(10)).says()).toMatchObject({
      targetAt: at('2026-06-26 18:00'),
      targetInHours: false,
    });
    const promised = new Tale('2026-06-15 10:00', days(7), { promised: days(5) });
    expect(promised.says()).toMatchObject({
      dueAt: at('2026-06-23 18:00'),
      targetAt: at('2026-06-22 10:00'),
      dueInHours: false,
      targetInHours: true,
    });
    const both = new Tale('2026-06-15 10:00', days(10), { promised: days(7), ...planned('2026-06-24 18:00') });
    expect(both.says()).toMatchObject({ targetAt: at('2026-06-24 18:00'), dueMismatch: true });
  });

  it('compares by the day, in hour cases by the minute', () => {
    expect(new Tale('2026-06-15 10:00', days(10), planned('2026-06-26 09:00')).says().dueMismatch).toBe(false);
    expect(new Tale('2026-06-15 10:00', days(10), planned('2026-06-25 18:00')).says().dueMismatch).toBe(true);
    expect(new Tale('2026-04-29 14:00', days(3), planned('2026-05-06 14:00')).says().dueMismatch).toBe(false);
    expect(new Tale('2026-04-29 14:00', days(3), planned('2026-05-06 14:01')).says().dueMismatch).toBe(true);
  });

  it.each<[string, (tale: Tale) => Tale, string | null]>([
    ['an assignment leaves it', (tale) => tale.and('ASSIGNED', '2026-06-16 10:00'), '2026-06-24 18:00'],
    ['a completion leaves it', (tale) => tale.and('COMPLETED', '2026-06-22 10:00'), '2026-06-24 18:00'],
    ['an extension voids it', (tale) => tale.extended('2026-06-17 10:00', 5), null],
    [
      'an extension may bring a new one',
      (tale) =>
        tale.and('EXTENDED', '2026-06-17 10:00', { extension: { period: days(5) }, ...planned('2026-07-01 18:00') }),
      '2026-07-01 18:00',
    ],
    ['a supplement voids it', (tale) => tale.supplement('2026-06-16 10:00'), null],
    [
      'its end may bring a new one',
      (tale) =>
        tale.supplement('2026-06-16 10:00').and('SUPPLEMENT_DONE', '2026-06-18 10:00', planned('2026-06-30 18:00')),
      '2026-06-30 18:00',
    ],
    [
      'an interval that moves nothing leaves it',
      (tale) =>
        tale.and('EXCLUDED', '2026-06-17 10:00', {
          excluded: { reason: 'TEST', from: '2026-06-20', to: '2026-06-21' },
        }),
      '2026-06-24 18:00',
    ],
    [
      'an interval voids it',
      (tale) =>
        tale.and('EXCLUDED', '2026-06-17 10:00', {
          excluded: { reason: 'TEST', from: '2026-06-18', to: '2026-06-18' },
        }),
      null,
    ],
    [
      'an amended period voids it',
      (tale) => tale.and('AMENDED', '2026-06-17 10:00', { petition: { period: days(12) } }),
      null,
    ],
    ['an amendment of a name leaves it', (tale) => tale.and('AMENDED', '2026-06-17 10:00'), '2026-06-24 18:00'],
  ])('a planned date counts until the deadline moves: %s', (_, then, expected) => {
    const tale = then(new Tale('2026-06-15 10:00', days(10), planned('2026-06-24 18:00')));
    expect(text(tale.says('2026-06-22 12:00').plannedAt)).toBe(expected);
  });

  it('a supplement over a weekend alone moves nothing and voids nothing', () => {
    const tale = new Tale('2026-06-15 10:00', days(10), planned('2026-06-24 18:00')).supplement(
      '2026-06-20 10:00',
      '2026-06-21 10:00',
    );
    expect(text(tale.says('2026-06-22 10:00').plannedAt)).toBe('2026-06-24 18:00');
    const open = new Tale('2026-06-15 10:00', days(10), planned('2026-06-24 18:00')).supplement('2026-06-20 10:00');
    expect(text(open.says('2026-06-21 23:00').plannedAt)).toBe('2026-06-24 18:00');
    expect(text(open.says('2026-06-22 00:00').plannedAt)).toBeNull();
  });

  it('a holiday or an operator voids what came before it, not what came after', () => {
    const tale = new Tale('2026-06-15 10:00', days(10), planned('2026-06-24 18:00')).and(
      'ASSIGNED',
      '2026-06-16 10:00',
    );
    tale.holidayMoves = [{ afterSequence: 2 }];
    expect(tale.says().plannedAt).toBeNull();
    expect(text(tale.and('ASSIGNED', '2026-06-17 10:00', planned('2026-06-25 18:00')).says().plannedAt)).toBe(
      '2026-06-25 18:00',
    );
    tale.intervals = [{ reason: 'OUTAGE', from: '2026-06-18', to: '2026-06-18', afterSequence: 2 }];
    expect(text(tale.says().plannedAt)).toBe('2026-06-25 18:00');
    tale.intervals = [{ reason: 'OUTAGE', from: '2026-06-18', to: '2026-06-18', afterSequence: 3 }];
    expect(tale.says().plannedAt).toBeNull();
  });

  it('an outage known before the receipt is part of what the planned date was set against', () => {
    const tale = new Tale('2026-06-15 10:00', days(10), planned('2026-06-24 18:00'));
    tale.intervals = [{ reason: 'OUTAGE', from: '2026-06-18', to: '2026-06-18', afterSequence: 0 }];
    expect(tale.says()).toMatchObject({ dueAt: at('2026-06-29 18:00'), plannedAt: at('2026-06-24 18:00') });
  });
});

describe('the end of a case and what takes it back', () => {
  it('stops an open supplement on the day of the completion', () => {
    const tale = new Tale('2026-06-15 10:00', days(10))
      .supplement('2026-06-17 10:00')
      .and('COMPLETED', '2026-06-19 10:00');
    expect(tale.says('2026-12-01 10:00')).toMatchObject({
      dueAt: at('2026-07-01 18:00'),
      paused: false,
      provisional: false,
      reckonDaily: false,
      supplementDueAt: null,
    });
  });

  it('a reopening counts the time between; the supplement that was open is open again', () => {
    const tale = new Tale('2026-06-15 10:00', days(10))
      .supplement('2026-06-17 10:00')
      .and('COMPLETED', '2026-06-17 15:00')
      .and('REOPENED', '2026-06-19 10:00');
    // Left out: 17 June, then 19 June and on; 18 June counts.
    expect(tale.says('2026-06-19 11:00')).toMatchObject({
      dueAt: at('2026-06-30 18:00'),
      paused: true,
      supplementDueAt: at('2026-06-29 18:00'),
    });
    expect(tale.and('SUPPLEMENT_DONE', '2026-06-22 10:00').says('2026-07-01 10:00')).toMatchObject({
      dueAt: at('2026-07-01 18:00'),
      paused: false,
    });
  });

  it('without a supplement a reopening changes no deadline', () => {
    const tale = new Tale('2026-06-15 10:00', days(10))
      .and('COMPLETED', '2026-06-17 10:00')
      .and('REOPENED', '2026-06-23 10:00');
    expect(tale.due()).toBe('2026-06-26 18:00');
  });

  it('VOIDED pauses nothing any more', () => {
    const tale = new Tale('2026-06-15 10:00', days(10))
      .supplement('2026-06-17 10:00')
      .and('VOIDED', '2026-06-18 10:00');
    expect(tale.says('2026-09-01 10:00')).toMatchObject({
      paused: false,
      provisional: false,
      reckonDaily: false,
      supplementDueAt: null,
    });
  });
});

describe('an amendment', () => {
  it('replaces the periods from the receipt on, and the extensions count on from there', () => {
    const tale = new Tale('2026-06-15 10:00', days(3), { promised: days(2) }).extended('2026-06-16 10:00', 7);
    expect(tale.says().flags).toEqual(['EXTENSION_TOO_LONG']);
    tale.and('AMENDED', '2026-06-17 10:00', { petition: { period: days(7) } });
    expect(tale.says()).toMatchObject({ dueAt: at('2026-07-02 18:00'), promisedDueAt: null, flags: [] });
  });
});

describe('a year that the table does not cover', () => {
  it('leaves the date empty, flagged, and goes by the planned date', () => {
    const tale = new Tale('2027-12-20 10:00', days(15), { promised: days(6), plannedAt: at('2028-01-07 18:00') });
    expect(tale.says()).toMatchObject({
      dueAt: null,
      promisedDueAt: at('2027-12-28 18:00'),
      plannedAt: at('2028-01-07 18:00'),
      targetAt: at('2028-01-07 18:00'),
      dueMismatch: false,
      provisional: false,
      flags: ['CALENDAR_MISSING'],
      missingYear: 2028,
      legs: [],
    });
    expect(new Tale('2028-03-02 10:00', days(3)).says()).toMatchObject({
      dueAt: null,
      targetAt: null,
      missingYear: 2028,
    });
    expect(new Tale('2017-11-02 10:00', days(3)).says()).toMatchObject({
      dueAt: null,
      flags: ['CALENDAR_MISSING'],
      missingYear: 2017,
    });
  });

  it('is a matter of the dates that need it only', () => {
    const tale = new Tale('2027-12-01 10:00', days(10)).supplement('2027-12-10 10:00', undefined, 30);
    expect(tale.says()).toMatchObject({
      dueAt: at('2027-12-15 18:00'),
      supplementDueAt: null,
      flags: ['CALENDAR_MISSING', 'SUPPLEMENT_LATE'],
    });
    expect(tale.says('2027-12-30 10:00')).toMatchObject({ dueAt: null });
  });

  it('does not swallow other faults', () => {
    expect(() => new Tale('2026-06-15 10:00', days(-1)).says()).toThrow(RangeError);
    expect(() => reckonDeadlines({ steps: [] }, calendar, DEFAULT_CLOCK_SETTINGS, at('2026-06-15 10:00'))).toThrow(
      TypeError,
    );
    const assigned: ClockStep = { sequence: 1, kind: 'ASSIGNED', at: at('2026-06-15 10:00') };
    expect(() =>
      reckonDeadlines({ steps: [assigned] }, calendar, DEFAULT_CLOCK_SETTINGS, at('2026-06-15 10:00')),
    ).toThrow(TypeError);
  });
});

describe('the stored form', () => {
  it('a history that went through JSON gives the same answer', () => {
    const tale = new Tale('2026-06-15 10:00', days(10), { promised: days(7), plannedAt: at('2026-06-24 18:00') })
      .supplement('2026-06-17 10:00', '2026-06-19 10:00')
      .extended('2026-06-22 10:00', 10);
    const stored = JSON.parse(JSON.stringify(tale.steps)) as ClockStep[];
    const now = at('2026-06-23 10:00');
    expect(reckonDeadlines({ steps: stored }, calendar, DEFAULT_CLOCK_SETTINGS, now)).toEqual(
      tale.says('2026-06-23 10:00'),
    );
  });
});

describe('the working', () => {
  const explain = (tale: Tale, now: string) => explainDeadline(tale.history(), calendar, tale.settings, at(now));

  it('shows both deadlines, line by line', () => {
    const tale = new Tale('2026-04-27 10:00', days(7), { promised: days(2) }).extended('2026-05-06 10:00', 7);
    const { statutory, promised, notes, flags } = explain(tale, '2026-05-06 11:00');
    expect(statutory!.dueAt).toBe('2026-05-18T18:00:00+09:00');
    expect(
      statutory!.legs.map(({ title, from, dueAt, steps }) => [title, from, dueAt, steps.map((step) => step.text)]),
    ).toEqual([
      [
        '처리기간 7일',
        '2026-04-27T10:00:00+09:00',
        '2026-05-07T18:00:00+09:00',
        [
          '4/27–4/30 1–4일째',
          '5/1 노동절 제외',
          '5/2–5/3 주말 제외',
          '5/4 5일째',
          '5/5 어린이날 제외',
          '5/6–5/7 6–7일째',
        ],
      ],
      [
        '1차 연장 7일',
        '2026-05-07T18:00:00+09:00',
        '2026-05-18T18:00:00+09:00',
        ['5/8 1일째', '5/9–5/10 주말 제외', '5/11–5/15 2–6일째', '5/16–5/17 주말 제외', '5/18 7일째'],
      ],
    ]);
    expect(promised!.legs.map(({ title, steps }) => [title, steps[0]!.text])).toEqual([
      ['처리기간 2일(16근무시간)', '4/27 10:00–18:00 7시간'],
      ['1차 연장 7일', '4/30 1일째'],
    ]);
    expect([notes, flags]).toEqual([[], []]);
  });

  it('says in words what the lines do not show', () => {
    const late = new Tale('2026-04-29 14:00', days(3), { plannedAt: at('2026-05-06 14:00') })
      .extended('2026-05-06 10:00', 1)
      .supplement('2026-05-08 10:00');
    expect(explain(late, '2026-05-08 11:00').notes).toEqual([
      '2026. 5. 8.(금) 10:00 보완 요구는 처리기한이 지난 뒤여서 기한을 옮기지 않습니다.',
      '새올의 처리예정일은 그 뒤에 기한이 바뀌어 쓰지 않습니다.',
    ]);
    expect(
      explain(new Tale('2026-06-15 10:00', days(0)).supplement('2026-06-15 11:00'), '2026-06-16 11:00'),
    ).toMatchObject({
      provisional: true,
      notes: ['산입하지 않는 기간이 끝나지 않아 오늘까지로 계산한 잠정 기한입니다.'],
      statutory: {
        legs: [
          {
            title: '처리기간 즉시(3근무시간)',
            steps: [{ text: '6/15–6/16 보완 제외' }, { text: '6/17 09:00–12:00 3시간' }],
          },
        ],
      },
    });
    expect(explain(new Tale('2027-12-30 10:00', days(15)), '2027-12-30 11:00')).toMatchObject({
      statutory: null,
      notes: ['2028년 공휴일이 등록되지 않아 기한을 계산할 수 없습니다.'],
    });
  });
});

describe('for every history', () => {
  const DAY = 86_400_000;
  const period = fc.oneof(
    fc.integer({ min: 0, max: 5 }).map(days),
    fc.integer({ min: 6, max: 40 }).map(days),
    fc.record({ unit: fc.constantFrom('WEEK' as const, 'MONTH' as const), length: fc.integer({ min: 1, max: 4 }) }),
  );
  const pause = fc.integer({ min: 0, max: 12 * 1440 }).map((minutes) => minutes * 60_000);
  const kind = fc.constantFrom(
    'ASSIGNED',
    'SUPPLEMENT_REQUESTED',
    'SUPPLEMENT_DONE',
    'EXTENDED',
    'EXCLUDED',
    'AMENDED',
  ) as fc.Arbitrary<ClockStep['kind']>;
  const settings = fc.record({ exactInstants: fc.boolean(), receiptAfterHoursIsDayOne: fc.boolean() });

  /** Steps as Saeol could send them: papers come back only where some were asked for. */
  const histories = fc
    .tuple(
      fc.integer({ min: at('2018-01-01 00:00').getTime() / 60_000, max: at('2026-01-01 00:00').getTime() / 60_000 }),
      period,
      fc.array(fc.tuple(kind, pause, period, fc.integer({ min: 0, max: 10 })), { maxLength: 7 }),
    )
    .map(([minute, length, rest]): CaseHistory => {
      let ms = minute * 60_000;
      let waiting = false;
      const steps: ClockStep[] = [{ sequence: 1, kind: 'RECEIVED', at: new Date(ms), petition: { period: length } }];
      for (const [next, wait, other, number] of rest) {
        if (next === 'SUPPLEMENT_DONE' && !waiting) continue;
        ms += wait;
        waiting = next === 'SUPPLEMENT_REQUESTED' || (waiting && next !== 'SUPPLEMENT_DONE');
        const step: ClockStep = { sequence: steps.length + 1, kind: next, at: new Date(ms) };
        if (next === 'SUPPLEMENT_REQUESTED') step.supplement = { dueDays: number };
        if (next === 'EXTENDED') step.extension = { period: other };
        if (next === 'AMENDED' && number > 5) step.petition = { period: other };
        if (next === 'EXCLUDED')
          step.excluded = { reason: 'REVIEW', from: kstDate(new Date(ms)), to: kstDate(new Date(ms + number * DAY)) };
        steps.push(step);
      }
      return { steps };
    });
  const told = fc.record({ history: histories, settings, wait: pause }).map(({ history, settings: chosen, wait }) => ({
    history,
    settings: chosen,
    now: new Date((history.steps.at(-1)!.at as Date).getTime() + wait),
  }));
  const dueMs = (history: CaseHistory, chosen: ClockSettings, now: Date, by = calendar): number =>
    reckonDeadlines(history, by, chosen, now).dueAt!.getTime();

  it('the order of arrival changes nothing', () => {
    const shuffled = told.chain((tale) =>
      fc.tuple(
        fc.constant(tale),
        fc.shuffledSubarray([...tale.history.steps], { minLength: tale.history.steps.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([{ history, settings: chosen, now }, steps]) => {
        expect(reckonDeadlines({ steps }, calendar, chosen, now)).toEqual(
          reckonDeadlines(history, calendar, chosen, now),
        );
      }),
    );
  });

  it('a deadline never lands outside working time', () => {
    fc.assert(
      fc.property(told, ({ history, settings: chosen, now }) => {
        expect(calendar.isWorkingTime(new Date(dueMs(history, chosen, now) - 1))).toBe(true);
      }),
    );
  });

  it('adding holidays never brings it forward', () => {
    const off = fc.array(fc.integer({ min: -5, max: 90 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(told, off, ({ history, settings: chosen, now }, added) => {
        const received = history.steps[0]!.at as Date;
        const extra = added.map((n): Holiday => ({
          date: kstDate(new Date(received.getTime() + n * DAY)),
          name: '임시공휴일',
        }));
        const more = new HolidayCalendar([...holidays, ...extra], SEEDED_YEARS);
        expect(dueMs(history, chosen, now, more)).toBeGreaterThanOrEqual(dueMs(history, chosen, now));
      }),
    );
  });

  it('time left out never shortens', () => {
    const gap = fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(told, gap, ({ history, settings: chosen, now }, [after, length]) => {
        const from = (history.steps[0]!.at as Date).getTime() + after * DAY;
        const interval = {
          reason: 'TEST' as const,
          from: kstDate(new Date(from)),
          to: kstDate(new Date(from + length * DAY)),
          afterSequence: history.steps.length,
        };
        expect(dueMs({ ...history, intervals: [interval] }, chosen, now)).toBeGreaterThanOrEqual(
          dueMs(history, chosen, now),
        );
      }),
    );
  });

  it('a longer period never ends earlier, and an extension never shortens', () => {
    fc.assert(
      fc.property(told, fc.integer({ min: 1, max: 10 }), ({ history, settings: chosen, now }, more) => {
        const longer = history.steps.map((step) => {
          const own = step.petition?.period;
          return own ? { ...step, petition: { period: { ...own, length: own.length + more } } } : step;
        });
        const plain = dueMs(history, chosen, now);
        expect(dueMs({ steps: longer }, chosen, now)).toBeGreaterThanOrEqual(plain);
        const extended: ClockStep = {
          sequence: history.steps.length + 1,
          kind: 'EXTENDED',
          at: now,
          extension: { period: days(more) },
        };
        expect(dueMs({ steps: [...history.steps, extended] }, chosen, now)).toBeGreaterThan(plain);
      }),
    );
  });

  it('while it is provisional the deadline moves on with the days; otherwise it stands', () => {
    fc.assert(
      fc.property(told, pause, ({ history, settings: chosen, now }, wait) => {
        const today = reckonDeadlines(history, calendar, chosen, now);
        const laterDue = dueMs(history, chosen, new Date(now.getTime() + wait));
        expect(laterDue).toBeGreaterThanOrEqual(today.dueAt!.getTime());
        if (!today.provisional) expect(laterDue).toBe(today.dueAt!.getTime());
      }),
    );
  });

  it('the working ends where the clock does', () => {
    fc.assert(
      fc.property(told, ({ history, settings: chosen, now }) => {
        const { dueAt, legs } = explainDeadline(history, calendar, chosen, now).statutory!;
        expect(dueAt).toBe(toKst(new Date(dueMs(history, chosen, now))));
        expect(legs.at(-1)!.dueAt).toBe(dueAt);
        for (const [i, leg] of legs.entries()) if (i > 0) expect(leg.from).toBe(legs[i - 1]!.dueAt);
      }),
    );
  });
});

describe("the machine's time zone", () => {
  const own = process.env.TZ;
  afterEach(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });

  it.each([
    ['America/New_York', 300],
    ['Asia/Seoul', -540],
    ['Pacific/Kiritimati', -840],
    ['UTC', 0],
  ])('%s changes nothing', (zone, minutesBehind) => {
    process.env.TZ = zone;
    expect(new Date('2026-01-15T00:00:00Z').getTimezoneOffset()).toBe(minutesBehind);
    const seoul = new HolidayCalendar(seedHolidays(), SEEDED_YEARS);
    const tale = new Tale('2026-04-29 14:00', days(3), { promised: days(2) }).extended('2026-05-06 10:00', 2);
    tale.calendar = seoul;
    expect(tale.says()).toMatchObject({ dueAt: at('2026-05-08 14:00'), promisedDueAt: at('2026-05-07 14:00') });
    // 8 March and 1 November 2026 are the changes of the clock in New York.
    for (const [received, expected] of [
      ['2026-03-06 17:30', '2026-03-11 17:30'],
      ['2026-10-30 23:30', '2026-11-04 18:00'],
    ] as const) {
      const over = new Tale(received, days(3));
      over.calendar = seoul;
      expect(over.due()).toBe(expected);
    }
    const supplement = new Tale('2026-08-10 00:00', days(15)).supplement('2026-08-12 00:30', '2026-08-20 23:59');
    supplement.calendar = seoul;
    expect(supplement.due()).toBe('2026-09-08 18:00');
    expect(
      explainDeadline(supplement.history(), seoul, DEFAULT_CLOCK_SETTINGS, at('2026-08-21 10:00'))
        .statutory!.legs[0]!.steps.slice(0, 2)
        .map((step) => step.text),
    ).toEqual(['8/10–8/11 1–2일째', '8/12–8/20 보완 제외']);
  });
});
