import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../../../libs/clock/index.js';
import { startSandbox, type RunningSandbox } from '../../../sandbox/index.js';
import { settingsFor, testSettings } from '../../messaging.harness.js';
import type { Channel } from '../../messaging.events.js';
import { GatewayUnreachable, type Asked, type Awaited, type Outgoing } from '../gateway.js';
import { NhnGateway } from './nhn.gateway.js';

describe('what NHN is asked about', () => {
  const clock = new Clock();
  let sandbox: RunningSandbox;
  let gateway: NhnGateway;
  let sent = 0;
  beforeAll(async () => {
    sandbox = await startSandbox({ pace: { report: [1, 2] } });
    gateway = NhnGateway.of(testSettings(settingsFor(sandbox, ['NHN'])), clock)!;
  });
  beforeEach(() => forget());
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  /** A vendor keeps messages for so long only. */
  const forget = () => fetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' });
  const message = (channel: Channel, overrides: Partial<Outgoing> = {}): Outgoing => ({
    reference: `ref-${++sent}`,
    channel,
    to: '01000001234',
    from: '0630001114',
    text: '[순창군] 안내',
    title: channel === 'LMS' || channel === 'RCS' ? '안내' : null,
    buttons: [],
    vendorTemplateId: null,
    values: {},
    ...overrides,
  });
  async function send(channel: Channel, overrides: Partial<Outgoing> = {}): Promise<{ id: string } & Outgoing> {
    const outgoing = message(channel, overrides);
    const [answer] = await gateway.send([outgoing]);
    if (answer?.kind !== 'ACCEPTED') throw new Error(JSON.stringify(answer));
    return { ...outgoing, id: answer.vendorMessageId };
  }
  const awaited = ({ id, reference, channel }: { id: string } & Outgoing, minutesAgo = 0): Awaited => ({
    reference,
    channel,
    vendorMessageId: id,
    acceptedAt: new Date(clock.realNow().getTime() - minutesAgo * 60_000),
  });
  const asked = (of: Outgoing, overrides: Partial<Asked> = {}): Asked => ({
    ...of,
    since: clock.realNow(),
    vendorMessageId: null,
    others: [],
    ...overrides,
  });

  it.each(['RCS', 'LMS', 'SMS'] as const)('%s: one that it has lost keeps no other report back', async (channel) => {
    const lost = await send(channel);
    await forget();
    const there = await send(channel);
    await expect
      .poll(async () => [...(await gateway.reports([awaited(lost, 6), awaited(there)]))])
      .toMatchObject([[there.id, { outcome: 'DELIVERED' }]]);
  });

  it('of many that never get an answer, one that has it is found', async () => {
    const silent = Array.from({ length: 60 }, (_, n) => ({ ...message('SMS'), id: `unknown:${n + 1}` }));
    const there = await send('SMS');
    const all = [...silent, there].map((one) => awaited(one, 6));
    // By its own record, as after an hour in which nobody asked for what changed.
    const later = Clock.fixed('2026-04-29T14:00:00+09:00');
    later.setReal(new Date(clock.realNow().getTime() + 3_600_000).toISOString());
    const laterGateway = NhnGateway.of(testSettings(settingsFor(sandbox, ['NHN'])), later)!;
    await expect.poll(async () => [...(await laterGateway.reports(all)).keys()], { interval: 1 }).toEqual([there.id]);
    await laterGateway.close();
  });

  it('an RCS message that it has lost is known no more, and one that is there has its outcome', async () => {
    const lost = await send('RCS');
    await forget();
    const there = await send('RCS');
    expect(await gateway.ask(asked(lost, { vendorMessageId: lost.id }))).toBeNull();
    await expect
      .poll(() => gateway.ask(asked(there, { vendorMessageId: there.id })))
      .toMatchObject({ vendorMessageId: there.id, verdict: { outcome: 'DELIVERED' } });
  });

  it('an earlier RCS message of the same words to the same number is not taken for the one that is asked about', async () => {
    const first = await send('RCS');
    const question = asked(first, { others: [first.id] });
    expect(await gateway.ask(question)).toBeNull();
    const second = await send('RCS');
    expect(await gateway.ask(question)).toMatchObject({ vendorMessageId: second.id });
  });

  it('a refusal of the account says nothing of a message', async () => {
    const settings = settingsFor(sandbox, ['NHN']);
    const wrongKey = NhnGateway.of(
      testSettings({ ...settings, nhnRcs: { ...settings.nhnRcs!, secretKey: 'wrong' } }),
      clock,
    )!;
    const there = await send('RCS');
    await expect(wrongKey.ask(asked(there, { vendorMessageId: there.id }))).rejects.toThrow(GatewayUnreachable);
    await expect(wrongKey.reports([awaited(there)])).rejects.toThrow(GatewayUnreachable);
    await wrongKey.close();
  });
});
