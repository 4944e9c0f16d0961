import type { ReactElement } from 'react';
import { Button, FormField, LinkButton, Notice, TextInput } from '../../../libs/krds/index.js';
import { EXPORT_VIEWS, type ExportView } from './export-views.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

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
              hint="5자에서 200자. 받은 사람, 시각, 조건과 함께 접속기록에 남습니다."
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
