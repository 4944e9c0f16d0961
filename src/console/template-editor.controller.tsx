import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { TemplateDesk, type Preview, type TemplateView } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { PhoneSenders } from './phone-senders.service.js';
import { refusalOf } from './read-form.js';
import { fieldsOf, MOST_BUTTONS, typedIn, wordingOf, type EditorFields } from './template-form.js';
import { TemplateEditorPage } from './views/template-editor-page.js';
import { LANGUAGE_NAMES } from './views/template-words.js';

/** In which language to write; without it in the one that the version has. */
class LanguageQuery {
  @IsOptional() @IsIn(Object.keys(LANGUAGE_NAMES)) language?: string;
}

/** A version as the beginning of one in another language, which nobody has stored yet. */
function inLanguage(template: TemplateView, { language = template.language }: LanguageQuery): TemplateView {
  return language === template.language ? template : { ...template, language, madeBy: null };
}

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
  async open(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: LanguageQuery,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const template = await this.desk.one(id);
    await this.page(template, inLanguage(template, query), fieldsOf(template.source), actor, reply);
  }

  @Post()
  @HttpCode(200)
  async write(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: LanguageQuery,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const base = await this.desk.one(id);
    const template = inLanguage(base, query);
    const fields = typedIn(body);
    if (fields.act !== 'save') return this.page(base, template, fields, actor, reply);
    const { code, language } = template;
    const isOpenDraft = base.submittedAt === null && base.madeBy !== null && base.language === language;
    const wording = wordingOf(fields);
    let stored = id;
    const refusal = await refusalOf(async () => {
      if (isOpenDraft) await this.desk.rewrite(id, wording, actor);
      else stored = await this.desk.draft({ code, language, wording }, actor);
    });
    if (refusal !== null) return this.page(base, template, fields, actor, reply, refusal);
    await reply.redirect(`/templates/${stored}?done=${stored === id ? 'saved' : 'drafted'}`, 303);
  }

  private async page(
    base: TemplateView,
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
          isTranslation={base.language !== template.language}
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
