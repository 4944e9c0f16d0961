import { maskName } from '../../libs/privacy/index.js';
import type { OfficerLoad } from './dashboard-counts.js';
import type { OverdueCase } from './reminder-orders.service.js';

/** The county's overview sees all departments, and nobody's name (quality security: roles). */
export function maskedForCounty(one: OverdueCase): OverdueCase {
  return one.officer === null ? one : { ...one, officer: { ...one.officer, name: maskName(one.officer.name) } };
}

/** The same of an officer's load; an id that stands in for a name is none. */
export function maskedLoad(load: OfficerLoad): OfficerLoad {
  return load.name === load.officerId ? load : { ...load, name: maskName(load.name) };
}
