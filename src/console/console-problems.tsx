import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemBody } from '../../libs/http/index.js';
import { CitizenProblems } from '../citizen/index.js';
import { ConsolePages } from './console-pages.js';
import { OutsideFailurePage } from './views/outside-failure-page.js';
import { FailurePage, NoPermissionPage } from './views/staff-page.js';

/** Every refusal and failure as a page, for whoever asked with a browser. */
@Injectable()
export class ConsoleProblems {
  constructor(
    private readonly pages: ConsolePages,
    private readonly citizens: CitizenProblems,
  ) {}

  async page(problem: ProblemBody, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const forCitizen = await this.citizens.page(problem, request, reply);
    if (forCitizen !== null) return forCitizen;
    const { actor } = request;
    // Whoever cannot help it needs no number; where we failed, the operator finds it in the log.
    const traceId = problem.status >= 500 ? problem.traceId : undefined;
    const words = { title: problem.title, detail: problem.detail, traceId };
    if (actor === undefined) {
      return this.pages.prepareOutside(reply, (frame) => <OutsideFailurePage {...frame} {...words} />);
    }
    return this.pages.prepare(reply, actor, '', (frame) =>
      problem.code === 'STAFF.NOT_ALLOWED' ? (
        <NoPermissionPage frame={frame} />
      ) : (
        <FailurePage frame={frame} {...words} />
      ),
    );
  }
}
