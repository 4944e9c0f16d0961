import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

/** `#krds-skip-link`: the first stop of the keyboard on every page. */
export function SkipLink({ label = '본문 바로가기' }: { label?: string }): ReactElement {
  return (
    <div id="krds-skip-link">
      <a href="#main">{label}</a>
    </div>
  );
}

/**
 * What stands above every page. The official words of `#krds-masthead` may stand on official sites only (a setting, off by
 * default); the demo says that it is one.
 */
export function Masthead({ kind, lang = 'ko' }: { kind: MastheadKind; lang?: 'ko' | 'en' }): ReactElement | null {
  if (kind === 'none') return null;
  if (kind === 'demo') {
    return (
      <aside className="ma-demo-strip" aria-label={lang === 'en' ? 'About this site' : '누리집 안내'}>
        <p>
          {lang === 'en'
            ? 'Demonstration: people and cases are invented'
            : '시연용 · 사람과 민원은 모두 지어낸 것입니다'}
        </p>
      </aside>
    );
  }
  return (
    <aside id="krds-masthead" aria-label={lang === 'en' ? 'About this site' : '누리집 안내'}>
      <div className="toggle-wrap">
        <div className="toggle-head">
          <div className="inner">
            <span className="nuri-txt">
              {lang === 'en'
                ? 'This is an official website of the Republic of Korea'
                : '이 누리집은 대한민국 공식 전자정부 누리집입니다.'}
            </span>
          </div>
        </div>
      </div>
    </aside>
  );
}

export type MastheadKind = 'official' | 'demo' | 'none';

export interface MenuLink {
  href: string;
  label: string;
  icon: IconName;
  /** A count beside the label, e.g. open tasks. */
  count?: number;
}

interface SideNavigationProps {
  label: string;
  groups: { title: string; links: MenuLink[] }[];
  current: string;
}

/** `.krds-side-navigation`, one level, set closer than KRDS does since officials keep it open all day. */
export function SideNavigation({ label, groups, current }: SideNavigationProps): ReactElement {
  return (
    <nav className="krds-side-navigation ma-side" aria-label={label}>
      {groups.map((group) => (
        <div key={group.title} className="ma-side-group">
          <h2 className="ma-side-title">{group.title}</h2>
          <ul className="lnb-list">
            {group.links.map((link) => (
              <li key={link.href} className={link.href === current ? 'lnb-item active' : 'lnb-item'}>
                <a
                  href={link.href}
                  className={link.href === current ? 'lnb-btn selected' : 'lnb-btn'}
                  aria-current={link.href === current ? 'page' : undefined}
                >
                  <Icon name={link.icon} />
                  <span className="ma-side-label">{link.label}</span>
                  {link.count !== undefined && link.count > 0 && (
                    <span className="ma-side-count">
                      {link.count}
                      <span className="sr-only">건</span>
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

export interface TabLink {
  href: string;
  label: ReactNode;
  isCurrent: boolean;
}

/** `.tab.line` as links: each tab is a page of its own, so it works without scripts and can be sent to a colleague. */
export function Tabs({ label, tabs }: { label: string; tabs: TabLink[] }): ReactElement {
  return (
    <nav className="tab line ma-tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href} className={tab.isCurrent ? 'active' : undefined}>
            <a className="btn-tab" href={tab.href} aria-current={tab.isCurrent ? 'page' : undefined}>
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface PaginationProps {
  label: string;
  /** First page again, where the reader has left it. */
  firstHref?: string;
  nextHref?: string;
}

/** `.krds-pagination` for keyset pages: there are no page numbers, only the start and what follows. */
export function Pagination({ label, firstHref, nextHref }: PaginationProps): ReactElement | null {
  if (firstHref === undefined && nextHref === undefined) return null;
  return (
    <nav className="krds-pagination" aria-label={label}>
      {firstHref !== undefined && (
        <a className="page-navi prev" href={firstHref}>
          처음으로
        </a>
      )}
      {nextHref !== undefined && (
        <a className="page-navi next" href={nextHref}>
          다음
        </a>
      )}
    </nav>
  );
}
