import type { Period, PersonFact, PetitionFact } from './case-fact.js';

export type NotNotifiedReason =
  '법정민원 아님' | '처리기간 2일 미만' | '다른 시스템에서 알림' | '수신 거부' | '휴대전화번호 없음';

export interface Eligibility {
  eligible: boolean;
  /** Why nobody is told of this case; null where somebody is. */
  reason: NotNotifiedReason | null;
  applicant: boolean;
  agent: boolean;
}

/** What the county decides about whom it tells. */
export interface NoticePolicy {
  /** Whether those are told of whom Saeol says neither yes nor no. */
  notifiesByDefault: boolean;
  /** Kinds of petition besides the statutory ones that are told as well, e.g. GRIEVANCE. */
  notifiedKinds: readonly string[];
  /** Whether old news is told that still holds and that must be known: papers asked for, an extension, a result (product saeol-link). */
  tellsOldNews: boolean;
}

export const DEFAULT_NOTICE_POLICY: NoticePolicy = { notifiesByDefault: true, notifiedKinds: [], tellsOldNews: true };

/** Of these nobody is to be told (product petitions §1). */
export const UNDER_TWO_DAYS = '처리기간 2일 미만';

const MOBILE = /^01[016789]\d{7,8}$/;

/** @param phone digits */
export function isMobile(phone: string | null): phone is string {
  return phone !== null && MOBILE.test(phone);
}

function twoDaysOrMore(period: Period): boolean {
  return period.unit !== 'DAY' || period.length >= 2;
}

function refusal(person: PersonFact, policy: NoticePolicy): NotNotifiedReason | null {
  if (!(person.notify ?? policy.notifiesByDefault)) return '수신 거부';
  if (!isMobile(person.phone)) return '휴대전화번호 없음';
  return null;
}

/**
 * Who is told of a case (product petitions §1): statutory petitions (and kinds that the county turns on) of two days or more, not
 * told by another system, to an applicant and an agent who each want messages and have a mobile. A refusal always wins.
 */
export function decideEligibility(
  petition: PetitionFact,
  applicant: PersonFact,
  agent: PersonFact | null,
  toldElsewhere: boolean,
  policy: NoticePolicy = DEFAULT_NOTICE_POLICY,
): Eligibility {
  const none = (reason: NotNotifiedReason): Eligibility => ({
    eligible: false,
    reason,
    applicant: false,
    agent: false,
  });
  const turnedOn = petition.kind !== null && policy.notifiedKinds.includes(petition.kind);
  if (!petition.statutory && !turnedOn) return none('법정민원 아님');
  if (!twoDaysOrMore(petition.period)) return none(UNDER_TWO_DAYS);
  if (toldElsewhere) return none('다른 시스템에서 알림');
  const applicantRefusal = refusal(applicant, policy);
  const agentTold = agent !== null && refusal(agent, policy) === null;
  const eligible = applicantRefusal === null || agentTold;
  return {
    eligible,
    reason: eligible ? null : applicantRefusal,
    applicant: applicantRefusal === null,
    agent: agentTold,
  };
}
