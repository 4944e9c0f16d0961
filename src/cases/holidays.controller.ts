import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems, decodeCursor, pageOf, PageQuery } from '../../libs/http/index.js';
import { Actor, Roles, ROLES, WholeCounty } from '../staff/index.js';
import {
  CalendarEditDto,
  CoverYearDto,
  DeadlineChangeDto,
  DeadlineChangePageDto,
  DeadlineChangeParams,
  HolidayDto,
  HolidayListQuery,
  HolidayPageDto,
  HolidayParams,
  PreviewQuery,
  YearParams,
} from './calendar.dto.js';
import { DeadlineChanges } from './deadline-changes.service.js';
import { Holidays } from './holidays.service.js';

@ApiTags('holidays')
@Controller('api/v1')
@Roles('operator', 'admin')
export class HolidaysController {
  constructor(
    private readonly holidays: Holidays,
    private readonly changes: DeadlineChanges,
  ) {}

  @Get('holidays')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'Days on which the office is closed besides Saturdays and Sundays, in order' })
  @ApiResponse({ status: 200, type: HolidayPageDto })
  @ApiProblems(400)
  async list(@Query() { year, limit, cursor }: HolidayListQuery): Promise<HolidayPageDto> {
    const after = decodeCursor(cursor, ['string'])?.[0] ?? null;
    const rows = await this.holidays.list({ year, after, limit: limit + 1 });
    return { ...pageOf(rows, limit, ({ date }) => [date]), coveredYears: this.holidays.coveredYears() };
  }

  @Post('holidays')
  @WholeCounty()
  @ApiOperation({
    summary: 'Adds a holiday: open deadlines that it touches move, and citizens whose date moves are told',
  })
  @ApiResponse({ status: 201, type: CalendarEditDto, description: 'Added.' })
  @ApiResponse({ status: 200, type: CalendarEditDto, description: 'With `preview=true`: what would move.' })
  @ApiProblems(400, 409)
  async add(
    @Body() holiday: HolidayDto,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarEditDto> {
    reply.status(preview ? 200 : 201);
    return this.holidays.add(holiday, actor, preview);
  }

  @Delete('holidays/:date')
  @WholeCounty()
  @ApiOperation({ summary: 'Removes a holiday; open deadlines that it touched move' })
  @ApiResponse({ status: 200, type: CalendarEditDto })
  @ApiProblems(400, 404)
  remove(
    @Param() { date }: HolidayParams,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
  ): Promise<CalendarEditDto> {
    return this.holidays.remove(date, actor, preview);
  }

  @Post('holidays/years')
  @WholeCounty()
  @ApiOperation({ summary: 'Enters all holidays of a year, so that deadlines are reckoned in it' })
  @ApiResponse({ status: 201, type: CalendarEditDto, description: 'Entered.' })
  @ApiResponse({ status: 200, type: CalendarEditDto, description: 'With `preview=true`: what would move.' })
  @ApiProblems(400, 422)
  async coverYear(
    @Body() { year, holidays }: CoverYearDto,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarEditDto> {
    reply.status(preview ? 200 : 201);
    return this.holidays.coverYear(year, holidays, actor, preview);
  }

  @Delete('holidays/years/:year')
  @WholeCounty()
  @ApiOperation({ summary: 'Says that a year is not known in full: deadlines in it are empty from then on' })
  @ApiResponse({ status: 200, type: CalendarEditDto })
  @ApiProblems(400, 404)
  uncoverYear(
    @Param() { year }: YearParams,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
  ): Promise<CalendarEditDto> {
    return this.holidays.uncoverYear(year, actor, preview);
  }

  @Get('deadline-changes')
  @WholeCounty()
  @ApiOperation({
    summary: 'Changes of the calendar and outages, and how far the deadlines have been moved; the newest first',
  })
  @ApiResponse({ status: 200, type: DeadlineChangePageDto })
  @ApiProblems(400)
  listChanges(@Query() { limit, cursor }: PageQuery): Promise<DeadlineChangePageDto> {
    return this.changes.list(limit, cursor);
  }

  @Get('deadline-changes/:id')
  @WholeCounty()
  @ApiOperation({ summary: 'One change and how far it has come' })
  @ApiResponse({ status: 200, type: DeadlineChangeDto })
  @ApiProblems(400, 404)
  change(@Param() { id }: DeadlineChangeParams): Promise<DeadlineChangeDto> {
    return this.changes.one(id);
  }
}
