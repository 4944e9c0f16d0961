import { it } from 'vitest';
import { deadlinesHouse, Story } from './deadlines.harness.js';
it('bench', async () => {
  const house = await deadlinesHouse('2025-10-01T09:00:00+09:00');
  await house.officer('s1');
  await house.officer('s2', 'LEADER');
  await house.officer('s3', 'HEAD');
  const story = new Story();
  await house.apply(story.received('2025-10-01T10:00:00+09:00'), story.assigned('2025-10-01T11:00:00+09:00', 's1'));
  const q = (s: string, p: unknown[] = []) => house.dataSource.query(s, p);
  await q(
    `INSERT INTO staff.officer (id, name, mobile, office_phone, department_code, team, position) SELECT 'o' || i, name, mobile, office_phone, department_code, team, position FROM staff.officer, generate_series(1,2000) i WHERE id='s1'`,
  );
  const cols = (
    await q(
      `SELECT string_agg(column_name, ',' ORDER BY ordinal_position) c FROM information_schema.columns WHERE table_schema='cases' AND table_name='civil_case' AND column_name NOT IN ('id','receipt_no','officer_id')`,
    )
  )[0].c;
  const N = 100000;
  await q(
    `INSERT INTO cases.civil_case (id, receipt_no, officer_id, ${cols}) SELECT uuidv7(), lpad((i+500000)::text, 18, '0'), 'o' || (1 + i % 2000), ${cols} FROM cases.civil_case, generate_series(1, ${N}) i`,
  );
  await q(
    `INSERT INTO deadlines.ladder SELECT c.id, l.revision, l.department_code, c.officer_id, l.received_at, l.target_at, l.hour_case, l.paused, l.supplement_due_at, l.armed_from, l.next_due_at FROM cases.civil_case c, deadlines.ladder l WHERE c.receipt_no LIKE '00%'`,
  );
  await q(
    `INSERT INTO deadlines.ladder SELECT uuidv7(), 1, department_code, officer_id, received_at, target_at, hour_case, paused, supplement_due_at, armed_from, '2026-10-16' FROM deadlines.ladder, generate_series(1,9)`,
  );
  await q('VACUUM ANALYZE').catch(() => undefined);
  console.log(await q('select count(*) from deadlines.ladder'));
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    for (let k = 0; k < 200; k++) await house.at('2025-10-16T08:59:00+09:00');
    console.log('off hours idle ms', (performance.now() - t) / 200);
  }
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    for (let k = 0; k < 200; k++) await house.at('2025-10-15T10:00:00+09:00');
    console.log('idle ms', (performance.now() - t) / 200);
  }
  const cpu = process.cpuUsage();
  const t = performance.now();
  await house.at('2025-10-16T09:00:00+09:00');
  const s = (performance.now() - t) / 1000;
  console.log('due sweep s', s, 'cases/s', N / s, process.cpuUsage(cpu));
  console.log(
    await q(`select state, count(*) from deadlines.pre_notice group by 1`),
    await q(`select occasion, count(*) from messaging.notification group by 1`),
  );
  await house.close();
}, 600000);
