import type { ReactElement } from 'react';
import { Badge, Checkbox, EmptyState, FormField, Pagination, Table, TextInput } from '../../../libs/krds/index.js';
import { ROLES, type Account, type Role } from '../../staff/index.js';
import { ActButton, ActForm, Done, Refusal } from './act-form.js';
import { withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { Panel, ROLE_NAMES, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

export interface TypedAccount {
  loginId?: string;
  officerId?: string;
  roles?: string[];
}

const DONE: Record<string, string> = {
  created: '계정을 만들었습니다.',
  changed: '계정을 바꿨습니다. 권한이 줄면 열려 있던 접속도 끝납니다.',
};

interface AccountsPageProps {
  frame: StaffFrame;
  accounts: Account[];
  /** May make and change them. */
  edits: boolean;
  hasEarlier: boolean;
  nextCursor: string | null;
  typed?: TypedAccount;
  done?: string;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** Who may sign in. */
export function AccountsPage(props: AccountsPageProps): ReactElement {
  const { frame, accounts, edits, hasEarlier, nextCursor, typed = {}, done, faults, refusal } = props;
  return (
    <StaffPage frame={frame} title="계정">
      {done !== undefined && <Done>{wordOf(DONE, done)}</Done>}
      <Refusal problem={refusal} />
      <div className={edits ? 'ma-desk' : undefined}>
        <Panel id="accounts" title="로그인할 수 있는 사람">
          <Table
            stacks
            caption="계정, 아이디순"
            columns={[
              {
                head: '아이디',
                isRowHead: true,
                cell: ({ id, loginId, officerId }: Account) => (
                  <>
                    {edits ? (
                      <a className="ma-row-link" href={`/accounts/${id}`}>
                        {loginId}
                      </a>
                    ) : (
                      loginId
                    )}
                    <span className="ma-receipt">{officerId ?? '직원 아님'}</span>
                  </>
                ),
              },
              { head: '역할', cell: ({ roles }) => roles.map((role) => ROLE_NAMES[role]).join(', ') },
              { head: '상태', cell: (account) => <State account={account} /> },
              {
                head: '마지막 로그인',
                cell: ({ lastLoginAt }) =>
                  lastLoginAt === null ? (
                    <span className="ma-zero">없음</span>
                  ) : (
                    <time dateTime={lastLoginAt}>{momentOf(lastLoginAt)}</time>
                  ),
              },
            ]}
            rows={accounts}
            rowKey={({ id }) => id}
            empty={<EmptyState title="계정이 없습니다" />}
          />
          <Pagination
            label="계정 쪽"
            firstHref={hasEarlier ? '/accounts' : undefined}
            nextHref={nextCursor === null ? undefined : withQuery('/accounts', { cursor: nextCursor })}
          />
        </Panel>
        {edits && (
          <Panel id="create" title="계정 만들기">
            <ActForm action="/accounts" act="계정 만들기">
              <FormField id="loginId" label="아이디" error={faults?.loginId}>
                <TextInput
                  id="loginId"
                  name="loginId"
                  size="small"
                  required
                  autoComplete="off"
                  defaultValue={typed.loginId}
                />
              </FormField>
              <FormField
                id="officerId"
                label="직원번호(선택)"
                error={faults?.officerId}
                hint="담당자·팀장·부서장은 직원번호가 있어야 부서의 민원이 보입니다."
              >
                <TextInput
                  id="officerId"
                  name="officerId"
                  size="small"
                  autoComplete="off"
                  defaultValue={typed.officerId}
                />
              </FormField>
              <FormField
                id="password"
                label="첫 비밀번호(선택)"
                error={faults?.password}
                hint="10자 이상. 비우면 통합인증으로만 로그인합니다."
              >
                <TextInput id="password" name="password" type="password" size="small" autoComplete="new-password" />
              </FormField>
              <RoleBoxes chosen={typed.roles ?? []} error={faults?.roles} />
            </ActForm>
          </Panel>
        )}
      </div>
    </StaffPage>
  );
}

interface AccountPageProps {
  frame: StaffFrame;
  account: Account;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** One account and what an administrator may do with it. */
export function AccountPage({ frame, account, faults, refusal }: AccountPageProps): ReactElement {
  const path = `/accounts/${account.id}`;
  const { loginId, roles, officerId, active, lockedUntil, hasPassword, boundToProvider } = account;
  return (
    <StaffPage frame={frame} title={`계정: ${loginId}`} aside={<State account={account} />}>
      <Refusal problem={refusal} />
      <div className="ma-columns">
        <Panel id="roles-and-place" title="역할과 자리">
          <ActForm action={`${path}/roles`} act="역할과 자리 바꾸기" back="/accounts">
            <RoleBoxes chosen={roles} error={faults?.roles} />
            <FormField id="officerId" label="직원번호(비우면 없음)" error={faults?.officerId}>
              <TextInput
                id="officerId"
                name="officerId"
                size="small"
                autoComplete="off"
                defaultValue={officerId ?? ''}
              />
            </FormField>
          </ActForm>
        </Panel>
        <Panel id="sign-in" title="로그인">
          <ActForm action={`${path}/password`} act="새 비밀번호로 바꾸기" tone="secondary">
            <FormField
              id="password"
              label={hasPassword ? '새 비밀번호' : '비밀번호(지금은 통합인증으로만 로그인)'}
              error={faults?.password}
              hint="10자 이상, 서로 다른 글자 5개 이상, 아이디를 담을 수 없습니다."
            >
              <TextInput
                id="password"
                name="password"
                type="password"
                size="small"
                required
                autoComplete="new-password"
              />
            </FormField>
          </ActForm>
          <div className="ma-row-acts ma-below">
            {lockedUntil !== null && <ActButton action={`${path}/unlock`} act="잠금 풀기" about={loginId} />}
            {boundToProvider && <ActButton action={`${path}/unbind`} act="통합인증 연결 끊기" about={loginId} />}
            {active ? (
              <ActButton action={`${path}/close`} act="계정 닫기" about={loginId} />
            ) : (
              <ActButton action={`${path}/reopen`} act="다시 열기" about={loginId} />
            )}
          </div>
        </Panel>
      </div>
    </StaffPage>
  );
}

function State({ account }: { account: Account }): ReactElement {
  const { active, lockedUntil } = account;
  if (!active) return <Badge tone="gray">닫힘</Badge>;
  if (lockedUntil !== null) return <Badge tone="danger">{momentOf(lockedUntil)}까지 잠김</Badge>;
  return <Badge tone="success">사용 중</Badge>;
}

function RoleBoxes({ chosen, error }: { chosen: readonly string[]; error?: string }): ReactElement {
  return (
    <fieldset className="ma-fieldset">
      <legend className="ma-legend">역할</legend>
      <div className="ma-boxes">
        {ROLES.map((role: Role) => (
          <Checkbox
            key={role}
            id={`role-${role}`}
            name="roles"
            value={role}
            checked={chosen.includes(role)}
            label={ROLE_NAMES[role]}
          />
        ))}
      </div>
      {error !== undefined && <p className="form-hint-invalid">{error}</p>}
    </fieldset>
  );
}

interface OwnPasswordPageProps {
  frame: StaffFrame;
  done?: boolean;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** One's own password. */
export function OwnPasswordPage({ frame, done, faults, refusal }: OwnPasswordPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="내 비밀번호">
      {done === true && <Done>비밀번호를 바꿨습니다. 다른 곳에서 열려 있던 접속은 끝났습니다.</Done>}
      <Refusal problem={refusal} />
      <Panel id="own" title="비밀번호 바꾸기">
        <ActForm action="/own-password" act="비밀번호 바꾸기">
          <FormField id="current" label="지금 비밀번호" error={faults?.current}>
            <TextInput
              id="current"
              name="current"
              type="password"
              size="small"
              required
              autoComplete="current-password"
            />
          </FormField>
          <FormField
            id="next"
            label="새 비밀번호"
            error={faults?.next}
            hint="10자 이상, 서로 다른 글자 5개 이상, 아이디를 담을 수 없습니다."
          >
            <TextInput id="next" name="next" type="password" size="small" required autoComplete="new-password" />
          </FormField>
        </ActForm>
      </Panel>
    </StaffPage>
  );
}
