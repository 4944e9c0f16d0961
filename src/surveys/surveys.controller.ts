import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, ReadsPersons, Roles } from '../staff/index.js';
import { FollowUpDesk } from './follow-up-desk.service.js';
import { SurveyResults } from './survey-results.service.js';
import {
  CloseFollowUpDto,
  CommentPageDto,
  CommentsQuery,
  FollowUpDto,
  FollowUpPageDto,
  FollowUpParams,
  FollowUpsQuery,
  ResultsQuery,
  SurveyResultDto,
} from './surveys.dto.js';

@ApiTags('surveys')
@Controller('api/v1/surveys')
@Roles('leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
export class SurveysController {
  constructor(
    private readonly surveyResults: SurveyResults,
    private readonly desk: FollowUpDesk,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Survey results of the departments that the caller may see; nothing is shown below five answers',
  })
  @ApiResponse({ status: 200, type: [SurveyResultDto] })
  @ApiProblems(400)
  results(@Query() { by, ...filter }: ResultsQuery, @Actor() actor: Actor): Promise<SurveyResultDto[]> {
    return this.surveyResults.results(by, filter, actor.departmentScope);
  }

  @Get('comments')
  @ApiOperation({
    summary: 'What citizens wrote, in no order of time, from months and departments with five answers or more',
  })
  @ApiResponse({ status: 200, type: CommentPageDto })
  @ApiProblems(400)
  comments(@Query() { limit, cursor, ...filter }: CommentsQuery, @Actor() actor: Actor): Promise<CommentPageDto> {
    return this.surveyResults.comments(filter, actor.departmentScope, limit, cursor);
  }

  @Get('follow-ups')
  @ReadsPersons('surveys.follow-ups', 'case', ({ items }: FollowUpPageDto) =>
    items.flatMap(({ receiptNo }) => receiptNo ?? []),
  )
  @Roles('head', 'inspector', 'county', 'operator', 'auditor', 'admin')
  @ApiOperation({ summary: 'What heads are asked to do about low answers, the newest first' })
  @ApiResponse({ status: 200, type: FollowUpPageDto })
  @ApiProblems(400)
  followUps(@Query() { limit, cursor, state }: FollowUpsQuery, @Actor() actor: Actor): Promise<FollowUpPageDto> {
    return this.desk.list(actor.departmentScope, state, limit, cursor);
  }

  @Post('follow-ups/:id/close')
  @HttpCode(200)
  @Roles('head', 'operator', 'admin')
  @ApiOperation({ summary: 'Closes a follow-up with what was done' })
  @ApiResponse({ status: 200, type: FollowUpDto })
  @ApiProblems(400, 404, 409)
  close(
    @Param() { id }: FollowUpParams,
    @Body() { note }: CloseFollowUpDto,
    @Actor() actor: Actor,
  ): Promise<FollowUpDto> {
    return this.desk.close(id, note, actor);
  }
}
