import type { ReactElement } from 'react';
import { Badge, Button, EmptyState, LinkButton, Notice, Select, Table } from '../../../libs/krds/index.js';
import type { Approval, TemplateStage, TemplateView } from '../../messaging/index.js';
import { momentOf } from './dates.js';
import { Filter, FilterBar } from './filter-bar.js';
import { vendorName } from './gateway-words.js';
import { StaffPage, type StaffFrame } from './staff-page.js';
import {
  APPROVAL_CHANNELS,
  APPROVAL_STATES,
  LANGUAGE_NAMES,
  languageName,
  TEMPLATE_STAGES,
  templateName,
} from './template-words.js';
import { OCCASION_NAMES } from './words.js';

export interface TemplateFilters {
  language?: string;
  stage?: TemplateStage;
  occasion?: string;
}

interface TemplatesPageProps {
  frame: StaffFrame;
  templates: TemplateView[];
  filters: TemplateFilters;
  /** Versions of the first set that no vendor has seen. */
  waiting: number;
  mayEdit: boolean;
  done?: { submitted: number } | 'synchronised' | 'discarded';
  problem?: string;
}

const choices = (all: string, names: Record<string, string>) => [
  { value: '', label: all },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

const STAGE_NAMES = Object.fromEntries(Object.entries(TEMPLATE_STAGES).map(([value, { name }]) => [value, name]));

/** Screen 13: every wording by occasion, its newest version, and where it stands with each vendor. */
export function TemplatesPage(props: TemplatesPageProps): ReactElement {
  const { frame, templates, filters, waiting, mayEdit, done, problem } = props;
  return (
    <StaffPage frame={frame} title="문구(템플릿)">
      <Done done={done} />
      {waiting > 0 && mayEdit && (
        <Notice tone="warning" title={`업체에 아직 보내지 않은 문구가 ${waiting}개 있습니다`}>
          <p>기관명이나 주소가 바뀌면 새 판이 생깁니다. 승인된 알림톡 문구만 나가므로 심사를 요청해 주세요.</p>
          <form method="post" action="/templates/submit" className="ma-act">
            <Button size="small">기다리는 문구 모두 심사 요청</Button>
          </form>
        </Notice>
      )}
      <FilterBar action="/templates" act="찾기">
        <Filter id="occasion" label="안내">
          <Select
            id="occasion"
            name="occasion"
            size="small"
            value={filters.occasion}
            options={choices('모든 안내', OCCASION_NAMES)}
          />
        </Filter>
        <Filter id="language" label="언어">
          <Select
            id="language"
            name="language"
            size="small"
            value={filters.language}
            options={choices('모든 언어', LANGUAGE_NAMES)}
          />
        </Filter>
        <Filter id="stage" label="상태">
          <Select
            id="stage"
            name="stage"
            size="small"
            value={filters.stage}
            options={choices('모든 상태', STAGE_NAMES)}
          />
        </Filter>
      </FilterBar>
      <div className="ma-panel">
        <Table
          stacks
          caption="문구마다 가장 새로운 판과 승인 상태"
          columns={[
            {
              head: '안내',
              isRowHead: true,
              cell: (row: TemplateView) => (
                <a className="ma-row-link ma-log-link" href={`/templates/${row.id}`}>
                  {templateName(row)}
                  <span className="ma-receipt">{row.code}</span>
                </a>
              ),
            },
            { head: '언어', cell: ({ language }) => languageName(language) },
            {
              head: '판',
              cell: ({ version, createdAt }) => (
                <>
                  {version}판<span className="ma-why">{momentOf(createdAt)}</span>
                </>
              ),
            },
            {
              head: '상태',
              cell: ({ stage }) => <Badge tone={TEMPLATE_STAGES[stage].tone}>{TEMPLATE_STAGES[stage].name}</Badge>,
            },
            { head: '승인', kind: 'wide', cell: ({ approvals }) => <ApprovalsInShort approvals={approvals} /> },
          ]}
          rows={templates}
          rowKey={({ id }) => id}
          empty={
            problem === undefined && Object.values(filters).every((value) => value === undefined) ? (
              <EmptyState title="아직 문구가 없습니다">
                <p>발신 프로필을 등록하면 기관명을 넣어 처음 문구를 만듭니다.</p>
                <LinkButton href="/sender-profile" size="small">
                  발신 프로필 등록
                </LinkButton>
              </EmptyState>
            ) : (
              <EmptyState title={problem === undefined ? '맞는 문구가 없습니다' : '찾지 못했습니다'}>
                <p>{problem ?? '조건을 줄여 다시 찾아 보세요.'}</p>
                <LinkButton href="/templates" size="small">
                  모든 문구 보기
                </LinkButton>
              </EmptyState>
            )
          }
        />
      </div>
      {mayEdit && templates.length > 0 && (
        <form method="post" action="/templates/synchronise">
          <Button tone="tertiary" size="small">
            업체의 심사 결과 지금 가져오기
          </Button>
        </form>
      )}
    </StaffPage>
  );
}

function Done({ done }: Pick<TemplatesPageProps, 'done'>): ReactElement | null {
  if (done === undefined) return null;
  if (done === 'synchronised') return <Notice tone="success" isAlert title="업체의 심사 결과를 가져왔습니다" />;
  if (done === 'discarded') return <Notice tone="success" isAlert title="초안을 지웠습니다" />;
  return (
    <Notice tone="success" isAlert title={`문구 ${done.submitted}개의 심사를 요청했습니다`}>
      몇 초 안에 업체에 보내고, 심사 결과는 저절로 가져옵니다.
    </Notice>
  );
}

/** Where all agree, one word; else what differs. */
function ApprovalsInShort({ approvals }: { approvals: Approval[] }): ReactElement {
  const [first, ...rest] = approvals;
  if (
    first === undefined ||
    first.note !== null ||
    rest.some(({ state, note }) => state !== first.state || note !== null)
  )
    return <Approvals approvals={approvals.filter(({ state, note }) => state !== 'APPROVED' || note !== null)} />;
  const { name, tone } = APPROVAL_STATES[first.state];
  return <Badge tone={tone}>모두 {name}</Badge>;
}

/** Per channel and vendor, with the reviewer's words where there are any. */
export function Approvals({ approvals }: { approvals: Approval[] }): ReactElement {
  return (
    <ul className="ma-approvals">
      {approvals.map(({ channel, vendor, state, note }) => (
        <li key={`${channel} ${vendor}`}>
          {APPROVAL_CHANNELS[channel]}
          {vendor !== '-' && <span className="ma-vendor"> {vendorName(vendor)}</span>}{' '}
          <Badge tone={APPROVAL_STATES[state].tone}>{APPROVAL_STATES[state].name}</Badge>
          {note !== null && <span className="ma-why">{note}</span>}
        </li>
      ))}
    </ul>
  );
}
