import type { ReactElement } from 'react';
import { Checkbox, EmptyState, FormField, Select, Table, TextInput, type Column } from '../../../libs/krds/index.js';
import { POSTS, type DepartmentLadder, type Post, type RungName } from '../../deadlines/index.js';
import { ActButton, ActForm, Done, Refusal } from './act-form.js';
import { withQuery } from './case-links.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

/** The code under which the county's own stands. */
export const COUNTY_LADDER = '*';

export type LadderField = Exclude<keyof DepartmentLadder, 'departmentCode' | 'told'>;

/** In words, with what each may be. */
export const LADDER_FIELDS: Record<LadderField, { name: string; unit: string; min: number; max: number }> = {
  dayD3: { name: '첫 예고', unit: '근무일 전', min: 2, max: 30 },
  dayD1: { name: '둘째 예고', unit: '근무일 전', min: 1, max: 29 },
  hourD3: { name: '시간 민원 첫 예고', unit: '근무시간 전', min: 3, max: 40 },
  hourD1: { name: '시간 민원 둘째 예고', unit: '근무시간 전', min: 2, max: 39 },
  hourDday: { name: '시간 민원 당일 예고', unit: '근무시간 전', min: 1, max: 38 },
  lapsedEvery: { name: '보완기한 경과 알림', unit: '근무일마다', min: 1, max: 30 },
};
export const LADDER_FIELD_NAMES = Object.keys(LADDER_FIELDS) as LadderField[];

/** Rungs as the form has them, of which each is told to somebody. */
const TOLD_FIELDS: Record<RungName, string> = {
  D3: '첫 예고',
  D1: '둘째 예고',
  DDAY: '당일 예고',
  OVERDUE: '기한 경과 알림',
  SUPPLEMENT_LAPSED: '보완기한 경과 알림',
};
const TOLD_FIELD_NAMES = Object.keys(TOLD_FIELDS) as RungName[];

const POST_NAMES: Record<Post, string> = { OFFICER: '담당자', LEADER: '팀장', HEAD: '부서장' };

interface LaddersPageProps {
  frame: StaffFrame;
  ladders: DepartmentLadder[];
  departments: { code: string; name: string }[];
  edits: boolean;
  /** The ladder in the form. */
  chosen: DepartmentLadder;
  done?: string;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

const DONE: Record<string, string> = {
  set: '예고 시점을 바꿨습니다. 처리 중인 민원의 예고를 다시 계산합니다.',
  removed: '군 기준으로 되돌렸습니다. 처리 중인 민원의 예고를 다시 계산합니다.',
};

/** How far ahead officers, leaders and heads are told, and of what. */
export function LaddersPage(props: LaddersPageProps): ReactElement {
  const { frame, ladders, departments, edits, chosen, done, faults, refusal } = props;
  const nameOf = (code: string) =>
    code === COUNTY_LADDER ? '군 기준' : (departments.find((one) => one.code === code)?.name ?? code);
  const columns: Column<DepartmentLadder>[] = [
    { head: '부서', isRowHead: true, cell: ({ departmentCode }) => nameOf(departmentCode) },
    { head: '일 단위 민원', cell: ({ dayD3, dayD1 }) => `${dayD3}일 전, ${dayD1}일 전, 당일` },
    {
      head: '시간 단위 민원',
      cell: ({ hourD3, hourD1, hourDday }) => `${hourD3}시간, ${hourD1}시간, ${hourDday}시간 전`,
    },
    { head: '보완기한 경과', cell: ({ lapsedEvery }) => `${lapsedEvery}근무일마다` },
    {
      head: '받는 사람',
      cell: ({ told }) => (
        <ul>
          {TOLD_FIELD_NAMES.map((rung) => (
            <li key={rung}>
              <span className="ma-why is-inline">{TOLD_FIELDS[rung]}</span>{' '}
              {told[rung].map((post) => POST_NAMES[post]).join(', ')}
            </li>
          ))}
        </ul>
      ),
    },
  ];
  const acts: Column<DepartmentLadder> = {
    head: '할 일',
    cell: ({ departmentCode }) => (
      <span className="ma-row-acts">
        <a className="ma-text-link" href={withQuery('/ladders', { departmentCode })}>
          고치기<span className="sr-only">: {nameOf(departmentCode)}</span>
        </a>
        {departmentCode !== COUNTY_LADDER && (
          <ActButton
            action="/ladders/remove"
            act="군 기준으로"
            about={nameOf(departmentCode)}
            hidden={{ departmentCode }}
          />
        )}
      </span>
    ),
  };
  return (
    <StaffPage frame={frame} title="사전예고">
      {done !== undefined && <Done>{wordOf(DONE, done)}</Done>}
      <Refusal problem={refusal} />
      <div className={edits ? 'ma-desk' : undefined}>
        <Panel id="ladders" title="부서별 예고">
          <p className="ma-note">
            여기 없는 부서는 군 기준을 따릅니다. 기한이 지나면 근무일마다 알리고, 담당자가 없으면 부서장이 받습니다.
          </p>
          <Table
            stacks
            caption="군 기준과 부서별 예고"
            columns={edits ? [...columns, acts] : columns}
            rows={ladders}
            rowKey={({ departmentCode }) => departmentCode}
            empty={<EmptyState title="정한 예고가 없습니다" />}
          />
        </Panel>
        {edits && (
          <Panel id="edit" title="예고 정하기">
            <ActForm action="/ladders" act="이대로 정하기">
              <FormField id="departmentCode" label="부서" error={faults?.departmentCode}>
                <Select
                  id="departmentCode"
                  name="departmentCode"
                  size="small"
                  value={chosen.departmentCode}
                  options={[
                    { value: COUNTY_LADDER, label: '군 기준' },
                    ...departments.map(({ code, name }) => ({ value: code, label: name })),
                  ]}
                />
              </FormField>
              <div className="ma-fields-row">
                {LADDER_FIELD_NAMES.map((field) => (
                  <FormField
                    key={field}
                    id={field}
                    label={`${LADDER_FIELDS[field].name} (${LADDER_FIELDS[field].unit})`}
                    error={faults?.[field]}
                  >
                    <TextInput
                      id={field}
                      name={field}
                      type="number"
                      size="small"
                      min={LADDER_FIELDS[field].min}
                      max={LADDER_FIELDS[field].max}
                      required
                      defaultValue={chosen[field]}
                    />
                  </FormField>
                ))}
              </div>
              {TOLD_FIELD_NAMES.map((rung) => (
                <fieldset key={rung} className="ma-fieldset">
                  <legend className="ma-legend">{TOLD_FIELDS[rung]} 받는 사람</legend>
                  <div className="krds-check-area ma-choices">
                    {POSTS.map((post) => (
                      <Checkbox
                        key={post}
                        id={`told-${rung}-${post}`}
                        name={`told.${rung}`}
                        value={post}
                        label={POST_NAMES[post]}
                        checked={chosen.told[rung].includes(post)}
                      />
                    ))}
                  </div>
                  {faults?.[`told.${rung}`] !== undefined && (
                    <p className="form-hint-invalid">{faults[`told.${rung}`]}</p>
                  )}
                </fieldset>
              ))}
            </ActForm>
          </Panel>
        )}
      </div>
    </StaffPage>
  );
}
