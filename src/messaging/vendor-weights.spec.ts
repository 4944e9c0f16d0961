import { describe, expect, it } from 'vitest';
import { shift, type LineHealth } from './vendor-weights.js';

const line = (overrides: Partial<LineHealth> = {}): LineHealth => ({
  weight: 100,
  restingWeight: 100,
  sent: 100,
  troubled: 0,
  slow: 0,
  sinceShiftMs: null,
  ...overrides,
});

describe('weights of vendors', () => {
  it.each<[string, LineHealth, number | null]>([
    ['a vendor that is well keeps its weight', line(), null],
    ['one in ten is trouble', line({ troubled: 10 }), 90],
    ['slow ones count as well', line({ troubled: 5, slow: 5 }), 90],
    ['less is not', line({ troubled: 9 }), null],
    ['a handful is not enough to judge by', line({ sent: 4, troubled: 4 }), null],
    ['once a minute', line({ troubled: 50, sinceShiftMs: 59_999 }), null],
    ['… and again after it', line({ weight: 90, troubled: 50, sinceShiftMs: 60_000 }), 80],
    ['never to nothing', line({ weight: 10, troubled: 100 }), null],
    ['back towards rest', line({ weight: 40, sinceShiftMs: 60_000 }), 50],
    ['back also where nothing was sent', line({ weight: 40, sent: 0, sinceShiftMs: 60_000 }), 50],
    ['not beyond rest', line({ weight: 55, restingWeight: 60, sinceShiftMs: 60_000 }), 60],
    ['what rests at nothing stays there', line({ weight: 0, restingWeight: 0, sent: 0 }), null],
  ])('%s', (_, health, to) => {
    expect(shift(health)?.to ?? null).toBe(to);
  });

  it('says why', () => {
    expect(shift(line({ sent: 20, troubled: 3, slow: 1 }))!.reason).toBe('최근 1분 20건 가운데 오류 3건, 지연 1건');
  });
});
