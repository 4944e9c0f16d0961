/** Everything in hand must be finished or given back within this time; then the process ends all the same. */
const PATIENCE_MS = 10_000;

/** Ends the process cleanly on SIGINT or SIGTERM; a second signal changes nothing. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const end = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      end().catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
    });
  }
}
