import { defaultOfVariable, readVariables, readWordings, type SeedVariable } from '../../config/seed/index.js';
import { euckrBytes, outsideEuckr } from '../../libs/korean-text/index.js';
import { LENGTHS, longestOf } from './composer.js';
import { fillVariables, linkOf, variablesIn, type Button, type FilledWording } from './wording.js';

export type FindingChannel = 'ALIMTALK' | 'RCS' | 'LMS' | 'SMS';

/** Something about a wording that a writer must mend (ERROR: it is not handed in) or should know (WARNING). */
export interface WordingFinding {
  severity: 'ERROR' | 'WARNING';
  channel: FindingChannel;
  /** e.g. `UNKNOWN_VARIABLE`, `TOO_LONG`, `OTHER_FACTS`. */
  code: string;
  /** Korean, for the writer. */
  message: string;
}

/** What a wording is for. */
export interface WordingUse {
  occasion: string;
  variant: string;
  language: string;
  /** How the organisation names itself; every text begins with it. */
  organisation: string;
}

/** Kakao: 40 variables, 5 buttons of 14; RCS Biz Center: 3 buttons of 17. */
const ALIMTALK_VARIABLES = 40;
const BUTTONS = { ALIMTALK: { most: 5, name: 14 }, RCS: { most: 3, name: 17 } } as const;
const NAMES: Record<FindingChannel, string> = { ALIMTALK: '알림톡', RCS: 'RCS', LMS: 'LMS', SMS: 'SMS' };
/** A particle that would change with the value before it. The approved text cannot. */
const PARTICLE =
  /#\{[^{}]+\}(?=(?:은|는|이|가|을|를|과|와|으로|로|이라|라|아|야)(?:[^가-힣]|$)|[은이을과]\([는가를와]\)|\(으\)로)/g;

const VARIABLES: ReadonlyMap<string, SeedVariable> = new Map(readVariables().map((one) => [one.name, one]));
let given: ReadonlyMap<string, ReadonlySet<string>> | null = null;

/** By occasion: the values that its asker gives, which are those of the first set. */
function givenFor(occasion: string): ReadonlySet<string> | undefined {
  given ??= new Map(
    [...Map.groupBy(readWordings('ko'), (one) => one.occasion)].map(([each, wordings]) => [
      each,
      new Set(
        wordings.flatMap((one) => [
          ...one.required,
          ...variablesIn(one.alimtalk, one.rcs.title, one.lms.title, one.lms.text, one.sms ?? ''),
          ...variablesIn(...[...one.buttons, ...one.rcs.buttons].map(linkOf)),
        ]),
      ),
    ]),
  );
  return given.get(occasion);
}

/** Variables of these texts that are left blank where nobody gives a value. */
export function withoutDefault(texts: readonly string[], { language, variant }: WordingUse): string[] {
  return variablesIn(...texts).filter((name) => {
    const variable = VARIABLES.get(name);
    return variable !== undefined && defaultOfVariable(variable, language, variant) === null;
  });
}

/** Everything that is wrong with a wording, the same rules for a draft as for the first set. Pure. Empty: it may be handed in. */
export function checkWording(wording: FilledWording, use: WordingUse): WordingFinding[] {
  const findings: WordingFinding[] = [];
  const channels = partsOf(wording);
  for (const part of channels) {
    const note = (severity: WordingFinding['severity'], code: string, message: string) =>
      findings.push({ severity, channel: part.channel, code, message: `${NAMES[part.channel]}: ${message}` });
    checkVariables(part, use, note);
    checkLengths(part, note);
    checkButtons(part, note);
    checkWords(part, use, note);
  }
  checkFacts(wording, use, findings);
  return findings;
}

type Note = (severity: WordingFinding['severity'], code: string, message: string) => void;

interface Part {
  channel: FindingChannel;
  title: string | null;
  text: string;
  buttons: readonly Button[];
}

function partsOf({ alimtalk, rcs, lms, sms }: FilledWording): Part[] {
  return [
    { channel: 'ALIMTALK', title: null, text: alimtalk.text, buttons: alimtalk.buttons },
    { channel: 'RCS', title: rcs.title, text: alimtalk.text, buttons: rcs.buttons },
    { channel: 'LMS', title: lms.title, text: lms.text, buttons: [] },
    ...(sms === null ? [] : [{ channel: 'SMS' as const, title: null, text: sms, buttons: [] }]),
  ];
}

/** What stands there whatever the values. */
function withoutVariables(text: string): string {
  return text.replaceAll(/#\{[^{}]+\}/g, '');
}

function textsOf({ title, text, buttons }: Part): string[] {
  return [text, title ?? '', ...buttons.map(linkOf)];
}

function checkVariables(part: Part, use: WordingUse, note: Note): void {
  const used = variablesIn(...textsOf(part));
  for (const name of used) {
    const variable = VARIABLES.get(name);
    if (variable === undefined) note('ERROR', 'UNKNOWN_VARIABLE', `#{${name}}은(는) 없는 변수입니다.`);
    else if (!givenFor(use.occasion)?.has(name) && defaultOfVariable(variable, use.language, use.variant) === null) {
      note('ERROR', 'NOT_GIVEN', `#{${name}} 값은 이 알림에 없습니다.`);
    }
  }
  if (/[{}]/.test(withoutVariables(textsOf(part).join(' ')))) {
    note('ERROR', 'BROKEN_VARIABLE', '변수는 #{이름} 꼴로 적습니다. 짝이 맞지 않는 괄호가 있습니다.');
  }
  if (part.channel === 'ALIMTALK' && used.length > ALIMTALK_VARIABLES) {
    note('ERROR', 'TOO_MANY_VARIABLES', `변수는 ${ALIMTALK_VARIABLES}개까지입니다(지금 ${used.length}개).`);
  }
}

function checkLengths({ channel, title, text }: Part, note: Note): void {
  const longest = fillVariables(text, longestOf(text));
  const longestTitle = title === null ? null : fillVariables(title, longestOf(title));
  if (text.trim() === '') note('ERROR', 'BLANK', '본문이 비어 있습니다.');
  if (title?.trim() === '') note('ERROR', 'BLANK', '제목이 비어 있습니다.');
  const over = (length: number, most: number, unit: string, what: string) => {
    if (length <= most) return;
    note('ERROR', 'TOO_LONG', `${what}이 가장 긴 값으로 ${length}${unit}입니다(${most}${unit}까지).`);
  };
  switch (channel) {
    case 'ALIMTALK':
      return over(longest.length, LENGTHS.alimtalk, '자', '본문');
    case 'RCS':
      over(longest.length, LENGTHS.rcs, '자', '본문');
      return over(longestTitle!.length, LENGTHS.rcsTitle, '자', '제목');
    case 'LMS':
      over(euckrBytes(longest), LENGTHS.lms, '바이트', '본문');
      return over(euckrBytes(longestTitle!), LENGTHS.lmsTitle, '바이트', '제목');
    case 'SMS':
      if (euckrBytes(withoutVariables(text)) > LENGTHS.sms) {
        note(
          'ERROR',
          'TOO_LONG',
          `변수를 빼고도 ${euckrBytes(withoutVariables(text))}바이트입니다(${LENGTHS.sms}바이트까지).`,
        );
      } else if (euckrBytes(longest) > LENGTHS.sms) {
        note(
          'WARNING',
          'BECOMES_LMS',
          `값이 길면 ${euckrBytes(longest)}바이트가 되어 LMS로 바뀝니다(${LENGTHS.sms}바이트까지).`,
        );
      }
  }
}

function checkButtons({ channel, buttons }: Part, note: Note): void {
  if (channel !== 'ALIMTALK' && channel !== 'RCS') return;
  const { most, name: longest } = BUTTONS[channel];
  if (buttons.length > most) note('ERROR', 'TOO_MANY_BUTTONS', `버튼은 ${most}개까지입니다.`);
  for (const button of buttons) {
    const { name } = button;
    if (name.trim() === '' || name.length > longest) {
      note('ERROR', 'BUTTON_NAME', `버튼 이름 "${name}"은(는) 1자에서 ${longest}자까지입니다.`);
    }
    if (name.includes('#{')) note('ERROR', 'BUTTON_NAME', '버튼 이름에는 변수를 쓸 수 없습니다.');
    if (button.type === 'WL' && !/^https?:\/\/\S+$/.test(button.url)) {
      note('ERROR', 'BUTTON_LINK', `버튼 "${name}"의 주소는 http(s)로 시작해야 합니다.`);
    }
    if (button.type === 'DL' && channel === 'ALIMTALK') {
      note('ERROR', 'BUTTON_LINK', `버튼 "${name}": 알림톡에는 전화 걸기 버튼이 없습니다.`);
    }
    if (button.type === 'DL' && !/^(#\{[^{}]+\}|[\d-]+)$/.test(button.tel)) {
      note('ERROR', 'BUTTON_LINK', `버튼 "${name}"의 전화번호가 올바르지 않습니다.`);
    }
  }
}

function checkWords({ channel, title, text, buttons }: Part, { organisation }: WordingUse, note: Note): void {
  if (!text.startsWith(`[${organisation}]`)) {
    note('ERROR', 'NO_ORGANISATION', `본문은 [${organisation}]으로 시작해야 합니다.`);
  }
  if (channel === 'ALIMTALK' || channel === 'RCS') {
    const before = [...text.matchAll(PARTICLE), ...(title ?? '').matchAll(PARTICLE)].map(([variable]) => variable);
    if (before.length > 0) {
      note('ERROR', 'PARTICLE', `변수 바로 뒤에 조사를 둘 수 없습니다: ${[...new Set(before)].join(', ')}.`);
    }
    return;
  }
  const lacking = outsideEuckr([text, title ?? '', ...buttons.map(({ name }) => name)].join(''));
  if (lacking.length > 0) {
    note('ERROR', 'OUTSIDE_EUCKR', `문자로 보낼 수 없는 글자가 있습니다: ${lacking.join(' ')}`);
  }
  if (/https?:\/\/\S*#\{[^{}]+\}[^\s#]/.test(text)) {
    note('ERROR', 'ADDRESS_RUNS_ON', '주소 뒤에는 빈칸이나 줄바꿈이 와야 합니다.');
  }
}

/** Whichever channel carries the message, the same things are told: the variables are the facts. */
function checkFacts(
  { required, alimtalk, rcs, lms, sms }: FilledWording,
  use: WordingUse,
  findings: WordingFinding[],
): void {
  const told = new Set(variablesIn(alimtalk.text, ...alimtalk.buttons.map(linkOf)));
  const list = (names: readonly string[]) => names.map((name) => `#{${name}}`).join(', ');
  const note = (severity: WordingFinding['severity'], channel: FindingChannel, code: string, message: string) =>
    findings.push({ severity, channel, code, message: `${NAMES[channel]}: ${message}` });
  const missing = required.filter((name) => !told.has(name));
  if (missing.length > 0)
    note('ERROR', 'ALIMTALK', 'MISSING_VARIABLE', `반드시 알려야 할 값이 없습니다: ${list(missing)}.`);
  const inRcs = variablesIn(rcs.title, ...rcs.buttons.map(linkOf));
  // The RCS text is the AlimTalk text; what only a button of the one holds must be on a button of the other.
  const inText = new Set([...variablesIn(alimtalk.text), ...inRcs]);
  compare(
    'RCS',
    [...told].filter((name) => !inText.has(name)),
    inRcs.filter((name) => !told.has(name)),
  );
  const inLms = variablesIn(lms.text, lms.title);
  compare(
    'LMS',
    [...told].filter((name) => !inLms.includes(name)),
    inLms.filter((name) => !told.has(name)),
  );
  if (sms === null) return;
  const short = variablesIn(sms);
  const left = required.filter((name) => !short.includes(name));
  if (left.length === 0) return;
  if (use.occasion.startsWith('deadline.') || use.occasion.startsWith('task.')) {
    note('WARNING', 'SMS', 'SHORTENED', `짧은 문자에는 빠지는 값이 있습니다: ${list(left)}.`);
  } else {
    note(
      'ERROR',
      'SMS',
      'MISSING_VARIABLE',
      `반드시 알려야 할 값이 없습니다: ${list(left)}. 다 담지 못하면 SMS를 비워 두세요.`,
    );
  }

  function compare(channel: 'RCS' | 'LMS', less: readonly string[], more: readonly string[]): void {
    if (less.length > 0) note('ERROR', channel, 'OTHER_FACTS', `알림톡에는 있는 값이 없습니다: ${list(less)}.`);
    if (more.length > 0) note('ERROR', channel, 'OTHER_FACTS', `알림톡에는 없는 값이 있습니다: ${list(more)}.`);
  }
}
