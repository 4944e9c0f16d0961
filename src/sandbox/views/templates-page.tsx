import type { ReactElement } from 'react';
import type { ReviewState, Template } from '../templates.js';
import { SandboxShell, type ShellProps } from './shell.js';

const STATE_WORDS: Readonly<Record<ReviewState, string>> = {
  DRAFT: '검수 전',
  REVIEWING: '검수 중',
  APPROVED: '승인',
  REJECTED: '반려',
};

interface TemplatesPageProps extends Omit<ShellProps, 'title' | 'children' | 'here' | 'live'> {
  templates: readonly { template: Template; state: ReviewState }[];
  byHand: boolean;
}

/** The reviewer's desk: what was handed in, and the two decisions. */
export function TemplatesPage({ templates, byHand, ...shell }: TemplatesPageProps): ReactElement {
  return (
    <SandboxShell {...shell} title="템플릿 심사" here="/templates">
      <p className="sb-lead">
        {byHand
          ? '제출된 템플릿은 여기에서 승인하거나 반려할 때까지 검수 중입니다.'
          : '제출된 템플릿은 잠시 뒤 저절로 승인됩니다. 여기에서 결정을 바꿀 수 있습니다.'}
      </p>
      {templates.length === 0 && <p className="sb-empty">제출된 템플릿이 없습니다.</p>}
      <ul className="sb-templates">
        {templates.map(({ template, state }) => (
          <li key={`${template.vendor} ${template.id}`}>
            <h2>{template.name}</h2>
            <p>
              <span className={`sb-state sb-state-${state.toLowerCase()}`}>{STATE_WORDS[state]}</span> {template.vendor}{' '}
              {template.id}
            </p>
            <p className="sb-wording">{template.content}</p>
            {template.buttons.length > 0 && <p>버튼: {template.buttons.map(({ name }) => name).join(', ')}</p>}
            {template.rejectedBecause !== undefined && <p>반려 사유: {template.rejectedBecause}</p>}
            <form method="post" action={`/sandbox/templates/${template.vendor}/${encodeURIComponent(template.id)}`}>
              <button type="submit" name="decision" value="APPROVED">
                승인
              </button>
              <button type="submit" name="decision" value="REJECTED">
                반려
              </button>
            </form>
          </li>
        ))}
      </ul>
    </SandboxShell>
  );
}
