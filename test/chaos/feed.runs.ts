import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../bench/real-processes.js';
import type { Run } from './run.js';
import { batches, shuffled, stories, STEPS_A_STORY } from './stories.js';
import { Town } from './town.js';

const AT_REST_MS = 180_000;
const HOUR_MS = 3_600_000;
const HOT_TABLES = ['saeol.inbox', 'saeol.receipt', 'cases.civil_case', 'messaging.notification', 'deadlines.ladder'];

/** What the county's side does, and what changes under the program while it works. */
export const feedRuns: Run[] = [
  {
    id: '5',
    name: 'the same feed replayed whole, shuffled, and in overlapping batches',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 60 : 400);
        const app = await town.app();
        const agent = town.agent(app);
        const made = batches(told, 20, town.random);
        // The first time already in any order: what comes too soon waits for what is missing.
        await town.push(agent, shuffled(made, town.random));
        await town.push(agent, made);
        await town.push(agent, shuffled(made, town.random));
        const all = made.flat();
        const overlapping = all.flatMap((_, at) => (at % 10 === 0 ? [all.slice(Math.max(0, at - 10), at + 10)] : []));
        await town.push(agent, overlapping);
        await town.atRest(AT_REST_MS);
        await agent.close();
        const broken = agent.quarantined > 0 ? [`${agent.quarantined} events were quarantined`] : [];
        return { account: await town.account(told.length * STEPS_A_STORY), did: 'pushed four times', broken };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: '8',
    name: 'a holiday declared over many open cases',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const count = quick ? 1_000 : 100_000;
        const told = stories(20);
        const app = await town.app();
        const agent = town.agent(app);
        await town.push(agent, [told.map((story) => story[0]!)]);
        await town.atRest(AT_REST_MS);
        await multiply(town, count);
        const began = performance.now();
        const answer = await fetch(`${app.url}/api/v1/holidays`, {
          method: 'POST',
          headers: { authorization: town.setUp.bearer, 'content-type': 'application/json' },
          body: JSON.stringify({ date: '2026-04-30', name: '임시공휴일' }),
        });
        if (!answer.ok) throw new Error(`the holiday was refused: ${answer.status} ${await answer.text()}`);
        const moved = () =>
          town.ask<{ moves: number; cases: number }>(
            `SELECT count(*)::int AS moves, count(DISTINCT case_id)::int AS cases FROM cases.deadline_move WHERE cause = 'HOLIDAY'`,
          );
        await until(
          'all have moved',
          async () => (await moved())[0]!.moves >= count,
          quick ? AT_REST_MS : HOUR_MS,
          300,
        );
        const seconds = (performance.now() - began) / 1000;
        await town.atRest(quick ? AT_REST_MS : HOUR_MS);
        await agent.close();
        const [{ moves, cases }] = (await moved()) as [{ moves: number; cases: number }];
        const broken = moves === count && cases === count ? [] : [`${moves} moves of ${cases} cases, not ${count}`];
        // One notice of receipt for each that was pushed, one of the new date for each case.
        const account = await town.account(told.length + count);
        return { account, did: `${count} open cases moved in ${seconds.toFixed(1)} s`, broken };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: 'A',
    name: 'the next build’s migration (new columns, new indexes) while this one runs',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 60 : 300);
        const app = await town.app();
        const agent = town.agent(app);
        const pushed = town.push(agent, batches(told, 6, town.random), 100);
        for (const table of HOT_TABLES) {
          await pause(500);
          await town.ask(`ALTER TABLE ${table} ADD COLUMN of_the_next_build text`);
          await town.ask(`CREATE INDEX ON ${table} (of_the_next_build)`);
        }
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        const did = `${HOT_TABLES.length} tables altered; answers ${JSON.stringify(agent.answers)}`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken: [] };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: 'B',
    name: 'a backup from before the crash restored, and what came since sent again',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 60 : 300);
        const app = await town.app();
        const agent = town.agent(app);
        const made = batches(told, 6, town.random);
        const third = Math.ceil(made.length / 3);
        await town.push(agent, made.slice(0, third));
        await app.end('SIGKILL');
        // As pg_dump and pg_restore would: another database with the rows of that moment, notices under way among them.
        await town.onServer('CREATE DATABASE of_the_backup TEMPLATE minwon');
        await app.start();
        await town.push(agent, made.slice(third, 2 * third));
        await town.atRest(AT_REST_MS);
        const before = (await town.sandbox.messages()).length;
        await app.end('SIGKILL');
        await town.onServer('DROP DATABASE minwon WITH (FORCE)');
        await town.onServer('ALTER DATABASE of_the_backup RENAME TO minwon');
        await app.start();
        // Whoever feeds does not know what was lost: all of it once more, then the rest.
        await town.push(agent, made);
        await town.atRest(AT_REST_MS);
        await agent.close();
        const did = `${before} messages were out when the state of ${third} batches came back; all ${made.length} were pushed again`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken: [] };
      } finally {
        await town.leave();
      }
    },
  },
];

/** Copies the open cases of this town until there are `count`: their own receipt numbers, the person and the phone of the original. */
async function multiply(town: Town, count: number): Promise<void> {
  const columns = (
    await town.ask<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'cases' AND table_name = 'civil_case' AND column_name NOT IN ('id', 'receipt_no')`,
    )
  ).map(({ name }) => name);
  await town.ask(
    `WITH original AS (SELECT *, row_number() OVER (ORDER BY receipt_no) - 1 AS place, count(*) OVER () AS all_of_them FROM cases.civil_case),
     copy AS (
       SELECT o.id AS original, uuidv7() AS id, '8' || lpad(n::text, 17, '0') AS receipt_no, ${columns.map((name) => `o.${name}`).join(', ')}
       FROM generate_series(1, $1 - (SELECT count(*) FROM original)) AS n JOIN original o ON o.place = n % o.all_of_them
     ),
     made AS (INSERT INTO cases.civil_case (id, receipt_no, ${columns.join(', ')}) SELECT id, receipt_no, ${columns.join(', ')} FROM copy)
     INSERT INTO cases.step (case_id, sequence, kind, at, recorded_at, detail, words_sealed)
     SELECT copy.id, s.sequence, s.kind, s.at, s.recorded_at, s.detail, s.words_sealed FROM copy JOIN cases.step s ON s.case_id = copy.original`,
    [count],
  );
  await town.ask('ANALYZE cases.civil_case, cases.step');
}
