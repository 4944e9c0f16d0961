import type { Actor, Role } from '../staff/index.js';

/** Who runs the system: they edit what others may only see. */
export const OPERATORS: readonly Role[] = ['operator', 'admin'];

/** Who may say that a citizen was told otherwise. */
export const CLOSES_TASKS: readonly Role[] = ['officer', 'leader', 'head', 'operator', 'admin'];

/** Who may say what was done about a low answer. */
export const CLOSES_FOLLOW_UPS: readonly Role[] = ['head', 'operator', 'admin'];

/** Whether a page shows an act to this person; the act's own `@Roles` decides. */
export function mayAct({ roles }: Actor, who: readonly Role[] = OPERATORS): boolean {
  return roles.some((role) => who.includes(role));
}
