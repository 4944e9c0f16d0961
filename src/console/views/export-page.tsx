import type { ReactElement } from 'react';
import { Button, FormField, LinkButton, Notice, TextInput } from '../../../libs/krds/index.js';
import { ROLES, type Role } from '../../staff/index.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

/** What can be taken as a file: where it is seen, and who may, as the API has it. */
export const EXPORT_VIEWS = {
  cases: { title: '민원 목록', path: '/cases', roles: ROLES },
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

interface ExportPageProps {
  frame: StaffFrame;
  view: ExportView;
  /** This page with its conditions. */
  href: string;
  /** The view that one came from. */
  backHref: string;
  /** In words, one line each. */
  conditions: string[];
  problem?: string;
  faults?: Record<string, string>;
}

/** Why somebody takes a view away as a file; the answer is the file. */
export function ExportPage({
  frame,
  view,
  href,
  backHref,
  conditions,
  problem,
  faults,
}: ExportPageProps): ReactElement {
  const { title } = EXPORT_VIEWS[view];
  const fault = faults?.reason ?? faults?.format;
  return (
    <StaffPage frame={frame} title={`${title} 파일로 받기`}>
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="조건을 읽지 못했습니다">
          {problem}
        </Notice>
      )}
      <div className="ma-columns">
        <Panel id="export" title="받는 사유">
          <form className="ma-form" method="post" action={href} data-turbo="false">
            <FormField
              id="reason"
              label="무엇에 쓰시나요?"
              hint="5자에서 200자. 받은 사람, 시각, 조건과 함께 감사 기록에 남습니다."
              error={fault}
            >
              <TextInput
                id="reason"
                name="reason"
                required
                minLength={5}
                maxLength={200}
                autoComplete="off"
                placeholder="예: 5월 확대간부회의 보고"
                aria-describedby={fault === undefined ? 'reason-hint' : 'reason-hint reason-error'}
                aria-invalid={fault !== undefined}
              />
            </FormField>
            <div className="ma-acts">
              <Button name="format" value="xlsx">
                엑셀(.xlsx)로 받기
              </Button>
              <Button name="format" value="csv" tone="secondary">
                CSV로 받기
              </Button>
              <LinkButton href={backHref} tone="tertiary">
                화면으로 돌아가기
              </LinkButton>
            </div>
          </form>
        </Panel>
        <Panel id="conditions" title="파일에 담기는 것">
          <ul className="ma-plain-list">
            {[title, ...conditions].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="ma-note">
            화면에서 고른 조건 그대로, 쪽을 나누지 않고 모두 담습니다. 민원인의 이름과 번호는 담기지 않습니다.
          </p>
        </Panel>
      </div>
    </StaffPage>
  );
}
