import type { ReactElement } from 'react';
import {
  EmptyState,
  LinkButton,
  Masthead,
  Page,
  SkipLink,
  type MastheadKind,
  type PageContext,
} from '../../../libs/krds/index.js';
import { TraceId } from './staff-page.js';

interface OutsideFailureProps {
  context: PageContext;
  organisation: string;
  masthead: MastheadKind;
  title: string;
  detail: string;
  traceId?: string;
}

/** Something went wrong for somebody who is not logged in. */
export function OutsideFailurePage(props: OutsideFailureProps): ReactElement {
  const { context, organisation, masthead, title, detail, traceId } = props;
  return (
    <Page
      context={context}
      title={`${title} | ${organisation} 민원알림`}
      styles={['console.css']}
      className="ma-console"
    >
      <SkipLink />
      <Masthead kind={masthead} />
      <main id="main" className="ma-login" tabIndex={-1}>
        <div className="ma-login-brand">
          <h1>{title}</h1>
        </div>
        <section className="ma-panel ma-login-panel" aria-label={title}>
          <EmptyState title={detail}>
            <TraceId traceId={traceId} />
            <LinkButton href="/login" size="small">
              로그인 화면으로
            </LinkButton>
          </EmptyState>
        </section>
      </main>
    </Page>
  );
}
