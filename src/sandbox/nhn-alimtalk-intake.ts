import { euckrBytes } from '../../libs/korean-text/index.js';
import type { SandboxAccount } from './account.js';
import type { Draft, PhoneButton } from './messages.js';
import { NhnRefusal, numberOf } from './nhn-wire.js';
import { outcomeOf } from './recipients.js';
import { fillButtons, type Template } from './templates.js';
import { fillIn, isWordingOf, variablesOf } from './template-wording.js';
import { textOf } from './wire.js';

/** One entry of `recipientList`, of either interface: filled in by NHN, or finished. */
export interface AlimtalkRecipient {
  recipientNo?: unknown;
  templateParameter?: Record<string, unknown>;
  content?: unknown;
  buttons?: { ordering?: number; type?: string; name?: string; linkMo?: string }[];
  resendParameter?: {
    isResend?: unknown;
    resendType?: unknown;
    resendTitle?: unknown;
    resendContent?: unknown;
    resendSendNo?: unknown;
  };
  recipientGroupingKey?: unknown;
}

/** NHN's codes for one recipient of a request. */
export const ALIMTALK_CODES = {
  TOO_LONG: -2019,
  PARAMETER: -3004,
  CONTENT_DIFFERS: -3010,
  BUTTONS_DIFFER: -3011,
  PARAMETERS_DO_NOT_MATCH: -3049,
  BAD_RECIPIENT: -5000,
} as const;

const CONTENT_MAX = 1_000;
export const GROUPING_KEY_MAX = 100;
const SMS_BYTES = 90;

/**
 * Checks one recipient and makes the message.
 * @param finished whether text and buttons come finished (`raw-messages`)
 * @throws NhnRefusal with the code that stands in `sendResults`
 */
export function takeInAlimtalk(
  recipient: AlimtalkRecipient,
  template: Template,
  finished: boolean,
  account: SandboxAccount,
  senderGroupingKey: string,
): Draft {
  const to = numberOf(recipient.recipientNo);
  if (!/^0\d{8,11}$/.test(to) || outcomeOf(to, 'ALIMTALK') === 'REFUSED') {
    throw new NhnRefusal(ALIMTALK_CODES.BAD_RECIPIENT, 'The recipientNo is invalid.');
  }
  const reference = textOf(recipient.recipientGroupingKey);
  if (reference.length > GROUPING_KEY_MAX)
    throw new NhnRefusal(ALIMTALK_CODES.PARAMETER, 'recipientGroupingKey is too long.');
  const { text, buttons } = finished ? finishedContent(recipient, template) : filledContent(recipient, template);
  if (text.length > CONTENT_MAX) throw new NhnRefusal(ALIMTALK_CODES.TOO_LONG, 'The content is too long.');
  return {
    vendor: 'NHN',
    channel: 'ALIMTALK',
    type: 'ALIMTALK',
    to,
    from: numberOf(recipient.resendParameter?.resendSendNo) || (account.senderNumbers[0] ?? ''),
    text,
    emphasis: template.emphasis,
    buttons,
    reference,
    fallback: fallbackOf(recipient, text),
    echo: { templateCode: template.id, senderGroupingKey },
  };
}

/** Parameter names are bare, every variable needs a value that is not blank, and there is none that the wording lacks. */
function filledContent(recipient: AlimtalkRecipient, template: Template): { text: string; buttons: PhoneButton[] } {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(recipient.templateParameter ?? {})) {
    if (name.startsWith('#{'))
      throw new NhnRefusal(ALIMTALK_CODES.PARAMETERS_DO_NOT_MATCH, 'Parameter names are written without #{}.');
    const text = textOf(value);
    if (text.trim() === '')
      throw new NhnRefusal(ALIMTALK_CODES.PARAMETER, `The parameter '${name}' must not be blank.`);
    values[name] = text;
  }
  const links = template.buttons.map(({ linkMobile, linkPc }) => `${linkMobile ?? ''} ${linkPc ?? ''}`);
  const wanted = new Set(variablesOf([template.content, ...links].join(' ')));
  const given = Object.keys(values);
  if (given.length !== wanted.size || given.some((name) => !wanted.has(name))) {
    throw new NhnRefusal(ALIMTALK_CODES.PARAMETERS_DO_NOT_MATCH, 'The template parameters do not match the template.');
  }
  return { text: fillIn(template.content, values), buttons: fillButtons(template.buttons, values) };
}

function finishedContent(recipient: AlimtalkRecipient, template: Template): { text: string; buttons: PhoneButton[] } {
  const text = textOf(recipient.content);
  if (!isWordingOf(template.content, text) || variablesOf(text).length > 0) {
    throw new NhnRefusal(ALIMTALK_CODES.CONTENT_DIFFERS, 'The content differs from the template.');
  }
  const given = (recipient.buttons ?? []).toSorted((a, b) => (a.ordering ?? 0) - (b.ordering ?? 0));
  if (given.length !== template.buttons.length)
    throw new NhnRefusal(ALIMTALK_CODES.BUTTONS_DIFFER, 'The buttons differ from the template.');
  const buttons = given.map(({ name, type, linkMo }, place): PhoneButton => {
    const approved = template.buttons[place]!;
    const linkFits =
      approved.linkMobile === undefined ? linkMo === undefined : isWordingOf(approved.linkMobile, linkMo ?? '');
    if (name !== approved.name || type !== approved.type || !linkFits) {
      throw new NhnRefusal(ALIMTALK_CODES.BUTTONS_DIFFER, 'The buttons differ from the template.');
    }
    return { name, type, ...(linkMo === undefined ? {} : { url: linkMo }) };
  });
  return { text, buttons };
}

/** The console's setting makes resending the default: it is left out only where the sender says so. */
function fallbackOf({ resendParameter }: AlimtalkRecipient, text: string): Draft['fallback'] {
  if (resendParameter?.isResend === false) return undefined;
  const content = textOf(resendParameter?.resendContent) || text;
  const type = textOf(resendParameter?.resendType) || (euckrBytes(content) <= SMS_BYTES ? 'SMS' : 'LMS');
  const channel = type === 'SMS' ? 'SMS' : 'LMS';
  return { channel, type: channel, text: content, title: textOf(resendParameter?.resendTitle) || undefined };
}
