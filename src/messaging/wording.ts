import type { SeedWording } from '../../config/seed/index.js';
import { josa, type JosaPair } from '../../libs/korean-text/index.js';

/** A channel's part of a wording. `WL` opens `url`, `DL` dials `tel`. */
export type Button = { name: string; type: 'WL'; url: string } | { name: string; type: 'DL'; tel: string };

/** The words of one template version. `{{…}}` is filled in once, when it is submitted; `#{…}` for each message. */
export interface Wording {
  /** Variables without which nothing is sent. */
  required: string[];
  alimtalk: { text: string; buttons: Button[] };
  /** The text is the AlimTalk text. */
  rcs: { title: string; buttons: Button[] };
  lms: { title: string; text: string };
  /** null: never shortened to SMS. */
  sms: string | null;
}

/** A wording with organisation and address filled in, as vendors know it. */
export interface FilledWording extends Wording {
  /** What SMS and LMS say where they may carry no link; null where the link is all that they are about. */
  lmsWithoutLink: string | null;
}

const ADDRESS = '{{주소}}';
/** Before the number that stands in for a link. */
const ENQUIRIES = { ko: '진행상황 문의', other: 'Enquiries' };

const CITIZENS: readonly string[] = ['APPLICANT', 'AGENT'];

/** @param staffUrl where staff open their pages on a phone; their messages then carry a button to it, never to a case */
export function wordingOfSeed(seed: SeedWording, staffUrl: string | null = null): Wording {
  const forStaff = !seed.to.some((recipient) => CITIZENS.includes(recipient));
  const more: Button[] = forStaff && staffUrl !== null ? [{ name: '업무 화면 열기', type: 'WL', url: staffUrl }] : [];
  return {
    required: seed.required,
    alimtalk: { text: seed.alimtalk, buttons: [...seed.buttons, ...more] },
    rcs: { title: seed.rcs.title, buttons: [...seed.rcs.buttons, ...more] },
    lms: seed.lms,
    sms: seed.sms ?? null,
  };
}

/**
 * Fills in what is fixed at submission: Kakao approves the text with organisation and domain in it.
 * @param publicUrl without a slash at the end
 */
export function fillWording(
  wording: Wording,
  organisation: string,
  publicUrl: string,
  language: string,
): FilledWording {
  const fill = (text: string) => text.replaceAll('{{기관명}}', organisation).replaceAll(ADDRESS, publicUrl);
  const button = (made: Button): Button =>
    made.type === 'WL' ? { ...made, url: fill(made.url) } : { ...made, tel: fill(made.tel) };
  return {
    required: wording.required,
    alimtalk: { text: fill(wording.alimtalk.text), buttons: wording.alimtalk.buttons.map(button) },
    rcs: { title: fill(wording.rcs.title), buttons: wording.rcs.buttons.map(button) },
    lms: { title: fill(wording.lms.title), text: fill(wording.lms.text) },
    lmsWithoutLink: withoutLink(wording.lms.text, language, fill),
    sms: wording.sms === null ? null : fill(wording.sms),
  };
}

/** The line that holds the address becomes a telephone number; a survey without its link would be empty. */
function withoutLink(text: string, language: string, fill: (text: string) => string): string | null {
  if (text.includes(`${ADDRESS}/survey/`)) return null;
  const enquiries = `${language === 'ko' ? ENQUIRIES.ko : ENQUIRIES.other}: #{부서전화}`;
  return fill(
    text
      .split('\n')
      .map((line) => (line.includes(ADDRESS) ? enquiries : line))
      .join('\n'),
  );
}

const VARIABLE = /#\{([^{}]+)\}/g;

/** The names of the `#{…}` in texts, each once. */
export function variablesIn(...texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map((match) => match[1]!)))];
}

/** @param values of every variable in the text; a value is never searched for variables of its own */
export function fillVariables(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => values.get(name) ?? whole);
}

/** `#{담당부서}은(는)`: the particle follows the value, in text that we compose freely. */
const WITH_PARTICLE = /#\{([^{}]+)\}(은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로)/g;
const PAIRS: Readonly<Record<string, JosaPair>> = {
  '은(는)': '은/는',
  '이(가)': '이/가',
  '을(를)': '을/를',
  '과(와)': '과/와',
  '(으)로': '으로/로',
};

/** Like `fillVariables`, for SMS and LMS, which nobody has approved to the letter. */
export function fillFreely(text: string, values: ReadonlyMap<string, string>): string {
  const withParticles = text.replaceAll(WITH_PARTICLE, (whole, name: string, particle: string) => {
    const value = values.get(name);
    return value === undefined ? whole : `#{${name}}${josa(value, PAIRS[particle]!).slice(value.length)}`;
  });
  return fillVariables(withParticles, values);
}

/** Where a button leads, with its variables. */
export function linkOf(button: Button): string {
  return button.type === 'WL' ? button.url : button.tel;
}

/** Everything of a wording that may name variables. */
export function textsOf({ alimtalk, rcs, lms, sms }: Pick<Wording, 'alimtalk' | 'rcs' | 'lms' | 'sms'>): string[] {
  const links = [...alimtalk.buttons, ...rcs.buttons].map(linkOf);
  return [alimtalk.text, rcs.title, lms.title, lms.text, sms ?? '', ...links];
}
