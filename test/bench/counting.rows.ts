import type { Bench, County } from './bench.js';
import { judged, type Measured } from './measured.js';
import { costOf } from './push.rows.js';

const PATIENCE_MS = 600_000;
const MOST_SHARE = 3;

/**
 * Row 10, what counting takes of an event. The jobs of the figures' listeners are held back while everything else that follows from the
 * events is done, and then done alone: what the processors spend on either is read apart.
 */
export async function countingShare(bench: Bench, county: County): Promise<Measured> {
  const { database, feed } = county;
  const events = bench.seconds(20_000, 3_000);
  // As one that failed too often a job waits for an operator.
  await database.query(
    `CREATE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF EXISTS (SELECT FROM graphile_worker._private_tasks WHERE id = NEW.task_id AND identifier LIKE 'reporting.%') THEN
         NEW.attempts := NEW.max_attempts;
       END IF;
       RETURN NEW;
     END $$;
     CREATE TRIGGER hold_back BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION hold_back()`,
  );
  const rest = await bench.cost(county.app, async () => {
    const order = { do: 'PUSH', feed, callers: 8, perRequest: 100, first: 6_500_000, events } as const;
    const done = await bench.load.carryOut(order);
    await bench.workedOff(county, PATIENCE_MS);
    return done;
  });
  await database.query('DROP TRIGGER hold_back ON graphile_worker._private_jobs');
  const { done: jobs, cost: counting } = await bench.cost(county.app, async () => {
    const { rowCount } = await database.query(
      `UPDATE graphile_worker._private_jobs SET attempts = 0, run_at = now() WHERE attempts = max_attempts`,
    );
    await bench.workedOff(county, PATIENCE_MS);
    await bench.addedUp(county);
    return { events: rest.done.events, held: rowCount! };
  });
  if (jobs.held === 0) throw new Error('no job of the figures was held back');
  const share = (100 * counting.both) / (counting.both + rest.cost.both);
  return judged(
    {
      id: 10,
      name: 'share of counting in an event',
      goal: '≤ 3 %',
      value: share,
      unit: '%',
      why: `${events.toLocaleString('en')} events in requests of 100, first all but counting: ${costOf(rest.cost)}, then ${jobs.held} jobs of counting alone: ${costOf(counting)}`,
    },
    share <= MOST_SHARE,
  );
}
