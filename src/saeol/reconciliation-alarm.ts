import type { LinkAlarms } from './link-alarms.js';
import type { Reconciliation } from './reconciliation-reports.js';

const ALARM = 'saeol.reconciliation';

/** Tells an operator what the last comparison found; one that found nothing clears the alarm. */
export async function tellReconciliation(alarms: LinkAlarms, report: Reconciliation): Promise<void> {
  const { missing, stale, unlisted, unsent } = report;
  if (missing + stale + unlisted + unsent === 0) return alarms.clear(ALARM);
  await alarms.raise(
    ALARM,
    'SAEOL.RECONCILIATION',
    `새올과 맞지 않습니다: 빠진 민원 ${missing}건, 상태가 다른 민원 ${stale}건, 새올 목록에 없는 민원 ${unlisted}건, 보내지 못한 안내 ${unsent}건.`,
  );
}
