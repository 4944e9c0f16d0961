import type { ReactElement, ReactNode } from 'react';
import { Icon, Masthead, Page, SkipLink, type MastheadKind, type PageContext } from '../../../libs/krds/index.js';
import { withReading, type ReadingChoice } from './reading-choice.js';
import { WORDS } from './words.js';

/** What every citizen page knows of its surroundings. */
export interface CitizenFrame {
  context: PageContext;
  /** Name of the organisation as the county settled it, e.g. 순창군. */
  organisation: string;
  /** The county's main number, told where nobody nearer is known. */
  mainPhone: string;
  masthead: MastheadKind;
  reading: ReadingChoice;
  /** Path of this page without its query. */
  path: string;
  /** What the switches keep of its query: the score that a message ticked. */
  query?: Record<string, string>;
  /** Path of the privacy notice; absent on itself. */
  privacyPath?: string;
}

interface CitizenPageProps {
  frame: CitizenFrame;
  /** Title of the document: names the kind of page only, since link previews and histories show it. */
  title: string;
  /** Heading of the header strip. */
  service: string;
  children: ReactNode;
}

const SIZES = ['normal', 'large', 'xlarge'] as const;

/** Header, switches, content, footer of a page without login. No script is loaded. */
export function CitizenPage({ frame, title, service, children }: CitizenPageProps): ReactElement {
  const { context, organisation, mainPhone, masthead, reading, path, query, privacyPath } = frame;
  const words = WORDS[reading.lang].frame;
  return (
    <Page
      context={context}
      title={`${title} | ${organisation}`}
      description={words.preview}
      lang={reading.lang}
      reading={reading}
      styles={['citizen.css']}
      className="ma-citizen"
    >
      <SkipLink label={words.skip} />
      <Masthead kind={masthead} lang={reading.lang} />
      <header className="ma-citizen-header">
        <div className="ma-citizen-width">
          <p className="ma-organisation">
            <span lang="ko">{organisation}</span>
          </p>
          <p className="ma-service">{service}</p>
        </div>
      </header>
      <nav className="ma-tools" aria-label={words.tools}>
        <div className="ma-citizen-width">
          <ul className="ma-tool-list">
            {SIZES.map((size) => (
              <li key={size}>
                <a
                  className={`ma-tool is-${size}`}
                  href={withReading(path, reading, { size }, query)}
                  aria-current={size === reading.size ? 'true' : undefined}
                >
                  <span aria-hidden="true">{words.letter}</span>
                  <span className="sr-only">{words.sizes[size]}</span>
                </a>
              </li>
            ))}
          </ul>
          <ul className="ma-tool-list">
            <li>
              <a
                className="ma-tool"
                href={withReading(path, reading, { contrast: reading.contrast === 'high' ? 'normal' : 'high' }, query)}
              >
                {reading.contrast === 'high' ? words.contrastOff : words.contrastOn}
              </a>
            </li>
            <li>
              <a
                className="ma-tool"
                lang={reading.lang === 'ko' ? 'en' : 'ko'}
                href={withReading(path, reading, { lang: reading.lang === 'ko' ? 'en' : 'ko' }, query)}
              >
                <Icon name="globe" />
                {words.otherLanguage}
              </a>
            </li>
          </ul>
        </div>
      </nav>
      <main id="main" className="ma-citizen-width" tabIndex={-1}>
        {children}
      </main>
      <footer className="ma-citizen-footer">
        <div className="ma-citizen-width">
          <p className="ma-footer-name" lang="ko">
            {organisation}
          </p>
          <p>
            {words.mainPhone} <PhoneLink number={mainPhone} />
          </p>
          {privacyPath !== undefined && (
            <p>
              <a className="ma-text-link" href={withReading(privacyPath, reading)}>
                {words.privacy}
              </a>
            </p>
          )}
        </div>
      </footer>
    </Page>
  );
}

/** A number that dials. */
export function PhoneLink({ number }: { number: string }): ReactElement {
  return (
    <a className="ma-text-link ma-figure" href={`tel:${number.replace(/[^\d+]/g, '')}`}>
      {number}
    </a>
  );
}

/** The large button that dials, for the one number that matters on a page. */
export function CallButton({ number, label }: { number: string; label: string }): ReactElement {
  return (
    <a className="krds-btn primary large ma-call" href={`tel:${number.replace(/[^\d+]/g, '')}`}>
      <Icon name="phone" />
      <span>{label}</span> <span className="ma-figure">{number}</span>
    </a>
  );
}

/** A white sheet with a heading. */
export function Sheet({ id, title, children }: { id: string; title: string; children: ReactNode }): ReactElement {
  return (
    <section className="ma-sheet" aria-labelledby={id}>
      <h2 className="ma-sheet-title" id={id}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** Name and value pairs; a value that came from Saeol stays Korean in every language. */
export function Facts({ facts }: { facts: { name: string; value: ReactNode; isKorean?: boolean }[] }): ReactElement {
  return (
    <dl className="ma-facts">
      {facts.map(({ name, value, isKorean }) => (
        <div className="ma-fact" key={name}>
          <dt>{name}</dt>
          <dd lang={isKorean ? 'ko' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
