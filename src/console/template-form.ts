import type { Button, Wording, WordingDraft } from '../messaging/index.js';

/** Kakao takes five buttons, RCS three. */
export const MOST_BUTTONS = { alimtalk: 5, rcs: 3 } as const;

/** The editor's fields as they are named in its form. */
export type EditorFields = Record<string, string>;

type Place = keyof typeof MOST_BUTTONS;

/** Fields of the editor's form from a wording as it is written. */
export function fieldsOf({ alimtalk, rcs, lms, sms }: Pick<Wording, 'alimtalk' | 'rcs' | 'lms' | 'sms'>): EditorFields {
  const buttons = (place: Place, all: readonly Button[]) =>
    Object.fromEntries(
      all.flatMap((button, index) => [
        [`${place}Name${index}`, button.name],
        [`${place}Type${index}`, button.type],
        [`${place}Target${index}`, button.type === 'WL' ? button.url : button.tel],
      ]),
    );
  return {
    alimtalk: alimtalk.text,
    rcsTitle: rcs.title,
    lmsTitle: lms.title,
    lms: lms.text,
    sms: sms ?? '',
    ...buttons('alimtalk', alimtalk.buttons),
    ...buttons('rcs', rcs.buttons),
  };
}

/** What was typed, cut to what can be stored at all; a form is made of nothing but texts. */
export function typedIn(body: unknown): EditorFields {
  const MOST = 4_000;
  return Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, text]) => [name, text.replaceAll('\r\n', '\n').slice(0, MOST)]),
  );
}

/** The wording that the form's fields say; a button without a name is none, an empty SMS never shortens. */
export function wordingOf(fields: EditorFields): WordingDraft {
  const text = (name: string) => (fields[name] ?? '').trimEnd();
  return {
    alimtalk: { text: text('alimtalk'), buttons: buttonsOf('alimtalk', fields) },
    rcs: { title: text('rcsTitle').trim(), buttons: buttonsOf('rcs', fields) },
    lms: { title: text('lmsTitle').trim(), text: text('lms') },
    sms: text('sms') === '' ? null : text('sms'),
  };
}

function buttonsOf(place: Place, fields: EditorFields): Button[] {
  return Array.from({ length: MOST_BUTTONS[place] }, (_, index): Button | null => {
    const name = (fields[`${place}Name${index}`] ?? '').trim();
    const target = (fields[`${place}Target${index}`] ?? '').trim();
    if (name === '') return null;
    return fields[`${place}Type${index}`] === 'DL'
      ? { name, type: 'DL', tel: target }
      : { name, type: 'WL', url: target };
  }).filter((button) => button !== null);
}
