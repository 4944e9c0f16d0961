import { EXCLUSION_NAMES, OUTCOME_NAMES, wordOf } from './words.js';

/** What the link calls things, in Korean. */

export const WAY_NAMES: Record<string, string> = {
  PUSH: '실시간 전송(API)',
  TABLE: '연계 테이블',
  FILE: '파일',
};

export interface FaultWords {
  name: string;
  /** What to do about it. */
  toDo: string;
}

/** Why a record was not taken, and what to do. */
export const FAULT_NAMES: Record<string, FaultWords> = {
  'SAEOL.UNKNOWN_CODE': {
    name: '코드표에 없는 코드',
    toDo: '코드표에 이 코드의 뜻을 적은 뒤 다시 적용하세요.',
  },
  'SAEOL.BAD_COLUMN': {
    name: '읽을 수 없는 값',
    toDo: '새올에서 값을 고치면 새 기록이 옵니다. 이 기록은 사유를 적고 버리세요.',
  },
  'SAEOL.MISSING_COLUMN': {
    name: '빠진 값',
    toDo: '새올에서 값을 채우면 새 기록이 옵니다. 이 기록은 사유를 적고 버리세요.',
  },
  'SAEOL.BAD_ROW': { name: '읽을 수 없는 행', toDo: '파일의 이 행을 고쳐 다시 보내고, 이 기록은 버리세요.' },
  'SAEOL.BAD_FIELDS': { name: '읽을 수 없는 값', toDo: '보내는 쪽에서 고쳐 새 번호로 보내고, 이 기록은 버리세요.' },
  'SAEOL.NOT_AN_EVENT': { name: '연계 기록이 아님', toDo: '보내는 쪽의 형식을 확인하고 버리세요.' },
  'SAEOL.UNKNOWN_KIND': { name: '모르는 단계', toDo: '보내는 쪽의 단계 이름을 확인하고 버리세요.' },
  'SAEOL.AHEAD_OF_TIME': {
    name: '아직 오지 않은 때',
    toDo: '보내는 쪽의 시계를 확인하고, 그때가 지나면 다시 적용하세요.',
  },
  'SAEOL.CHANGED_STEP': {
    name: '이미 적용한 단계가 바뀜',
    toDo: '새올에서 단계를 고쳤는지 확인하세요. 맞으면 새 단계로 보내고 버리세요.',
  },
  'SAEOL.STEP_DELETED': { name: '이미 적용한 단계가 사라짐', toDo: '새올에서 단계를 지웠는지 확인하고 버리세요.' },
  'SAEOL.CONFLICTING_FACT': { name: '같은 순번에 다른 내용', toDo: '새올의 처리 이력을 확인하고 버리세요.' },
  'SAEOL.WAITED_TOO_LONG': {
    name: '앞 기록이 끝내 오지 않음',
    toDo: '앞 순번이나 민원 행을 기다리다 보관 기간이 지나 내용을 지웠습니다. 새올의 처리 이력을 확인해 아직 필요하면 다시 보내게 하고, 이 기록은 사유를 적고 버리세요.',
  },
  'SAEOL.CONFLICTING_CONTENT': {
    name: '같은 번호에 다른 내용',
    toDo: '보내는 쪽이 번호를 다시 썼습니다. 확인하고 버리세요.',
  },
};

/** A refusal of the stage table comes under its own code. */
export function faultWords(code: string): FaultWords {
  return (
    wordOf(FAULT_NAMES, code) ?? {
      name: '처리 순서와 맞지 않는 단계',
      toDo: '새올의 처리 이력을 확인하세요. 앞 단계가 빠졌으면 그것을 보낸 뒤 다시 적용하세요.',
    }
  );
}

export const FINDING_NAMES: Record<string, FaultWords> = {
  MISSING: { name: '여기 없음', toDo: '새올에는 있으나 여기 없습니다. 연계에서 빠졌는지 확인하세요.' },
  STALE: { name: '상태가 다름', toDo: '새올과 단계나 날짜가 다릅니다. 늦은 기록이 오는지 확인하세요.' },
  UNLISTED: {
    name: '새올 목록에 없음',
    toDo: '여기는 처리 중이나 새올 목록에 없습니다. 새올에서 끝났는지 확인하세요.',
  },
  UNSENT: { name: '보내지 못한 안내', toDo: '아직 보낼 만한 안내가 남아 있습니다. 늦은 안내에서 보내세요.' },
};

export const CODED_COLUMN_NAMES: Record<string, string> = {
  deal_se: '처리상태 (deal_se)',
  step_code: '처리단계 (step_code)',
  mw_se: '민원구분 (mw_se)',
  ext_rsn_code: '연장사유 (ext_rsn_code)',
};

const MEANING_NAMES: Record<string, string> = {
  IN_PROGRESS: '처리 중',
  SUPPLEMENT: '보완 중',
  CORRECTION: '보정 중',
  RECEIVED: '접수',
  ASSIGNED: '담당자 지정',
  'SUPPLEMENT_REQUESTED:SUPPLEMENT': '보완 요구',
  'SUPPLEMENT_REQUESTED:CORRECTION': '보정 요구',
  SUPPLEMENT_DONE: '보완 완료',
  EXTENDED: '기간 연장',
  COMPLETED: '완료(결과는 처리상태에서)',
  REOPENED: '완료 취소',
  AMENDED: '내용 정정',
  VOIDED: '접수 취소',
  IGNORED: '알리지 않고 지나감',
  STATUTORY: '법정민원',
  INQUIRY: '질의민원',
  PROPOSAL: '건의민원',
  GRIEVANCE: '고충민원',
  OTHER: '기타',
  COOPERATION: '관계 기관 협의',
  SITE_CHECK: '현지 확인',
  FORCE_MAJEURE: '천재지변 등 부득이한 사유',
  EQUIVALENT: '그에 준하는 사유',
};

/** `COMPLETED:GRANTED` → `완료: 수용`. */
export function meaningInWords(meaning: string): string {
  const known = wordOf(MEANING_NAMES, meaning);
  if (known !== undefined) return known;
  const [kind, what, end] = meaning.split(':');
  if (kind === 'COMPLETED') return `완료: ${OUTCOME_NAMES[what as keyof typeof OUTCOME_NAMES] ?? what}`;
  if (kind === 'EXCLUDED')
    return `산입 제외 ${end === 'FROM' ? '시작' : '끝'}: ${EXCLUSION_NAMES[what as keyof typeof EXCLUSION_NAMES] ?? what}`;
  return meaning;
}

/** Seconds as people say them. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}초`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}분`;
  if (whole < 86_400) return `${Math.floor(whole / 3_600)}시간 ${Math.floor((whole % 3_600) / 60)}분`;
  return `${Math.floor(whole / 86_400)}일`;
}
