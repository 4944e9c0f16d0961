import type { ReactElement } from 'react';
import {
  Badge,
  EmptyState,
  FormField,
  Notice,
  Pagination,
  Select,
  Table,
  TextInput,
} from '../../../libs/krds/index.js';
import { ROLES, type ApiKey } from '../../staff/index.js';
import { ActButton, ActForm, Done, Refusal } from './act-form.js';
import { withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { Panel, ROLE_NAMES, StaffPage, type StaffFrame } from './staff-page.js';

export interface TypedKey {
  name?: string;
  role?: string;
  departmentCode?: string;
  expiresOn?: string;
}

interface ApiKeysPageProps {
  frame: StaffFrame;
  keys: ApiKey[];
  departments: { code: string; name: string }[];
  /** Machine time. */
  now: Date;
  hasEarlier: boolean;
  nextCursor: string | null;
  /** Just made: shown this once. */
  made?: { name: string; key: string };
  typed?: TypedKey;
  done?: string;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** Keys of programs. */
export function ApiKeysPage(props: ApiKeysPageProps): ReactElement {
  const { frame, keys, departments, now, hasEarlier, nextCursor, made, typed = {}, done, faults, refusal } = props;
  const nameOf = (code: string) => departments.find((one) => one.code === code)?.name ?? code;
  return (
    <StaffPage frame={frame} title="API 키">
      {done === 'revoked' && <Done>키를 폐기했습니다. 5초 안에 모든 곳에서 쓸 수 없게 됩니다.</Done>}
      <Refusal problem={refusal} />
      {made !== undefined && (
        <div className="ma-answer">
          <Notice tone="warning" title={`${made.name}: 지금 옮겨 적어 주세요`} isAlert>
            <p>이 키는 다시 볼 수 없습니다. 잃어버리면 폐기하고 새로 만듭니다.</p>
            <p>
              <code className="ma-key">{made.key}</code>
            </p>
          </Notice>
        </div>
      )}
      <div className="ma-desk">
        <Panel id="keys" title="프로그램이 쓰는 키">
          <Table
            stacks
            caption="API 키, 새것부터"
            columns={[
              {
                head: '쓰는 곳',
                isRowHead: true,
                cell: ({ name, createdAt }: ApiKey) => (
                  <>
                    {name}
                    <span className="ma-why">{momentOf(createdAt)} 만듦</span>
                  </>
                ),
              },
              {
                head: '권한',
                cell: ({ role, departmentCodes }) => (
                  <>
                    {ROLE_NAMES[role]}
                    <span className="ma-why">{departmentCodes?.map(nameOf).join(', ') ?? '모든 부서'}</span>
                  </>
                ),
              },
              {
                head: '마지막 사용',
                cell: ({ lastUsedAt }) =>
                  lastUsedAt === null ? <span className="ma-zero">없음</span> : momentOf(lastUsedAt),
              },
              { head: '상태', cell: (key) => <State apiKey={key} now={now} /> },
              {
                head: '할 일',
                cell: ({ id, name, revokedAt }) =>
                  revokedAt === null && <ActButton action={`/api-keys/${id}/revoke`} act="폐기" about={name} />,
              },
            ]}
            rows={keys}
            rowKey={({ id }) => id}
            empty={<EmptyState title="만든 키가 없습니다" />}
          />
          <Pagination
            label="API 키 쪽"
            firstHref={hasEarlier ? '/api-keys' : undefined}
            nextHref={nextCursor === null ? undefined : withQuery('/api-keys', { cursor: nextCursor })}
          />
        </Panel>
        <Panel id="make" title="키 만들기">
          <ActForm action="/api-keys" act="키 만들기" answersAtOnce>
            <FormField id="name" label="어디에 쓰는지" error={faults?.name}>
              <TextInput
                id="name"
                name="name"
                size="small"
                required
                maxLength={100}
                placeholder="도청 민원현황판"
                defaultValue={typed.name}
              />
            </FormField>
            <FormField id="role" label="역할" error={faults?.role}>
              <Select
                id="role"
                name="role"
                size="small"
                value={typed.role ?? 'county'}
                options={ROLES.map((role) => ({ value: role, label: ROLE_NAMES[role] }))}
              />
            </FormField>
            <FormField id="departmentCode" label="부서" error={faults?.departmentCode}>
              <Select
                id="departmentCode"
                name="departmentCode"
                size="small"
                value={typed.departmentCode}
                options={[
                  { value: '', label: '모든 부서' },
                  ...departments.map(({ code, name }) => ({ value: code, label: name })),
                ]}
              />
            </FormField>
            <FormField
              id="expiresOn"
              label="마지막 날(선택)"
              error={faults?.expiresOn}
              hint="비우면 폐기할 때까지 씁니다."
            >
              <TextInput id="expiresOn" name="expiresOn" type="date" size="small" defaultValue={typed.expiresOn} />
            </FormField>
          </ActForm>
        </Panel>
      </div>
    </StaffPage>
  );
}

function State({ apiKey, now }: { apiKey: ApiKey; now: Date }): ReactElement {
  const { revokedAt, expiresAt } = apiKey;
  if (revokedAt !== null) return <Badge tone="gray">폐기함</Badge>;
  if (expiresAt === null) return <Badge tone="success">사용 중</Badge>;
  if (Date.parse(expiresAt) <= now.getTime()) return <Badge tone="gray">기한 지남</Badge>;
  return (
    <>
      <Badge tone="success">사용 중</Badge>
      <span className="ma-why">{momentOf(expiresAt)}까지</span>
    </>
  );
}
