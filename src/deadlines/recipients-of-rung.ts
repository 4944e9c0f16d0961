import type { Chain } from '../staff/index.js';
import type { RungName } from './ladder.js';

export interface RungRecipient {
  id: string;
  kind: 'OFFICER' | 'LEADER' | 'HEAD';
  /** Receives in the place of someone without a mobile number. */
  standIn: boolean;
}

const TOLD: Record<RungName, readonly RungRecipient['kind'][]> = {
  D3: ['OFFICER'],
  D1: ['OFFICER'],
  DDAY: ['OFFICER', 'LEADER'],
  OVERDUE: ['OFFICER', 'LEADER', 'HEAD'],
  SUPPLEMENT_LAPSED: ['OFFICER', 'LEADER'],
};

/**
 * Who is told of a rung (product notifications: the ladder). Unassigned cases go to the department's head; where the officer has no
 * mobile the leader receives, else the head. A person in two posts is told once, as the nearest to the case. Empty where nobody is known.
 * @param officerMobile a number that Saeol named for the officer besides the directory's
 */
export function recipientsOf(name: RungName, chain: Chain, officerMobile: string | null): RungRecipient[] {
  const { officer, leader, head } = chain;
  const found: RungRecipient[] = [];
  for (const kind of TOLD[name]) {
    if (kind === 'OFFICER') {
      const reachable =
        officer !== null && (officer.mobile !== null || (officer.inPlaceOf === null && officerMobile !== null));
      if (officer === null) add(head, 'HEAD', false);
      else if (reachable || (leader?.mobile ?? head?.mobile) == null) add(officer, 'OFFICER', false);
      else add(leader?.mobile != null ? leader : head, leader?.mobile != null ? 'LEADER' : 'HEAD', true);
    } else if (kind === 'LEADER') {
      add(leader, 'LEADER', false);
    } else {
      add(head, 'HEAD', false);
    }
  }
  return found;

  function add(person: { id: string } | null, kind: RungRecipient['kind'], standIn: boolean): void {
    if (person !== null && !found.some(({ id }) => id === person.id)) found.push({ id: person.id, kind, standIn });
  }
}
