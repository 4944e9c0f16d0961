import type { Privacy } from '../../libs/privacy/index.js';

/** Saeol's ids end in what it counts: the last digits of the receipt number, and the sequence. */
const COUNTED = 6;
const NEAR_BYTES = 6;
const KEY_BYTES = 16;

/**
 * The key by which an event id counts once: 16 bytes, keyed, from which nothing of the id is read. It begins alike for ids that differ in
 * their last characters alone, so that those of one time lie side by side in the index: where all keys lay in no order, each event
 * touched a page of its own, and a long history cost a fourth of what the link takes in (decision 012).
 */
export function eventKey(privacy: Privacy, eventId: string): Buffer {
  const near = privacy.blindIndex('link-event-ids-near', eventId.slice(0, -COUNTED));
  const whole = privacy.blindIndex('link-event-id', eventId);
  return Buffer.concat([near.subarray(0, NEAR_BYTES), whole.subarray(0, KEY_BYTES - NEAR_BYTES)]);
}
