/** `홍*동`, `홍*`, `남**늘`; corporations (anything with a mark of a legal person) stay whole. */
export function maskName(name: string): string {
  const letters = [...name.trim()];
  if (/\(주\)|㈜|주식회사|법인|사무소|조합|회사|협회/.test(name)) return name.trim();
  if (/^[\x20-\x7e]+$/.test(name)) return maskLatinName(name.trim());
  if (letters.length <= 1) return '*';
  if (letters.length === 2) return `${letters[0]}*`;
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`;
}

function maskLatinName(name: string): string {
  return name
    .split(' ')
    .map((word) => (word.length <= 1 ? word : `${word[0]}${'*'.repeat(word.length - 1)}`))
    .join(' ');
}

/** `010-****-1234`. A number that is no mobile keeps only its last four digits. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return /^01\d{8,9}$/.test(digits) ? `${digits.slice(0, 3)}-****-${digits.slice(-4)}` : `****-${digits.slice(-4)}`;
}

/** A digit and what stands between groups of them, as Korean keyboards and word processors write them: full width, any dash, spaces. */
const DIGIT = '[0-9０-９]';
const BETWEEN = String.raw`(?:\s?[-.·‐-―−－]\s?|\s)`;
/** With something between all groups, or between none: two dates of eight digits are no card. */
const groups = (...parts: string[]) =>
  new RegExp(`(?<!${DIGIT})(?:${parts.join(BETWEEN)}|${parts.join('')})(?!${DIGIT})`, 'g');
const digits = (count: number) => `${DIGIT}{${count}}`;

/** The day of birth may stand with its century. */
const RESIDENT_NUMBER = groups(`(?:19|20|１９|２０)?${digits(6)}`, `[1-8１-８]${digits(6)}`);
const CARD_NUMBER = groups(digits(4), digits(4), digits(4), digits(4));
/** American Express: 15 digits that begin with 34 or 37. */
const AMEX_NUMBER = groups(`[3３][47４７]${digits(2)}`, digits(6), digits(5));
/** Of Korea: a letter and eight digits, since 2021 with a letter in the fourth place (passport.go.kr). */
const PASSPORT_NUMBER = /(?<![a-z0-9])[msrodg]\s?\d{3}[a-z0-9]\d{4}(?![a-z0-9])/gi;
const MOBILE_NUMBER = /(?<!\d)(?:\+?82[-.\s]?|0)1[016789][-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)/g;
const WEB_ADDRESS = /(?:https?:\/\/|www\.)\S+/gi;

/** Free text before any write: resident, passport and card numbers are replaced by asterisks. */
export function scrubIdentifiers(text: string): string {
  return text
    .replace(RESIDENT_NUMBER, '******-*******')
    .replace(CARD_NUMBER, '****-****-****-****')
    .replace(AMEX_NUMBER, '****-******-*****')
    .replace(PASSPORT_NUMBER, '*********');
}

/** Free text on its way into a message: telephone numbers and web addresses besides (product/wordings: free text). */
export function scrubForMessage(text: string): string {
  return scrubIdentifiers(text).replace(MOBILE_NUMBER, '***-****-****').replace(WEB_ADDRESS, '***');
}
