import type { ReactElement } from 'react';
import { Icon } from '../../../libs/krds/index.js';
import type { Alarm } from '../../staff/index.js';
import { ActButton } from './act-form.js';
import { count } from './figures.js';
import { momentOf } from './dates.js';

/** Where one sees to an alarm, by the beginning of its code; the first that fits. */
const PAGES: [beginning: string, path: string, words: string][] = [
  ['CASES.REASSIGNMENTS_HELD', '/messages/held', '보류된 안내 보기'],
  ['CASES.CALENDAR', '/holidays', '휴일 보기'],
  ['DEADLINES.NO_RECIPIENT', '/staff', '직원 보기'],
  ['MESSAGING.SENDER', '/sender-profile', '발신 프로필 보기'],
  ['MESSAGING.TEMPLATE', '/templates', '문구 보기'],
  ['MESSAGING.CANNOT_ASK', '/messages?status=SENDING', '보내는 중인 알림 보기'],
  ['MESSAGING.CANNOT_SEND', '/messages?status=WAITING', '기다리는 알림 보기'],
  ['MESSAGING.', '/gateways', '발송 게이트웨이 보기'],
  ['QUEUE.PARKED', '/queue', '대기열 보기'],
  ['SAEOL.FILE_WAITS', '/link/files', '받은 파일 보기'],
  ['SAEOL.QUARANTINE', '/link/quarantine', '격리함 보기'],
  ['SAEOL.RECONCILIATION', '/link/reconciliations', '대조 보고 보기'],
  ['SAEOL.', '/link', '새올 연계 보기'],
  ['STAFF.AUDIT_REVIEW_DUE', '/audit/review', '월 점검 보기'],
];

/**
 * What is wrong with the program, on every page of those who see to it: closed it takes one line.
 * @param current address of the page's menu item, to which an act returns
 */
export function AlarmStrip({ alarms, current }: { alarms: Alarm[]; current: string }): ReactElement | null {
  const [newest] = alarms;
  if (newest === undefined) return null;
  return (
    <details className="ma-alarms">
      <summary>
        <Icon name="warning" />
        <strong className="ma-alarms-count">경보 {count(alarms.length)}건</strong>
        <span className="ma-alarms-newest">{newest.detail}</span>
      </summary>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <div className="ma-alarm">
              <p>
                {alarm.detail} <SeeTo code={alarm.code} />
              </p>
              <ActButton
                action={`/alarms/${alarm.id}/dismiss`}
                act="확인함"
                about={alarm.detail}
                hidden={{ times: String(alarm.times), back: current }}
              />
            </div>
            <span className="ma-why">
              <time dateTime={alarm.lastRaisedAt}>{momentOf(alarm.lastRaisedAt)}</time>
              {alarm.times > 1 && ` · ${count(alarm.times)}번`} · {alarm.code}
            </span>
          </li>
        ))}
      </ul>
      <p className="ma-alarms-note">
        고치면 저절로 사라집니다. 한 번 있었던 일은 「확인함」을 누르면 사라지고, 원인이 남아 있으면 다시 나타납니다.
      </p>
    </details>
  );
}

function SeeTo({ code }: { code: string }): ReactElement | null {
  const page = PAGES.find(([beginning]) => code.startsWith(beginning));
  if (page === undefined) return null;
  return (
    <a className="ma-text-link" href={page[1]}>
      {page[2]}
    </a>
  );
}
