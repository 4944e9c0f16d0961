import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { FastifyReply } from 'fastify';
import type { Assets } from './assets.js';
import { newNonce, securityHeaders } from './security-headers.js';

/** What the shell of a page needs besides its content; one per response. */
export interface PageContext {
  nonce: string;
  assets: Assets;
}

/** Text size and contrast: KRDS reckons in rem and has its colours twice, so both are one attribute of the root element. */
export interface Reading {
  size: 'normal' | 'large' | 'xlarge';
  contrast: 'normal' | 'high';
}

interface PageProps {
  context: PageContext;
  title: string;
  /** Shown by link previews; never anything of a person. */
  description?: string;
  lang?: 'ko' | 'en';
  reading?: Reading;
  /** Names of style sheets and scripts as the build knows them. `krds.css` is always loaded, first. */
  styles: string[];
  scripts?: string[];
  /** The page is refreshed in place (Turbo morphs it) and keeps its scroll position. */
  live?: boolean;
  className?: string;
  children: ReactNode;
}

/** The document around every page: Korean, never indexed, nothing inline, nothing from another host. */
export function Page(props: PageProps): ReactElement {
  const { context, title, description, lang = 'ko', reading, styles, scripts = [], live, className, children } = props;
  return (
    <html
      lang={lang}
      data-krds-mode={reading?.contrast === 'high' ? 'high-contrast' : undefined}
      data-size={reading && reading.size !== 'normal' ? reading.size : undefined}
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="csp-nonce" content={context.nonce} />
        {description !== undefined && (
          <>
            <meta name="description" content={description} />
            <meta property="og:title" content={title} />
            <meta property="og:description" content={description} />
          </>
        )}
        {live === true && (
          <>
            <meta name="turbo-refresh-method" content="morph" />
            <meta name="turbo-refresh-scroll" content="preserve" />
          </>
        )}
        {scripts.length > 0 && (
          <>
            {/* No page is read because the mouse passed over a link (each read is in the audit trail), none is shown from a cache. */}
            <meta name="turbo-prefetch" content="false" />
            <meta name="turbo-cache-control" content="no-cache" />
          </>
        )}
        <link rel="icon" href={context.assets.url('icon.svg')} type="image/svg+xml" />
        {['krds.css', ...styles].map((name) => (
          <link key={name} rel="stylesheet" href={context.assets.url(name)} data-turbo-track="reload" />
        ))}
        {scripts.map((name) => (
          <script key={name} type="module" src={context.assets.url(name)} data-turbo-track="reload" />
        ))}
      </head>
      <body className={className}>{children}</body>
    </html>
  );
}

/** HTML of a whole page. React escapes every value; nothing sets raw HTML but what React made of rows that are kept (`Table`). */
export function renderPage(page: ReactElement): string {
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

/** Sets the security headers of a page and gives its HTML, for whoever answers with it. */
export function preparePage(reply: FastifyReply, assets: Assets, page: (context: PageContext) => ReactElement): string {
  const nonce = newNonce();
  reply.headers(securityHeaders(nonce));
  return renderPage(page({ nonce, assets }));
}

/** Answers with a page and its security headers. */
export function sendPage(
  reply: FastifyReply,
  assets: Assets,
  page: (context: PageContext) => ReactElement,
  status = 200,
): FastifyReply {
  const html = preparePage(reply, assets, page);
  return reply.status(status).type('text/html; charset=utf-8').send(html);
}
