import { kstDate, kstInstant } from '../../libs/clock/index.js';
import { maskName, scrubForMessage } from '../../libs/privacy/index.js';
import type { Outcome } from '../cases/index.js';

const DAY_MS = 86_400_000;
const OPEN_DAYS = 14;
const REMIND_AFTER_DAYS = 3;
export const EDITABLE_MS = 10 * 60_000;
/** A person gets at most one invitation in so many days. */
export const REST_MS = 30 * DAY_MS;
/** Such a score and lower opens a follow-up for the department's head. */
const LOW_SCORE = 2;

/** Who is asked: not those who withdrew, nor those whose petition went to another agency. */
const ASKED: readonly Outcome[] = ['GRANTED', 'REFUSED', 'RETURNED', 'CLOSED'];

export function isAsked(outcome: Outcome): boolean {
  return ASKED.includes(outcome);
}

/** The survey's dates: open to the end of the 14th day after the invitation, which is the day that the message names. */
export function datesOf(invitedAt: Date): { closesAt: Date; remindAt: Date } {
  const lastDay = kstDate(new Date(invitedAt.getTime() + OPEN_DAYS * DAY_MS));
  return {
    closesAt: new Date(kstInstant(lastDay).getTime() + DAY_MS),
    remindAt: new Date(invitedAt.getTime() + REMIND_AFTER_DAYS * DAY_MS),
  };
}

/** `YYYY-MM-DD`. */
export function lastDayToAnswer(closesAt: Date): string {
  return kstDate(new Date(closesAt.getTime() - 1));
}

/** OPEN: may be answered, or the given answer changed. USED: answered. CLOSED: the case was reopened or voided. */
export type SurveyState = 'OPEN' | 'USED' | 'EXPIRED' | 'CLOSED' | 'UNKNOWN';

export interface Standing {
  state: 'OPEN' | 'ANSWERED' | 'CLOSED';
  closeReason: 'REOPENED' | 'VOIDED' | 'NOT_DELIVERED' | null;
  closesAt: Date;
  /** Until when the given answer may be changed; null: none was given, or its time is over. */
  editUntil: Date | null;
  /** The case is still completed as it was when the survey began. */
  caseStands: boolean;
}

/** What a known token still opens at `now`. */
export function stateAt(standing: Standing, now: Date): Exclude<SurveyState, 'UNKNOWN'> {
  if (standing.state === 'ANSWERED') return standing.editUntil !== null && now < standing.editUntil ? 'OPEN' : 'USED';
  // A link that was opened did arrive, whatever the vendor said of its message.
  if ((standing.state === 'CLOSED' && standing.closeReason !== 'NOT_DELIVERED') || !standing.caseStands)
    return 'CLOSED';
  return now < standing.closesAt ? 'OPEN' : 'EXPIRED';
}

/** What the head is told of an answer: CONTACT names the case, since the citizen asked for it; null: nothing. */
export function followUpOf(answer: { score: number; contact: boolean }): 'CONTACT' | 'ANONYMOUS' | null {
  if (answer.contact) return 'CONTACT';
  return answer.score <= LOW_SCORE ? 'ANONYMOUS' : null;
}

/** Telephone, receipt and account numbers: eight digits and more, however they are written. A date is none. */
const LONG_NUMBER = /(?<!\d)(?!(?:19|20)\d{2}[-.]\s?\d{1,2}[-.]\s?\d{1,2}(?!\d))\d(?:[-.)\s]{0,2}\d){7,}(?!\d)/g;
const MAIL_ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * A comment as it is kept: identifiers, numbers and addresses masked, and the names of those who have to do with the case.
 * @param names of the case; nulls are none
 * @param officers of its department; of these only names of three letters and more, since shorter ones are words as well
 */
export function scrubComment(
  comment: string,
  names: (string | null | undefined)[],
  officers: string[] = [],
): string | null {
  const known = [
    ...names.filter((name): name is string => name != null && [...name.trim()].length > 1),
    ...officers.filter((name) => [...name].length > 2),
  ];
  const bare = scrubForMessage(comment.trim()).replaceAll(MAIL_ADDRESS, '***').replaceAll(LONG_NUMBER, '***');
  const scrubbed = known.reduce((text, name) => text.replaceAll(asWritten(name), hidden(name)), bare);
  return scrubbed === '' ? null : scrubbed;
}

/** Its letters, with or without a space between them. */
function asWritten(name: string): RegExp {
  const letters = [...name.replaceAll(/\s/g, '')].map((letter) =>
    letter.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`),
  );
  return new RegExp(letters.join('\\s?'), 'g');
}

/** A corporation's name is not masked elsewhere; here it would tell whose petition it was. */
function hidden(name: string): string {
  const masked = maskName(name);
  return masked === name.trim() ? '○○' : masked;
}
