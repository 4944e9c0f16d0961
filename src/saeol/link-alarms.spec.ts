import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../libs/clock/index.js';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { Alarms, AuditTrail } from '../staff/index.js';
import { LinkAlarms } from './link-alarms.js';

const KEY = 'saeol.gaps';
const DETAIL = '멈춰 있는 접수번호가 1건 있습니다.';

describe('an alarm of the link, which now one process watches and now another', () => {
  let database: TestDatabase;
  const clock = new Clock();
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database?.close());

  const alarms = () => new Alarms(database.dataSource, clock, new AuditTrail(clock, database.privacy));
  const process = () => new LinkAlarms(database.dataSource, alarms(), clock);
  const open = async () => (await alarms().open()).map(({ times }) => times);

  it('stands while its reason stands, and is told once', async () => {
    const [one, other] = [process(), process()];
    const start = clock.realNow().getTime();
    const after = (seconds: number) => clock.setReal(new Date(start + seconds * 1_000));
    after(0);
    await one.raise(KEY, 'SAEOL.GAPS', DETAIL);
    await other.raise(KEY, 'SAEOL.GAPS', DETAIL);
    after(61);
    await one.raise(KEY, 'SAEOL.GAPS', DETAIL);
    expect(await open()).toEqual([1]);

    await other.clear(KEY);
    expect(await open()).toEqual([]);
    after(122);
    await one.raise(KEY, 'SAEOL.GAPS', DETAIL);
    expect(await open()).toEqual([1]);
    after(183);
    await other.clear(KEY);
    expect(await open()).toEqual([]);
  });
});
