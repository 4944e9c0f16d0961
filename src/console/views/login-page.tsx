import type { ReactElement } from 'react';
import {
  Button,
  FormField,
  Icon,
  Masthead,
  Notice,
  Page,
  SkipLink,
  TextInput,
  type MastheadKind,
  type PageContext,
} from '../../../libs/krds/index.js';

export type LoginProblem = 'wrong' | 'locked' | 'expired' | 'throttled';

export interface LoginPageProps {
  context: PageContext;
  organisation: string;
  masthead: MastheadKind;
  /** What was typed before. */
  loginId?: string;
  problem?: LoginProblem;
  /** Path to go to afterwards; checked by the server to lie on this site. */
  next?: string;
  /** Demo only: one login per role. */
  demoLogins?: { loginId: string; password: string; role: string; name: string }[];
}

/** The same words for an unknown and a wrong login. */
const PROBLEMS: Record<LoginProblem, { title: string; detail: string }> = {
  wrong: {
    title: '로그인하지 못했습니다',
    detail: '아이디나 비밀번호가 맞지 않습니다. 다섯 번 틀리면 잠시 잠깁니다.',
  },
  locked: {
    title: '잠시 잠긴 계정입니다',
    detail: '여러 번 틀려 잠갔습니다. 잠시 뒤에 다시 하시거나 관리자에게 잠금 해제를 요청해 주세요.',
  },
  expired: { title: '다시 로그인해 주세요', detail: '30분 동안 쓰지 않아 로그아웃되었습니다.' },
  throttled: { title: '잠시 뒤에 다시 해 주세요', detail: '이 자리에서 로그인을 너무 많이 시도했습니다.' },
};

/** Staff login. One form, works without scripts. */
export function LoginPage(props: LoginPageProps): ReactElement {
  const { context, organisation, masthead, loginId, problem, next, demoLogins } = props;
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
          {problem !== undefined && (
            <Notice tone={problem === 'expired' ? 'information' : 'danger'} title={PROBLEMS[problem].title} isAlert>
              {PROBLEMS[problem].detail}
            </Notice>
          )}
          <form method="post" action="/login" className="ma-login-form" data-turbo="false">
            {next !== undefined && <input type="hidden" name="next" value={next} />}
            <FormField id="loginId" label="아이디">
              <TextInput id="loginId" name="loginId" autoComplete="username" required defaultValue={loginId} />
            </FormField>
            <FormField id="password" label="비밀번호">
              <TextInput id="password" name="password" type="password" autoComplete="current-password" required />
            </FormField>
            <Button className="ma-wide">로그인</Button>
          </form>
        </section>
        {demoLogins !== undefined && demoLogins.length > 0 && (
          <section className="ma-panel ma-login-demo" aria-labelledby="demo">
            <h2 className="ma-panel-title" id="demo">
              시연용 계정
            </h2>
            <ul>
              {demoLogins.map((login) => (
                <li key={login.loginId}>
                  <form method="post" action="/login" data-turbo="false">
                    {next !== undefined && <input type="hidden" name="next" value={next} />}
                    <input type="hidden" name="loginId" value={login.loginId} />
                    <input type="hidden" name="password" value={login.password} />
                    <button type="submit" className="ma-demo-login">
                      <strong>{login.role}</strong> <span>{login.name}</span>{' '}
                      <span className="ma-receipt">{login.loginId}</span>
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
