import type { IconName, MenuLink } from '../../../libs/krds/index.js';
import { ROLES, type Role } from '../../staff/index.js';

/** What waits, by address of the menu item. */
export type MenuCounts = Record<string, number>;

/** In the order in which the menu shows them. */
type Group = '현황' | '업무' | '보고' | '메시지' | '운영' | '관리';

const ALL: readonly Role[] = ROLES;
const NOT_OFFICERS = ROLES.filter((role) => role !== 'officer');
const OPERATORS: readonly Role[] = ['operator', 'admin'];

/**
 * Every page of the console that is reached from the menu, one line each, and who may open it. The page's own `@Roles` decides; a test
 * holds the two together.
 */
export const MENU: [group: Group, label: string, path: string, icon: IconName, roles: readonly Role[]][] = [
  ['현황', '처리 현황', '/', 'chart', ALL],
  ['현황', '현황판', '/wall', 'globe', ALL],
  ['업무', '내 민원', '/mine', 'person', ['officer', 'leader', 'head']],
  ['업무', '민원 목록', '/cases', 'list', ALL],
  ['업무', '직접 알릴 민원인', '/tasks', 'phone', ALL],
  ['업무', '낮은 만족도 조치', '/follow-ups', 'star', ['head', 'inspector', 'county', 'operator', 'auditor', 'admin']],
  ['보고', '부서별 처리', '/reports/departments', 'chart', ALL],
  ['보고', '알림 전달', '/reports/deliveries', 'send', ALL],
  ['보고', '안내 이행', '/reports/coverage', 'check-circle', ALL],
  ['보고', '만족도', '/reports/surveys', 'star', ALL],
  ['보고', '민원인 의견', '/reports/comments', 'chat', NOT_OFFICERS],
  ['보고', '발송 비용', '/reports/costs', 'send', ['inspector', 'county', 'operator', 'auditor', 'admin']],
  ['보고', '월별 점검', '/reports/monthly', 'calendar', ALL],
  ['보고', '독촉장', '/reports/reminder-orders', 'warning', ['head', 'inspector', 'county', 'auditor', 'admin']],
  ['메시지', '메시지 기록', '/messages', 'chat', ALL],
  ['메시지', '문구(템플릿)', '/templates', 'document', ['operator', 'auditor', 'admin']],
  ['메시지', '발신 프로필', '/sender-profile', 'shield', ['operator', 'auditor', 'admin']],
  ['메시지', '보내는 시간과 주소', '/occasion-rules', 'clock', ['operator', 'auditor', 'admin']],
  ['메시지', '수신 거부', '/opt-outs', 'pause', OPERATORS],
  ['메시지', '발송 게이트웨이', '/gateways', 'send', ['operator', 'auditor', 'admin']],
  ['운영', '새올 연계', '/link', 'refresh', OPERATORS],
  ['운영', '대기열', '/queue', 'tray', OPERATORS],
  ['운영', '휴일', '/holidays', 'calendar', ALL],
  ['운영', '전산 장애', '/outages', 'pause', ALL],
  ['운영', '사전예고', '/ladders', 'clock', ALL],
  ['운영', '업무 기준', '/county-settings', 'document', OPERATORS],
  ['관리', '처음 설정', '/first-run', 'check-circle', OPERATORS],
  ['관리', '부서', '/departments', 'list', ALL],
  ['관리', '직원', '/staff', 'person', ALL],
  ['관리', '대직', '/delegates', 'refresh', ALL],
  ['관리', '파일로 들여오기', '/directory-import', 'document', OPERATORS],
  ['관리', '계정', '/accounts', 'person', ['auditor', 'admin']],
  ['관리', 'API 키', '/api-keys', 'lock', ['admin']],
  ['관리', '접속기록', '/audit', 'shield', ['auditor', 'admin']],
  ['관리', '개인정보 파기', '/destruction-runs', 'document', ['operator', 'auditor', 'admin']],
  ['관리', '본인 자료 내주기', '/person-exports', 'document', OPERATORS],
  ['관리', '내 비밀번호', '/own-password', 'lock', ALL],
];

/** The menu of one person, in groups; counts stand beside the items that have some. */
export function menuFor(roles: readonly Role[], counts: MenuCounts): { title: string; links: MenuLink[] }[] {
  const allowed = MENU.filter(([, , , , who]) => who.some((role) => roles.includes(role)));
  return [...Map.groupBy(allowed, ([group]) => group)].map(([title, pages]) => ({
    title,
    links: pages.map(([, label, href, icon]) => ({ href, label, icon, count: counts[href] })),
  }));
}
