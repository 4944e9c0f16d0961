import type { OptOutWish } from '../messaging/index.js';
import type { PersonFact } from './case-fact.js';
import type { AppliedStep } from './case-notice-desk.js';

/**
 * What steps say of who wants messages (`sms_rprt_yn`), as wishes of the number: the newest of link, operator and Saeol's flag counts
 * for all cases of a number (product notifications). An amendment that repeats what was known says nothing anew. Pure.
 */
export function wishesOf({ before, after, fact }: AppliedStep, phoneIndex: (phone: string) => Buffer): OptOutWish[] {
  if (fact.kind !== 'RECEIVED' && fact.kind !== 'AMENDED') return [];
  const told: [PersonFact | null, PersonFact | null][] = [
    [before?.applicant ?? null, after.applicant],
    [before?.agent ?? null, after.agent],
  ];
  return told.flatMap(([known, person]): OptOutWish[] => {
    if (person?.phone == null || person.notify === null) return [];
    if (known?.phone === person.phone && known.notify === person.notify) return [];
    return [{ phoneIndex: phoneIndex(person.phone), optedOut: !person.notify, source: 'SAEOL', at: fact.occurredAt }];
  });
}
