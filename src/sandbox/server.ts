import fastify, { type FastifyInstance } from 'fastify';
import { ASSETS_DIR } from '../../libs/krds/index.js';
import { DEMO_ACCOUNT, type SandboxAccount } from './account.js';
import { Answers } from './answers.js';
import { Faults } from './faults.js';
import { MessageStore } from './message-store.js';
import { REAL_PACE, type Pace } from './messages.js';
import { nhnAlimtalkRoutes } from './nhn-alimtalk-routes.js';
import { nhnAlimtalkTemplateRoutes } from './nhn-alimtalk-template-routes.js';
import type { NhnParts } from './nhn-parts.js';
import { nhnRcsRoutes } from './nhn-rcs-routes.js';
import { nhnSmsRoutes } from './nhn-sms-routes.js';
import { NhnWebhooks, type WebhookTarget } from './nhn-webhooks.js';
import { guardNhn } from './nhn-wire.js';
import { pagesRoutes } from './pages-routes.js';
import { sandboxRoutes } from './sandbox-routes.js';
import { SolapiGroups } from './solapi-groups.js';
import { solapiKakaoRoutes } from './solapi-kakao-routes.js';
import { guardSolapi, solapiRoutes } from './solapi-routes.js';
import { SolapiSending } from './solapi-sending.js';
import { TemplateBook } from './templates.js';

export interface SandboxOptions {
  /** 0 takes a free one. */
  port?: number;
  host?: string;
  /** The demo's where absent. */
  account?: SandboxAccount;
  /** Milliseconds that every answer of a vendor takes (SANDBOX_LATENCY_MS). */
  latencyMs?: number;
  pace?: Partial<Pace>;
  /** Milliseconds until a template is approved by itself, or BY_HAND: somebody decides on `/templates`. */
  templateReview?: number | 'BY_HAND';
  /** Where the build put what the pages load. */
  assetsDir?: string;
  /** Where NHN's webhooks go; they can be set later as well. */
  nhnWebhook?: WebhookTarget;
  /** How many messages are kept before the oldest go. */
  keep?: number;
  /** The vendors' clock, epoch ms, real time; tests may turn it on instead of waiting. */
  now?: () => number;
  /** 0 to 1; a seeded one makes delays and the faults' rates repeatable. */
  random?: () => number;
}

export interface RunningSandbox {
  /** e.g. `http://127.0.0.1:3001` */
  url: string;
  account: SandboxAccount;
  /** When somebody last called, epoch ms, real time. */
  lastTraffic(): number;
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024 * 1024;
const DEFAULT_KEEP = 200_000;
const DEFAULT_REVIEW_MS = 300;

/** Starts the vendors' stand-in and the phones. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const account = options.account ?? DEMO_ACCOUNT;
  const app = await buildSandbox(account, options);
  let lastTraffic = Date.now();
  app.server.on('request', () => {
    lastTraffic = Date.now();
  });
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return { url, account, lastTraffic: () => lastTraffic, close: () => app.close() };
}

async function buildSandbox(account: SandboxAccount, options: SandboxOptions): Promise<FastifyInstance> {
  const { now = Date.now, random = Math.random, keep = DEFAULT_KEEP, latencyMs = 0 } = options;
  const pace = { ...REAL_PACE, ...options.pace };
  const app = fastify({ bodyLimit: BODY_LIMIT, logger: { level: 'error' }, forceCloseConnections: true });
  acceptEmptyJson(app);

  const store = new MessageStore(now, random, pace, keep);
  const faults = new Faults(now, random);
  const answers = new Answers(faults, pace, latencyMs);
  const review = options.templateReview ?? DEFAULT_REVIEW_MS;

  const templates = new TemplateBook('SOLAPI', now, review);
  const nhnTemplates = new TemplateBook('NHN', now, review);
  const files = new Set<string>();
  const groups = new SolapiGroups(account, now, keep / 2);
  const sending = new SolapiSending(account, store, faults, { account, templates, hasFile: (id) => files.has(id) });
  await app.register(
    (solapi, _options, done) => {
      const parts = { account, store, answers, groups, sending, files };
      guardSolapi(solapi, parts);
      solapiRoutes(solapi, parts);
      solapiKakaoRoutes(solapi, account, templates, now);
      done();
    },
    { prefix: '/solapi' },
  );

  await registerNhn(app, { account, store, answers, faults, templates: nhnTemplates });
  const webhooks = new NhnWebhooks(account, now, (error) => app.log.error(error, 'webhook not taken'));
  webhooks.target = options.nhnWebhook ?? null;
  store.onAccepted((message) => webhooks.follow(message));

  const phones = await pagesRoutes(app, {
    account,
    store,
    faults,
    books: [templates, nhnTemplates],
    longestWay: Math.max(pace.unknownUntilThere, pace.report[1]),
    assetsDir: options.assetsDir ?? ASSETS_DIR,
  });
  sandboxRoutes(app, account, store, faults, webhooks, () => {
    store.clear();
    groups.clear();
    answers.forget();
    phones.tellCleared();
  });
  app.addHook('onClose', () => {
    groups.clear();
    phones.close();
    webhooks.close();
  });
  return app;
}

/** NHN's three products, each with its own way to say who calls. */
async function registerNhn(app: FastifyInstance, parts: NhnParts): Promise<void> {
  const { answers } = parts;
  const { nhn } = parts.account;
  await app.register(
    async (alimtalk) => {
      guardNhn(alimtalk, answers, nhn, ({ params, headers }) => ({
        appKey: (params as { appkey?: string }).appkey,
        secretKey: headers['x-secret-key'],
      }));
      nhnAlimtalkRoutes(alimtalk, parts);
      await alimtalk.register(
        (templates, _options, done) => {
          nhnAlimtalkTemplateRoutes(templates, parts);
          done();
        },
        { prefix: '/senders/:senderKey/templates' },
      );
    },
    { prefix: '/nhn/alimtalk/v2.3/appkeys/:appkey' },
  );
  await app.register(
    (rcs, _options, done) => {
      guardNhn(rcs, answers, nhn, ({ headers }) => ({
        appKey: headers['x-tc-app-key'],
        secretKey: headers['x-secret-key'],
      }));
      nhnRcsRoutes(rcs, parts);
      done();
    },
    { prefix: '/nhn/rcs/v1.0' },
  );
  await app.register(
    (sms, _options, done) => {
      guardNhn(sms, answers, nhn, ({ params, headers }) => ({
        appKey: (params as { appKey?: string }).appKey,
        secretKey: headers['x-secret-key'],
      }));
      nhnSmsRoutes(sms, parts);
      done();
    },
    { prefix: '/nhn/sms/v3.0/appKeys/:appKey' },
  );
}

/** Clients send `Content-Type: application/json` without a body on calls that need none. */
function acceptEmptyJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body as string));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }), undefined);
    }
  });
}
