import type { ReactElement } from 'react';
import { Icon } from '../../../libs/krds/index.js';
import { CallButton, CitizenPage, type CitizenFrame } from './citizen-page.js';
import { WORDS } from './words.js';

/** What became of a link, or of a request. */
export type KindReason =
  'unknown' | 'expired' | 'replaced' | 'answered' | 'closed' | 'withdrawn' | 'stopped' | 'often' | 'broken';

/** HTTP status of the page: 404 for what never was, 410 for what is no more, 200 where it answers an act of the citizen. */
export const KIND_STATUS = {
  unknown: 404,
  expired: 410,
  replaced: 410,
  answered: 410,
  closed: 410,
  withdrawn: 410,
  stopped: 200,
  often: 429,
  broken: 500,
} as const satisfies Record<KindReason, number>;

export interface KindPageProps {
  frame: CitizenFrame;
  reason: KindReason;
  /** What the address was for. */
  service?: 'status' | 'survey';
  /** Whom to call: the department, where one is known; else the county. */
  phone?: string;
}

/** Screen 3: what happened to this link, and whom to call. */
export function KindPage({ frame, reason, service = 'status', phone = frame.mainPhone }: KindPageProps): ReactElement {
  const words = WORDS[frame.reading.lang];
  const { title, text } = words.kind[reason];
  return (
    <CitizenPage frame={frame} title={title} service={words[service].service}>
      <section className="ma-sheet ma-message">
        <Icon name={reason === 'stopped' || reason === 'answered' ? 'check-circle' : 'info'} />
        <h1 className="ma-hero-title">{title}</h1>
        <p>{text}</p>
        <CallButton number={phone} label={words.kind.call} />
      </section>
    </CitizenPage>
  );
}
