import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { scrubIdentifiers } from '../../libs/privacy/index.js';

/** What reading one event found: faults by field, and how many fields were dropped because nobody asked for them. */
export interface Findings {
  faults: string[];
  dropped: number;
}

/**
 * Reads one value: gives its clean form, or notes a fault and gives undefined. Whatever no rule names is dropped here,
 * before anything is written (product saeol-link: the reader takes a whitelist).
 */
export type Rule<T> = (value: unknown, path: string, found: Findings) => T | undefined;

type Shape<R extends Record<string, Rule<unknown>>> = { [K in keyof R]: Exclude<ReturnType<R[K]>, undefined> };

const fault = (found: Findings, path: string, what: string): undefined => {
  found.faults.push(`${path}: ${what}`);
  return undefined;
};

export function object<R extends Record<string, Rule<unknown>>>(rules: R): Rule<Shape<R>> {
  const fields = Object.entries(rules);
  return (value, path, found) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fault(found, path, 'an object is needed');
    const given = value as Record<string, unknown>;
    const clean: Record<string, unknown> = {};
    let known = 0;
    for (const [name, rule] of fields) {
      const has = Object.hasOwn(given, name);
      if (has) known += 1;
      clean[name] = rule(has ? given[name] : undefined, path === '' ? name : `${path}.${name}`, found);
    }
    found.dropped += Object.keys(given).length - known;
    return clean as Shape<R>;
  };
}

/** Absent, null or blank gives null. */
export function optional<T>(rule: Rule<T>): Rule<T | null> {
  return (value, path, found) =>
    value === undefined || value === null || value === '' ? null : rule(value, path, found);
}

export function text(longest: number, pattern?: RegExp): Rule<string> {
  return (value, path, found) => {
    if (typeof value !== 'string') return fault(found, path, 'a text is needed');
    // PostgreSQL text holds no NUL, its JSON no half of a surrogate pair.
    const trimmed = value.replaceAll('\u0000', '').toWellFormed().trim();
    if (trimmed === '') return fault(found, path, 'a text is needed');
    if (trimmed.length > longest) return fault(found, path, `longer than ${longest} characters`);
    if (pattern !== undefined && !pattern.test(trimmed)) return fault(found, path, `does not fit ${pattern.source}`);
    return trimmed;
  };
}

/** Text that people typed: resident, passport and card numbers are masked before it goes anywhere. */
export function typedText(longest: number): Rule<string> {
  const plain = text(longest);
  return (value, path, found) => {
    const read = plain(value, path, found);
    return read === undefined ? undefined : scrubIdentifiers(read);
  };
}

export function integer(least: number, most: number): Rule<number> {
  return (value, path, found) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : fault(found, path, `a whole number from ${least} to ${most} is needed`);
}

export const flag: Rule<boolean> = (value, path, found) =>
  typeof value === 'boolean' ? value : fault(found, path, 'true or false is needed');

export function oneOf<const T extends string>(values: readonly T[]): Rule<T> {
  return (value, path, found) =>
    values.includes(value as T) ? (value as T) : fault(found, path, `one of ${values.join(', ')} is needed`);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** An instant with its offset, kept as UTC text so that equal instants have equal forms. */
export const instant: Rule<string> = (value, path, found) => {
  const at = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null;
  if (
    at === null ||
    Number.isNaN(at.getTime()) ||
    !isYearOfUse(at.getUTCFullYear()) ||
    !isDayOfMonth(value as string)
  ) {
    return fault(found, path, 'an instant with its offset is needed, such as 2026-04-29T14:00:00+09:00');
  }
  return at.toISOString();
};

export const date: Rule<string> = (value, path, found) => {
  const day = typeof value === 'string' && DATE.test(value) ? new Date(`${value}T00:00:00Z`) : null;
  const real = day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value as string);
  return real && isYearOfUse(day.getUTCFullYear())
    ? (value as string)
    : fault(found, path, 'a date such as 2026-04-29 is needed');
};

/** JavaScript reads 30 February as 2 March. @param said begins with `YYYY-MM-DD` */
export function isDayOfMonth(said: string): boolean {
  const day = Number(said.slice(8, 10));
  return day <= 28 || new Date(`${said.slice(0, 10)}T00:00:00Z`).getUTCDate() === day;
}

function isYearOfUse(year: number): boolean {
  return year >= 1990 && year <= 2200;
}

/**
 * A telephone number as digits with the leading 0. What cannot be read as one is null, not a fault: a wrong number must
 * not keep a step from the case; the case then says that there is no mobile number.
 */
export const phone: Rule<string | null> = (value) => {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const plain = String(value)
    .slice(0, 40)
    .replace(/[\s().-]/g, '');
  if (/^0\d{7,11}$/.test(plain)) return plain;
  const parsed = parsePhoneNumberFromString(plain, 'KR');
  return parsed?.country === 'KR' ? `0${parsed.nationalNumber}` : null;
};
