/** Where product time stands: at real instant `realMs` it is `productMs`, and it runs `speed` times as fast as real time. */
export interface ClockAnchor {
  productMs: number;
  realMs: number;
  speed: number;
}

/** A machine's clock that is put right by less is not said to have stepped. */
const STEP_MS = 60_000;
/** More than a machine takes in the days for which an age is asked; a clock that steps without end is not kept in memory. */
const MOST_STEPS = 100;

/** Machine time, ms, just before and just after the machine's clock was put to another instant. */
interface ClockStep {
  from: number;
  to: number;
}

/**
 * The two clocks. `now()` is the product's time: law, ladders, courtesy hours, everything a person reads.
 * `realNow()` is the machine's time: vendor timeouts, retries, signatures, sessions.
 * In production both are the same; in demo and tests product time can start anywhere and run up to 20,000 times faster.
 */
export class Clock {
  private anchor: ClockAnchor | null = null;
  private fixedReal: number | null = null;
  private lastRead = { wall: Date.now(), monotonic: performance.now() };
  private steps: ClockStep[] = [];

  /** A clock that stands still at an instant (ISO 8601) until it is told otherwise; real time goes on. For tests. */
  static fixed(instant: string): Clock {
    const clock = new Clock();
    clock.set(instant);
    return clock;
  }

  /** Product time. */
  now(): Date {
    if (this.anchor === null) return this.realNow();
    return new Date(this.anchor.productMs + (this.realNow().getTime() - this.anchor.realMs) * this.anchor.speed);
  }

  /** Machine time. */
  realNow(): Date {
    return new Date(this.fixedReal ?? this.readMachine());
  }

  /**
   * How long ago an instant of machine time was, in milliseconds that passed: a step that the machine's clock took since, and that this
   * process saw, counts for nothing. Negative for what is still to come. An instant that a clock put back has passed twice is taken for the
   * later one: nothing seems older than it is.
   */
  realMsSince(instant: Date): number {
    const at = instant.getTime();
    const now = this.realNow().getTime();
    let end = now;
    let age = now - at;
    for (const { from, to } of this.steps.toReversed()) {
      if (to <= at && at <= end) return age;
      age -= to - from;
      end = from;
    }
    return at <= end ? age : now - at;
  }

  /** Wall time, ms; notes where it went another way than monotonic time since it was last read. */
  private readMachine(): number {
    const read = { wall: Date.now(), monotonic: performance.now() };
    const expected = this.lastRead.wall + read.monotonic - this.lastRead.monotonic;
    if (Math.abs(read.wall - expected) > STEP_MS) {
      this.steps = [...this.steps, { from: expected, to: read.wall }].slice(-MOST_STEPS);
    }
    this.lastRead = read;
    return read.wall;
  }

  /** How many product seconds pass in one real second. */
  get speed(): number {
    return this.anchor?.speed ?? 1;
  }

  /** Real milliseconds that pass until product time reaches `instant`; 0 when it is past, Infinity when the clock stands. */
  realMsUntil(instant: Date): number {
    const ahead = instant.getTime() - this.now().getTime();
    if (ahead <= 0) return 0;
    return this.speed === 0 ? Infinity : ahead / this.speed;
  }

  anchorAt(anchor: ClockAnchor): void {
    this.anchor = anchor;
  }

  /** Puts product time at an instant, where it stands still. For tests. */
  set(instant: string | Date): void {
    this.anchor = { productMs: new Date(instant).getTime(), realMs: this.realNow().getTime(), speed: 0 };
  }

  /** Moves product time on by milliseconds. For tests. */
  advance(ms: number): void {
    this.set(new Date(this.now().getTime() + ms));
  }

  /** Holds machine time at an instant, or lets it go with null. For tests of what waits on machines. */
  setReal(instant: string | Date | null): void {
    this.fixedReal = instant === null ? null : new Date(instant).getTime();
  }
}
