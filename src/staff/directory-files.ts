import { readCsv, type CsvFault, type CsvRow } from '../../libs/csv/index.js';
import type { Position } from './staff-directory.js';

export const MOST_ROWS = 5_000;

export interface DepartmentEntry {
  code: string;
  name: string;
  phone: string | null;
  parentCode: string | null;
}

export interface StaffEntry {
  id: string;
  name: string;
  departmentCode: string;
  team: string | null;
  position: Position;
  officePhone: string | null;
  /** Digits. */
  mobile: string | null;
}

/** What a file says: its entries in order with their rows, and every fault by row and column. */
export interface DirectoryFile<Entry> {
  entries: { row: number; entry: Entry }[];
  faults: CsvFault[];
}

const DEPARTMENT_COLUMNS = {
  code: { titles: ['부서코드', 'code'], required: true },
  name: { titles: ['부서명', 'name'], required: true },
  phone: { titles: ['전화번호', 'phone'], required: false },
  parentCode: { titles: ['상위부서코드', 'parentCode'], required: false },
} as const;

const STAFF_COLUMNS = {
  id: { titles: ['직원번호', 'id'], required: true },
  name: { titles: ['성명', 'name'], required: true },
  departmentCode: { titles: ['부서코드', 'departmentCode'], required: true },
  team: { titles: ['팀', 'team'], required: false },
  position: { titles: ['직위', 'position'], required: true },
  officePhone: { titles: ['행정전화', 'officePhone'], required: false },
  mobile: { titles: ['휴대전화', 'mobile'], required: false },
} as const;

const POSITIONS: Readonly<Record<string, Position>> = {
  부서장: 'HEAD',
  팀장: 'LEADER',
  담당자: 'OFFICER',
  HEAD: 'HEAD',
  LEADER: 'LEADER',
  OFFICER: 'OFFICER',
};

const DEPARTMENT_CODE = /^\d{11}$/;
const OFFICER_ID = /^[A-Za-z0-9._-]{1,40}$/;
/** A land line as it is told to citizens: an area or service number, never a mobile. */
const OFFICE_PHONE = /^(0(?!1[016-9])\d{1,2}-\d{3,4}-\d{4}|1\d{3}-\d{4})$/;
const MOBILE = /^01[016-9]-?\d{3,4}-?\d{4}$/;
/** What a spreadsheet would calculate has no place in a name. */
const FORMULA = /^'?[=+\-@＝＋－＠]/;

type Check<Column extends string> = (column: Column, message: string) => void;

/**
 * Departments of a file; every code once.
 * @param known codes that the directory has, for parents that are not in the file
 */
export function readDepartmentFile(
  bytes: Buffer,
  known: ReadonlyMap<string, { parentCode: string | null }>,
): DirectoryFile<DepartmentEntry> {
  const { rows, faults } = readCsv(bytes, DEPARTMENT_COLUMNS, MOST_ROWS);
  const entries = rows.map((line) => {
    const { code, name, phone, parentCode } = line.cells;
    const fault = faultOf(line, DEPARTMENT_COLUMNS, faults);
    if (!DEPARTMENT_CODE.test(code)) fault('code', '부서코드는 숫자 11자리입니다.');
    checkName(name, 100, (message) => fault('name', message));
    checkOfficePhone(phone, (message) => fault('phone', message));
    return { row: line.row, entry: { code, name, phone: phone || null, parentCode: parentCode || null } };
  });
  refuseTwice(entries, ({ code }) => code, DEPARTMENT_COLUMNS.code.titles[0], faults);
  const parents = new Map([...known].map(([code, { parentCode }]) => [code, parentCode]));
  for (const { entry } of entries) parents.set(entry.code, entry.parentCode);
  for (const { row, entry } of entries) {
    const column = DEPARTMENT_COLUMNS.parentCode.titles[0];
    if (entry.parentCode !== null && !parents.has(entry.parentCode))
      faults.push({ row, column, message: '없는 부서입니다.' });
    else if (isInRing(entry.code, parents)) faults.push({ row, column, message: '상위부서가 서로 물려 있습니다.' });
  }
  return { entries, faults: inOrder(faults) };
}

/** People of a file; every id once. @param departments codes that the directory has */
export function readStaffFile(bytes: Buffer, departments: ReadonlySet<string>): DirectoryFile<StaffEntry> {
  const { rows, faults } = readCsv(bytes, STAFF_COLUMNS, MOST_ROWS);
  const entries = rows.map((line) => {
    const { id, name, departmentCode, team, position, officePhone, mobile } = line.cells;
    const fault = faultOf(line, STAFF_COLUMNS, faults);
    if (!OFFICER_ID.test(id)) fault('id', '직원번호는 영문·숫자·점·하이픈 40자까지입니다.');
    checkName(name, 50, (message) => fault('name', message));
    if (!departments.has(departmentCode)) fault('departmentCode', '없는 부서입니다.');
    if (team !== '') checkName(team, 50, (message) => fault('team', message));
    if (!Object.hasOwn(POSITIONS, position)) fault('position', '부서장, 팀장, 담당자 가운데 하나입니다.');
    checkOfficePhone(officePhone, (message) => fault('officePhone', message));
    if (mobile !== '' && !MOBILE.test(mobile)) fault('mobile', '휴대전화 번호가 아닙니다.');
    const entry: StaffEntry = {
      id,
      name,
      departmentCode,
      team: team || null,
      position: POSITIONS[position] ?? 'OFFICER',
      officePhone: officePhone || null,
      mobile: mobile.replace(/\D/g, '') || null,
    };
    return { row: line.row, entry };
  });
  refuseTwice(entries, ({ id }) => id, STAFF_COLUMNS.id.titles[0], faults);
  return { entries, faults: inOrder(faults) };
}

function faultOf<Column extends string>(
  { row }: CsvRow<Column>,
  columns: Record<Column, { titles: readonly [string, ...string[]] }>,
  faults: CsvFault[],
): Check<Column> {
  return (column, message) => faults.push({ row, column: columns[column].titles[0], message });
}

function checkName(name: string, longest: number, fault: (message: string) => void): void {
  if (name === '') fault('비어 있습니다.');
  else if ([...name].length > longest) fault(`${longest}자를 넘습니다.`);
  else if (FORMULA.test(name)) fault('수식으로 읽히는 글자로 시작합니다.');
}

function checkOfficePhone(phone: string, fault: (message: string) => void): void {
  if (phone !== '' && !OFFICE_PHONE.test(phone))
    fault('시민에게 안내하는 유선 번호여야 합니다(예: 063-000-1100). 휴대전화는 쓸 수 없습니다.');
}

function refuseTwice<Entry>(
  entries: readonly { row: number; entry: Entry }[],
  keyOf: (entry: Entry) => string,
  column: string,
  faults: CsvFault[],
): void {
  const first = new Map<string, number>();
  for (const { row, entry } of entries) {
    const key = keyOf(entry);
    const before = first.get(key);
    if (before === undefined) first.set(key, row);
    else faults.push({ row, column, message: `${before}행과 같습니다.` });
  }
}

function isInRing(code: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set([code]);
  for (let above = parents.get(code) ?? null; above !== null; above = parents.get(above) ?? null) {
    if (above === code) return true;
    if (seen.has(above)) return false; // a ring further up, told where it stands
    seen.add(above);
  }
  return false;
}

function inOrder(faults: CsvFault[]): CsvFault[] {
  return faults.toSorted((a, b) => a.row - b.row);
}
