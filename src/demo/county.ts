import {
  readCitizens,
  readDepartments,
  readPetitionTypes,
  readStaff,
  type SeedCitizen,
  type SeedDepartment,
  type SeedPetitionType,
  type SeedStaff,
} from '../../config/seed/index.js';
import type { LinkEventBody, LinkOutcome, LinkPetition } from './saeol-event.js';

/** The seed as the simulated Saeol looks things up in it. */
export interface County {
  types: SeedPetitionType[];
  citizens: readonly SeedCitizen[];
  departments: Map<string, SeedDepartment>;
  /** Those whom cases are assigned to, by department. */
  officers: Map<string, SeedStaff[]>;
}

export function readCounty(): County {
  const staff = readStaff().filter((person) => person.role === 'OFFICER');
  return {
    types: readPetitionTypes(),
    citizens: readCitizens(),
    departments: new Map(readDepartments().map((department) => [department.code, department])),
    officers: Map.groupBy(staff, (person) => person.departmentCode),
  };
}

export function petitionOf(type: SeedPetitionType): LinkPetition {
  return {
    typeCode: type.code,
    typeName: type.name,
    kind: type.kind,
    statutory: type.statutory,
    period: type.period,
    ...(type.promised ? { promised: type.promised } : {}),
    departmentCode: type.departmentCode,
  };
}

/** Saeol names the office telephone; `withMobile` adds the mobile that pre-notices go to. */
export function officerOf(person: SeedStaff, withMobile: boolean): LinkEventBody['ASSIGNED'] {
  const { id, name, phone, mobile, departmentCode } = person;
  return {
    officer: { id, name, phone, ...(withMobile ? { mobile: mobile.replaceAll('-', '') } : {}), departmentCode },
  };
}

/** The completion as the type hands it over: only a granted one has something to hand over. */
export function completionOf(
  type: SeedPetitionType,
  outcome: LinkOutcome,
  more: { reason?: string; transferredTo?: { name: string; phone?: string } },
  departments: County['departments'],
): LinkEventBody['COMPLETED'] {
  const handedOver =
    outcome === 'GRANTED' && type.delivery !== undefined
      ? {
          delivery: type.delivery,
          ...(type.delivery === 'VISIT' ? { place: departments.get(type.departmentCode)!.name } : {}),
        }
      : {};
  const result = { ...handedOver, ...more };
  return Object.keys(result).length === 0 ? { outcome } : { outcome, result };
}
