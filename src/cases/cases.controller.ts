import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Actor, ReadsPersons, Roles, seesMasked } from '../staff/index.js';
import { CaseNotFound } from './case.errors.js';
import { searched } from './case-filters.js';
import { CaseQueries } from './case-queries.js';
import {
  CaseDetailDto,
  CaseListQuery,
  CasePageDto,
  CloseTaskDto,
  DeadlineWorkingDto,
  PetitionTypeDto,
  TaskDto,
  TaskListQuery,
  TaskPageDto,
  TaskParams,
} from './cases.dto.js';
import { DeadlineWorkings } from './deadline-working.service.js';
import { maskedDetail, maskedSummary } from './masked-for-county.js';
import { PetitionTypes } from './petition-types.js';
import { Tasks } from './tasks.service.js';

const RECEIPT_NO = /^\d{18}$/;

@ApiTags('cases')
@Controller('api/v1')
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
export class CasesController {
  constructor(
    private readonly queries: CaseQueries,
    private readonly workings: DeadlineWorkings,
    private readonly tasks: Tasks,
    private readonly types: PetitionTypes,
    private readonly privacy: Privacy,
  ) {}

  @Get('cases')
  @ReadsPersons('cases.list', 'case', ({ items }: CasePageDto) => items.map(({ receiptNo }) => receiptNo))
  @ApiOperation({ summary: 'Lists cases of the departments that the caller may see, the newest receipt number first' })
  @ApiResponse({ status: 200, type: CasePageDto })
  @ApiProblems(400)
  async list(@Query() { limit, cursor, q, ...filters }: CaseListQuery, @Actor() actor: Actor): Promise<CasePageDto> {
    const page = await this.queries.list(
      { ...filters, ...searched(q, this.privacy) },
      actor.departmentScope,
      limit,
      cursor,
    );
    return seesMasked(actor) ? { ...page, items: page.items.map(maskedSummary) } : page;
  }

  @Get('cases/:receiptNo')
  @ReadsPersons('cases.read', 'case', ({ receiptNo }: CaseDetailDto) => [receiptNo])
  @ApiOperation({ summary: 'One case with its timeline and the moves of its deadline' })
  @ApiParam({ name: 'receiptNo', example: '202647700000000001' })
  @ApiResponse({ status: 200, type: CaseDetailDto })
  @ApiProblems(404)
  async detail(@Param('receiptNo') receiptNo: string, @Actor() actor: Actor): Promise<CaseDetailDto> {
    const found = RECEIPT_NO.test(receiptNo) ? await this.queries.detail(receiptNo, actor.departmentScope) : null;
    if (found === null) throw new CaseNotFound();
    return seesMasked(actor) ? maskedDetail(found) : found;
  }

  @Get('cases/:receiptNo/deadline')
  @ApiOperation({ summary: 'The working behind the deadlines of a case, step by step' })
  @ApiParam({ name: 'receiptNo', example: '202647700000000001' })
  @ApiResponse({ status: 200, type: DeadlineWorkingDto })
  @ApiProblems(404)
  async deadline(@Param('receiptNo') receiptNo: string, @Actor() actor: Actor): Promise<DeadlineWorkingDto> {
    const found = RECEIPT_NO.test(receiptNo) ? await this.workings.ofCase(receiptNo, actor.departmentScope) : null;
    if (found === null) throw new CaseNotFound();
    return found;
  }

  @Get('petition-types')
  @ApiOperation({ summary: 'The petition types of the county' })
  @ApiResponse({ status: 200, type: [PetitionTypeDto] })
  petitionTypes(): Promise<PetitionTypeDto[]> {
    return this.types.list();
  }

  @Get('tasks')
  @ReadsPersons('tasks.list', 'case', ({ items }: TaskPageDto) => items.map(({ receiptNo }) => receiptNo))
  @ApiOperation({ summary: 'Citizens whom no message reached, the newest first' })
  @ApiResponse({ status: 200, type: TaskPageDto })
  @ApiProblems(400)
  listTasks(@Query() { limit, cursor, ...filters }: TaskListQuery, @Actor() actor: Actor): Promise<TaskPageDto> {
    return this.tasks.list(actor.departmentScope, filters, limit, cursor);
  }

  @Post('tasks/:id/close')
  @ReadsPersons('tasks.close', 'case', ({ receiptNo }: TaskDto) => [receiptNo])
  @HttpCode(200)
  @Roles('officer', 'leader', 'head', 'operator', 'admin')
  @ApiOperation({ summary: 'Closes a task: the citizen was called, written to or visited' })
  @ApiResponse({ status: 200, type: TaskDto })
  @ApiProblems(400, 404, 409)
  closeTask(@Param() { id }: TaskParams, @Body() { closedAs }: CloseTaskDto, @Actor() actor: Actor): Promise<TaskDto> {
    return this.tasks.close(id, closedAs, actor.id, actor.departmentScope);
  }
}
