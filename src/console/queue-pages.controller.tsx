import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { ParkedJobs, type ParkedJob } from '../../libs/events/index.js';
import { Problem } from '../../libs/http/index.js';
import { Actor, AuditTrail, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { type Faults, readForm } from './read-form.js';
import { ParkedJobPage, QueuePage } from './views/queue-page.js';
import { wordOf } from './views/words.js';

const PATH = '/queue';
const ROWS = 50;
const MOST_AT_ONCE = 1_000;
const JOB_ID = /^\d{1,18}$/;

const DONE: Record<string, string> = { retried: '다시 시작했습니다.', discarded: '일을 버렸습니다.' };

class ReasonForm {
  @Length(5, 200, { message: '사유를 5자에서 200자까지 적어 주세요.' }) reason!: string;
}

/** It ran meanwhile, or somebody else saw to it. */
class JobNotParked extends Problem {
  constructor() {
    super(404, 'CONSOLE.JOB_NOT_PARKED', '멈춰 있는 일이 아닙니다. 이미 끝났거나 다른 사람이 처리했습니다.');
  }
}

/** Background work that waits for a person: seen, done again, given up with a reason. */
@ApiExcludeController()
@Controller('queue')
@Roles('operator', 'admin')
@WholeCounty()
export class QueuePages {
  constructor(
    private readonly parked: ParkedJobs,
    private readonly audit: AuditTrail,
    private readonly dataSource: DataSource,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { after: asked, done } = (query ?? {}) as { after?: unknown; done?: unknown };
    const after = typeof asked === 'string' && JOB_ID.test(asked) ? asked : undefined;
    const [counts, jobs] = await Promise.all([
      this.parked.counts(),
      this.parked.list({ limit: ROWS + 1, after: after ?? '0' }),
    ]);
    const shown = jobs.slice(0, ROWS);
    await this.pages.send(reply, actor, PATH, (frame) => (
      <QueuePage
        frame={frame}
        counts={counts}
        jobs={shown}
        hasEarlier={after !== undefined}
        nextAfter={jobs.length > ROWS ? shown.at(-1)!.id : null}
        done={typeof done === 'string' ? wordOf(DONE, done) : undefined}
      />
    ));
  }

  @Post('retry-all')
  @HttpCode(303)
  async retryAll(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const jobs = await this.parked.list({ limit: MOST_AT_ONCE });
    await this.parked.retry(jobs.map(({ id }) => id));
    await this.note(actor, 'queue.retry', jobs);
    await reply.redirect(`${PATH}?done=retried`, 303);
  }

  @Get(':id')
  async show(@Param('id') id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.jobPage(await this.job(id), actor, reply);
  }

  @Post(':id/retry')
  @HttpCode(303)
  async retry(@Param('id') id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const job = await this.job(id);
    if ((await this.parked.retry([id])) === 0) throw new JobNotParked();
    await this.note(actor, 'queue.retry', [job]);
    await reply.redirect(`${PATH}?done=retried`, 303);
  }

  @Post(':id/discard')
  @HttpCode(303)
  async discard(
    @Param('id') id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.job(id);
    const { form, faults } = await readForm(ReasonForm, body);
    if (faults !== null) return this.jobPage(job, actor, reply, faults);
    if ((await this.parked.discard([id])) === 0) throw new JobNotParked();
    await this.note(actor, 'queue.discard', [job], form.reason);
    await reply.redirect(`${PATH}?done=discarded`, 303);
  }

  /** @throws JobNotParked */
  private async job(id: string): Promise<ParkedJob> {
    if (!JOB_ID.test(id)) throw new JobNotParked();
    const [found] = await this.parked.list({ limit: 1, after: String(BigInt(id) - 1n) });
    if (found?.id !== id) throw new JobNotParked();
    return found;
  }

  private async jobPage(job: ParkedJob, actor: Actor, reply: FastifyReply, faults?: Faults): Promise<void> {
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <ParkedJobPage frame={frame} job={job} faults={faults} />,
      faults === undefined ? 200 : 400,
    );
  }

  private async note(actor: Actor, action: string, jobs: ParkedJob[], reason?: string): Promise<void> {
    if (jobs.length === 0) return;
    const listeners = [...new Set(jobs.map(({ listener }) => listener))].join(',').slice(0, 500);
    await this.audit.write(this.dataSource.manager, [
      { actor, action, subjectKind: 'job', subjects: jobs.map(({ id }) => id), reason, detail: { listeners } },
    ]);
  }
}
