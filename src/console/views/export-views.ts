import { ROLES, type Role } from '../../staff/index.js';

/** What can be taken as a file: where it is seen, and who may, as the API has it. */
export const EXPORT_VIEWS = {
  cases: { title: '민원 목록', path: '/cases', roles: ROLES },
  dashboard: { title: '처리 현황', path: '/', roles: ROLES },
  departments: { title: '부서별 처리', path: '/reports/departments', roles: ROLES },
  deliveries: { title: '알림 전달', path: '/reports/deliveries', roles: ROLES },
  coverage: { title: '안내 이행', path: '/reports/coverage', roles: ROLES },
  surveys: { title: '만족도', path: '/reports/surveys', roles: ROLES },
  monthly: { title: '월별 점검', path: '/reports/monthly', roles: ROLES },
  officers: {
    title: '담당자별 업무량',
    path: '/',
    roles: ['leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin'],
  },
  'reminder-orders': {
    title: '독촉장 대상',
    path: '/reports/reminder-orders',
    roles: ['head', 'inspector', 'county', 'auditor', 'admin'],
  },
} as const satisfies Record<string, { title: string; path: string; roles: readonly Role[] }>;

export type ExportView = keyof typeof EXPORT_VIEWS;

export function isExportView(view: string): view is ExportView {
  return Object.hasOwn(EXPORT_VIEWS, view);
}
