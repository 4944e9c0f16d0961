import type { Privacy } from '../../libs/privacy/index.js';

/** A keyed hash cut to 128 bits, in the form of a uuid column. */
function hash(privacy: Privacy, purpose: string, parts: readonly string[]): string {
  return privacy.blindIndex(purpose, JSON.stringify(parts)).toString('hex', 0, 16);
}

/** What makes a notice go out once: its cause and number; without a number, its cause and recipient. */
export function noticeKey(privacy: Privacy, cause: string, to: { phone: string } | { recipient: string }): string {
  return hash(privacy, 'notice', 'phone' in to ? [cause, to.phone] : [cause, '', to.recipient]);
}

/** Notices of one subject to one number keep their order. */
export function laneKey(privacy: Privacy, subject: string, phone: string): string {
  return hash(privacy, 'lane', [subject, phone]);
}
