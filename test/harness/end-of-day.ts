import type { TestDatabase } from './database.js';
import { eventually } from './program.js';

/** What every way in carries of a case, as it stands at the end. */
const CASES = `
SELECT receipt_no, stage, outcome, supplement_open, type_code, statutory, period, promised, department_code, officer_id, notified,
  received_at, completed_at, due_at, planned_at, target_at, supplement_due_at, paused, extensions, flags, refused_step, applicant_sealed,
  (SELECT array_agg(s.sequence || ' ' || s.kind || ' ' || s.at ORDER BY s.sequence) FROM cases.step s WHERE s.case_id = c.id) AS steps
FROM cases.civil_case c ORDER BY receipt_no`;
/**
 * Who was told what of which case, and how often. Surveys follow the deliveries, which are still under way; of a case that is found
 * voided nobody is told anything, so it depends on when it was looked at.
 */
const NOTICES = `
SELECT label, occasion, variant, recipient_kind, count(*)::int AS n FROM messaging.notification
WHERE occasion LIKE 'case.%' AND label NOT IN (SELECT receipt_no FROM cases.civil_case WHERE stage = 'VOIDED')
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;
const STILL_TO_DO = `
SELECT (SELECT count(*)::int FROM saeol.inbox WHERE state = 'WAITING') AS waiting,
  (SELECT count(*)::int FROM cases.step) AS steps,
  (SELECT count(*)::int FROM saeol.inbox WHERE state = 'QUARANTINED') AS quarantined`;

/** How a day ended: its cases, and who was told what. */
export interface EndOfDay {
  cases: { stage: string }[];
  notices: { label: string; n: number }[];
}

/** Waits until so many steps are applied and none waits; fails where more are in quarantine than are meant to be. */
export async function endOfDay(
  { dataSource, privacy }: TestDatabase,
  steps: number,
  { quarantined = 0 } = {},
): Promise<EndOfDay> {
  await eventually(
    'every event is applied',
    async () => {
      const [left] = await dataSource.query<{ waiting: number; steps: number; quarantined: number }[]>(STILL_TO_DO);
      if (left!.quarantined > quarantined) throw new Error(`${left!.quarantined} are in quarantine`);
      return left!.steps >= steps && left!.waiting === 0;
    },
    60_000,
  );
  const cases = await dataSource.query<{ stage: string; applicant_sealed: Buffer }[]>(CASES);
  return {
    cases: cases.map(({ applicant_sealed: applicant, ...found }) => ({
      ...found,
      applicant: privacy.openJson<object>(applicant),
    })),
    notices: await dataSource.query(NOTICES),
  };
}
