import { koreanDay, koreanDayTime } from '../../libs/clock/index.js';
import { maskName } from '../../libs/privacy/index.js';
import type { NoticeRequest, Occasion, Withheld } from '../messaging/index.js';
import { type CaseRecord, toldWithTime } from './case-record.js';
import type { CaseFact, PersonFact, ResultFact } from './case-fact.js';
import { decideEligibility } from './eligibility.js';

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

interface Draft {
  occasion: Occasion;
  variant: string;
  variables: Record<string, string>;
  overtakes: Occasion[];
  legalDocumentRequired: boolean;
}

/** A newer date makes every held notice of an older one pointless. */
const OLDER_DATES: Occasion[] = ['case.supplement-done', 'case.extended', 'case.deadline-moved'];

function toldDate(at: Date | null, withTime: boolean): string {
  if (at === null) return DATE_FOLLOWS;
  return withTime ? koreanDayTime(at) : koreanDay(at);
}

function without(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null && entry[1].trim() !== ''),
  );
}

function common(record: CaseRecord, around: NoticeSurroundings): Record<string, string> {
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

/** The notice of one applied step, or null where the step is told to nobody (or told by the move of its date). */
export function draftOfStep(
  before: CaseRecord | null,
  after: CaseRecord,
  fact: CaseFact,
  around: NoticeSurroundings,
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
            보완기한: after.supplementDueAt && koreanDay(after.supplementDueAt),
          }),
        },
        overtakes: ['case.supplement-requested', 'case.supplement-reminder'],
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
            이전예정일: toldDate(before?.targetAt ?? null, toldWithTime(after)),
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
        overtakes: ['case.supplement-requested', 'case.supplement-reminder', 'case.progress'],
        legalDocumentRequired: fact.outcome !== 'TRANSFERRED',
      };
    case 'REOPENED':
      return {
        occasion: 'case.reopened',
        variant: 'DEFAULT',
        variables: { ...variables, ...without({ 재처리사유: fact.reason }) },
        overtakes: ['case.progress', 'survey.invitation', 'survey.reminder'],
        legalDocumentRequired: false,
      };
    case 'EXCLUDED':
    case 'AMENDED':
      return draftOfMove(
        before,
        after,
        around,
        fact.kind === 'EXCLUDED' ? '처리기간에 들어가지 않는 절차' : '민원 내용 변경',
      );
    case 'VOIDED':
      return null;
  }
}

/** case.deadline-moved, where the *day* that the citizen was told has moved. */
export function draftOfMove(
  before: CaseRecord | null,
  after: CaseRecord,
  around: NoticeSurroundings,
  cause: string,
): Draft | null {
  if (before?.targetAt == null || after.targetAt === null || koreanDay(before.targetAt) === koreanDay(after.targetAt))
    return null;
  const withTime = toldWithTime(after);
  return {
    occasion: 'case.deadline-moved',
    variant: 'DEFAULT',
    variables: { ...common(after, around), 변경사유: cause, 이전예정일: toldDate(before.targetAt, withTime) },
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
  tokenFor: (kind: 'APPLICANT' | 'AGENT', phone: string) => string,
): NoticeRecipient[] {
  const eligible = decideEligibility(record.petition, record.applicant, record.agent, toldElsewhere);
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

/** Addresses a draft; `occurredAt` of the product's past is due at once. */
export function addressed(
  draft: Draft,
  record: CaseRecord,
  recipients: NoticeRecipient[],
  cause: string,
  dueAt: Date,
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
    dueAt,
    withheld,
  }));
}
