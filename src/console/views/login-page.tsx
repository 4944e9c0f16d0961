import type { ReactElement } from 'react';
import {
  Button,
  FormField,
  Icon,
  LinkButton,
  Masthead,
  Notice,
  Page,
  SkipLink,
  TextInput,
  type MastheadKind,
  type PageContext,
} from '../../../libs/krds/index.js';
import type { DemoLogin } from '../../staff/index.js';
import { ROLE_NAMES } from './staff-page.js';

/**
 * Why the last try failed: `wrong` for unknown, wrong and locked ones alike; `often`: too many tries from this address;
 * `sign-on`: the county's own sign-on was not finished; `unknown`: it was, but no account here is theirs.
 */
export const LOGIN_FAILURES = ['wrong', 'often', 'sign-on', 'unknown'] as const;
export type LoginFailure = (typeof LOGIN_FAILURES)[number];

export interface LoginPageProps {
  context: PageContext;
  organisation: string;
  masthead: MastheadKind;
  failure: LoginFailure | null;
  /** The county has a sign-on of its own. */
  signOn: boolean;
  /** Demo only: one login per role. */
  demoLogins: readonly Omit<DemoLogin, 'officerId'>[];
}

const FAILURES: Record<LoginFailure, { title: string; detail: string }> = {
  wrong: {
    title: '로그인하지 못했습니다',
    detail: '아이디나 비밀번호가 맞지 않거나 잠긴 계정입니다. 다섯 번 틀리면 15분 동안 잠깁니다.',
  },
  often: {
    title: '잠시 뒤에 다시 해 주세요',
    detail: '이 자리에서 로그인을 너무 많이 틀렸습니다. 1분 뒤에 다시 할 수 있습니다.',
  },
  'sign-on': {
    title: '통합인증을 마치지 못했습니다',
    detail: '인증이 취소되었거나 10분이 지났습니다. 다시 시도해 주세요.',
  },
  unknown: {
    title: '등록된 계정이 아닙니다',
    detail: '통합인증은 되었지만 이 시스템에 계정이 없거나 닫혀 있습니다. 관리자에게 요청해 주세요.',
  },
};

/** Staff login. One form, works without scripts. */
export function LoginPage(props: LoginPageProps): ReactElement {
  const { context, organisation, masthead, failure, signOn, demoLogins } = props;
  return (
    <Page context={context} title={`로그인 | ${organisation} 민원알림`} styles={['console.css']} className="ma-console">
      <SkipLink />
      <Masthead kind={masthead} />
      <main id="main" className="ma-login" tabIndex={-1}>
        <div className="ma-login-brand">
          <span className="ma-top-mark">
            <Icon name="chat" />
          </span>
          <h1>
            {organisation} <strong>민원알림</strong>
          </h1>
          <p>민원 처리 단계를 주민에게 알리는 업무 시스템</p>
        </div>
        <section className="ma-panel ma-login-panel" aria-label="로그인">
          {failure !== null && (
            <Notice tone="danger" title={FAILURES[failure].title} isAlert>
              {FAILURES[failure].detail}
            </Notice>
          )}
          <form method="post" action="/auth/login" className="ma-login-form" data-turbo="false">
            <FormField id="id" label="아이디">
              <TextInput id="id" name="id" autoComplete="username" required />
            </FormField>
            <FormField id="password" label="비밀번호">
              <TextInput id="password" name="password" type="password" autoComplete="current-password" required />
            </FormField>
            <Button className="ma-wide">로그인</Button>
          </form>
          {signOn && (
            <LinkButton href="/auth/oidc" className="ma-wide" data-turbo="false">
              통합인증으로 로그인
            </LinkButton>
          )}
        </section>
        {demoLogins.length > 0 && (
          <section className="ma-panel ma-login-demo" aria-labelledby="demo">
            <h2 className="ma-panel-title" id="demo">
              시연용 계정
            </h2>
            <ul>
              {demoLogins.map(({ id, password, role, who }) => (
                <li key={id}>
                  <form method="post" action="/auth/login" data-turbo="false">
                    <input type="hidden" name="id" value={id} />
                    <input type="hidden" name="password" value={password} />
                    <button type="submit" className="ma-demo-login">
                      <strong>{ROLE_NAMES[role]}</strong> <span>{who}</span> <span className="ma-receipt">{id}</span>
                    </button>
                  </form>
                </li>
              ))}
            </ul>
          </section>
        )}
      </main>
    </Page>
  );
}
