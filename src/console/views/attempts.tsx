import type { ReactElement } from 'react';
import { Badge } from '../../../libs/krds/index.js';
import type { AttemptView } from '../../messaging/index.js';
import { dayOf, clockOf } from './dates.js';
import { vendorName } from './gateway-words.js';
import { ATTEMPT_STATUS, CHANNEL_NAMES } from './words.js';

/** Every try to deliver one notice, first to last: channel, vendor, what came of it, in plain words. */
export function Attempts({ attempts }: { attempts: AttemptView[] }): ReactElement | null {
  if (attempts.length === 0) return null;
  return (
    <ol className="ma-attempts">
      {attempts.map((attempt, index) => (
        <li key={index}>
          <time dateTime={attempt.at}>
            {dayOf(attempt.at)} {clockOf(attempt.at)}
          </time>{' '}
          <strong>{CHANNEL_NAMES[attempt.channel]}</strong>{' '}
          <span className="ma-vendor">{vendorName(attempt.vendor)}</span>{' '}
          <Badge tone={ATTEMPT_STATUS[attempt.status].tone}>{ATTEMPT_STATUS[attempt.status].name}</Badge>{' '}
          <span>{attempt.reason}</span>
          {attempt.code !== undefined && <span className="ma-code"> 코드 {attempt.code}</span>}
        </li>
      ))}
    </ol>
  );
}
