import type { Outcome } from '../cases/index.js';
import type { Channel } from '../messaging/index.js';
import type { SurveyPlace } from './survey.events.js';

export interface InvitationRow {
  id: string;
  case_id: string;
  phone_index: Buffer;
  recipient_kind: 'APPLICANT' | 'AGENT';
  department_code: string;
  officer_department_code: string | null;
  type_code: string;
  outcome: Outcome;
  month: string;
  channel: Channel | null;
  invited_at: Date;
  closes_at: Date;
  state: 'OPEN' | 'ANSWERED' | 'CLOSED';
  close_reason: 'REOPENED' | 'VOIDED' | 'NOT_DELIVERED' | null;
  counted: boolean;
}

export function placeOf(
  row: Pick<
    InvitationRow,
    'department_code' | 'officer_department_code' | 'type_code' | 'outcome' | 'month' | 'channel'
  >,
): SurveyPlace {
  return {
    departmentCode: row.department_code,
    officerDepartmentCode: row.officer_department_code,
    typeCode: row.type_code,
    outcome: row.outcome,
    month: row.month,
    channel: row.channel,
  };
}
