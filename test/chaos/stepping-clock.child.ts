/**
 * Loaded before the program (`node --import`): the machine's clock as this process sees it takes a step of an hour at each SIGUSR2,
 * first ahead, then behind, then home again. Monotonic time goes on as it does on a real machine.
 */
const HOUR = 3_600_000;
const steps = [0, HOUR, -HOUR];
let step = 0;
process.on('SIGUSR2', () => (step = (step + 1) % steps.length));

const RealDate = Date;
const now = () => RealDate.now() + steps[step]!;

globalThis.Date = class extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(now());
    else super(...(given as [number]));
  }

  static override now(): number {
    return now();
  }
} as DateConstructor;
