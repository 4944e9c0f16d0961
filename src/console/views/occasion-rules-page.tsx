import type { ReactElement } from 'react';
import { Badge, FormField, Select, Table } from '../../../libs/krds/index.js';
import { USUAL, type OccasionRule, type RuledOccasion } from '../../messaging/index.js';
import { ActForm, Done, Refusal } from './act-form.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';
import { OCCASION_NAMES } from './words.js';

/** As the form has it; no times and no link: as usual. */
export interface OccasionRuleFields {
  from?: string;
  to?: string;
  link?: 'on' | 'off';
  reason?: string;
}

interface OccasionRulesPageProps {
  frame: StaffFrame;
  rules: OccasionRule[];
  mayChange: boolean;
  /** What was just changed. */
  done?: RuledOccasion;
}

function nameOf(occasion: RuledOccasion): string {
  return occasion === USUAL ? '군 기준' : OCCASION_NAMES[occasion];
}

const linkInWords = (isIn: boolean) => (isIn ? '주소' : '전화번호');

/** What is sent when, and whether texts carry a link. */
export function OccasionRulesPage({ frame, rules, mayChange, done }: OccasionRulesPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="보내는 시간과 주소">
      {done !== undefined && <Done>{`바꿨습니다: ${nameOf(done)}`}</Done>}
      <Panel id="rules" title="안내마다 정한 것">
        <p className="ma-note">
          정한 시간이 아닐 때 생긴 알림은 다음에 시작하는 시간까지 기다립니다. 문자에는 주소 대신 전화번호를 넣을 수
          있습니다(공공기관 문자에 주소를 넣지 말라는 한국인터넷진흥원 권고). 알림톡과 RCS의 버튼은 그대로입니다.
        </p>
        <Table
          stacks
          caption="안내마다 보내는 시간과 문자에 넣는 것"
          columns={[
            {
              head: '안내',
              isRowHead: true,
              cell: ({ occasion }: OccasionRule) => nameOf(occasion),
            },
            {
              head: '보내는 시간',
              cell: ({ occasion, hours: { from, to }, hasOwnHours }) => (
                <>
                  <span className="ma-figure">
                    {from}–{to}
                  </span>
                  <Own isOwn={hasOwnHours && occasion !== USUAL} />
                </>
              ),
            },
            {
              head: '문자에 넣는 것',
              cell: ({ occasion, linkInText, hasOwnLinkInText }) => (
                <>
                  {linkInWords(linkInText)}
                  <Own isOwn={hasOwnLinkInText && occasion !== USUAL} />
                </>
              ),
            },
            ...(mayChange
              ? [
                  {
                    head: '할 일',
                    cell: ({ occasion }: OccasionRule) => (
                      <a className="ma-text-link" href={`/occasion-rules/${occasion}`}>
                        바꾸기<span className="sr-only">: {nameOf(occasion)}</span>
                      </a>
                    ),
                  },
                ]
              : []),
          ]}
          rows={rules}
          rowKey={({ occasion }) => occasion}
          empty={null}
        />
      </Panel>
    </StaffPage>
  );
}

function Own({ isOwn }: { isOwn: boolean }): ReactElement | null {
  return isOwn ? (
    <>
      {' '}
      <Badge tone="information">따로 정함</Badge>
    </>
  ) : null;
}

interface OccasionRulePageProps {
  frame: StaffFrame;
  rule: OccasionRule;
  /** What was typed and could not be kept. */
  typed?: OccasionRuleFields;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** One occasion's hours and link. */
export function OccasionRulePage({ frame, rule, typed, faults, refusal }: OccasionRulePageProps): ReactElement {
  const { occasion, hours, hasOwnHours, linkInText, hasOwnLinkInText } = rule;
  const isUsual = occasion === USUAL;
  const stands: OccasionRuleFields = {
    ...(hasOwnHours || isUsual ? hours : {}),
    link: hasOwnLinkInText || isUsual ? (linkInText ? 'on' : 'off') : undefined,
  };
  const values = typed ?? stands;
  return (
    <StaffPage frame={frame} title={`보내는 시간과 주소: ${nameOf(occasion)}`}>
      <Refusal problem={refusal} />
      <Panel id="rule" title="정하기">
        <p className="ma-note">
          {isUsual
            ? '따로 정하지 않은 모든 안내가 이 기준을 따릅니다.'
            : `지금은 ${hours.from}–${hours.to}에 보내고, 문자에 ${linkInWords(linkInText)}를 넣습니다. 비워 두면 군 기준을 따릅니다.`}{' '}
          이미 기다리는 알림의 시간은 그대로입니다.
        </p>
        <ActForm action={`/occasion-rules/${occasion}`} act="이대로 정하기" back="/occasion-rules">
          <div className="ma-form-row">
            <TextField
              name="from"
              label="보내기 시작"
              hint="06:00–12:59"
              placeholder="08:00"
              required={isUsual}
              maxLength={5}
              values={{ from: values.from }}
              faults={faults}
            />
            <TextField
              name="to"
              label="보내기 끝"
              hint="13:00–22:59"
              placeholder="21:00"
              required={isUsual}
              maxLength={5}
              values={{ to: values.to }}
              faults={faults}
            />
          </div>
          <FormField
            id="link"
            label="문자에 넣는 것"
            hint="만족도 조사는 주소가 없으면 문자로 보내지 않습니다."
            error={faults?.link}
          >
            <Select
              id="link"
              name="link"
              size="small"
              value={values.link ?? ''}
              options={[
                ...(isUsual ? [] : [{ value: '', label: '군 기준대로' }]),
                { value: 'on', label: '주소' },
                { value: 'off', label: '주소 대신 전화번호' },
              ]}
            />
          </FormField>
          <TextField
            name="reason"
            label="바꾸는 사유"
            hint="접속기록에 남습니다."
            required
            maxLength={200}
            values={{ reason: values.reason }}
            faults={faults}
          />
        </ActForm>
      </Panel>
    </StaffPage>
  );
}
