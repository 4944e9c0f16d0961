import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenToStrangers } from '../staff/index.js';
import { Surveys, type AnsweredSurvey, type OpenSurvey, type SurveyReply, type SurveyView } from '../surveys/index.js';
import { CitizenPages } from './citizen-pages.js';
import { readSurveyForm } from './survey-form.js';
import { UnknownLinks } from './unknown-links.js';
import { KIND_STATUS, KindPage, type KindReason } from './views/kind-page.js';
import { EMPTY_ANSWER, scoreOf, SurveyPage, type SurveyAnswer, type SurveyPageProps } from './views/survey-page.js';
import { ThanksPage } from './views/thanks-page.js';

const KINDS = {
  UNKNOWN: 'unknown',
  USED: 'answered',
  EXPIRED: 'closed',
  CLOSED: 'withdrawn',
} as const satisfies Record<Exclude<SurveyView['state'], 'OPEN'>, KindReason>;

/** Screen 2: the survey. Looking at it changes nothing, since previewers of links look too. */
@ApiExcludeController()
@OpenToStrangers()
@Controller('survey/:token')
export class SurveyController {
  constructor(
    private readonly surveys: Surveys,
    private readonly unknown: UnknownLinks,
    private readonly pages: CitizenPages,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const survey = await this.open(token, request.ip);
    if (survey.state !== 'OPEN') return this.kind(token, survey, request, reply);
    const score = scoreOf((request.query as Record<string, unknown>).score);
    const given = survey.given === null ? EMPTY_ANSWER : shown(survey.given);
    await this.form(token, survey, { ...given, score: score ?? given.score }, {}, request, reply);
  }

  @Post()
  async answer(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const survey = await this.open(token, request.ip);
    if (survey.state !== 'OPEN') return this.kind(token, survey, request, reply);
    const form = await readSurveyForm(body);
    if (!form.isGood) return this.form(token, survey, form.answer, form.errors, request, reply);
    await this.thank(token, survey, await this.surveys.answer(token, form.reply), request, reply);
  }

  private async open(token: string, address: string): Promise<SurveyView> {
    const survey: SurveyView = this.unknown.couldBeToken(token)
      ? await this.surveys.byToken(token)
      : { state: 'UNKNOWN', departmentPhone: null };
    if (survey.state === 'UNKNOWN') this.unknown.count(address);
    return survey;
  }

  private form(
    token: string,
    survey: OpenSurvey,
    answer: SurveyAnswer,
    errors: SurveyPageProps['errors'],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const query = answer.score === null ? undefined : { score: String(answer.score) };
    return this.pages.send(
      request,
      reply,
      { path: pathOf(token), language: survey.language, query },
      (frame) => <SurveyPage frame={frame} {...survey} answer={answer} errors={errors} />,
      Object.keys(errors).length === 0 ? 200 : 400,
    );
  }

  private thank(
    token: string,
    survey: OpenSurvey,
    answered: AnsweredSurvey,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    return this.pages.send(request, reply, { path: pathOf(token), language: survey.language }, (frame) => (
      <ThanksPage frame={frame} {...answered} surveyPath={pathOf(token)} />
    ));
  }

  private kind(
    token: string,
    { state, departmentPhone }: Exclude<SurveyView, OpenSurvey>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const reason = KINDS[state];
    return this.pages.send(
      request,
      reply,
      { path: pathOf(token) },
      (frame) => <KindPage frame={frame} reason={reason} service="survey" phone={departmentPhone ?? undefined} />,
      KIND_STATUS[reason],
    );
  }
}

function pathOf(token: string): string {
  return `/survey/${encodeURIComponent(token)}`;
}

function shown({ comment, ...given }: SurveyReply): SurveyAnswer {
  return { ...given, comment: comment ?? '' };
}
