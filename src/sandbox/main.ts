import { accountFromEnv } from './account.js';
import { REAL_PACE } from './messages.js';
import { startSandbox } from './server.js';

const IDLE_WITHOUT_PARENT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 5_000;

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

const { env } = process;
/** Milliseconds of the environment; the outcome's own where absent. */
const ms = (value: string | undefined, otherwise: number) => (value === undefined ? otherwise : Number(value));
const sandbox = await startSandbox({
  account: accountFromEnv(env),
  port: Number(env.SANDBOX_PORT ?? 3001),
  host: env.HOST ?? '127.0.0.1',
  latencyMs: Number(env.SANDBOX_LATENCY_MS ?? 0),
  pace: {
    unknownUntilThere: ms(env.SANDBOX_UNKNOWN_MS, REAL_PACE.unknownUntilThere),
    lateAnswer: ms(env.SANDBOX_LATE_ANSWER_MS, REAL_PACE.lateAnswer),
  },
  keep: env.SANDBOX_KEEP === undefined ? undefined : Number(env.SANDBOX_KEEP),
  templateReview: env.SANDBOX_TEMPLATE_REVIEW === 'by-hand' ? 'BY_HAND' : undefined,
  nhnWebhook:
    env.SANDBOX_NHN_WEBHOOK_URL === undefined
      ? undefined
      : { url: env.SANDBOX_NHN_WEBHOOK_URL, signature: env.SANDBOX_NHN_WEBHOOK_SIGNATURE ?? '' },
  random: env.SANDBOX_SEED === undefined ? undefined : seeded(Number(env.SANDBOX_SEED)),
});
console.log(`Sandbox gateway and phones: ${sandbox.url}`);

// Started by the demo: should that be killed, the phones keep their messages for the next start, and go when nobody comes.
if (process.send !== undefined) {
  process.on('disconnect', () => {
    // Whoever read our output is gone as well.
    for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
    const aloneSince = Date.now();
    const patience = Number(env.SANDBOX_ALONE_MS ?? IDLE_WITHOUT_PARENT_MS);
    setInterval(
      () => {
        if (Date.now() - Math.max(aloneSince, sandbox.lastTraffic()) >= patience) process.exit(0);
      },
      Math.min(patience, LOOK_EVERY_MS),
    );
  });
  process.send({ ready: true, url: sandbox.url });
}

/** mulberry32: small, fast, the same row of numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
