import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { GatewayBreakers } from './gateway-breakers.store.js';
import { GatewayChoice } from './gateway-choice.js';
import type { Gateway, Outgoing, SendAnswer } from './gateways/gateway.js';
import type { Gateways } from './gateways/gateways.js';
import { SendingRules } from './sending-rules.js';

const verdict = { outcome: 'TRANSPORT', code: 'ECONNREFUSED', reason: '', alarm: false } as const;
const MESSAGE = [{} as Outgoing];

/** A vendor that takes nothing until `takes` is set, and the choice between it and nobody else. */
function oneVendor() {
  const vendor = { vendor: 'SOLAPI', channels: ['ALIMTALK'], takes: false };
  const gateway = Object.assign(vendor, {
    send: (messages: readonly Outgoing[]): Promise<SendAnswer[]> =>
      Promise.resolve(
        messages.map(() =>
          vendor.takes ? { kind: 'ACCEPTED', vendorMessageId: '1' } : { kind: 'NOT_TAKEN', verdict },
        ),
      ),
  }) as unknown as Gateway & { takes: boolean };
  const written: string[] = [];
  const dataSource = { query: (sql: string) => (written.push(sql), Promise.resolve([])) } as unknown as DataSource;
  const clock = new Clock();
  const gateways = { carrying: () => [gateway] } as unknown as Gateways;
  const choice = new GatewayChoice(gateways, clock, new GatewayBreakers(dataSource, clock));
  const rules = new SendingRules(1, 'demo', {}, null, [], []);
  return { gateway, choice, written, chosen: () => choice.choose('ALIMTALK', rules, () => true) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T15:00:00+09:00') }));
afterEach(() => void vi.useRealTimers());

it('leaves a vendor alone for seconds after ten failures running', async () => {
  const { gateway, choice, chosen } = oneVendor();
  for (let call = 0; call < 10; call += 1) await choice.send(gateway, 'ALIMTALK', MESSAGE);
  expect(chosen()).toEqual({ againInMs: 5_000 });
  gateway.takes = true;
  expect(await choice.send(gateway, 'ALIMTALK', MESSAGE)).toMatchObject([{ verdict: { code: 'BREAKER' } }]);
  vi.setSystemTime(new Date('2026-11-24T15:00:05+09:00'));
  expect(chosen()).toEqual({ gateway });
  expect(await choice.send(gateway, 'ALIMTALK', MESSAGE)).toMatchObject([{ kind: 'ACCEPTED' }]);
});

it('does not leave it alone for an hour when the machine’s clock is put back by one meanwhile', async () => {
  const { gateway, choice, chosen, written } = oneVendor();
  for (let call = 0; call < 10; call += 1) await choice.send(gateway, 'ALIMTALK', MESSAGE);
  vi.setSystemTime(new Date('2026-11-24T14:00:01+09:00'));
  gateway.takes = true;
  expect(chosen()).toEqual({ gateway });
  expect(await choice.send(gateway, 'ALIMTALK', MESSAGE)).toMatchObject([{ kind: 'ACCEPTED' }]);
  expect(written.at(-1)).toContain('SET closed_at');
});
