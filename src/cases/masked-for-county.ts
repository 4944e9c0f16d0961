import { maskName } from '../../libs/privacy/index.js';
import type { CaseDetail, CaseSummary } from './case-view.js';

/** The county's overview sees all departments, and nobody's name (quality security: roles). */
export function maskedSummary<Summary extends CaseSummary>(summary: Summary): Summary {
  const { officer } = summary;
  return officer === undefined ? summary : { ...summary, officer: { ...officer, name: maskName(officer.name) } };
}

export function maskedDetail(detail: CaseDetail): CaseDetail {
  return { ...maskedSummary(detail), timeline: detail.timeline.map(maskedEntry) };
}

const NAMES = ['officerName', 'transferredTo'] as const;

function maskedEntry(entry: CaseDetail['timeline'][number]): CaseDetail['timeline'][number] {
  const words = entry as Partial<Record<(typeof NAMES)[number], string>>;
  const masked = NAMES.flatMap((name) => (words[name] === undefined ? [] : [[name, maskName(words[name])]]));
  return { ...entry, ...(Object.fromEntries(masked) as Record<string, string>) };
}
