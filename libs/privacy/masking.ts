/** `홍*동`, `홍*`, `남**늘`; corporations (anything with a mark of a legal person, or longer than five letters) stay whole. */
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

const RESIDENT_NUMBER = /(?<!\d)\d{6}[-\s]?[1-8]\d{6}(?!\d)/g;
const CARD_NUMBER = /(?<!\d)\d{4}[-\s]\d{4}[-\s]\d{4}[-\s]\d{4}(?!\d)|(?<!\d)\d{16}(?!\d)/g;
const PASSPORT_NUMBER = /(?<![A-Za-z0-9])[MSRODG]\d{3}[A-Z0-9]\d{4}(?![A-Za-z0-9])/g;
const MOBILE_NUMBER = /(?<!\d)01[016789][-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)/g;
const WEB_ADDRESS = /(?:https?:\/\/|www\.)\S+/gi;

/** Free text before any write: resident, passport and card numbers are replaced by asterisks. */
export function scrubIdentifiers(text: string): string {
  return text
    .replace(RESIDENT_NUMBER, '******-*******')
    .replace(CARD_NUMBER, '****-****-****-****')
    .replace(PASSPORT_NUMBER, '*********');
}

/** Free text on its way into a message: telephone numbers and web addresses besides (product/wordings: free text). */
export function scrubForMessage(text: string): string {
  return scrubIdentifiers(text).replace(MOBILE_NUMBER, '***-****-****').replace(WEB_ADDRESS, '***');
}
