import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Problem } from '../../libs/http/index.js';
import { MessageLog, MessageNotFound, Resends, SenderProfiles } from '../messaging/index.js';
import { Actor, Roles, type Role } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { PersonalReads } from './personal-reads.service.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { NoticePage, type NoticeDone } from './views/notice-page.js';

const READS_TEXT: readonly Role[] = ['officer', 'leader', 'head', 'inspector', 'operator', 'admin'];
const RESENDS: readonly Role[] = ['operator', 'admin'];

class ResendForm {
  /** Made with the page: the same form sent twice sends once. */
  @Matches(/^[\w-]{8,100}$/, { message: '화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요.' }) key!: string;
}

class SkipForm {
  @Length(2, 200, { message: '보내지 않는 사유를 2자에서 200자까지 적어 주세요.' }) reason!: string;
}

interface Answer {
  done?: NoticeDone;
  refusal?: Problem;
  faults?: Faults;
}

/** Screen 12: one notice, every attempt behind it, what went wrong and what to do. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('messages/:id')
export class NoticePageController {
  constructor(
    private readonly log: MessageLog,
    private readonly resends: Resends,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
    private readonly senders: SenderProfiles,
  ) {}

  @Get()
  async show(
    @Param('id', ParseUUIDPipe) id: string,
    @Query('done') done: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.page(id, actor, reply, { done: done === 'resent' || done === 'skipped' ? done : undefined });
  }

  @Post('resend')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async resend(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(ResendForm, body);
    if (faults !== null) return this.page(id, actor, reply, { faults });
    const refusal = await refusalOf(() => this.resends.resend(id, form.key, actor));
    if (refusal !== null) return this.page(id, actor, reply, { refusal });
    await reply.redirect(`/messages/${id}?done=resent`, 303);
  }

  @Post('skip')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async skip(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(SkipForm, body);
    if (faults !== null) return this.page(id, actor, reply, { faults });
    const refusal = await refusalOf(() => this.resends.skip(id, form.reason, actor));
    if (refusal !== null) return this.page(id, actor, reply, { refusal });
    await reply.redirect(`/messages/${id}?done=skipped`, 303);
  }

  private async page(id: string, actor: Actor, reply: FastifyReply, answer: Answer): Promise<void> {
    const found = await this.reads.read(
      actor,
      (tx) => this.log.one(tx, id, actor.departmentScope),
      (notice) =>
        notice && {
          action: 'messages.read',
          subjectKind: 'notification',
          subjects: notice.receiptNo === undefined ? [id] : [id, notice.receiptNo],
          departmentCode: notice.departmentCode,
        },
    );
    if (found === null) throw new MessageNotFound();
    const may = (roles: readonly Role[]) => actor.roles.some((role) => roles.includes(role));
    const senderNumber = (await this.senders.shown())?.senderNumber ?? null;
    const notice = may(READS_TEXT) ? found : { ...found, text: null };
    await this.pages.send(
      reply,
      actor,
      '/messages',
      (frame) => (
        <NoticePage
          frame={frame}
          notice={notice}
          senderNumber={senderNumber}
          mayReadText={may(READS_TEXT)}
          mayResend={may(RESENDS)}
          newKey={uuidv7()}
          {...answer}
        />
      ),
      answer.refusal?.status ?? (answer.faults ? 400 : 200),
    );
  }
}
