import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { TemplateDesk, type WordingDraft } from './template-desk.service.js';
import {
  DiffQuery,
  DraftDto,
  PreviewDraftDto,
  PreviewDto,
  PreviewQuery,
  RewriteDto,
  SubmittedDto,
  TemplateDetailDto,
  TemplateDiffDto,
  TemplatePageDto,
  TestSendDto,
  TestSentDto,
  VersionsQuery,
  type WordingDto,
} from './templates.dto.js';
import { Templates } from './templates.service.js';
import { TestSends } from './test-sends.service.js';
import type { Button } from './wording.js';

/** Wordings: written here, approved by the vendors, put into use by an operator. */
@ApiTags('templates')
@Controller('api/v1/templates')
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
export class TemplatesController {
  constructor(
    private readonly desk: TemplateDesk,
    private readonly vendors: Templates,
    private readonly tests: TestSends,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The newest version of every template, and where it stands per channel and vendor' })
  @ApiResponse({ status: 200, type: TemplatePageDto })
  async list(): Promise<TemplatePageDto> {
    return { items: await this.desk.newest(), nextCursor: null };
  }

  @Get('versions')
  @ApiOperation({ summary: 'All versions of one template in one language, newest first' })
  @ApiResponse({ status: 200, type: TemplatePageDto })
  @ApiProblems(400)
  async versions(@Query() { code, language }: VersionsQuery): Promise<TemplatePageDto> {
    return { items: await this.desk.versions(code, language), nextCursor: null };
  }

  @Get('diff')
  @ApiOperation({ summary: 'What changed between two versions, line by line' })
  @ApiResponse({ status: 200, type: TemplateDiffDto })
  @ApiProblems(400, 404)
  diff(@Query() { from, to }: DiffQuery): Promise<TemplateDiffDto> {
    return this.desk.diff(from, to);
  }

  @Post('preview')
  @HttpCode(200)
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: 'Words that are not stored, over every channel with sample values, and what is wrong with them',
  })
  @ApiResponse({ status: 200, type: PreviewDto })
  @ApiProblems(400, 404, 409)
  previewDraft(@Body() { code, language, wording, samples }: PreviewDraftDto): Promise<PreviewDto> {
    return this.desk.previewDraft({ code, language, wording: draftOf(wording) }, { samples });
  }

  @Post('submit')
  @HttpCode(202)
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: 'Hands the first set in for review',
    description:
      'And the versions that follow from another organisation or address. What people drafted is handed in one by one.',
  })
  @ApiResponse({ status: 202, type: SubmittedDto })
  async submitAll(@Actor() actor: Actor): Promise<SubmittedDto> {
    return { submitted: await this.desk.submitAll(actor) };
  }

  @Post('synchronise')
  @HttpCode(200)
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: 'Asks the vendors now where every template stands; otherwise they are asked every ten minutes',
  })
  @ApiResponse({ status: 200, type: TemplatePageDto })
  async synchronise(): Promise<TemplatePageDto> {
    await this.vendors.synchroniseNow();
    return this.list();
  }

  @Post()
  @HttpCode(201)
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Drafts a new version; its faults are told with it' })
  @ApiResponse({ status: 201, type: TemplateDetailDto })
  @ApiProblems(400, 404, 409)
  async draft(@Body() { code, language, wording }: DraftDto, @Actor() actor: Actor): Promise<TemplateDetailDto> {
    return this.desk.one(await this.desk.draft({ code, language, wording: draftOf(wording) }, actor));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One version, with what is wrong with it' })
  @ApiResponse({ status: 200, type: TemplateDetailDto })
  @ApiProblems(400, 404)
  read(@Param('id', ParseUUIDPipe) id: string): Promise<TemplateDetailDto> {
    return this.desk.one(id);
  }

  @Get(':id/preview')
  @ApiOperation({ summary: 'One version over every channel with sample values' })
  @ApiResponse({ status: 200, type: PreviewDto })
  @ApiProblems(400, 404)
  preview(@Param('id', ParseUUIDPipe) id: string, @Query() { samples }: PreviewQuery): Promise<PreviewDto> {
    return this.desk.preview(id, { samples });
  }

  @Put(':id')
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Rewrites a draft' })
  @ApiResponse({ status: 200, type: TemplateDetailDto })
  @ApiProblems(400, 404, 409)
  async rewrite(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { wording }: RewriteDto,
    @Actor() actor: Actor,
  ): Promise<TemplateDetailDto> {
    await this.desk.rewrite(id, draftOf(wording), actor);
    return this.desk.one(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Throws a draft away' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 404, 409)
  discard(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor): Promise<void> {
    return this.desk.discard(id, actor);
  }

  @Post(':id/submit')
  @HttpCode(202)
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Hands a version in to the vendors for review; with faults it is refused' })
  @ApiResponse({ status: 202, type: TemplateDetailDto })
  @ApiProblems(400, 404, 422)
  async submit(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor): Promise<TemplateDetailDto> {
    await this.desk.submit(id, actor);
    return this.desk.one(id);
  }

  @Post(':id/activate')
  @HttpCode(200)
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Puts an approved version into use; an earlier one may be put into use again' })
  @ApiResponse({ status: 200, type: TemplateDetailDto })
  @ApiProblems(400, 404, 409)
  async activate(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor): Promise<TemplateDetailDto> {
    await this.desk.activate(id, actor);
    return this.desk.one(id);
  }

  @Post(':id/test')
  @HttpCode(202)
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: "Sends a version with sample values to the caller's own mobile",
    description: 'AlimTalk takes approved versions only. The message stands in the log, marked as a test.',
  })
  @ApiResponse({ status: 202, type: TestSentDto })
  @ApiProblems(400, 404, 409)
  test(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { channel }: TestSendDto,
    @Actor() actor: Actor,
  ): Promise<TestSentDto> {
    return this.tests.send(id, channel, actor);
  }
}

/** Plain values: what is stored is compared to what was stored. */
function draftOf({ alimtalk, rcs, lms, sms }: WordingDto): WordingDraft {
  return {
    alimtalk: { text: alimtalk.text, buttons: alimtalk.buttons.map(buttonOf) },
    rcs: { title: rcs.title, buttons: rcs.buttons.map(buttonOf) },
    lms: { title: lms.title, text: lms.text },
    sms,
  };
}

function buttonOf(button: Button): Button {
  const { name } = button;
  return button.type === 'WL' ? { name, type: 'WL', url: button.url } : { name, type: 'DL', tel: button.tel };
}
