import type { ReactElement, ReactNode } from 'react';
import {
  EmptyState,
  Icon,
  LinkButton,
  Masthead,
  Page,
  SideNavigation,
  SkipLink,
  type MastheadKind,
  type PageContext,
} from '../../../libs/krds/index.js';
import type { Alarm, Role } from '../../staff/index.js';
import { withQuery } from './case-links.js';
import type { ExportView } from './export-views.js';
import { AlarmStrip } from './alarm-strip.js';
import { FirstRunStrip } from './first-run-strip.js';
import { menuFor, type MenuCounts } from './menu.js';

/** What every staff page knows of its surroundings. */
export interface StaffFrame {
  context: PageContext;
  organisation: string;
  masthead: MastheadKind;
  user: {
    name: string;
    roles: Role[];
    /** Null for accounts that belong to no department. */
    departmentName: string | null;
  };
  /** Address of the menu item that is open. */
  current: string;
  /** What is wrong with the program, for those who see to it; the others have none. */
  alarms?: Alarm[];
  counts?: MenuCounts;
  /** Steps of the first run that are open, for those who take them. */
  firstRunLeft?: number;
}

interface StaffPageProps {
  frame: StaffFrame;
  title: string;
  /** Beside the title: scope, time, live badge. */
  aside?: ReactNode;
  live?: boolean;
  children: ReactNode;
}

/** In the words of the office. */
export const ROLE_NAMES: Record<Role, string> = {
  officer: '담당자',
  leader: '팀장',
  head: '부서장',
  inspector: '민원심사관',
  county: '군 전체 조회',
  operator: '운영자',
  auditor: '감사',
  admin: '관리자',
};

/** Header, menu, title, content. The menu folds away on narrow screens, without a script. */
export function StaffPage({ frame, title, aside, live, children }: StaffPageProps): ReactElement {
  const { context, organisation, masthead, user, current, alarms = [], counts, firstRunLeft = 0 } = frame;
  const groups = menuFor(user.roles, counts ?? {});
  const menu = <SideNavigation label="업무 메뉴" groups={groups} current={current} />;
  return (
    <Page
      context={context}
      title={`${title} | ${organisation} 민원알림`}
      styles={['console.css']}
      scripts={['console.js']}
      live={live}
      className="ma-console"
    >
      <SkipLink />
      <Masthead kind={masthead} />
      <header className="ma-top">
        <a className="ma-top-brand" href="/">
          <span className="ma-top-mark">
            <Icon name="chat" />
          </span>
          <span>
            {organisation} <strong>민원알림</strong>
          </span>
        </a>
        <div className="ma-top-user">
          <span className="ma-top-name">
            {user.departmentName !== null && <span className="ma-top-department">{user.departmentName} </span>}
            <strong>{user.name}</strong>
            <span className="ma-top-role">{user.roles.map((role) => ROLE_NAMES[role]).join(', ')}</span>
          </span>
          <form method="post" action="/auth/logout" data-turbo="false">
            <button type="submit" className="ma-top-button">
              <Icon name="logout" /> 로그아웃
            </button>
          </form>
        </div>
      </header>
      <details className="ma-menu-fold">
        <summary>
          <Icon name="menu" /> 메뉴
        </summary>
        {menu}
      </details>
      <div className="ma-frame">
        <div className="ma-menu-side">{menu}</div>
        <main id="main" className="ma-main" tabIndex={-1}>
          <AlarmStrip alarms={alarms} current={current} />
          {current !== '/first-run' && <FirstRunStrip left={firstRunLeft} />}
          <div className="ma-title-row">
            <h1 className="ma-title">{title}</h1>
            {aside}
          </div>
          {children}
        </main>
      </div>
    </Page>
  );
}

interface PanelProps {
  id: string;
  title: ReactNode;
  /** At the right of the heading: a link to the whole list, a count. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A white panel with a heading. */
export function Panel({ id, title, aside, className = '', children }: PanelProps): ReactElement {
  return (
    <section className={`ma-panel ${className}`.trim()} aria-labelledby={id}>
      <div className="ma-panel-head">
        <h2 className="ma-panel-title" id={id}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** From an excerpt to the whole list. */
export function MoreLink({ href, words = '모두 보기' }: { href: string; words?: string }): ReactElement {
  return (
    <a className="ma-more" href={href}>
      {words} <Icon name="arrow-right" />
    </a>
  );
}

/** To the form that gives exactly this view as a file. */
export function ExportLink({ view, conditions }: { view: ExportView; conditions: object }): ReactElement {
  return (
    <a className="ma-more" href={withQuery(`/exports/${view}`, conditions)}>
      <Icon name="download" /> 파일로 받기
    </a>
  );
}

/** Logged in, but this is not for this role: says so, and who can help. */
export function NoPermissionPage({ frame }: { frame: StaffFrame }): ReactElement {
  return (
    <StaffPage frame={frame} title="볼 수 없는 화면입니다">
      <section className="ma-panel">
        <EmptyState title="이 화면을 볼 권한이 없습니다">
          <p>업무에 필요하시면 관리자에게 역할을 요청해 주세요.</p>
          <LinkButton href="/" size="small">
            처음 화면으로
          </LinkButton>
        </EmptyState>
      </section>
    </StaffPage>
  );
}

interface FailureProps {
  frame: StaffFrame;
  /** What is wrong, in plain words. */
  title: string;
  /** Why, and what to do. */
  detail: string;
  /** For the operator who looks into it. */
  traceId?: string;
}

/** Not found, or something broke. */
export function FailurePage({ frame, title, detail, traceId }: FailureProps): ReactElement {
  return (
    <StaffPage frame={frame} title={title}>
      <section className="ma-panel">
        <EmptyState title={title}>
          <p>{detail}</p>
          <TraceId traceId={traceId} />
          <LinkButton href="/" size="small">
            처음 화면으로
          </LinkButton>
        </EmptyState>
      </section>
    </StaffPage>
  );
}

/** What the operator looks for in the log. */
export function TraceId({ traceId }: { traceId?: string }): ReactElement | null {
  if (traceId === undefined) return null;
  return (
    <p>
      문의하실 때 알려 주세요: <span className="ma-figure ma-trace">{traceId}</span>
    </p>
  );
}
