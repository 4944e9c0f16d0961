import type { MenuLink } from '../../../libs/krds/index.js';
import type { Role } from '../../staff/index.js';

/** What waits, by address of the menu item. */
export type MenuCounts = Record<string, number>;

interface MenuItem extends MenuLink {
  group: string;
  roles: Role[];
}

const EVERYONE: Role[] = ['officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin'];

/** Every page of the console that is reached from the menu, and who may open it. */
export const MENU: MenuItem[] = [
  { group: '현황', href: '/', label: '처리 현황', icon: 'chart', roles: EVERYONE },
  { group: '현황', href: '/reports/coverage', label: '안내 이행', icon: 'check-circle', roles: EVERYONE },
  { group: '현황', href: '/reports/surveys', label: '만족도', icon: 'star', roles: EVERYONE },
  { group: '업무', href: '/cases', label: '민원 목록', icon: 'list', roles: EVERYONE },
  { group: '업무', href: '/messages', label: '메시지 기록', icon: 'chat', roles: EVERYONE },
];

/** The menu of one person, in groups; counts stand beside the items that have some. */
export function menuFor(roles: readonly Role[], counts: MenuCounts): { title: string; links: MenuLink[] }[] {
  const allowed = MENU.filter((item) => item.roles.some((role) => roles.includes(role)));
  return [...new Set(allowed.map(({ group }) => group))].map((title) => ({
    title,
    links: allowed
      .filter(({ group }) => group === title)
      .map(({ href, label, icon }) => ({ href, label, icon, count: counts[href] })),
  }));
}
