/** Where product time stands: at real instant `realMs` it is `productMs`, and it runs `speed` times as fast as real time. */
export interface ClockAnchor {
  productMs: number;
  realMs: number;
  speed: number;
}

/**
 * The two clocks. `now()` is the product's time: law, ladders, courtesy hours, everything a person reads.
 * `realNow()` is the machine's time: vendor timeouts, retries, signatures, sessions.
 * In production both are the same; in demo and tests product time can start anywhere and run up to 20,000 times faster.
 */
export class Clock {
  private anchor: ClockAnchor | null = null;
  private fixedReal: number | null = null;

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
    return new Date(this.fixedReal ?? Date.now());
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
