import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../config/index.js';
import {
  notice,
  sendingHouse,
  settingsFor,
  startProgram,
  testSettings,
  type SendingHouse,
} from './messaging.harness.js';

describe('a vendor that cannot be asked', () => {
  let house: SendingHouse;
  let worker: NestFastifyApplication;
  beforeAll(async () => {
    house = await sendingHouse({ vendors: ['NHN'], work: false });
    worker = await startWorker(settingsFor(house.sandbox, ['NHN']));
    const report = { ALIMTALK: 500, RCS: 2_000, LMS: 500, SMS: 500 };
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'limits', { report, unknown: 500 }));
  });
  afterEach(() => house.noFaults());
  afterAll(async () => {
    await worker.close();
    await house.close();
  });

  const startWorker = (settings: Partial<Settings>) =>
    startProgram(house.database.url, house.clock, testSettings(settings), true, []);
  const told = async (label: string) => {
    const [message] = await house.log(label);
    return [message!.status, ...message!.attempts.map(({ channel, status }) => `${channel} ${status}`)];
  };
  const alarms = () =>
    house.dataSource.query<{ key: string }[]>('SELECT key FROM staff.alarm WHERE cleared_at IS NULL');

  it('is asked until it can be, and after an hour somebody hears of it', async () => {
    const phone = '01000001234';
    // Accepted; while the vendor takes its time to answer it breaks down, and the answer never comes.
    await house.fault({ vendor: 'NHN', channel: 'ALIMTALK', kind: 'SLOW', rate: 1, seconds: 60, delayMs: 1_500 });
    await house.fault({ vendor: 'NHN', channel: 'ALIMTALK', kind: 'RESET', rate: 1, seconds: 60 });
    await house.notify([notice({ cause: 'lost', subject: 'lost', label: 'lost', phone })]);
    await expect.poll(() => house.phone(phone)).toHaveLength(1);
    await house.fault({ vendor: 'NHN', kind: 'OUTAGE', rate: 1, seconds: 60 });
    const reason = async () => (await house.log('lost'))[0]!.attempts[0]!.reason;
    await expect.poll(reason, { timeout: 5_000 }).toBe('보내졌는지 업체에 확인하고 있습니다.');
    expect(await alarms()).toEqual([]);
    house.clock.setReal(new Date(house.clock.realNow().getTime() + 61 * 60_000));
    await expect.poll(alarms, { timeout: 5_000 }).toMatchObject([{ key: 'messaging.cannot-ask.NHN.ALIMTALK' }]);
    expect(await told('lost')).toEqual(['SENDING', 'ALIMTALK SENDING']);
    await house.noFaults();
    house.clock.setReal(new Date(house.clock.realNow().getTime() + 60_000));
    await house.settled();
    house.clock.setReal(null);
    expect(await told('lost')).toEqual(['DELIVERED', 'ALIMTALK DELIVERED']);
    await expect.poll(alarms).toEqual([]);
    expect(await house.phone(phone)).toHaveLength(1);
  });

  it('because the county has left it: what it took stays unknown, the next channel comes, and its other products go on', async () => {
    await house.notify([notice({ cause: 'left', subject: 'left', label: 'left', phone: '01000009010' })]);
    await expect.poll(() => told('left'), { timeout: 5_000 }).toEqual(['SENDING', 'ALIMTALK UNKNOWN', 'RCS ACCEPTED']);
    await worker.close();
    worker = await startWorker({ ...settingsFor(house.sandbox, ['NHN']), nhnRcs: null });
    await house.notify([notice({ cause: 'well', subject: 'well', label: 'well', phone: '01000001235' })]);
    await house.settled();
    expect(await told('left')).toEqual(['FAILED', 'ALIMTALK UNKNOWN', 'RCS UNKNOWN', 'LMS UNKNOWN']);
    expect(await told('well')).toEqual(['DELIVERED', 'ALIMTALK DELIVERED']);
  });
});
