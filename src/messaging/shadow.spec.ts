import { expect, it } from 'vitest';
import { MessageLog } from './message-log.service.js';
import { notice, sendingHouse } from './messaging.harness.js';

it('composes and shows everything in SHADOW, and sends nothing, nor later', async () => {
  const house = await sendingHouse({ settings: { shadow: true } });
  try {
    await house.notify([
      notice({ cause: 'shadow:1', label: 'shadow' }),
      notice({ cause: 'shadow:2', label: 'shadow', occasion: 'case.assigned', variables: {} }),
    ]);
    const [first, second] = await house.log('shadow');
    expect([first, second]).toMatchObject([
      { status: 'DROPPED', statusReason: 'SHADOW', flags: [], attempts: [] },
      { status: 'DROPPED', statusReason: 'SHADOW', flags: ['MISSING:ALIMTALK'] },
    ]);
    const full = await house.program.get(MessageLog).one(house.dataSource.manager, first!.id, 'ALL');
    expect(full!.text).toContain('홍*동님의 민원이 접수되었습니다.');
    await house.settled();
    expect(await house.phone()).toEqual([]);
  } finally {
    await house.close();
  }
});
