import { koreanDay, koreanDayTime, kstInstant, kstParts } from '../../libs/clock/index.js';
import { maskName } from '../../libs/privacy/index.js';
import type { NoticeRequest, Occasion, Withheld } from '../messaging/index.js';
import { type CaseRecord, type ToldDate, toldWithTime } from './case-record.js';
import type { CaseFact, ExclusionReason, PersonFact, ResultFact } from './case-fact.js';
import { isNewDateToCitizens } from './deadline-move.js';
import type { MoveKind } from './case.events.js';
import { decideEligibility, type NoticePolicy } from './eligibility.js';

const DAY_MS = 86_400_000;
/** A result is kept for collection 15 days after its planned completion (Decree art. 25(4)). */
const COLLECTION_DAYS = 15;
const DATE_FOLLOWS = '추후 안내';

/** What a notice says besides the case itself; read once per batch. */
export interface NoticeSurroundings {
  /** Petition type as messages call it: `민원` where it is discreet. */
  typeName: string;
  typeDelivery: ResultFact['delivery'];
  toldElsewhere: boolean;
  departmentName: string;
  departmentPhone: string;
  officerName: string | null;
  /** Office number, never a mobile. */
  officerPhone: string | null;
}

export interface Draft {
  occasion: Occasion;
  variant: string;
  variables: Record<string, string>;
  overtakes: Occasion[];
  legalDocumentRequired: boolean;
}

/** Notices that name the planned completion: whoever has one was told that date. */
const NAMES_THE_DATE: ReadonlySet<Occasion> = new Set<Occasion>([
  'case.received',
  'case.assigned',
  'case.supplement-done',
  'case.extended',
  'case.deadline-moved',
  'case.reopened',
  'case.progress',
]);

export function namesTheDate({ occasion }: Draft): boolean {
  return NAMES_THE_DATE.has(occasion);
}

/** What is said or asked of a case as it stood before its end, or before it was opened again. */
const OF_A_CASE_UNDER_WAY: Occasion[] = ['case.progress', 'survey.invitation', 'survey.reminder'];
/** A newer date makes every held notice of an older one pointless. */
const OLDER_DATES: Occasion[] = ['case.supplement-done', 'case.extended', 'case.deadline-moved'];

const EXCLUSION_WORDS: Record<ExclusionReason, string> = {
  HEARING: '의견청취',
  TEST: '시험·검사·감정',
  REVIEW: '전문 기술 검토',
  PRIOR_BUSINESS: '선행 사무 처리',
  REPRESENTATIVE: '대표자 선정',
  TRANSIT: '관할 기관 이송',
  CERTIFICATE: '다른 기관의 증명서 확인',
  OUTAGE: '정보시스템 장애',
};

/** Why a date moved where time is left out, at most 100 characters (product wordings: 변경사유). */
export function wordsOfInterval(reason: ExclusionReason, from: string | Date, to: string | Date | null): string {
  const day = (bound: string | Date) => koreanDay(typeof bound === 'string' ? kstInstant(bound) : bound);
  const [first, last] = [day(from), to === null ? null : day(to)];
  const when =
    last === null ? `${first}부터, 끝날 때까지 날짜가 더 늦어집니다` : first === last ? first : `${first}~${last}`;
  return `처리기간에 넣지 않는 ${EXCLUSION_WORDS[reason]}(${when})`;
}

function toldDate(at: Date | null, withTime: boolean): string {
  if (at === null) return DATE_FOLLOWS;
  return withTime ? koreanDayTime(at) : koreanDay(at);
}

/**
 * By when papers are asked for. Where the holiday table ends too early nothing is guessed, and the demand goes out all the same (Act
 * art. 22): with the day that Saeol named, else with the days as they were given, `12. 31.부터 10일`.
 */
function toldSupplementDay(
  { supplementDueAt }: CaseRecord,
  { supplement: { dueDate, dueDays }, occurredAt }: CaseFact & { kind: 'SUPPLEMENT_REQUESTED' },
): string {
  if (supplementDueAt !== null) return koreanDay(supplementDueAt);
  if (dueDate !== null) return koreanDay(kstInstant(dueDate));
  const { month, day } = kstParts(occurredAt);
  return `${month}. ${day}.부터 ${dueDays}일`;
}

export function without(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null && entry[1].trim() !== ''),
  );
}

export function common(record: CaseRecord, around: NoticeSurroundings): Record<string, string> {
  return without({
    민원명: around.typeName,
    접수번호: record.receiptNo,
    접수일시: koreanDayTime(record.receivedAt),
    처리예정일: toldDate(record.targetAt, toldWithTime(record)),
    담당부서: around.departmentName,
    부서전화: around.departmentPhone,
    담당자: around.officerName,
    담당자전화: around.officerPhone,
  });
}

export function howToCollect(record: CaseRecord, result: ResultFact, around: NoticeSurroundings): string | null {
  switch (result.delivery ?? around.typeDelivery) {
    case 'POST':
      return '우편 발송';
    case 'ONLINE':
      return '정부24에서 확인';
    case 'REGISTER':
      return '공적 장부에 등록 완료(받으실 서류 없음)';
    case 'VISIT': {
      const place = result.place ?? around.departmentName;
      const until =
        record.targetAt === null
          ? ''
          : `, ${koreanDay(new Date(record.targetAt.getTime() + COLLECTION_DAYS * DAY_MS))}까지`;
      return `${place} 방문 수령(신분증 지참${until})`;
    }
    default:
      return null;
  }
}

/**
 * The notice of one applied step, or null where the step is told to nobody.
 * @param told the date that citizens were told last before it
 */
export function draftOfStep(
  before: CaseRecord | null,
  after: CaseRecord,
  fact: CaseFact,
  around: NoticeSurroundings,
  told: ToldDate | null,
): Draft | null {
  const variables = common(after, around);
  switch (fact.kind) {
    case 'RECEIVED':
      return { occasion: 'case.received', variant: 'DEFAULT', variables, overtakes: [], legalDocumentRequired: false };
    case 'ASSIGNED': {
      if (before?.officer?.id === after.officer?.id && before?.departmentCode === after.departmentCode) return null;
      const variant = before?.officer == null ? 'DEFAULT' : 'REASSIGNED';
      return {
        occasion: 'case.assigned',
        variant,
        variables,
        overtakes: ['case.assigned'],
        legalDocumentRequired: false,
      };
    }
    case 'SUPPLEMENT_REQUESTED':
      return {
        occasion: 'case.supplement-requested',
        variant: before?.supplementOpen ? 'AGAIN' : fact.supplement.kind,
        variables: {
          ...variables,
          ...without({
            보완내용: fact.supplement.reason,
            보완기한: toldSupplementDay(after, fact),
          }),
        },
        // A second demand does not repeat the first one: that the clock stops, and what is missing besides.
        overtakes: ['case.supplement-reminder'],
        legalDocumentRequired: false,
      };
    case 'SUPPLEMENT_DONE':
      return {
        occasion: 'case.supplement-done',
        variant: 'DEFAULT',
        variables,
        overtakes: ['case.supplement-requested', 'case.supplement-reminder', ...OLDER_DATES],
        legalDocumentRequired: false,
      };
    case 'EXTENDED':
      return {
        occasion: 'case.extended',
        variant: 'DEFAULT',
        variables: {
          ...variables,
          ...without({
            연장사유: fact.extension.reason,
            이전예정일: toldDate(told === null ? (before?.targetAt ?? null) : told.targetAt, toldWithTime(after)),
          }),
        },
        overtakes: OLDER_DATES,
        legalDocumentRequired: true,
      };
    case 'COMPLETED':
      return {
        occasion: 'case.completed',
        variant: fact.outcome,
        variables: {
          ...variables,
          ...without({
            처리일: koreanDay(fact.occurredAt),
            결과사유: fact.result.reason,
            수령방법: howToCollect(after, fact.result, around),
            이송기관: fact.result.transferredTo?.name ?? null,
            이송기관전화: fact.result.transferredTo?.phone ?? null,
          }),
        },
        overtakes: ['case.supplement-requested', 'case.supplement-reminder', ...OF_A_CASE_UNDER_WAY],
        legalDocumentRequired: fact.outcome !== 'TRANSFERRED',
      };
    case 'REOPENED':
      return {
        occasion: 'case.reopened',
        variant: 'DEFAULT',
        variables: { ...variables, ...without({ 재처리사유: fact.reason }) },
        overtakes: [...OF_A_CASE_UNDER_WAY, ...OLDER_DATES],
        legalDocumentRequired: false,
      };
    case 'EXCLUDED': {
      const { reason, from, to } = fact.excluded;
      return draftOfMove(told, after, around, fact.kind, wordsOfInterval(reason, from, to));
    }
    case 'AMENDED':
      return draftOfMove(told, after, around, fact.kind, '민원 내용 변경');
    case 'VOIDED':
      return null;
  }
}

/** case.deadline-moved, or null where it is no news. */
export function draftOfMove(
  told: ToldDate | null,
  after: CaseRecord,
  around: NoticeSurroundings,
  by: MoveKind | 'EXCLUDED' | 'AMENDED',
  reason: string,
): Draft | null {
  if (!isNewDateToCitizens({ ...after, told }, by)) return null;
  const before = toldDate(told!.targetAt, toldWithTime(after));
  return {
    occasion: 'case.deadline-moved',
    variant: 'DEFAULT',
    variables: { ...common(after, around), 변경사유: reason, 이전예정일: before },
    overtakes: OLDER_DATES,
    legalDocumentRequired: false,
  };
}

/** A person who is told, with the token of the status page that is theirs. */
export interface NoticeRecipient {
  kind: 'APPLICANT' | 'AGENT';
  person: PersonFact;
  token: string;
}

/** The recipients of a case's notices; one number for both gets one message. */
export function recipientsOf(
  record: CaseRecord,
  toldElsewhere: boolean,
  policy: NoticePolicy,
  tokenFor: (kind: 'APPLICANT' | 'AGENT', phone: string) => string,
): NoticeRecipient[] {
  const eligible = decideEligibility(record.petition, record.applicant, record.agent, toldElsewhere, policy);
  const recipients: NoticeRecipient[] = [];
  if (eligible.applicant) {
    recipients.push({
      kind: 'APPLICANT',
      person: record.applicant,
      token: tokenFor('APPLICANT', record.applicant.phone!),
    });
  }
  if (eligible.agent && record.agent!.phone !== recipients[0]?.person.phone) {
    recipients.push({ kind: 'AGENT', person: record.agent!, token: tokenFor('AGENT', record.agent!.phone!) });
  }
  return recipients;
}

/** Addresses a draft, which is due at once. */
export function addressed(
  draft: Draft,
  record: CaseRecord,
  recipients: NoticeRecipient[],
  cause: string,
  withheld: Withheld | null,
): NoticeRequest[] {
  return recipients.map(({ kind, person, token }) => ({
    ...draft,
    cause,
    recipientKind: kind,
    recipientId: null,
    phone: person.phone,
    language: person.language ?? 'ko',
    subject: record.id,
    label: record.receiptNo,
    departmentCode: record.departmentCode,
    variables: { ...draft.variables, 민원인: maskName(record.applicant.name), 열람키: token },
    dueAt: null,
    withheld,
  }));
}
