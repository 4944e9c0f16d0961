import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemBody } from '../../libs/http/index.js';
import { CitizenPages } from './citizen-pages.js';
import { KindPage } from './views/kind-page.js';

const PATHS = /^\/(s|survey)(?=[/?]|$)/;

/** Refusals and failures as a citizen reads them: what to do, and whom to call, with no word about machines. */
@Injectable()
export class CitizenProblems {
  constructor(private readonly pages: CitizenPages) {}

  /** Null where the address is none of the citizens'; else headers are set and the HTML is given. */
  async page({ status }: ProblemBody, request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
    const place = PATHS.exec(request.url)?.[1];
    if (place === undefined) return null;
    const reason = status === 429 ? 'often' : status === 410 ? 'closed' : status >= 500 ? 'broken' : 'unknown';
    // The address may be broken itself, so the switches lead to one that is none.
    const path = `/${place}/-`;
    return this.pages.prepare(request, reply, { path }, (frame) => (
      <KindPage frame={frame} reason={reason} service={place === 'survey' ? 'survey' : 'status'} />
    ));
  }
}
