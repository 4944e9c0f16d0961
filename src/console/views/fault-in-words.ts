import { meaningInWords } from './link-words.js';

/** What the readers of the link say is wrong with a value, as they write it, and in Korean. */
const SAYINGS: [pattern: RegExp, words: (...parts: string[]) => string][] = [
  [/^this code is not in the code map$/, () => '코드표에 없는 코드입니다'],
  [/^(?:is needed|a text is needed)$/, () => '비어 있습니다'],
  [/^an object is needed$/, () => '묶음(객체)이어야 합니다'],
  [/^true or false is needed$/, () => '참이나 거짓이어야 합니다'],
  [/^Y or N is needed$/, () => 'Y나 N이어야 합니다'],
  [/^longer than (\d+) characters$/, (most) => `${most}자보다 깁니다`],
  [/^does not fit (.+)$/, (shape) => `정해진 모양이 아닙니다: ${shape}`],
  [/^a whole number from (\d+) to (\d+) is needed$/, (least, most) => `${least}에서 ${most} 사이의 정수여야 합니다`],
  [/^one of (.+) is needed$/, (values) => `다음 가운데 하나여야 합니다: ${values}`],
  [/^an instant with its offset is needed, such as (.+)$/, (at) => `시차가 붙은 때여야 합니다. 예: ${at}`],
  [/^a date such as (\S+) is needed$/, (day) => `날짜여야 합니다. 예: ${day}`],
  [
    /^a date such as (\S+) and a time such as (\S+) are needed$/,
    (day, time) => `날짜와 시각이어야 합니다. 예: ${day}, ${time}`,
  ],
  [/^(?:occurredAt )?lies more than 10 minutes ahead of the clock$/, () => '지금보다 10분 넘게 앞선 때입니다'],
  [/^an event must be a JSON object$/, () => '연계 기록의 모양이 아닙니다'],
  [/^kind must be one of (.+)$/, (kinds) => `단계(kind)는 다음 가운데 하나여야 합니다: ${kinds}`],
  [/^(\w+) cannot come before RECEIVED$/, (kind) => `접수보다 먼저 온 단계: ${meaningInWords(kind!)}`],
  [/^the case was received before$/, () => '이미 접수된 민원입니다'],
  [/^(\w+) cannot follow VOIDED$/, (kind) => `접수가 취소된 뒤에 온 단계: ${meaningInWords(kind!)}`],
  [/^(\w+) cannot follow COMPLETED;.*$/, (kind) => `완료된 뒤에 온 단계: ${meaningInWords(kind!)}`],
  [/^no supplement is open$/, () => '보완 요구 없이 온 보완 완료입니다'],
  [/^only a completed case can be reopened$/, () => '완료되지 않은 민원의 완료 취소입니다'],
  [/^this event id came before with other content$/, () => '같은 기록 번호로 다른 내용이 왔습니다'],
  [/^the row says nothing of its case or of a step$/, () => '민원도 단계도 적히지 않은 행입니다'],
  [/^no receipt number of 18 digits$/, () => '18자리 접수번호가 없습니다'],
  [/^a step of the history was deleted;.*$/, () => '알린 단계가 새올에서 지워졌습니다. 알린 것은 그대로입니다'],
  [/^the table of cases has no row of this receipt number$/, () => '민원 테이블에 이 접수번호가 없습니다'],
];

/** `step_code: this code is not in the code map` → `step_code: 코드표에 없는 코드입니다`; what has no words stays as it is. */
export function faultInWords(detail: string): string {
  // Several faults of one record stand side by side; one saying has a semicolon of its own.
  const faults = wordsOf(detail) === detail ? detail.split('; ') : [detail];
  return faults
    .map((fault) => {
      const [, field, what] = /^([\w.[\]]+): (.+)$/.exec(fault) ?? [null, null, fault];
      const words = wordsOf(what!);
      return field === null || field === undefined ? words : `${field}: ${words}`;
    })
    .join(', ');
}

function wordsOf(what: string): string {
  for (const [pattern, words] of SAYINGS) {
    const found = pattern.exec(what);
    if (found !== null) return words(...found.slice(1));
  }
  return what;
}
