import type { ReactElement, ReactNode } from 'react';
import type { Assets } from '../../../libs/krds/index.js';

export interface ShellProps {
  assets: Assets;
  title: string;
  here: '/' | '/templates';
  live?: boolean;
  children: ReactNode;
}

const PAGES = [
  { href: '/', name: '휴대전화' },
  { href: '/templates', name: '템플릿 심사' },
] as const;

/** The document around the sandbox's two pages. */
export function SandboxShell({ assets, title, here, live, children }: ShellProps): ReactElement {
  return (
    <html lang="ko">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <title>{`${title} | 민원알림 시험 발송`}</title>
        <link rel="icon" href={assets.url('icon.svg')} />
        <link rel="stylesheet" href={assets.url('sandbox.css')} />
        {live === true && <script type="module" src={assets.url('sandbox.js')} />}
      </head>
      <body className="sb-page">
        <header className="sb-header">
          <div>
            <h1>{title}</h1>
            <p>시연용 발송 환경입니다. 실제로 나가는 메시지는 없습니다.</p>
          </div>
          <nav aria-label="시험 발송 메뉴">
            {PAGES.map(({ href, name }) => (
              <a key={href} href={href} aria-current={href === here ? 'page' : undefined}>
                {name}
              </a>
            ))}
          </nav>
        </header>
        <main className="sb-main">{children}</main>
      </body>
    </html>
  );
}
