import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { TemplateDesk, type Preview, type TemplateView } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { PhoneSenders } from './phone-senders.service.js';
import { refusalOf } from './read-form.js';
import { fieldsOf, MOST_BUTTONS, typedIn, wordingOf, type EditorFields } from './template-form.js';
import { TemplateEditorPage } from './views/template-editor-page.js';

/** Writing a wording: a draft of one's own, which no vendor has seen. What is looked at is not stored. */
@ApiExcludeController()
@Roles('operator', 'admin')
@WholeCounty()
@Controller('templates/:id/edit')
export class TemplateEditorController {
  constructor(
    private readonly desk: TemplateDesk,
    private readonly senders: PhoneSenders,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async open(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const template = await this.desk.one(id);
    await this.page(template, fieldsOf(template.source), actor, reply);
  }

  @Post()
  @HttpCode(200)
  async write(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const template = await this.desk.one(id);
    const fields = typedIn(body);
    if (fields.act !== 'save') return this.page(template, fields, actor, reply);
    const { code, language, submittedAt, madeBy } = template;
    const wording = wordingOf(fields);
    let stored = id;
    const refusal = await refusalOf(async () => {
      if (submittedAt === null && madeBy !== null) await this.desk.rewrite(id, wording, actor);
      else stored = await this.desk.draft({ code, language, wording }, actor);
    });
    if (refusal !== null) return this.page(template, fields, actor, reply, refusal);
    await reply.redirect(`/templates/${stored}?done=${stored === id ? 'saved' : 'drafted'}`, 303);
  }

  private async page(
    template: TemplateView,
    fields: EditorFields,
    actor: Actor,
    reply: FastifyReply,
    refused?: Problem,
  ): Promise<void> {
    const samples = fields.samples === 'LONGEST' ? 'LONGEST' : 'TYPICAL';
    const { code, language } = template;
    let preview: Preview | null = null;
    const unseen = await refusalOf(
      async () => (preview = await this.desk.previewDraft({ code, language, wording: wordingOf(fields) }, { samples })),
    );
    const refusal = refused ?? unseen ?? undefined;
    const sender = await this.senders.now();
    await this.pages.send(
      reply,
      actor,
      '/templates',
      (frame) => (
        <TemplateEditorPage
          frame={frame}
          template={template}
          fields={fields}
          samples={samples}
          preview={preview}
          sender={sender}
          mostButtons={MOST_BUTTONS}
          refusal={refusal}
        />
      ),
      refusal?.status ?? 200,
    );
  }
}
