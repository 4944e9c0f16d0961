import type { Outcome } from '../cases/index.js';
import type { Channel } from '../messaging/index.js';

/** By what survey results are counted; nothing of it leads to a person or a case. */
export interface SurveyPlace {
  departmentCode: string;
  /** Department of the officer in charge; null where nobody was assigned. */
  officerDepartmentCode: string | null;
  typeCode: string;
  outcome: Outcome;
  /** First day of the month of completion, `YYYY-MM-DD`. */
  month: string;
  /** By which the citizen was told of the result, and asked. */
  channel: Channel | null;
}

/** A citizen has got the invitation. */
export class SurveyInvited {
  static readonly type = 'surveys.invited';
  constructor(
    readonly invitationId: string,
    readonly place: SurveyPlace,
  ) {}
}

/** A citizen answered, or changed the answer within its ten minutes; `edition` counts from 1. */
export class SurveyAnswered {
  static readonly type = 'surveys.answered';
  constructor(
    /** Random; nothing ties it to the invitation. */
    readonly answerId: string,
    readonly edition: number,
    readonly place: SurveyPlace,
    /** The overall score of the edition before, 1 to 5; null for the first. */
    readonly scoreBefore: number | null,
    readonly score: number,
  ) {}
}
