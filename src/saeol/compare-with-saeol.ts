import type { CaseStanding } from '../cases/index.js';
import type { CaseParts } from './saeol-row-translator.js';

const MINUTE_MS = 60_000;

/** In what a case stands otherwise in Saeol than here: Korean words, nothing personal. Pure. */
export function compareWithSaeol(ofSaeol: CaseParts, ours: CaseStanding): string[] {
  return [stateOf(ofSaeol, ours), ...(ours.open ? ofOpenCase(ofSaeol, ours) : [])].filter(
    (difference) => difference !== null,
  );
}

function stateOf({ state }: CaseParts, ours: CaseStanding): string | null {
  const [kind, outcome] = state.split(':');
  const said = `상태(새올 ${state}, 민원알림 ${ours.stage}${ours.outcome === null ? '' : `:${ours.outcome}`})`;
  if (kind === 'COMPLETED') return ours.stage === 'COMPLETED' && ours.outcome === outcome ? null : said;
  if (kind === 'VOIDED') return ours.stage === 'VOIDED' ? null : said;
  if (!ours.open) return said;
  return ours.supplementOpen === (kind === 'SUPPLEMENT' || kind === 'CORRECTION') ? null : said;
}

function ofOpenCase({ officer, departmentCode, plannedAt }: CaseParts, ours: CaseStanding): (string | null)[] {
  const differs = (is: boolean, what: string) => (is ? what : null);
  const minutes = (at: Date | string) => Math.floor(new Date(at).getTime() / MINUTE_MS);
  return [
    differs(officer !== null && officer.id !== ours.officerId, '담당자'),
    differs(departmentCode !== ours.departmentCode, '담당부서'),
    differs(
      plannedAt !== null && ours.targetAt !== null && minutes(plannedAt) !== minutes(ours.plannedAt ?? ours.targetAt),
      '처리예정일',
    ),
  ];
}
