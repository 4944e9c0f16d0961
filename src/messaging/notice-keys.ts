import type { Privacy } from '../../libs/privacy/index.js';
import type { Channel } from './messaging.events.js';

/** A UUID of version 7 begins with its time. */
const TIMED = /^([\da-f]{8})-([\da-f]{4})-7/;
/** Of an id that Saeol counts up, a receipt number for one, what stays the same for ten thousand; what follows a colon tells one cause from another. */
const COUNTED = /[^:]{0,4}(:.*)?$/s;

/**
 * The first twelve hexadecimal digits of a key, alike or near for what is made at the same time: keys of one time lie side by side in
 * their index, however long the history (decision 012).
 */
function beginning(privacy: Privacy, id: string): string {
  const timed = TIMED.exec(id);
  if (timed !== null) return `${timed[1]}${timed[2]}`;
  return privacy.blindIndex('beginning', id.replace(COUNTED, '')).toString('hex', 0, 6);
}

/**
 * A beginning, and 80 bits of a keyed hash of all parts, the first of them an id; written as a uuid column gives it back: what is hashed
 * from it is the same before and after it was stored.
 */
function hash(privacy: Privacy, purpose: string, parts: readonly [string, ...string[]]): string {
  const hex = beginning(privacy, parts[0]) + privacy.blindIndex(purpose, JSON.stringify(parts)).toString('hex', 0, 10);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What makes a notice go out once: its cause and number; without a number, its cause and recipient. */
export function noticeKey(privacy: Privacy, cause: string, to: { phone: string } | { recipient: string }): string {
  return hash(privacy, 'notice', 'phone' in to ? [cause, to.phone] : [cause, '', to.recipient]);
}

/** What a vendor keeps with a message, so that it can be asked for. The same after a restored backup: it hangs on the notice's key alone. */
export function messageReference(privacy: Privacy, key: string, channel: Channel, triedBefore: number): string {
  return privacy.token('reference', key, channel, triedBefore);
}

/** What a message is known again by at a vendor that keeps no reference. */
export function messagePrint(privacy: Privacy, to: string, text: string): string {
  return privacy.token('print', to, text);
}

/** Notices of one subject to one number keep their order. */
export function laneKey(privacy: Privacy, subject: string, phone: string): string {
  return hash(privacy, 'lane', [subject, phone]);
}
