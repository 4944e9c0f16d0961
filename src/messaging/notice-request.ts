/** The closed list of occasions (product wordings). */
export const OCCASIONS = [
  'case.received',
  'case.assigned',
  'case.supplement-requested',
  'case.supplement-done',
  'case.extended',
  'case.completed',
  'case.supplement-reminder',
  'case.deadline-moved',
  'case.reopened',
  'case.progress',
  'survey.invitation',
  'survey.reminder',
  'survey.low-score',
  'deadline.d3',
  'deadline.d1',
  'deadline.dday',
  'deadline.overdue',
  'deadline.digest',
  'deadline.supplement-lapsed',
  'task.not-reached',
] as const;
export type Occasion = (typeof OCCASIONS)[number];

export type RecipientKind = 'APPLICANT' | 'AGENT' | 'OFFICER' | 'LEADER' | 'HEAD';

/** Why a notice is recorded and not sent, decided by its asker. */
export type Withheld = 'LATE_NEWS' | 'NOT_LIVE' | 'SHADOW' | 'HELD' | 'NO_CHANNEL';

/** A wish that one person be told one thing once. `messaging` knows how to deliver it and nothing of what it is about. */
export interface NoticeRequest {
  /** Id of the notice (UUIDv7), for an asker who keeps it; nothing is recorded under it where the cause was asked for before. */
  id?: string;
  /** What happened, unique for it for ever, e.g. `202647700000000001:5:case.extended`. One visible message per cause and phone number. */
  cause: string;
  occasion: Occasion;
  /** Which wording of the occasion, e.g. GRANTED; DEFAULT where there is one only. */
  variant: string;
  recipientKind: RecipientKind;
  /** Staff id of an officer, leader or head; null for citizens. */
  recipientId: string | null;
  /** Mobile number, digits only; null: recorded as FAILED with NO_CHANNEL, so that the asker hears of it. */
  phone: string | null;
  /** ISO 639-1 code of the wording wanted; Korean where there is none in it. */
  language: string;
  /** Opaque to messaging: given back in every event. Notices of one subject to one number keep their order. */
  subject: string;
  /** Receipt number shown in the message log; null where the notice is about no single case. */
  label: string | null;
  departmentCode: string;
  /** Values of the `#{…}` of the template; a missing one takes its fallback (product wordings). */
  variables: Record<string, string>;
  /** Earliest product instant; null: at once. Courtesy hours may move either on. */
  dueAt: Date | null;
  /**
   * Occasions of earlier notices of the same subject and number that this one makes pointless where they still wait: to citizens
   * those that courtesy hours hold, to staff all.
   */
  overtakes: Occasion[];
  /** The law asks for a document besides; a copy of the fact for the record. */
  legalDocumentRequired: boolean;
  /** Set: recorded as DROPPED with this reason, never sent. HELD alone waits until an operator sends or skips it. */
  withheld: Withheld | null;
}
