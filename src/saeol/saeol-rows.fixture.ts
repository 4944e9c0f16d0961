import { CodeMap, type CodedColumn } from './code-meanings.js';
import { readSaeolRow } from './saeol-columns.js';
import { type RowRules, readCaseParts, readStepParts } from './saeol-row-translator.js';

/** Codes of an invented county, for specs. */
export const COUNTY_CODES: [CodedColumn, string, string][] = [
  ['deal_se', '00', 'IN_PROGRESS'],
  ['deal_se', '01', 'COMPLETED:GRANTED'],
  ['deal_se', '02', 'SUPPLEMENT'],
  ['deal_se', '03', 'EXTENDED'],
  ['deal_se', '05', 'COMPLETED:REFUSED'],
  ['deal_se', '09', 'VOIDED'],
  ['step_code', '10', 'RECEIVED'],
  ['step_code', '20', 'ASSIGNED'],
  ['step_code', '30', 'SUPPLEMENT_REQUESTED:SUPPLEMENT'],
  ['step_code', '35', 'SUPPLEMENT_DONE'],
  ['step_code', '40', 'EXTENDED'],
  ['step_code', '50', 'COMPLETED'],
  ['step_code', '55', 'REOPENED'],
  ['step_code', '60', 'AMENDED'],
  ['step_code', '71', 'EXCLUDED:TEST:FROM'],
  ['step_code', '72', 'EXCLUDED:TEST:TO'],
  ['step_code', '99', 'IGNORED'],
  ['mw_se', '1', 'STATUTORY'],
  ['mw_se', '2', 'INQUIRY'],
  ['ext_rsn_code', 'A', 'COOPERATION'],
];

export const NOW = new Date('2026-04-29T15:00:30+09:00');

export const RULES: RowRules = {
  codes: new CodeMap(COUNTY_CODES.map(([column, code, meaning]) => ({ column, code, meaning }))),
  shortened: 'PERIOD',
  statutoryType: (typeCode) => (typeCode === '4770000000015' ? true : undefined),
  now: NOW,
};

export const CASE = {
  mw_take_no: '202647700000000001',
  take_ymd: '20260428',
  take_tm: '140000',
  mw_afr_shtnm: '개발행위허가',
  cgg_mw_afr_cl_no: '4770000000015',
  mw_se: '1',
  mw_aplct_nm: '홍길동',
  mw_aplct_hpno: '010-0000-1234',
  sms_rprt_yn: 'Y',
  deal_se: '00',
  deal_plan_ymd: '20260506',
  deal_plan_tm: '1400',
  court_daycnt: '3',
  shrt_daycnt: '2',
  main_deal_dep_code: '47700000011',
};

export const OFFICER = { dpp_id: 's113', dpp_usr_nm: '남궁다온', dpp_usr_telno: '063-000-1103' };

export function caseOf(columns: Record<string, unknown> = {}, rules: RowRules = RULES) {
  return readCaseParts(readSaeolRow({ ...CASE, ...columns }).row, rules);
}

export function stepOf(columns: Record<string, unknown>) {
  return readStepParts(readSaeolRow({ mw_take_no: CASE.mw_take_no, ...columns }).row, RULES);
}
