/**
 * The seed: a demo county's departments, people and petition types, and the first set of wordings.
 *
 * The data are YAML files beside this one. Every person and number in them is invented. Each county loads its own lists over
 * these.
 */
import { seedFile } from './seed-file.js';

export { seedFile };

/** Languages that the seed has wordings for. */
export type SeedLanguage = 'ko' | 'en';

/** `WL` opens a web address, `DL` dials a telephone number. */
export type SeedButton = { name: string; type: 'WL'; url: string } | { name: string; type: 'DL'; tel: string };

/** To whom a wording goes. */
export type SeedRecipient = 'APPLICANT' | 'AGENT' | 'OFFICER' | 'LEADER' | 'HEAD';

/**
 * One template. `{{기관명}}` and `{{주소}}` are filled in once, when the template is submitted; `#{name}` per message.
 * Texts have no white space at their end.
 */
export interface SeedWording {
  /** At most 20 characters; the same in every language. */
  code: string;
  language: SeedLanguage;
  /** e.g. `case.received`. */
  occasion: string;
  /** Which of the occasion's wordings: `DEFAULT`, the kind of supplement, the outcome … */
  variant: string;
  to: SeedRecipient[];
  /** Articles that ask for the notice. */
  law: string;
  /** The law asks for a document besides the message. */
  legalDocument: boolean;
  /** Variables without which nothing is sent. */
  required: string[];
  alimtalk: string;
  /** Buttons of the AlimTalk. */
  buttons: SeedButton[];
  /** The text of RCS is the AlimTalk text. */
  rcs: { title: string; buttons: SeedButton[] };
  lms: { title: string; text: string };
  /** Absent: the wording is never shortened to SMS. */
  sms?: string;
}

/** One row of the variable table. */
export interface SeedVariable {
  name: string;
  /** Characters. */
  longest: number;
  note: string;
  /** Text typed in Saeol: blanks folded, numbers masked, cut at a word to `longest`. */
  freeText: boolean;
  /** By language; may be `#{other variable}` or `{{대표전화}}` (the county's main number). */
  default?: { ko: string; en?: string };
  /** The same by the variant of the wording. */
  defaultByVariant?: Record<string, { ko: string; en?: string }>;
  /** What a value looks like, for previews. */
  sample: string;
  /** The longest value that can occur, for checking the limits of characters and bytes. */
  longestSample: string;
}

/** Telephone numbers are written with hyphens throughout the seed. */
export interface SeedDepartment {
  /** 11 digits. */
  code: string;
  name: string;
  phone: string;
}

export interface SeedStaff {
  /** `sDDn`. */
  id: string;
  name: string;
  departmentCode: string;
  /** null: the head of the department. */
  team: string | null;
  role: 'HEAD' | 'LEADER' | 'OFFICER';
  /** Office number; this one is told to citizens. */
  phone: string;
  /** For pre-notices only. */
  mobile: string;
  /** `inspector` is the 민원심사관 of Act art. 25, who watches all departments. */
  extraRoles: ('operator' | 'admin' | 'auditor' | 'inspector')[];
}

/** `absent` and `delegate` are staff ids; a week is Monday to Sunday, KST, by the product's clock at seeding. */
export interface SeedDelegate {
  absent: string;
  delegate: string;
  period: 'TODAY_AND_TOMORROW' | 'THIS_WEEK';
}

/** `length` 0 with DAY is "immediately". */
export interface SeedPeriod {
  unit: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';
  length: number;
}

export interface SeedPetitionType {
  /** 13 digits. */
  code: string;
  name: string;
  /** STATUTORY 법정, INQUIRY 질의, PROPOSAL 건의, GRIEVANCE 고충, OTHER 기타. */
  kind: 'STATUTORY' | 'INQUIRY' | 'PROPOSAL' | 'GRIEVANCE' | 'OTHER';
  statutory: boolean;
  period: SeedPeriod;
  /** The shorter period that the county promises (단축). */
  promised?: SeedPeriod;
  departmentCode: string;
  /** How the result is handed over; absent where the petition is not statutory. */
  delivery?: 'VISIT' | 'POST' | 'ONLINE' | 'REGISTER';
  /** The system that tells the citizen instead of us. */
  toldElsewhere?: string;
  /** Called 민원 in messages. */
  discreet: boolean;
  /** `petitions`: a period of the counties' own lists; `sample`: a sample figure. */
  source: 'petitions' | 'sample';
  note?: string;
}

export interface SeedCitizen {
  name: string;
  kind: 'PERSON' | 'CORPORATION' | 'AGENT';
  /** null: none. The digits choose device and outcome at the sandbox gateway. */
  mobile: string | null;
  /** ISO 639-1. */
  language: string;
  /** What the demo shows with this recipient. */
  shows: string;
}

/** What a message costs without VAT, in won, until a county writes its own contract's price. */
export interface SeedPrice {
  vendor: string;
  channel: 'ALIMTALK' | 'RCS' | 'LMS' | 'SMS';
  won: number;
}

/** The templates in one language: all in Korean, those for citizens in English. */
export function readWordings(language: SeedLanguage): SeedWording[] {
  return read<Omit<SeedWording, 'language'>>(`wordings.${language}.yaml`).map((wording) => ({
    ...wording,
    language,
    alimtalk: wording.alimtalk.trimEnd(),
    lms: { ...wording.lms, text: wording.lms.text.trimEnd() },
    ...(wording.sms === undefined ? {} : { sms: wording.sms.trimEnd() }),
  }));
}

export function readVariables(): SeedVariable[] {
  return read<SeedVariable>('variables.yaml').map((variable) => ({
    ...variable,
    freeText: variable.freeText ?? false,
  }));
}

/**
 * What stands in for a missing value of `variable`: a text, a reference `#{other variable}`, `{{대표전화}}`, or null where
 * there is none. A language without its own default takes the Korean one.
 */
export function defaultOfVariable(variable: SeedVariable, language: string, variant: string): string | null {
  const texts: Record<string, string> | undefined = variable.defaultByVariant?.[variant] ?? variable.default;
  return texts?.[language] ?? texts?.['ko'] ?? null;
}

export function readDepartments(): readonly SeedDepartment[] {
  return read<SeedDepartment>('departments.yaml');
}

export function readStaff(): SeedStaff[] {
  return read<SeedStaff>('staff.yaml').map((person) => ({ ...person, extraRoles: person.extraRoles ?? [] }));
}

export function readDelegates(): readonly SeedDelegate[] {
  return read<SeedDelegate>('delegates.yaml');
}

export function readPetitionTypes(): SeedPetitionType[] {
  return read<SeedPetitionType>('petition-types.yaml').map((type) => ({ ...type, discreet: type.discreet ?? false }));
}

export function readPrices(): readonly SeedPrice[] {
  return read<SeedPrice>('prices.yaml');
}

export function readCitizens(): readonly SeedCitizen[] {
  return read<SeedCitizen>('citizens.yaml');
}

const files = new Map<string, unknown>();

/** Each file once. They are part of the package, written by us and checked by seed.spec.ts: their shape is trusted here. */
function read<Row>(file: string): readonly Row[] {
  if (!files.has(file)) files.set(file, seedFile(file));
  return files.get(file) as Row[];
}
