import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { BulkResends } from './bulk-resends.service.js';
import {
  BulkResendCountDto,
  BulkResendDto,
  BulkResendPageDto,
  BulkResendQuery,
  NewBulkResendDto,
} from './messages.dto.js';
import { idempotencyKeyOf } from './messages.controller.js';

const SHOWN = 20;

/** Sending many notices again after an outage or a wrong setting. */
@ApiTags('messages')
@Controller('api/v1/messages/resends')
@Roles('operator', 'admin')
@WholeCounty()
export class BulkResendsController {
  constructor(private readonly bulk: BulkResends) {}

  @Get()
  @ApiOperation({ summary: 'The latest bulk resends and how far they have come' })
  @ApiResponse({ status: 200, type: BulkResendPageDto })
  async list(): Promise<BulkResendPageDto> {
    return { items: await this.bulk.latest(SHOWN), nextCursor: null };
  }

  @Get('count')
  @ApiOperation({
    summary: 'How many notices of a filter may be sent again',
    description:
      'What reached nobody for certain, on any channel; no later notice of the same subject has gone to the same number; the number ' +
      'is still there and has not opted out.',
  })
  @ApiResponse({ status: 200, type: BulkResendCountDto })
  @ApiProblems(400)
  async count(@Query() filter: BulkResendQuery): Promise<BulkResendCountDto> {
    return { count: await this.bulk.count({ ...filter }) };
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Sends them again in the background',
    description: 'Where the count is no longer that, 409. A key that was used for another wish, 422.',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', minLength: 1, maxLength: 100 } })
  @ApiResponse({ status: 202, type: BulkResendDto })
  @ApiProblems(400, 409, 422)
  ask(
    @Body() { count, reason, filter }: NewBulkResendDto,
    @Headers('idempotency-key') key: string | undefined,
    @Actor() actor: Actor,
  ): Promise<BulkResendDto> {
    return this.bulk.ask({ ...filter }, count, reason, idempotencyKeyOf(key), actor);
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a bulk resend has come' })
  @ApiResponse({ status: 200, type: BulkResendDto })
  @ApiProblems(400, 404)
  read(@Param('id', ParseUUIDPipe) id: string): Promise<BulkResendDto> {
    return this.bulk.one(id);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'Puts nothing more on its way' })
  @ApiResponse({ status: 200, type: BulkResendDto })
  @ApiProblems(400, 404)
  stop(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor): Promise<BulkResendDto> {
    return this.bulk.stop(id, actor);
  }
}
