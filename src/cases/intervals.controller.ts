import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { toKst } from '../../libs/clock/index.js';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, ROLES, WholeCounty } from '../staff/index.js';
import {
  AskedIntervalDto,
  AskedOutageDto,
  IntervalEditDto,
  IntervalListDto,
  IntervalParams,
  OneIntervalParams,
  OutageDto,
  OutageEditDto,
  OutageListDto,
  OutageParams,
  PreviewQuery,
} from './calendar.dto.js';
import type { KeptInterval } from './interval-rows.js';
import { type IntervalAnswer, Intervals } from './intervals.service.js';
import { Outages } from './outages.service.js';

@ApiTags('intervals')
@Controller('api/v1')
@Roles('operator', 'admin')
export class IntervalsController {
  constructor(
    private readonly intervals: Intervals,
    private readonly outages: Outages,
  ) {}

  @Get('cases/:receiptNo/intervals')
  @Roles(...ROLES)
  @ApiOperation({
    summary: 'All time that does not count in a case, whoever brought it, in the order of its beginning',
  })
  @ApiResponse({ status: 200, type: IntervalListDto })
  @ApiProblems(400, 404)
  async list(@Param() { receiptNo }: IntervalParams, @Actor() actor: Actor): Promise<IntervalListDto> {
    return { items: await this.intervals.list(receiptNo, actor), nextCursor: null };
  }

  @Post('cases/:receiptNo/intervals')
  @ApiOperation({
    summary: 'Leaves time out of a case (Decree art. 20)',
    description: 'The same reason and beginning again, with an end, ends an interval that is open.',
  })
  @ApiResponse({ status: 201, type: IntervalEditDto, description: 'Entered.' })
  @ApiResponse({ status: 200, type: IntervalEditDto, description: 'With `preview=true`: what would move.' })
  @ApiProblems(400, 404, 409, 422)
  async enter(
    @Param() { receiptNo }: IntervalParams,
    @Body() { reason, from, to = null, note = null }: AskedIntervalDto,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntervalEditDto> {
    reply.status(preview ? 200 : 201);
    return shownEdit(await this.intervals.enter(receiptNo, { reason, from, to, note }, actor, preview), preview);
  }

  @Delete('cases/:receiptNo/intervals/:id')
  @ApiOperation({ summary: 'Takes an interval back as if it had never been entered' })
  @ApiResponse({ status: 200, type: IntervalEditDto })
  @ApiProblems(400, 404, 409)
  async remove(
    @Param() { receiptNo, id }: OneIntervalParams,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
  ): Promise<IntervalEditDto> {
    return shownEdit(await this.intervals.remove(receiptNo, id, actor, preview), preview);
  }

  @Get('outages')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'Outages of information systems, which no period counts' })
  @ApiResponse({ status: 200, type: OutageListDto })
  async listOutages(): Promise<OutageListDto> {
    return { items: (await this.outages.list()).map(shownOutage), nextCursor: null };
  }

  @Post('outages')
  @WholeCounty()
  @ApiOperation({
    summary: 'Leaves an outage out of every period that runs meanwhile (Decree art. 20, from 2026-05-06)',
    description: 'The same beginning again, with an end, ends an outage that is open.',
  })
  @ApiResponse({ status: 201, type: OutageEditDto, description: 'Entered.' })
  @ApiResponse({ status: 200, type: OutageEditDto, description: 'With `preview=true`: what would move.' })
  @ApiProblems(400, 409, 422)
  async enterOutage(
    @Body() { from, to = null, note = null }: AskedOutageDto,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OutageEditDto> {
    reply.status(preview ? 200 : 201);
    const answer = await this.outages.enter({ from, to, note }, actor, preview);
    return { ...answer, outage: shownOutage(answer.outage) };
  }

  @Delete('outages/:id')
  @WholeCounty()
  @ApiOperation({ summary: 'Takes an outage back as if it had never been entered' })
  @ApiResponse({ status: 200, type: OutageEditDto })
  @ApiProblems(400, 404)
  async removeOutage(
    @Param() { id }: OutageParams,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
  ): Promise<OutageEditDto> {
    const answer = await this.outages.remove(id, actor, preview);
    return { ...answer, outage: shownOutage(answer.outage) };
  }
}

function shownEdit({ interval, ...moved }: IntervalAnswer, preview: boolean): IntervalEditDto {
  const { id, reason, from, to, note } = interval;
  return { preview, interval: { id: preview ? null : id, reason, from, to, note }, ...moved };
}

function shownOutage({ id, reason, from, to, note, enteredAt }: KeptInterval): OutageDto {
  return { id, reason, from, to, note, enteredAt: toKst(enteredAt) };
}
