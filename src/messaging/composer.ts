import { defaultOfVariable, readVariables } from '../../config/seed/index.js';
import { euckrBytes, isEuckr, outsideEuckr } from '../../libs/korean-text/index.js';
import { scrubForMessage } from '../../libs/privacy/index.js';
import type { Channel } from './messaging.events.js';
import { fillFreely, fillVariables, linkOf, variablesIn, type Button, type FilledWording } from './wording.js';

/** Lengths that vendors and carriers take: AlimTalk and RCS in characters, SMS and LMS in EUC-KR bytes. */
export const LENGTHS = {
  alimtalk: 1_000,
  rcs: 1_300,
  rcsTitle: 30,
  lms: 2_000,
  lmsTitle: 40,
  sms: 90,
} as const;

/** What a message needs besides its wording. */
export interface ComposeInput {
  variables: Readonly<Record<string, string>>;
  variant: string;
  language: string;
  /** The county's main number; stands in for a department's. */
  mainNumber: string;
  /** Whether SMS and LMS may carry a link. */
  linkInText: boolean;
}

/** A message as it is handed over. */
export interface Composed {
  channel: Channel;
  text: string;
  title: string | null;
  buttons: Button[];
  /** For vendors that fill in the approved text themselves; names without `#{}`. */
  values: Record<string, string>;
  /** `DEFAULT:담당자` for a value that was missing, `REPLACED:…` for characters that EUC-KR lacks, `CUT:…` for a value too long. */
  flags: string[];
}

/** Why a wording cannot be sent over a channel. */
export class ComposeFault extends Error {
  constructor(
    readonly kind: 'MISSING' | 'TOO_LONG' | 'NEEDS_LINK',
    /** Names of variables, or the length found; never a value. */
    readonly detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

const VARIABLES = new Map(readVariables().map((variable) => [variable.name, variable]));
/** Half a key opens nothing: these are never cut. */
const TOKENS: ReadonlySet<string> = new Set(['열람키', '설문키']);
const MORE: Record<string, string> = { ko: '… (진행상황에서 전체 보기)', en: '… (full text on the status page)' };
/** A square stands visibly for a character that the carriers' set lacks; a `?` would pass for punctuation. */
const LACKING = '□';
/** Near equivalents within KS X 1001. */
const EQUIVALENTS: Record<string, string> = {
  '–': '-',
  '—': '-',
  '‑': '-',
  '\u00a0': ' ',
  '•': '·',
  '․': '·',
  '‧': '·',
  '～': '~',
};
/** Landlines and short numbers beside what libs/privacy masks; addresses without a scheme. */
const TELEPHONE = /(?<!\d)(?:0\d{1,2}[-.)\s]\s?\d{3,4}[-.\s]\d{4}|1[568]\d{2}-\d{4})(?!\d)/g;
const BARE_ADDRESS =
  /(?<![A-Za-z0-9@])(?:[A-Za-z0-9-]+\.)+(?:com|net|org|kr|io|me|info|biz|ly|gl)(?:\/\S*)?(?![A-Za-z0-9])/gi;

/** The longest values that the variables of these texts can take as they stand in a message. */
export function longestOf(...texts: string[]): Map<string, string> {
  return new Map(
    variablesIn(...texts).flatMap((name) => {
      const variable = VARIABLES.get(name);
      if (variable === undefined) return [];
      return [[name, variable.longestSample + (variable.freeText ? MORE['ko']! : '')]];
    }),
  );
}

/** What values look like, for previews: typical ones, or the longest that can occur. */
export function sampleValues(length: 'TYPICAL' | 'LONGEST'): Record<string, string> {
  return Object.fromEntries(
    [...VARIABLES.values()].map(({ name, sample, longestSample }) => [
      name,
      length === 'TYPICAL' ? sample : longestSample,
    ]),
  );
}

/**
 * The message of one channel, from the words that were approved. Pure.
 * @param channel 'LMS' stands for text: it becomes SMS where the wording has a short form that fits
 * @throws ComposeFault
 */
export function compose(wording: FilledWording, channel: 'ALIMTALK' | 'RCS' | 'LMS', input: ComposeInput): Composed {
  switch (channel) {
    case 'ALIMTALK':
      return composeAlimtalk(wording, input);
    case 'RCS':
      return composeRcs(wording, input);
    case 'LMS':
      return composeText(wording, input);
  }
}

function composeAlimtalk(wording: FilledWording, input: ComposeInput): Composed {
  const { text, buttons } = wording.alimtalk;
  const { values, flags } = valuesFor(wording, [text, ...buttons.map(linkOf)], input);
  const filled = fillVariables(text, values);
  if (filled.length > LENGTHS.alimtalk) throw new ComposeFault('TOO_LONG', `ALIMTALK ${filled.length}`);
  return {
    channel: 'ALIMTALK',
    text: filled,
    title: null,
    buttons: buttons.map((button) => fillButton(button, values)),
    values: Object.fromEntries(values),
    flags,
  };
}

function composeRcs(wording: FilledWording, input: ComposeInput): Composed {
  const { text } = wording.alimtalk;
  const { title, buttons } = wording.rcs;
  const { values, flags } = valuesFor(wording, [text, title, ...buttons.map(linkOf)], input);
  const filled = fillVariables(text, values);
  const filledTitle = fillVariables(title, values);
  if (filled.length > LENGTHS.rcs) throw new ComposeFault('TOO_LONG', `RCS ${filled.length}`);
  if (filledTitle.length > LENGTHS.rcsTitle) throw new ComposeFault('TOO_LONG', `RCS title ${filledTitle.length}`);
  return {
    channel: 'RCS',
    text: filled,
    title: filledTitle,
    // A button that dials needs a number; a fallback such as "to be named" is none.
    buttons: buttons
      .map((button) => fillButton(button, values))
      .filter((b) => b.type === 'WL' || /^[\d-]+$/.test(b.tel)),
    values: Object.fromEntries(values),
    flags,
  };
}

function composeText(wording: FilledWording, input: ComposeInput): Composed {
  const long = input.linkInText ? wording.lms.text : wording.lmsWithoutLink;
  if (long === null) throw new ComposeFault('NEEDS_LINK', 'links in text are switched off');
  if (wording.sms !== null) {
    const short = textOf(wording, wording.sms, null, input);
    if (euckrBytes(short.text) <= LENGTHS.sms) return short;
  }
  const made = textOf(wording, long, wording.lms.title, input);
  const bytes = euckrBytes(made.text);
  if (bytes > LENGTHS.lms) throw new ComposeFault('TOO_LONG', `LMS ${bytes} bytes`);
  return made;
}

function textOf(wording: FilledWording, text: string, title: string | null, input: ComposeInput): Composed {
  const { values, flags } = valuesFor(wording, title === null ? [text] : [text, title], input);
  const sendable = new Map([...values].map(([name, value]) => [name, toEuckr(value)]));
  const replaced = [...values].filter(
    ([name, value]) => outsideEuckr(value).length > 0 && sendable.get(name)!.includes(LACKING),
  );
  return {
    channel: title === null ? 'SMS' : 'LMS',
    text: toEuckr(fillFreely(text, sendable)),
    title: title === null ? null : cutToBytes(toEuckr(fillFreely(title, sendable)), LENGTHS.lmsTitle),
    buttons: [],
    values: {},
    flags: [...flags, ...replaced.map(([name]) => `REPLACED:${name}`)],
  };
}

function fillButton(button: Button, values: ReadonlyMap<string, string>): Button {
  return button.type === 'WL'
    ? { ...button, url: fillVariables(button.url, values) }
    : { ...button, tel: fillVariables(button.tel, values) };
}

interface Values {
  values: Map<string, string>;
  flags: string[];
}

/** A value for each variable of the texts, and for what the wording requires; none is blank. */
function valuesFor(wording: FilledWording, texts: string[], input: ComposeInput): Values {
  const flags: string[] = [];
  const missing: string[] = [];
  const used = new Set(variablesIn(...texts));
  const values = new Map<string, string>();
  for (const name of new Set([...used, ...wording.required])) {
    const given = tidy(name, input.variables[name] ?? '', input.language, flags);
    const value = given === '' ? fallback(name, input, new Set()) : given;
    if (value === null) missing.push(name);
    else if (used.has(name)) {
      if (given === '') flags.push(`DEFAULT:${name}`);
      values.set(name, value);
    }
  }
  if (missing.length > 0) throw new ComposeFault('MISSING', missing.join(', '));
  return { values, flags };
}

function fallback(name: string, input: ComposeInput, seen: Set<string>): string | null {
  const variable = VARIABLES.get(name);
  if (variable === undefined || seen.has(name)) return null;
  seen.add(name);
  const text = defaultOfVariable(variable, input.language, input.variant);
  if (text === null) return null;
  const reference = /^#\{(.+)\}$/.exec(text)?.[1];
  if (reference !== undefined) {
    return tidy(reference, input.variables[reference] ?? '', input.language, []) || fallback(reference, input, seen);
  }
  return text.replaceAll('{{대표전화}}', input.mainNumber);
}

/** A value as it may stand in a message: one line (lists excepted), no variable of its own, no longer than its place. */
function tidy(name: string, given: string, language: string, flags: string[]): string {
  const variable = VARIABLES.get(name);
  const safe = given.replaceAll('#{', '# {');
  if (variable === undefined) return oneLine(safe);
  if (variable.longestSample.includes('\n')) return safe.trim();
  const line = variable.freeText ? scrub(oneLine(safe)) : oneLine(safe);
  if ([...line].length <= variable.longest || TOKENS.has(name)) return line;
  if (variable.freeText) return cutAtWord(line, variable.longest) + (MORE[language] ?? MORE['ko']!);
  flags.push(`CUT:${name}`);
  return [...line].slice(0, variable.longest).join('').trimEnd();
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function scrub(text: string): string {
  return scrubForMessage(text).replaceAll(TELEPHONE, '***-****').replaceAll(BARE_ADDRESS, '***');
}

/** At most `most` characters; the last word goes whole, unless it alone is too long. */
function cutAtWord(text: string, most: number): string {
  const characters = [...text];
  const cut = characters.slice(0, most).join('');
  if (characters[most] === ' ') return cut.trimEnd();
  const blank = cut.lastIndexOf(' ');
  return (blank > cut.length / 2 ? cut.slice(0, blank) : cut).trimEnd();
}

/** Every character in the 2,350-syllable set: a near equivalent where there is one, else a square. */
function toEuckr(text: string): string {
  if (isEuckr(text)) return text;
  return [...text].map((c) => (isEuckr(c) ? c : (EQUIVALENTS[c] ?? LACKING))).join('');
}

function cutToBytes(text: string, most: number): string {
  let cut = text;
  while (euckrBytes(cut) > most) cut = [...cut].slice(0, -1).join('');
  return cut;
}
