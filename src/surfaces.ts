import type { FastifyInstance } from 'fastify';
import type { Surface } from '../config/index.js';
import { answerProblem, problemOfStatus } from '../libs/http/index.js';

/** First matching prefix wins; what lies under none of them belongs to the staff. */
const PREFIXES: readonly [prefix: string, surface: Surface | 'all' | 'pages'][] = [
  ['/health', 'all'],
  ['/metrics', 'all'],
  ['/s', 'citizen'],
  ['/survey', 'citizen'],
  ['/assets', 'pages'],
  ['/api/v1/saeol/events', 'link'],
  ['/webhooks', 'vendor'],
];

function surfaceOf(path: string): Surface | 'all' | 'pages' {
  return PREFIXES.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'staff';
}

/** Answers 404 on every surface that this process does not serve: no county shows its staff pages to the internet. */
export function serveOnly(fastify: FastifyInstance, surfaces: ReadonlySet<Surface>): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    // By the route that answers, so that an address in disguise (`/%73/token`) is of the surface that it leads to.
    const surface = surfaceOf(request.is404 ? request.url.split('?', 1)[0]! : request.routeOptions.url!);
    if (
      surface === 'all' ||
      (surface === 'pages' ? surfaces.has('citizen') || surfaces.has('staff') : surfaces.has(surface))
    )
      done();
    else answerProblem(reply, problemOfStatus(404), request.id);
  });
}
