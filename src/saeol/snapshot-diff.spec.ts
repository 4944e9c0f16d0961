import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLinkEvent } from './link-event.js';
import type { CaseParts, StepParts } from './saeol-row-translator.js';
import { CASE, caseOf, NOW, OFFICER, stepOf } from './saeol-rows.fixture.js';
import { derive, type Derivation, NOTHING_SEEN, type Seen, type Snapshot } from './snapshot-diff.js';

const AT = new Date('2026-04-29T14:59:30+09:00');
const SEEN_AT = '2026-04-29T14:59:00+09:00';
const print = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
const receiptNo = CASE.mw_take_no;

function parts(columns: object = {}): CaseParts {
  const read = caseOf({ ...columns });
  if (!read.good) throw new Error(read.fault.detail);
  return read.value;
}

function step(columns: object): StepParts {
  const read = stepOf({ ...columns });
  if (!read.good) throw new Error(read.fault.detail);
  return read.value;
}

const bare = (columns: object = {}): Snapshot => ({
  receiptNo,
  case: parts(columns),
  steps: [],
  hasHistory: false,
  complete: false,
});
const told = (columns: object | null, ...steps: StepParts[]): Snapshot => ({
  receiptNo,
  case: columns && parts(columns),
  steps,
  hasHistory: true,
  complete: false,
});
const shown = ({ events }: Derivation) => events.map(({ raw }) => `${raw.kind} ${raw.occurredAt}`);
const body = (derivation: Derivation, kind: string) => derivation.events.find(({ raw }) => raw.kind === kind)?.raw;

/** Reads one snapshot after another, as they come in. */
function readAll(snapshots: Snapshot[]): { seen: Seen; events: Derivation['events']; last: Derivation } {
  let seen = NOTHING_SEEN;
  const events: Derivation['events'] = [];
  let last!: Derivation;
  for (const snapshot of snapshots) {
    last = derive(seen, snapshot, AT, print);
    seen = JSON.parse(JSON.stringify(last.seen)) as Seen;
    events.push(...last.events);
  }
  return { seen, events, last };
}

describe('cases without a history', () => {
  it('derives the steps that lie between two looks at a row, in order', () => {
    const looks = [bare(), bare(OFFICER), bare({ ...OFFICER, deal_se: '02', splm_daycnt: '7', rsn: '배치도' })];
    looks.push(bare({ ...OFFICER, deal_se: '03', ext_daycnt: '3', ext_rsn_code: 'A', deal_plan_ymd: '20260511' }));
    looks.push(bare({ ...OFFICER, deal_se: '01', real_deal_ymd: '20260429', real_deal_tm: '1430' }));
    const { events } = readAll(looks);
    expect(events.map(({ raw }) => raw.kind)).toEqual([
      'RECEIVED',
      'ASSIGNED',
      'SUPPLEMENT_REQUESTED',
      'SUPPLEMENT_DONE',
      'EXTENDED',
      'COMPLETED',
    ]);
    expect(events[4]!.raw).toMatchObject({ plannedAt: '2026-05-11T14:00:00+09:00', extension: { days: 3 } });
    expect(events[5]!.raw).toMatchObject({ occurredAt: '2026-04-29T14:30:00+09:00', outcome: 'GRANTED' });
  });

  it('derives what a first look can tell, and nothing from a second one at the same row', () => {
    const row = { ...OFFICER, deal_se: '05', real_deal_ymd: '20260428', real_deal_tm: '1700' };
    const first = readAll([bare(row)]);
    expect(shown(first.last)).toEqual([
      'RECEIVED 2026-04-28T14:00:00+09:00',
      // Seen only now, yet it happened before the end.
      'ASSIGNED 2026-04-28T17:00:00+09:00',
      'COMPLETED 2026-04-28T17:00:00+09:00',
    ]);
    expect(readAll([bare(row), bare(row)]).events).toHaveLength(3);
  });

  it('opens a completed case again, and completes it anew', () => {
    const done = { ...OFFICER, deal_se: '01', real_deal_ymd: '20260428', real_deal_tm: '1500' };
    const { events } = readAll([bare(done), bare(OFFICER), bare({ ...done, real_deal_tm: '1630' })]);
    expect(events.slice(3).map(({ raw }) => raw.kind)).toEqual(['REOPENED', 'COMPLETED']);
    const { events: atOnce } = readAll([bare(done), bare({ ...done, deal_se: '05' })]);
    expect(atOnce.slice(3).map(({ raw }) => raw.kind)).toEqual(['REOPENED', 'COMPLETED']);
  });

  it('sees a new number, an agent and another department as amendments, and another officer as an assignment', () => {
    const { events } = readAll([
      bare(),
      bare({ mw_aplct_hpno: '010-0000-9999' }),
      bare({ mw_aplct_hpno: '010-0000-9999', main_deal_dep_code: '47700000012' }),
      bare({ mw_aplct_hpno: '010-0000-9999', main_deal_dep_code: '47700000012', ...OFFICER }),
      bare({ mw_aplct_hpno: '010-0000-9999', main_deal_dep_code: '47700000013', ...OFFICER, agncy_nm: '김대리' }),
    ]);
    expect(events.map(({ raw }) => [raw.kind, Object.keys(raw).slice(5).join()])).toEqual([
      ['RECEIVED', 'petition,applicant,plannedAt'],
      ['AMENDED', 'applicant'],
      ['AMENDED', 'petition'],
      ['ASSIGNED', 'officer'],
      ['AMENDED', 'agent'],
      ['ASSIGNED', 'officer'],
    ]);
  });

  it('brings a planned date alone as an amendment of nothing else', () => {
    const { last } = readAll([bare(OFFICER), bare({ ...OFFICER, deal_plan_ymd: '20260508' })]);
    expect(last.events.map(({ raw }) => raw)).toEqual([
      expect.objectContaining({ kind: 'AMENDED', occurredAt: SEEN_AT, plannedAt: '2026-05-08T14:00:00+09:00' }),
    ]);
  });

  it('refuses a supplement whose days nobody said', () => {
    expect(derive(NOTHING_SEEN, bare({ deal_se: '02' }), AT, print).faulty).toEqual([
      { step: null, fault: expect.objectContaining({ column: 'splm_daycnt' }) },
    ]);
  });
});

const HISTORY = [
  step({ step_seq: 1, step_code: '10', step_end_td: '20260428140000' }),
  step({ step_seq: 2, step_code: '20', step_end_td: '20260428141000' }),
  step({ step_seq: 3, step_code: '30', step_end_td: '20260428142000', splm_daycnt: '7', rsn: '배치도 1부' }),
  step({ step_seq: 4, step_code: '35', step_end_td: '20260428150000' }),
  step({ step_seq: 5, step_code: '40', step_end_td: '20260428160000', ext_daycnt: '3', ext_rsn_code: 'A' }),
  step({ step_seq: 6, step_code: '50', step_end_td: '20260428170000' }),
];
const KINDS = ['RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'EXTENDED', 'COMPLETED'];
const DONE = { ...OFFICER, deal_se: '01', real_deal_ymd: '20260428', real_deal_tm: '1700' };

describe('cases with a history', () => {
  it('numbers steps as Saeol does', () => {
    const { last } = readAll([told(DONE, ...HISTORY)]);
    expect(last.events.map(({ raw, numbered, inferred }) => [raw.sequence, raw.kind, numbered, inferred])).toEqual(
      KINDS.map((kind, i) => [i + 1, kind, true, false]),
    );
    expect(body(last, 'ASSIGNED')).toMatchObject({ officer: { id: 's113', departmentCode: '47700000011' } });
    expect(body(last, 'EXTENDED')).toMatchObject({ plannedAt: '2026-05-06T14:00:00+09:00' });
    expect(body(last, 'COMPLETED')).toMatchObject({ outcome: 'GRANTED' });
  });

  it('ends in the same steps however often and at whatever moments it looks', () => {
    const rowAfter = [{}, {}, OFFICER, { ...OFFICER, deal_se: '02' }, OFFICER, { ...OFFICER, deal_se: '03' }, DONE];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 }), (moments) => {
        const looks = [...moments.toSorted((a, b) => a - b), 6].map((n) => told(rowAfter[n]!, ...HISTORY.slice(0, n)));
        const { events } = readAll(looks);
        expect(events.map(({ raw }) => raw.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(events.map(({ raw }) => raw.kind)).toEqual(KINDS);
      }),
    );
  });

  it('holds steps back until the row of their case comes', () => {
    const before = derive(NOTHING_SEEN, told(null, ...HISTORY), AT, print);
    expect(before.events.map(({ raw }) => raw.kind)).toEqual(['SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'EXTENDED']);
    expect(before.pending.map(({ sequence }) => sequence)).toEqual([1, 2, 6]);
    const after = derive(before.seen, told(DONE, ...before.pending), AT, print);
    expect(after.events.map(({ raw }) => raw.sequence)).toEqual([1, 2, 6]);
    expect(after.pending).toEqual([]);
  });

  it('without numbers, holds back whatever follows a step that waits', () => {
    const unnumbered = HISTORY.map((one) => ({ ...one, sequence: null }));
    const before = derive(NOTHING_SEEN, told(null, ...unnumbered), AT, print);
    expect([before.events, before.pending.length]).toEqual([[], 6]);
    const after = derive(before.seen, told(DONE, ...before.pending), AT, print);
    expect(shown(after)).toEqual(HISTORY.map(({ at }, i) => `${KINDS[i]} ${at}`));
    expect(derive(after.seen, told(DONE, ...unnumbered), AT, print).events).toEqual([]);
  });

  it('reads a receipt that the history leaves out off the row of the case', () => {
    const [, assigned] = HISTORY;
    const { last } = readAll([{ ...told(OFFICER, { ...assigned!, sequence: 4 }), complete: true }]);
    expect(last.events.map(({ raw }) => [raw.sequence, raw.kind])).toEqual([
      [null, 'RECEIVED'],
      [4, 'ASSIGNED'],
    ]);
  });

  it('names the officer of each step where the row does, else that of the case', () => {
    const given = step({
      step_seq: 2,
      step_code: '20',
      step_end_td: '20260428141000',
      dpp_id: 's1',
      user_name: '가나',
    });
    const { last } = readAll([told(OFFICER, HISTORY[0]!, given, { ...HISTORY[1]!, sequence: 3 })]);
    expect(last.events.slice(1).map(({ raw }) => (raw['officer'] as { id: string }).id)).toEqual(['s1', 's113']);
  });

  it('takes nothing back where rows come that are older than those of another way in', () => {
    const newer = { ...OFFICER, mw_aplct_hpno: '010-0000-9999', deal_plan_ymd: '20260511' };
    const { events } = readAll([
      told(newer, ...HISTORY.slice(0, 3)),
      told(OFFICER, ...HISTORY.slice(0, 2)),
      told(newer, ...HISTORY.slice(0, 3)),
    ]);
    expect(events.map(({ raw }) => raw.sequence)).toEqual([1, 2, 3]);
  });

  it('keeps the first content of a step, and says that it was changed', () => {
    const { seen } = readAll([told(OFFICER, ...HISTORY.slice(0, 3))]);
    const other = { ...HISTORY[2]!, supplementDays: 10 };
    const again = derive(seen, told(OFFICER, HISTORY[0]!, other), AT, print);
    expect(again.events).toEqual([]);
    expect(again.faulty).toEqual([{ step: other, fault: expect.objectContaining({ code: 'SAEOL.CHANGED_STEP' }) }]);
  });

  it('passes over steps that mean nothing here, and reads both ends of an interval', () => {
    const at = (seq: number, code: string, td: string) => step({ step_seq: seq, step_code: code, step_end_td: td });
    const { last } = readAll([
      told({}, HISTORY[0]!, at(2, '99', '202604281410'), at(3, '71', '202604281500'), at(4, '72', '202604291000')),
    ]);
    expect(last.ignored).toEqual([2]);
    expect(last.events.slice(1).map(({ raw }) => raw['excluded'])).toEqual([
      { reason: 'TEST', from: '2026-04-28' },
      { reason: 'TEST', from: '2026-04-28', to: '2026-04-29' },
    ]);
  });

  it('finds fault with a supplement or an extension without days, and goes on with the others', () => {
    const { last } = readAll([
      told(
        OFFICER,
        HISTORY[0]!,
        { ...HISTORY[2]!, sequence: 2, supplementDays: null },
        { ...HISTORY[3]!, sequence: 3 },
      ),
    ]);
    expect(last.events.map(({ raw }) => raw.sequence)).toEqual([1, 3]);
    expect(last.faulty.map(({ fault }) => fault.column)).toEqual(['splm_daycnt']);
  });
});

describe('whatever the rows say', () => {
  const columns = fc.record(
    {
      deal_se: fc.constantFrom('00', '01', '02', '03', '05', '09'),
      dpp_id: fc.constantFrom('s1', 's2', null),
      mw_aplct_hpno: fc.constantFrom('010-0000-1111', '010-0000-2222', null),
      agncy_nm: fc.constantFrom('김대리', null),
      deal_plan_ymd: fc.constantFrom('20260506', '20260507', null),
      main_deal_dep_code: fc.constantFrom('47700000011', '47700000012'),
      real_deal_ymd: fc.constant('20260429'),
      real_deal_tm: fc.constantFrom('1000', '1100'),
      splm_daycnt: fc.constant('7'),
      ext_daycnt: fc.constant('3'),
    },
    { requiredKeys: ['real_deal_ymd', 'splm_daycnt', 'ext_daycnt', 'deal_se', 'main_deal_dep_code'] },
  );

  it('every derived event is a link event, instants never run backwards, and a second look finds nothing', () => {
    fc.assert(
      fc.property(fc.array(columns, { minLength: 1, maxLength: 6 }), (rows) => {
        let seen = NOTHING_SEEN;
        for (const row of rows) {
          const derivation = derive(seen, bare(row), AT, print);
          const times = derivation.events.map(({ raw }) => Date.parse(raw.occurredAt));
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          for (const { raw, numbered } of derivation.events) {
            const read = readLinkEvent(raw, NOW, numbered);
            expect(read.good ? '' : read.detail).toBe('');
          }
          seen = derivation.seen;
          expect(derive(seen, bare(row), AT, print).events).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
