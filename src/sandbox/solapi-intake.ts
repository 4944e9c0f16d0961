import { textOf } from './wire.js';
import { euckrBytes, isEuckr } from '../../libs/korean-text/index.js';
import type { SandboxAccount } from './account.js';
import type { Draft, PhoneButton } from './messages.js';
import { outcomeOf, type Channel } from './recipients.js';
import { SOLAPI_PRICES, type SolapiCode } from './solapi-codes.js';
import { fillButtons, type Template, type TemplateBook } from './templates.js';
import { fillIn, isWordingOf, variablesOf } from './template-wording.js';

/** One message as it comes over the wire, before anything of it is believed. */
export interface SolapiMessageInput {
  to?: unknown;
  from?: unknown;
  text?: unknown;
  type?: unknown;
  subject?: unknown;
  imageId?: unknown;
  country?: unknown;
  customFields?: unknown;
  /** Messages that the vendor is to send by itself where this one fails. */
  replacements?: unknown;
  kakaoOptions?: SolapiKakaoOptions;
  rcsOptions?: SolapiRcsOptions;
}

interface SolapiKakaoOptions {
  pfId?: unknown;
  templateId?: unknown;
  variables?: Record<string, unknown>;
  disableSms?: unknown;
  buttons?: { buttonName?: unknown; buttonType?: unknown; linkMo?: unknown }[];
}

interface SolapiRcsOptions {
  brandId?: unknown;
  disableSms?: unknown;
  buttons?: { buttonName?: unknown; buttonType?: unknown; link?: unknown }[];
}

export interface SolapiIntakeContext {
  account: SandboxAccount;
  templates: TemplateBook;
  hasFile: (fileId: string) => boolean;
}

export class IntakeRefusal extends Error {
  constructor(readonly code: SolapiCode) {
    super(code);
  }
}

const CHANNELS: Readonly<Record<string, Channel>> = {
  SMS: 'SMS',
  LMS: 'LMS',
  MMS: 'LMS',
  ATA: 'ALIMTALK',
  RCS_SMS: 'RCS',
  RCS_LMS: 'RCS',
  RCS_MMS: 'RCS',
  RCS_TPL: 'RCS',
  RCS_ITPL: 'RCS',
  RCS_LTPL: 'RCS',
};
const SMS_BYTES = 90;
const LMS_BYTES = 2_000;
const SUBJECT_BYTES = 40;
const ALIMTALK_CHARACTERS = 1_000;
const RCS_LIMITS: Readonly<Record<string, { characters: number; buttons: number }>> = {
  RCS_SMS: { characters: 100, buttons: 1 },
  RCS_LMS: { characters: 1_300, buttons: 3 },
  RCS_MMS: { characters: 1_300, buttons: 2 },
};
const RCS_TITLE_CHARACTERS = 30;
const RCS_BUTTON_NAME = 17;
const RCS_BUTTON_TYPES: ReadonlySet<unknown> = new Set(['WL', 'ML', 'MQ', 'MR', 'CA', 'CL', 'DL', 'MS']);

/** The type that the vendor works out where none is given. */
export function typeOf(input: SolapiMessageInput): string {
  if (input.type !== undefined) return textOf(input.type).toUpperCase();
  if (input.kakaoOptions !== undefined) return 'ATA';
  if (input.imageId !== undefined) return 'MMS';
  if (input.subject !== undefined) return 'LMS';
  return euckrBytes(textOf(input.text)) <= SMS_BYTES ? 'SMS' : 'LMS';
}

export function channelOf(input: SolapiMessageInput): Channel | undefined {
  return CHANNELS[typeOf(input)];
}

export function digits(number: unknown): string {
  return textOf(number).replaceAll('-', '');
}

/**
 * Checks one message as SOLAPI does before it takes it.
 * @throws IntakeRefusal with the 1xxx code
 */
export function takeIn(input: SolapiMessageInput, context: SolapiIntakeContext): Draft {
  const type = typeOf(input);
  const channel = CHANNELS[type];
  if (channel === undefined) throw new IntakeRefusal('1025');
  const to = digits(input.to);
  if (to === '') throw new IntakeRefusal('1010');
  if (!/^0\d{8,11}$/.test(to)) throw new IntakeRefusal('1011');
  // Here stricter than the vendor: whoever leaves the next channel to it has two that decide on it.
  if (Array.isArray(input.replacements) && input.replacements.length > 0) throw new IntakeRefusal('1011');
  const from = digits(input.from);
  const reference = referenceOf(input.customFields);
  if (input.kakaoOptions !== undefined && channel !== 'ALIMTALK') throw new IntakeRefusal('1033');
  if (from === '' ? channel !== 'ALIMTALK' : !context.account.senderNumbers.includes(from))
    throw new IntakeRefusal('1062');
  if (outcomeOf(to, channel) === 'REFUSED') throw new IntakeRefusal('1060');
  const base = {
    vendor: 'SOLAPI' as const,
    channel,
    type,
    to,
    from,
    reference,
    customFields: input.customFields as Draft['customFields'],
  };
  if (channel === 'ALIMTALK') return { ...base, ...alimtalk(input, from, context) };
  if (channel === 'RCS') return { ...base, ...rcs(input, type, from, context) };
  return { ...base, ...plainText(input, type, context) };
}

export function priceOf(draft: Draft): number {
  return SOLAPI_PRICES[draft.type] ?? 0;
}

function referenceOf(customFields: unknown): string {
  if (customFields === undefined || customFields === null) return '';
  if (typeof customFields !== 'object' || Array.isArray(customFields)) throw new IntakeRefusal('1032');
  for (const [key, value] of Object.entries(customFields)) {
    if (key.length > 30 || typeof value !== 'string' || value.length > 100) throw new IntakeRefusal('1032');
  }
  return (customFields as { ref?: string }).ref ?? '';
}

type Content = Pick<Draft, 'text' | 'title' | 'emphasis' | 'buttons' | 'fallback' | 'echo'>;

function plainText(input: SolapiMessageInput, type: string, context: SolapiIntakeContext): Content {
  const text = requiredText(input.text);
  const title = input.subject === undefined || input.subject === null ? undefined : textOf(input.subject);
  if (type === 'SMS' && title !== undefined) throw new IntakeRefusal('1013');
  if (!isEuckr(text) || (title !== undefined && !isEuckr(title))) throw new IntakeRefusal('1029');
  if (euckrBytes(text) > (type === 'SMS' ? SMS_BYTES : LMS_BYTES)) throw new IntakeRefusal('1031');
  if (title !== undefined && euckrBytes(title) > SUBJECT_BYTES) throw new IntakeRefusal('1014');
  if (type === 'MMS') requireFile(input.imageId, context);
  return { text, title, buttons: [], echo: { imageId: input.imageId ?? null } };
}

function alimtalk(input: SolapiMessageInput, from: string, context: SolapiIntakeContext): Content {
  const options = input.kakaoOptions;
  if (options?.pfId !== context.account.solapi.pfId) throw new IntakeRefusal('1041');
  const template = context.templates.find(textOf(options.templateId));
  if (template === undefined || context.templates.stateOf(template) !== 'APPROVED') throw new IntakeRefusal('1042');
  const values = bareNames(options.variables);
  const text = alimtalkText(input.text, template, values);
  if (text.length > ALIMTALK_CHARACTERS) throw new IntakeRefusal('1031');
  const buttons = fillButtons(template.buttons, values);
  checkAlimtalkButtons(options, buttons);
  const { pfId, templateId, disableSms } = options;
  return {
    text,
    emphasis: template.emphasis && {
      title: fillIn(template.emphasis.title, values),
      subtitle: fillIn(template.emphasis.subtitle, values),
    },
    buttons,
    fallback: disableSms === true || from === '' ? undefined : asText(text),
    echo: { kakaoOptions: { pfId, templateId, disableSms: disableSms === true } },
  };
}

/** The vendor knows variables as `#{name}`; bare names are what older clients send. */
function bareNames(variables: Record<string, unknown> | undefined): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(variables ?? {})) {
    if (typeof value !== 'string') throw new IntakeRefusal('1011');
    values[key.startsWith('#{') ? key.slice(2, -1) : key] = value;
  }
  return values;
}

/** Letter by letter the approved wording, no variable left over and none blank. */
function alimtalkText(given: unknown, template: Template, values: Record<string, string>): string {
  if (variablesOf(template.content).some((name) => Object.hasOwn(values, name) && values[name]!.trim() === '')) {
    throw new IntakeRefusal('1043');
  }
  const filled = fillIn(template.content, values);
  const text = given === undefined || given === null ? filled : fillIn(textOf(given), values);
  const exact = variablesOf(filled).length === 0 ? text === filled : isWordingOf(template.content, text);
  if (!exact || variablesOf(text).length > 0) throw new IntakeRefusal('1043');
  return text;
}

/** Links must be filled in whole; buttons that are sent along must be the approved ones. */
function checkAlimtalkButtons(options: SolapiKakaoOptions, buttons: PhoneButton[]): void {
  if (options.buttons !== undefined) {
    if (options.buttons.length !== buttons.length) throw new IntakeRefusal('1044');
    for (const [place, given] of options.buttons.entries()) {
      const approved = buttons[place]!;
      if (given.buttonName !== approved.name || given.buttonType !== approved.type) throw new IntakeRefusal('1044');
      if (given.linkMo === undefined || approved.url === undefined) continue;
      const url = textOf(given.linkMo);
      if (!isWordingOf(approved.url, url)) throw new IntakeRefusal('1044');
      approved.url = url;
    }
  }
  for (const { url } of buttons) if (url !== undefined && variablesOf(url).length > 0) throw new IntakeRefusal('1045');
}

function rcs(input: SolapiMessageInput, type: string, from: string, context: SolapiIntakeContext): Content {
  const options = input.rcsOptions;
  if (options?.brandId !== context.account.solapi.brandId) throw new IntakeRefusal('1041');
  // A personal 010 number cannot be a chatroom.
  if (from.startsWith('010')) throw new IntakeRefusal('1062');
  const limits = RCS_LIMITS[type];
  // RCS templates are made in RCS Biz Center, and this account has none.
  if (limits === undefined) throw new IntakeRefusal('1042');
  const text = requiredText(input.text);
  const title = input.subject === undefined || input.subject === null ? undefined : textOf(input.subject);
  if (text.length > limits.characters) throw new IntakeRefusal('1031');
  if (title !== undefined && title.length > RCS_TITLE_CHARACTERS) throw new IntakeRefusal('1014');
  if (type === 'RCS_SMS' && title !== undefined) throw new IntakeRefusal('1013');
  if (type === 'RCS_MMS') requireFile(input.imageId, context);
  const buttons = rcsButtons(options.buttons ?? [], limits.buttons);
  return {
    text,
    title,
    buttons,
    fallback: options.disableSms === true ? undefined : asText(text, title),
    echo: { rcsOptions: { brandId: options.brandId, disableSms: options.disableSms === true } },
  };
}

function rcsButtons(given: NonNullable<SolapiRcsOptions['buttons']>, most: number): PhoneButton[] {
  if (given.length > most) throw new IntakeRefusal('1050');
  return given.map(({ buttonName, buttonType, link }) => {
    if (typeof buttonName !== 'string' || buttonName === '' || !RCS_BUTTON_TYPES.has(buttonType))
      throw new IntakeRefusal('1044');
    if (buttonName.length > RCS_BUTTON_NAME) throw new IntakeRefusal('1049');
    const button = { name: buttonName, type: textOf(buttonType) };
    if (buttonType === 'WL') {
      if (!/^https?:\/\/\S+$/.test(textOf(link))) throw new IntakeRefusal('1045');
      return { ...button, url: textOf(link) };
    }
    if (buttonType === 'DL') {
      const tel = digits(link).replace(/^tel:/, '');
      if (!/^\+?\d{3,15}$/.test(tel)) throw new IntakeRefusal('1045');
      return { ...button, tel };
    }
    return button;
  });
}

function requiredText(text: unknown): string {
  if (typeof text !== 'string' || text === '') throw new IntakeRefusal('1010');
  return text;
}

function requireFile(imageId: unknown, context: SolapiIntakeContext): void {
  if (typeof imageId !== 'string' || !context.hasFile(imageId)) throw new IntakeRefusal('1034');
}

/** What the vendor sends by itself where its own fallback is left on. */
function asText(text: string, title?: string): Draft['fallback'] {
  const short = title === undefined && euckrBytes(text) <= SMS_BYTES;
  return { channel: short ? 'SMS' : 'LMS', type: short ? 'SMS' : 'LMS', text, title };
}
