import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

export type NoticeTone = 'information' | 'success' | 'warning' | 'danger';

const ICON: Record<NoticeTone, IconName> = {
  information: 'info',
  success: 'check-circle',
  warning: 'warning',
  danger: 'warning',
};

interface NoticeProps {
  tone: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  /** Read out at once: for the answer to what was just done. */
  isAlert?: boolean;
}

/** A boxed word to the reader on KRDS tokens; KRDS itself has only banners for emergencies. */
export function Notice({ tone, title, children, isAlert }: NoticeProps): ReactElement {
  return (
    <div className={`ma-notice is-${tone}`} role={isAlert ? 'alert' : undefined}>
      <Icon name={ICON[tone]} />
      <div className="ma-notice-body">
        {title !== undefined && <p className="ma-notice-title">{title}</p>}
        {children !== undefined && <div className="ma-notice-text">{children}</div>}
      </div>
    </div>
  );
}

/** Where a list would stand: what is missing, why, and what to do. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <div className="ma-empty-state">
      <Icon name="tray" />
      <p className="ma-empty-title">{title}</p>
      {children !== undefined && <div className="ma-empty-text">{children}</div>}
    </div>
  );
}
