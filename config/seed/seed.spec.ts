import { describe, expect, it } from 'vitest';
import { euckrBytes, outsideEuckr } from '../../libs/korean-text/index.js';
import {
  defaultOfVariable,
  readCitizens,
  readDelegates,
  readDepartments,
  readPetitionTypes,
  readStaff,
  readVariables,
  readWordings,
  type SeedButton,
  type SeedWording,
} from './index.js';

const variables = new Map(readVariables().map((variable) => [variable.name, variable]));
const korean = readWordings('ko');
const english = readWordings('en');
const all = [...korean, ...english].map((wording): [string, SeedWording] => [
  `${wording.code} ${wording.language}`,
  wording,
]);

/** Bytes of a text that consists of KS X 1001 only. */
function eucKrBytes(text: string): number {
  expect(outsideEuckr(text)).toEqual([]);
  return euckrBytes(text);
}

/** A county's name (three syllables at most, in all of them) and an address longer than most. */
function atItsLongest(text: string): string {
  return text
    .replaceAll('{{기관명}}', '순창군')
    .replaceAll('{{주소}}', 'https://minwon-alim.sunchang.go.kr')
    .replaceAll(/#\{(.+?)\}/g, (_, name: string) => {
      const variable = variables.get(name)!;
      return variable.longestSample + (variable.freeText ? '… (진행상황에서 전체 보기)' : '');
    });
}

function variablesOf(...texts: string[]): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(/#\{(.+?)\}/g)].map((match) => match[1]!)));
}

function targets(buttons: SeedButton[]): string[] {
  return buttons.map((button) => (button.type === 'WL' ? button.url : button.tel));
}

function textsOf(wording: SeedWording): string[] {
  return [
    wording.alimtalk,
    wording.rcs.title,
    wording.lms.title,
    wording.lms.text,
    wording.sms ?? '',
    ...[...wording.buttons, ...wording.rcs.buttons].map((button) => button.name),
  ];
}

describe('wordings', () => {
  it('are 29 in Korean and 20 for citizens in English', () => {
    expect(korean).toHaveLength(29);
    expect(english.map((wording) => wording.code)).toEqual(
      korean.filter((wording) => /^(case|survey)\.(?!low)/.test(wording.occasion)).map((wording) => wording.code),
    );
    expect(english).toHaveLength(20);
  });

  it('have a code of their own and a pair of occasion and variant of their own', () => {
    expect(new Set(korean.map((wording) => wording.code)).size).toBe(korean.length);
    expect(new Set(korean.map((wording) => `${wording.occasion} ${wording.variant}`)).size).toBe(korean.length);
  });

  it('cover every outcome of a completion and every kind of supplement', () => {
    const variantsOf = (occasion: string) =>
      korean.filter((wording) => wording.occasion === occasion).map((wording) => wording.variant);
    expect(variantsOf('case.completed')).toEqual([
      'GRANTED',
      'REFUSED',
      'RETURNED',
      'WITHDRAWN',
      'TRANSFERRED',
      'CLOSED',
    ]);
    expect(variantsOf('case.supplement-requested')).toEqual(['SUPPLEMENT', 'CORRECTION', 'AGAIN']);
    expect(variantsOf('case.assigned')).toEqual(['DEFAULT', 'REASSIGNED']);
  });

  it.each(all)('%s keeps the limits of AlimTalk with the longest values', (_, wording) => {
    expect(wording.code.length).toBeLessThanOrEqual(20);
    expect(atItsLongest(wording.alimtalk).length).toBeLessThanOrEqual(1000);
    expect(wording.buttons.length).toBeLessThanOrEqual(5);
    for (const button of wording.buttons) expect(button.name.length).toBeLessThanOrEqual(14);
  });

  it.each(all)('%s keeps the limits of RCS with the longest values', (_, wording) => {
    expect(atItsLongest(wording.alimtalk).length).toBeLessThanOrEqual(1300);
    expect(atItsLongest(wording.rcs.title).length).toBeLessThanOrEqual(30);
    for (const button of wording.rcs.buttons) expect(button.name.length).toBeLessThanOrEqual(17);
  });

  it.each(all)('%s keeps the limits of LMS and SMS with the longest values, in EUC-KR bytes', (_, wording) => {
    expect(eucKrBytes(atItsLongest(wording.lms.text))).toBeLessThanOrEqual(2000);
    expect(eucKrBytes(atItsLongest(wording.lms.title))).toBeLessThanOrEqual(40);
    if (wording.sms !== undefined) expect(eucKrBytes(atItsLongest(wording.sms))).toBeLessThanOrEqual(90);
  });

  it.each(all)('%s holds only characters of KS X 1001', (_, wording) => {
    for (const text of textsOf(wording)) expect(() => eucKrBytes(text)).not.toThrow();
  });

  it.each(all)('%s uses only variables of the table, and all that it requires', (_, wording) => {
    const buttons = targets(wording.buttons);
    const rcsButtons = targets(wording.rcs.buttons);
    const inAlimtalk = variablesOf(wording.alimtalk, ...buttons);
    const inRcs = variablesOf(wording.alimtalk, wording.rcs.title, ...rcsButtons);
    const inLms = variablesOf(wording.lms.title, wording.lms.text);
    for (const name of [...inAlimtalk, ...inRcs, ...inLms, ...variablesOf(wording.sms ?? '')]) {
      expect(variables.has(name), name).toBe(true);
    }
    // What is required must be seen on whatever channel tells it in full.
    for (const name of wording.required) {
      expect(inAlimtalk.has(name), `${name} in AlimTalk`).toBe(true);
      expect(inRcs.has(name), `${name} in RCS`).toBe(true);
      expect(inLms.has(name), `${name} in LMS`).toBe(true);
    }
    // A value that is neither required nor has a default would leave a blank, which AlimTalk does not take.
    for (const name of inAlimtalk) {
      const hasDefault = defaultOfVariable(variables.get(name)!, wording.language, wording.variant) !== null;
      expect(hasDefault || wording.required.includes(name), `${name} is required or has a default`).toBe(true);
    }
  });

  it.each(all)('%s puts no particle after a variable', (_, wording) => {
    for (const text of textsOf(wording)) {
      for (const [, after] of text.matchAll(/#\{.+?\}([가-힣]+)/g)) expect(after).toMatch(/^(님|까지|에|건|점)/);
    }
  });

  it.each(all)('%s begins with the organisation and ends without white space', (_, wording) => {
    for (const text of [wording.alimtalk, wording.lms.text, wording.lms.title, wording.sms].filter(Boolean)) {
      expect(text).toMatch(/^\[\{\{기관명\}\}\]/);
      expect(text).toBe(text!.trimEnd());
    }
  });

  it.each(all)('%s ends each address in text with white space or the end', (_, wording) => {
    for (const [, after] of wording.lms.text.matchAll(/\{\{주소\}\}\S*#\{(?:열람키|설문키)\}([\s\S]?)/g)) {
      expect(after).toMatch(/^\s?$/);
    }
  });

  it.each(english.map((wording): [string, SeedWording] => [wording.code, wording]))(
    '%s tells the same facts in English as in Korean',
    (code, wording) => {
      const original = korean.find((other) => other.code === code)!;
      const { alimtalk, buttons, rcs, lms, language, ...head } = wording;
      expect(original).toMatchObject(head);
      expect(language).toBe('en');
      expect(variablesOf(alimtalk)).toEqual(variablesOf(original.alimtalk));
      expect(variablesOf(lms.text)).toEqual(variablesOf(original.lms.text));
      expect(targets(buttons)).toEqual(targets(original.buttons));
      expect(targets(rcs.buttons)).toEqual(targets(original.rcs.buttons));
      // Nothing but what is filled in is Korean.
      const fixed = textsOf(wording)
        .join('\n')
        .replaceAll(/#\{.+?\}|\{\{.+?\}\}/g, '');
      expect(fixed).not.toMatch(/[가-힣]/);
    },
  );
});

describe('variables', () => {
  it('have a longest sample within their length, in KS X 1001', () => {
    for (const variable of variables.values()) {
      expect(variable.longestSample.length, variable.name).toBeLessThanOrEqual(variable.longest);
      eucKrBytes(variable.longestSample);
      expect(variable.sample.length, variable.name).toBeLessThanOrEqual(variable.longest);
      eucKrBytes(variable.sample);
    }
  });

  it('are each used by some wording', () => {
    const used = variablesOf(
      ...korean.flatMap((wording) => [
        ...textsOf(wording),
        ...targets(wording.buttons),
        ...targets(wording.rcs.buttons),
      ]),
    );
    expect([...variables.keys()].filter((name) => !used.has(name))).toEqual([]);
  });

  it('have the defaults of the table, by language and by outcome', () => {
    const of = (name: string, language = 'ko', variant = 'DEFAULT') =>
      defaultOfVariable(variables.get(name)!, language, variant);
    expect(of('담당자')).toBe('담당자 배정 중');
    expect(of('담당자', 'vi')).toBe('담당자 배정 중');
    expect(of('담당자', 'en')).toBe('to be named');
    expect(of('담당자전화')).toBe('#{부서전화}');
    expect(of('부서전화')).toBe('{{대표전화}}');
    expect(of('결과사유', 'ko', 'WITHDRAWN')).toBe('신청인의 취하 요청');
    expect(of('결과사유', 'ko', 'REFUSED')).toBe('통지서에서 확인');
    expect(of('결과사유', 'ko', 'GRANTED')).toBeNull();
    expect(of('민원인')).toBeNull();
  });

  it('have a default that is not longer than a value may be', () => {
    for (const variable of variables.values()) {
      for (const texts of [variable.default, ...Object.values(variable.defaultByVariant ?? {})]) {
        for (const text of Object.values(texts ?? {})) {
          expect(text.length, variable.name).toBeLessThanOrEqual(variable.longest);
          eucKrBytes(text);
        }
      }
    }
  });
});

describe('departments and people', () => {
  const departments = readDepartments();
  const staff = readStaff();

  it('are 14 departments and 95 people with ids of their own', () => {
    expect(departments).toHaveLength(14);
    expect(staff).toHaveLength(95);
    expect(new Set(departments.map((department) => department.code)).size).toBe(14);
    for (const field of ['id', 'phone', 'mobile'] as const) {
      expect(new Set(staff.map((person) => person[field])).size, field).toBe(95);
    }
  });

  it('number people by department: id, office and mobile', () => {
    for (const person of staff) {
      const nn = person.departmentCode.slice(-2);
      const [, n] = /^s\d\d(\d)$/.exec(person.id)!;
      expect(person.id).toBe(`s${nn}${n}`);
      expect(person.phone).toBe(`063-000-${nn}0${n}`);
      expect(person.mobile).toMatch(new RegExp(`^010-000[0-7]-2${nn}${n}$`));
      expect(departments.some((department) => department.code === person.departmentCode)).toBe(true);
    }
    for (const { code, phone } of departments) expect(phone).toBe(`063-000-${code.slice(-2)}00`);
  });

  it('read 건축과 as the county writes it', () => {
    expect(staff.find((person) => person.id === 's110')).toMatchObject({
      name: '최아름',
      role: 'HEAD',
      team: null,
      phone: '063-000-1100',
      mobile: '010-0001-2110',
    });
    expect(staff.find((person) => person.id === 's112')).toMatchObject({
      name: '송오름',
      role: 'OFFICER',
      team: '건축허가팀',
      mobile: '010-0003-2112',
    });
  });

  it('give each department one head and each team one leader', () => {
    for (const { code } of departments) {
      const people = staff.filter((person) => person.departmentCode === code);
      expect(people.filter((person) => person.role === 'HEAD')).toHaveLength(1);
      const teams = new Set(people.map((person) => person.team).filter((team) => team !== null));
      for (const team of teams) {
        const members = people.filter((person) => person.team === team);
        expect(members.filter((person) => person.role === 'LEADER')).toHaveLength(1);
        expect(members.some((person) => person.role === 'OFFICER')).toBe(true);
      }
    }
  });

  it('give the roles beyond the rank to those who have them', () => {
    const having = (role: string) =>
      staff.filter((person) => person.extraRoles.some((extra) => extra === role)).map((person) => person.id);
    expect(having('operator')).toEqual(['s024', 's025']);
    expect(having('admin')).toEqual(['s024', 's025']);
    expect(having('auditor')).toEqual(['s013']);
    expect(having('inspector')).toEqual(['s030', 's031']);
  });

  it('delegate to people who are there', () => {
    expect(readDelegates()).toHaveLength(2);
    for (const { absent, delegate } of readDelegates()) {
      const [from, to] = [absent, delegate].map((id) => staff.find((person) => person.id === id));
      expect(from?.departmentCode).toBe(to?.departmentCode);
    }
  });

  it('have names that a text message can carry', () => {
    for (const { name } of [...staff, ...departments, ...readCitizens()]) expect(() => eucKrBytes(name)).not.toThrow();
  });
});

describe('petition types', () => {
  const types = readPetitionTypes();

  it('are 66 statutory ones and 5 others with codes of their own, each in a department', () => {
    expect(types.filter((type) => type.statutory)).toHaveLength(66);
    expect(types.filter((type) => !type.statutory).map((type) => type.kind)).toEqual([
      'INQUIRY',
      'INQUIRY',
      'PROPOSAL',
      'GRIEVANCE',
      'OTHER',
    ]);
    expect(new Set(types.map((type) => type.code)).size).toBe(71);
    const departments = new Set(readDepartments().map((department) => department.code));
    for (const type of types) {
      expect(type.code).toMatch(/^4770000\d{6}$/);
      expect(departments.has(type.departmentCode), type.name).toBe(true);
      expect(type.statutory).toBe(type.kind === 'STATUTORY');
      eucKrBytes(type.name);
      expect(type.name.length).toBeLessThanOrEqual(variables.get('민원명')!.longest);
    }
  });

  it('promise less than the statutory period, and hand over every statutory result', () => {
    for (const type of types) {
      if (type.promised) expect(type.promised.length).toBeLessThan(type.period.length);
      expect(type.delivery !== undefined).toBe(type.statutory);
    }
  });

  it('hold one of each kind that the clock treats apart', () => {
    const byName = (name: string) => types.find((type) => type.name === name)!;
    expect(byName('개발행위허가')).toEqual({
      code: '4770000000015',
      name: '개발행위허가',
      kind: 'STATUTORY',
      statutory: true,
      period: { unit: 'DAY', length: 15 },
      promised: { unit: 'DAY', length: 12 },
      departmentCode: '47700000011',
      delivery: 'POST',
      discreet: false,
      source: 'petitions',
    });
    expect(byName('정비계획 입안 제안').period).toEqual({ unit: 'MONTH', length: 2 });
    expect(byName('향토유산 현상변경 허가').period).toEqual({ unit: 'WEEK', length: 2 });
    expect(byName('산림경영 시범림 지정').period).toEqual({ unit: 'YEAR', length: 1 });
    expect(byName('주민등록표 등본 교부').period).toEqual({ unit: 'DAY', length: 0 });
    expect(byName('건축물 사용승인').toldElsewhere).toBe('세움터');
    expect(types.filter((type) => type.discreet).map((type) => type.name)).toEqual(['주민등록번호 변경 신청']);
  });
});

describe('citizens', () => {
  it('are 15 with invented numbers that the sandbox knows', () => {
    const citizens = readCitizens();
    expect(citizens).toHaveLength(15);
    expect(citizens.filter((citizen) => citizen.kind === 'AGENT')).toHaveLength(3);
    for (const { mobile, name } of citizens) {
      if (mobile === null) expect(name).toBe('(주)가온들');
      else expect(mobile).toMatch(/^010-000\d-([3-8]\d{3}|90(0[1-9]|1[01]))$/);
    }
  });
});
