import { textOf } from './wire.js';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Assets, newNonce, securityHeaders, serveAssets } from '../../libs/krds/index.js';
import type { SandboxAccount } from './account.js';
import type { Faults } from './faults.js';
import type { MessageStore } from './message-store.js';
import { PhonesStream } from './phones-stream.js';
import { latestPhones, phoneOf, type Phone } from './phones.js';
import type { TemplateBook } from './templates.js';
import { PhoneView } from './views/phone-view.js';
import { PhonesPage } from './views/phones-page.js';
import { TemplatesPage } from './views/templates-page.js';

interface PagesParts {
  account: SandboxAccount;
  store: MessageStore;
  faults: Faults;
  books: readonly TemplateBook[];
  /** Longest time from acceptance to arrival, ms. */
  longestWay: number;
  /** Where the build put what pages load. */
  assetsDir: string;
}

const PHONES_SHOWN = 24;
const REJECTED_BY_HAND = '시험 발송 화면에서 반려했습니다.';

/** The phones at `/`, the reviewer's desk at `/templates`. */
export async function pagesRoutes(app: FastifyInstance, parts: PagesParts): Promise<PhonesStream> {
  const { account, store, faults, books, assetsDir } = parts;
  const { organisation, safeMark } = account;
  const draw = (phone: Phone): ReactElement => (
    <PhoneView phone={phone} organisation={organisation} safeMark={safeMark} now={store.now()} />
  );
  const stream = new PhonesStream(store, (phone) => renderToStaticMarkup(draw(phone)), parts.longestWay);
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  await serveAssets(app, assetsDir);

  app.get('/', (request, reply) => {
    const wanted = textOf((request.query as { to?: string }).to);
    const digits = wanted.replaceAll(/\D/g, '');
    const now = store.now();
    const phones = digits === '' ? latestPhones(store, now, PHONES_SHOWN) : [phoneOf(store, digits, now)];
    const names = faults.active().map(({ vendor, channel, kind }) => [vendor, channel, kind].filter(Boolean).join(' '));
    return sendPage(reply, (assets) => (
      <PhonesPage {...{ assets, phones, wanted, organisation, safeMark, now }} faults={names} />
    ));
  });

  app.get('/phones/stream', (request, reply) => {
    const to = (request.query as { to?: string }).to;
    reply.hijack();
    stream.watch(reply.raw, to === undefined || to === '' ? null : to);
  });

  app.get('/templates', (_request, reply) => {
    const templates = books.flatMap((book) =>
      book.all().map((template) => ({ template, state: book.stateOf(template) })),
    );
    return sendPage(reply, (assets) => (
      <TemplatesPage {...{ assets, templates }} byHand={books.some(({ byHand }) => byHand)} />
    ));
  });

  app.post('/sandbox/templates/:vendor/:id', (request, reply) => {
    const { vendor, id } = request.params as { vendor: string; id: string };
    const { decision, because } = (request.body ?? {}) as { decision?: string; because?: string };
    const book = books.find((known) => known.vendor === vendor);
    const template = book?.find(id);
    if (book === undefined || template === undefined) return reply.code(404).send({ error: 'no such template' });
    if (decision !== 'APPROVED' && decision !== 'REJECTED')
      return reply.code(400).send({ error: 'decision: APPROVED, REJECTED' });
    book.decide(template, decision, because ?? REJECTED_BY_HAND);
    return reply.redirect('/templates', 303);
  });

  function sendPage(reply: FastifyReply, page: (assets: Assets) => ReactElement): FastifyReply {
    return reply
      .headers(securityHeaders(newNonce()))
      .type('text/html; charset=utf-8')
      .send(`<!doctype html>${renderToStaticMarkup(page(new Assets(assetsDir)))}`);
  }

  return stream;
}
