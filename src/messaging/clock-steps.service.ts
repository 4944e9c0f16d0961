import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';

/** What the machine's clock may be put right by without anybody's notice. */
const STEP_MS = 60_000;

/** What was taken in while the clock stepped may be written a little after. */
const MIND_AFTER_MS = 60_000;

/** Each by its own partial index: what nobody has begun with, and what is under way or was put off. */
const UNTOUCHED = `
UPDATE messaging.notification SET due_at = $1
WHERE status = 'WAITING' AND act_at IS NULL AND due_at > $1 AND due_at <= created_at`;
const UNDER_WAY = `
UPDATE messaging.notification SET due_at = $1 WHERE act_at IS NOT NULL AND due_at > $1 AND due_at <= created_at`;

/** The longest pause before a message is handed over again is a minute; what waits for an operator goes on waiting. */
const PUT_OFF = `
UPDATE messaging.notification SET act_at = $1::timestamptz + interval '1 minute'
WHERE act_at > $1::timestamptz + interval '1 minute' AND act_at < 'infinity' AND step = 'SEND' AND due_at <= created_at`;

/** To ask too soon costs a question; the delivery plan says when the next one is due. */
const TO_BE_ASKED = `
UPDATE messaging.notification SET act_at = $1::timestamptz + interval '1 minute'
WHERE act_at > $1::timestamptz + interval '1 minute' AND act_at < 'infinity' AND step = 'ASK'`;

/**
 * A notice that was due at once is due whatever the clock says later. When the machine's clock is put back, those that still wait would
 * stand until it comes by their instant again: an hour, or what the step was.
 */
@Injectable()
export class ClockSteps {
  private last: { now: number; monotonic: number } | null = null;
  /** Monotonic, ms. */
  private mindUntil = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The first look of a process counts as a step: nobody knows what the clock did before. */
  @EveryTick({ name: 'messaging.mind-clock-steps', everyMs: 1000 })
  async look(): Promise<void> {
    const now = this.clock.now();
    const monotonic = performance.now();
    const { last } = this;
    const expected = last === null ? Infinity : last.now + (monotonic - last.monotonic) * this.clock.speed;
    const stepped = now.getTime() < expected - STEP_MS * Math.max(1, this.clock.speed);
    if (stepped && last !== null) this.mindUntil = monotonic + MIND_AFTER_MS;
    if (stepped || monotonic < this.mindUntil) {
      const realNow = this.clock.realNow();
      await this.dataSource.query(UNTOUCHED, [now]);
      await this.dataSource.query(UNDER_WAY, [now]);
      await this.dataSource.query(PUT_OFF, [realNow]);
      // After a start there may be many, and most are as they should be.
      if (last !== null) await this.dataSource.query(TO_BE_ASKED, [realNow]);
    }
    this.last = { now: now.getTime(), monotonic };
  }
}
