/**
 * Every column of the database that could hold something about a person: all of type text, json or bytea. A column that stands
 * in neither list fails the tests: whoever adds one says here what it holds, and in docs/privacy.md what becomes of it.
 */

/** What a column holds of a person, and until when. */
export interface PersonalColumn {
  /** SEALED: under the key ring. HASH: keyed, of a telephone number. PLAIN: a word by which staff are known. */
  kind: 'SEALED' | 'HASH' | 'PLAIN';
  /** Whose it is. */
  of: 'CITIZEN' | 'STAFF' | 'BOTH';
  /**
   * CASE: goes with the case, N days after its completion. TIME: goes after its own time. STAYS: as a proof, as a wish, or since it
   * leads to nobody.
   */
  until: 'CASE' | 'TIME' | 'STAYS';
}

const sealed = (of: PersonalColumn['of'], until: PersonalColumn['until']): PersonalColumn => ({
  kind: 'SEALED',
  of,
  until,
});
const hash = (until: PersonalColumn['until']): PersonalColumn => ({ kind: 'HASH', of: 'CITIZEN', until });
const plain: PersonalColumn = { kind: 'PLAIN', of: 'STAFF', until: 'TIME' };

export const PERSONAL: Record<string, PersonalColumn> = {
  'cases.civil_case.applicant_sealed': sealed('CITIZEN', 'CASE'),
  'cases.civil_case.applicant_phone_index': hash('CASE'),
  'cases.civil_case.agent_sealed': sealed('CITIZEN', 'CASE'),
  'cases.civil_case.agent_phone_index': hash('CASE'),
  'cases.civil_case.officer_sealed': sealed('STAFF', 'CASE'),
  'cases.step.words_sealed': sealed('BOTH', 'CASE'),
  // note: of before notes were sealed; nothing is written there any more.
  'cases.interval.note': plain,
  'cases.interval.note_sealed': sealed('BOTH', 'CASE'),
  'cases.status_link.phone_index': hash('CASE'),
  'messaging.notification.request_sealed': sealed('BOTH', 'CASE'),
  'messaging.notification.text_sealed': sealed('BOTH', 'CASE'),
  'messaging.lane.phone_index': hash('STAYS'),
  'messaging.opt_out.phone_index': hash('STAYS'),
  'messaging.trial_number.phone_index': hash('STAYS'),
  'messaging.channel_memory.phone_index': hash('TIME'),
  'messaging.bulk_resend.reason_sealed': sealed('BOTH', 'TIME'),
  // Callers make them up.
  'messaging.bulk_resend.idempotency_key': plain,
  'messaging.resend.idempotency_key': plain,
  'saeol.inbox.payload': sealed('BOTH', 'TIME'),
  'saeol.snapshot.row_sealed': sealed('BOTH', 'TIME'),
  'saeol.snapshot.steps_sealed': sealed('BOTH', 'TIME'),
  'surveys.invitation.phone_index': hash('CASE'),
  'surveys.invited_person.phone_index': hash('TIME'),
  'surveys.answer.comment_sealed': sealed('BOTH', 'STAYS'),
  'surveys.follow_up.note_sealed': sealed('BOTH', 'CASE'),
  'staff.officer.name': sealed('STAFF', 'TIME'),
  'staff.officer.mobile': sealed('STAFF', 'TIME'),
  'staff.officer.office_phone': plain,
  'staff.account.login_id': plain,
  'staff.account.oidc_subject': plain,
  'staff.audit.address': plain,
  'staff.audit_reason.reason_sealed': sealed('BOTH', 'TIME'),
  'staff.audit_review.note_sealed': sealed('BOTH', 'TIME'),
};

/**
 * Codes, ids, receipt numbers, states, hashes of what is no number of a person, and words of the county or of the program. That no
 * name or number slips into one of them is what the search of the whole database shows.
 */
export const NOTHING_PERSONAL: Record<string, string> = {
  'cases.civil_case':
    'receipt_no stage stage_before_completed outcome type_code type_name petition_kind period promised petition_department_code department_code officer_id not_notified_reason flags refused_step',
  'cases.deadline_change': 'kind detail asked_by reached',
  'cases.deadline_move': 'cause detail',
  'cases.holiday': 'name',
  'cases.interval': 'reason from_at to_at entered_by ended_by removed_by',
  'cases.petition_type': 'code name kind period promised department_code delivery told_elsewhere',
  'cases.reassignment_count': 'taken_from code',
  'cases.setting': 'name value',
  'cases.status_link': 'token_hash recipient_kind',
  'cases.step': 'kind detail',
  'cases.task': 'kind occasion recipient_kind cause department_code officer_id closed_as closed_by',
  'cases.timer': 'kind',
  'clock.anchor': 'asked_start',
  'deadlines.head_told': 'recipient_id',
  'deadlines.ladder': 'receipt_no department_code officer_id',
  'deadlines.ladder_setting': 'department_code told',
  'deadlines.reckoning': 'basis',
  'deadlines.rung': 'receipt_no name reason recipients',
  'graphile_worker._private_job_queues': 'queue_name locked_by',
  'graphile_worker._private_jobs': 'payload last_error key locked_by flags',
  'graphile_worker._private_known_crontabs': 'identifier',
  'graphile_worker._private_tasks': 'identifier',
  'messaging.attempt': 'channel vendor reference status outcome code reason vendor_message_id sender_proof',
  'messaging.bulk_resend': 'actor filter',
  'messaging.channel_memory': 'channel',
  'messaging.gateway': 'vendor channel',
  'messaging.gateway_breaker': 'vendor channel',
  'messaging.gateway_bucket': 'vendor channel',
  'messaging.gateway_change': 'vendor channel reason',
  'messaging.notification':
    'occasion variant recipient_kind recipient_id language subject label department_code overtakes status status_reason step channel sender_proof flags test_channel',
  'messaging.opt_out': 'source',
  'messaging.price': 'vendor channel',
  'messaging.resend': 'asked_by',
  'messaging.sender_profile':
    'organisation sender_number main_number kakao_channel_id rcs_brand_id rcs_chatroom_id made_by',
  'messaging.sending_life': 'database',
  'messaging.setting': 'name value',
  // mark: our reference, or a keyed hash of number and text together, by which nobody is found who has not both.
  'messaging.taken_before': 'mark vendor channel vendor_message_id',
  'messaging.template': 'code language occasion variant content filled made_by',
  'messaging.template_approval': 'channel vendor state vendor_template_id note',
  'messaging.vendor_balance': 'vendor',
  // Sealed, and a secret of the program.
  'privacy.index_secret': 'sealed',
  'public.migration': 'name',
  'reporting.counted_notice': 'ended department_code counted missed',
  'reporting.counted_revision': 'department_code type_code',
  'reporting.counted_survey': 'key',
  'reporting.due_figure': 'metric type_code department_code',
  'reporting.figure': 'metric type_code department_code facet',
  'reporting.figure_delta': 'metric department_code type_code facet',
  'reporting.missed_case': 'reason department_code type_code',
  'reporting.officer_due_figure': 'metric type_code department_code facet',
  'reporting.reminder_order': 'receipt_no department_code officer_id',
  'reporting.survey_figure': 'department_code officer_department_code type_code outcome channel',
  'saeol.code': 'column_name code meaning note changed_by',
  'saeol.file': 'sha256 purpose name state',
  'saeol.finding': 'receipt_no kind detail',
  'saeol.inbox': 'receipt_no event_key source state code detail form place fault_column',
  'saeol.inbox_key': 'event_key content_hash',
  'saeol.listed': 'receipt_no',
  'saeol.probe': 'receipt_no',
  'saeol.receipt': 'receipt_no',
  'saeol.reconciliation': 'source',
  'saeol.schedule': 'name',
  // Keyed hashes of whole rows, by which a change is seen.
  'saeol.snapshot': 'receipt_no seen',
  'saeol.way': 'source',
  'staff.account': 'password_hash officer_id roles',
  'staff.alarm': 'key code detail',
  'staff.api_key': 'key_hash name role department_codes created_by',
  'staff.audit': 'actor_kind actor_id action subject_kind subjects department_code detail',
  'staff.audit_review': 'reviewed_by figures',
  'staff.audit_seal': 'previous hash',
  'staff.delegate': 'absent_id delegate_id made_by',
  'staff.department': 'code name phone parent_code',
  'staff.destruction_run': 'area counts',
  'staff.milestone': 'name',
  'staff.officer': 'id department_code team position',
  'staff.session': 'token_hash',
  'surveys.answer': 'department_code officer_department_code type_code channel outcome',
  'surveys.follow_up': 'kind department_code receipt_no state closed_by',
  'surveys.invitation':
    'token_hash recipient_kind department_code officer_department_code type_code outcome channel state close_reason',
};

/** `schema.table.column` of both lists. */
export const LISTED: string[] = [
  ...Object.keys(PERSONAL),
  ...Object.entries(NOTHING_PERSONAL).flatMap(([table, columns]) =>
    columns.split(' ').map((column) => `${table}.${column}`),
  ),
];
