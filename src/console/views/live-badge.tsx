import { createElement, type ReactElement } from 'react';
import { Icon } from '../../../libs/krds/index.js';
import { clockOf, dayOf } from './dates.js';

interface LiveBadgeProps {
  /** When the newest fact on the page happened, ISO 8601. */
  asOf: string;
  /** What that instant is. */
  words?: string;
  /** This page, to load it again. */
  href: string;
  /** Where news comes from (Server-Sent Events). */
  stream: string;
}

/**
 * How fresh the page is. Without scripts: the time and a link to load it again. With them `<live-page>` listens, says so, and
 * warns when the stream is cut; its `data-state` chooses which of these words are seen.
 */
export function LiveBadge({ asOf, words = '마지막 변경', href, stream }: LiveBadgeProps): ReactElement {
  return createElement(
    'live-page',
    { src: stream, class: 'ma-live' },
    <span className="ma-live-state" role="status">
      <span className="ma-live-open">
        <span className="ma-live-dot" /> 실시간
      </span>
      <span className="ma-live-cut">
        <Icon name="warning" /> 실시간 연결이 끊겼습니다. 아래는 그때의 숫자입니다. 다시 연결하고 있습니다.
      </span>
    </span>,
    <span className="ma-live-time">
      {words}{' '}
      <time dateTime={asOf}>
        {dayOf(asOf)} {clockOf(asOf)}
      </time>
    </span>,
    <a className="ma-live-reload" href={href}>
      <Icon name="refresh" /> 새로 고침
    </a>,
  );
}
