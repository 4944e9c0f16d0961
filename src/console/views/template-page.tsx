import type { ReactElement, ReactNode } from 'react';
import { Badge, Button, LinkButton, Notice, RadioGroup, Table, Tabs } from '../../../libs/krds/index.js';
import type { Problem } from '../../../libs/http/index.js';
import type { Preview, TemplateView, WordingFinding } from '../../messaging/index.js';
import { withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TemplatePhones, type PhoneSender } from './template-phones.js';
import { LANGUAGE_NAMES, languageName, TEMPLATE_STAGES, templateName } from './template-words.js';
import { Approvals } from './templates-page.js';

export type TemplateDone = 'drafted' | 'saved' | 'submitted' | 'activated';

interface TemplatePageProps {
  frame: StaffFrame;
  template: TemplateView & { findings: WordingFinding[] };
  preview: Preview;
  samples: 'TYPICAL' | 'LONGEST';
  sender: PhoneSender;
  /** Newest first. */
  versions: TemplateView[];
  /** The same in other languages, the newest version of each. */
  others: TemplateView[];
  mayEdit: boolean;
  done?: TemplateDone;
  /** A test went out: the message in the log, and the number, masked. */
  tested?: { messageId: string; to: string };
  refusal?: Problem;
}

const DONE: Record<TemplateDone, string> = {
  drafted: '초안을 만들었습니다',
  saved: '초안을 저장했습니다',
  submitted: '심사를 요청했습니다. 결과는 저절로 가져옵니다',
  activated: '이 판을 쓰기 시작했습니다',
};

/** One version of a wording: as phones show it, where it stands, what may be done with it, and the versions beside it. */
export function TemplatePage(props: TemplatePageProps): ReactElement {
  const { frame, template, preview, samples, sender, versions, others, mayEdit, done, tested, refusal } = props;
  const { name, tone } = TEMPLATE_STAGES[template.stage];
  const here = `/templates/${template.id}`;
  return (
    <StaffPage
      frame={frame}
      title={templateName(template)}
      aside={
        <span className="ma-badges">
          <Badge tone="gray">{languageName(template.language)}</Badge>
          <Badge tone="gray">{template.version}판</Badge>
          <Badge tone={tone}>{name}</Badge>
        </span>
      }
    >
      {done !== undefined && <Notice tone="success" isAlert title={DONE[done]} />}
      {tested !== undefined && (
        <Notice tone="success" isAlert title={`${tested.to}로 시험 발송했습니다`}>
          <a className="ma-text-link" href={`/messages/${tested.messageId}`}>
            결과 보기
          </a>
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice tone="danger" isAlert title="하지 않았습니다">
          {refusal.detail}
          {refusal.errors.length > 0 && (
            <ul>
              {refusal.errors.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{message}</li>
              ))}
            </ul>
          )}
        </Notice>
      )}
      <div className="ma-template">
        <div>
          <Panel id="phones" title="받는 분의 전화기">
            <Tabs
              label="채울 값"
              tabs={[
                { href: here, label: '보통 값', isCurrent: samples === 'TYPICAL' },
                { href: `${here}?samples=LONGEST`, label: '가장 긴 값', isCurrent: samples === 'LONGEST' },
              ]}
            />
            <TemplatePhones preview={preview} sender={sender} hasSms={template.sms !== null} />
          </Panel>
        </div>
        <div>
          {mayEdit && <Acts template={template} />}
          <Panel id="approvals" title="승인">
            <Approvals approvals={template.approvals} />
          </Panel>
          <Panel id="versions" title="판">
            <Versions current={template} versions={versions} />
          </Panel>
          <Panel id="languages" title="다른 언어">
            <Languages template={template} others={others} mayEdit={mayEdit} />
          </Panel>
        </div>
      </div>
    </StaffPage>
  );
}

function Act({ action, children }: { action: string; children: ReactNode }): ReactElement {
  return (
    <form method="post" action={action} className="ma-act">
      {children}
    </form>
  );
}

/** Only what may be done with it as it stands. */
function Acts({ template }: Pick<TemplatePageProps, 'template'>): ReactElement {
  const { id, stage, findings } = template;
  const here = `/templates/${id}`;
  const faults = findings.filter(({ severity }) => severity === 'ERROR').length;
  const isLost = template.approvals.some(({ state }) => state === 'SUSPENDED');
  return (
    <Panel id="acts" title="할 일">
      {stage === 'APPROVED' && (
        <Act action={`${here}/activate`}>
          <p className="ma-note">승인되었습니다. 쓰기 시작하면 다음 알림부터 이 문구로 나갑니다.</p>
          <Button>이 판 쓰기 시작</Button>
        </Act>
      )}
      {stage === 'REPLACED' && (
        <Act action={`${here}/activate`}>
          <p className="ma-note">전에 쓰던 판입니다. 지금 판 대신 다시 쓸 수 있습니다.</p>
          <Button tone="secondary">이 판 다시 쓰기</Button>
        </Act>
      )}
      {(template.submittedAt === null || isLost) &&
        (faults > 0 ? (
          <p className="ma-note">고칠 곳이 {faults}곳 있어 아직 심사를 요청할 수 없습니다.</p>
        ) : (
          <Act action={`${here}/submit`}>
            <Button>{isLost ? '심사 다시 요청' : '심사 요청'}</Button>
          </Act>
        ))}
      <div className="ma-act">
        <LinkButton href={`${here}/edit`}>
          {template.submittedAt === null && template.madeBy !== null ? '초안 고치기' : '이 판에서 새 초안 만들기'}
        </LinkButton>
      </div>
      {template.submittedAt === null && template.madeBy !== null && (
        <Act action={`${here}/discard`}>
          <Button tone="tertiary">초안 지우기</Button>
        </Act>
      )}
      <form method="post" action={`${here}/test`} className="ma-act" data-turbo="false">
        <RadioGroup
          name="channel"
          legend="나에게 시험 발송"
          hint="직원 명부에 있는 내 휴대전화로 보기 값을 채워 보냅니다. 알림톡은 승인된 문구만 보낼 수 있습니다."
          value="TEXT"
          options={[
            { value: 'ALIMTALK', label: '알림톡' },
            { value: 'RCS', label: 'RCS' },
            { value: 'TEXT', label: '문자' },
          ]}
        />
        <Button tone="secondary">시험 발송</Button>
      </form>
    </Panel>
  );
}

/** Where it is there in another language, that one; else a draft to begin with. */
function Languages({
  template,
  others,
  mayEdit,
}: Pick<TemplatePageProps, 'template' | 'others' | 'mayEdit'>): ReactElement {
  const missing = Object.entries(LANGUAGE_NAMES).filter(
    ([code]) => code !== template.language && others.every(({ language }) => language !== code),
  );
  return (
    <>
      <ul className="ma-inline-list">
        {others.map(({ id, language, stage }) => (
          <li key={language}>
            <a className="ma-text-link" href={`/templates/${id}`}>
              {languageName(language)}
            </a>{' '}
            <Badge tone={TEMPLATE_STAGES[stage].tone}>{TEMPLATE_STAGES[stage].name}</Badge>
          </li>
        ))}
      </ul>
      {mayEdit && missing.length > 0 && (
        <>
          <p className="ma-note">민원인의 언어로 된 문구가 없으면 한국어로 보냅니다.</p>
          <div className="ma-panel-links">
            {missing.map(([code, name]) => (
              <LinkButton
                key={code}
                href={`/templates/${template.id}/edit?language=${code}`}
                size="small"
                tone="tertiary"
              >
                {name} 초안 만들기
              </LinkButton>
            ))}
          </div>
        </>
      )}
    </>
  );
}

function Versions({ current, versions }: { current: TemplateView; versions: TemplateView[] }): ReactElement {
  return (
    <Table
      stacks
      caption="이 문구의 판, 새것부터"
      columns={[
        {
          head: '판',
          isRowHead: true,
          cell: (row: TemplateView) =>
            row.id === current.id ? (
              <strong aria-current="true">{row.version}판 (지금 보는 판)</strong>
            ) : (
              <a className="ma-text-link" href={`/templates/${row.id}`}>
                {row.version}판
              </a>
            ),
        },
        {
          head: '상태',
          cell: ({ stage }) => <Badge tone={TEMPLATE_STAGES[stage].tone}>{TEMPLATE_STAGES[stage].name}</Badge>,
        },
        { head: '만든 때', cell: ({ createdAt }) => <time dateTime={createdAt}>{momentOf(createdAt)}</time> },
        {
          head: '견주기',
          cell: (row) =>
            row.id === current.id ? (
              <span className="ma-zero">–</span>
            ) : (
              <a
                className="ma-text-link"
                href={withQuery('/templates/diff', {
                  from: row.version < current.version ? row.id : current.id,
                  to: row.version < current.version ? current.id : row.id,
                })}
              >
                다른 곳<span className="sr-only"> 보기: {row.version}판</span>
              </a>
            ),
        },
      ]}
      rows={versions}
      rowKey={({ id }) => id}
      empty={null}
    />
  );
}
