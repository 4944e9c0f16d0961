import type { Chain } from '../staff/index.js';
import type { Post } from './ladder.js';

export interface RungRecipient {
  id: string;
  kind: Post;
  /** Receives in the place of someone without a mobile number. */
  standIn: boolean;
}

/**
 * Who is told of a rung (product notifications: the ladder). Unassigned cases go to the department's head; where the officer has no
 * mobile the leader receives, else the head. A person in two posts is told once, as the nearest to the case. Empty where nobody is known.
 * @param posts that are told of it, the nearest to the case first
 * @param officerMobile a number that Saeol named for the officer besides the directory's
 */
export function recipientsOf(posts: readonly Post[], chain: Chain, officerMobile: string | null): RungRecipient[] {
  const { officer, leader, head } = chain;
  const found: RungRecipient[] = [];
  if (officer === null) {
    add(head, 'HEAD', false);
    return found;
  }
  for (const kind of posts) {
    if (kind === 'OFFICER') {
      const reachable = officer.mobile !== null || (officer.inPlaceOf === null && officerMobile !== null);
      if (reachable || (leader?.mobile ?? head?.mobile) == null) add(officer, 'OFFICER', false);
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
