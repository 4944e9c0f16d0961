import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { ApiProblems, decodeCursor, pageOf } from '../../libs/http/index.js';
import { Actor, AuditTrail, Roles } from '../staff/index.js';
import { MessageDetailDto, MessageListQuery, MessagePageDto, SkipMessageDto } from './messages.dto.js';
import { spanOf } from './message-filter.js';
import { MessageLog } from './message-log.service.js';
import { IdempotencyKeyMissing, MessageNotFound } from './messaging.errors.js';
import { Resends } from './resends.service.js';

@ApiTags('messages')
@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly log: MessageLog,
    private readonly resends: Resends,
    private readonly audit: AuditTrail,
  ) {}

  @Get()
  @Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
  @ApiOperation({
    summary: 'Lists notices of the departments that the caller may see, newest first, with their attempts',
  })
  @ApiResponse({ status: 200, type: MessagePageDto })
  @ApiProblems(400)
  async list(@Query() query: MessageListQuery, @Actor() actor: Actor): Promise<MessagePageDto> {
    const { limit, cursor, from, to, ...filter } = query;
    const before = decodeCursor(cursor, ['string'])?.[0];
    return this.dataSource.transaction(async (tx) => {
      const page = { limit: limit + 1, before };
      const rows = await this.log.list(tx, { ...filter, ...spanOf({ from, to }) }, actor.departmentScope, page);
      const { items, nextCursor } = pageOf(rows, limit, (row) => [row.id]);
      if (items.length > 0) {
        const subjects = [...items.map(({ id }) => id), ...new Set(items.flatMap(({ receiptNo }) => receiptNo ?? []))];
        await this.audit.write(tx, [{ actor, action: 'messages.list', subjectKind: 'notification', subjects }]);
      }
      return { items, nextCursor };
    });
  }

  @Get(':id')
  @Roles('officer', 'leader', 'head', 'inspector', 'operator', 'admin')
  @ApiOperation({ summary: 'One notice with the text as it was handed over' })
  @ApiResponse({ status: 200, type: MessageDetailDto })
  @ApiProblems(400, 404)
  read(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor): Promise<MessageDetailDto> {
    return this.dataSource.transaction(async (tx) => {
      const found = await this.log.one(tx, id, actor.departmentScope);
      if (found === null) throw new MessageNotFound();
      const { departmentCode, receiptNo } = found;
      await this.audit.write(tx, [
        {
          actor,
          action: 'messages.read',
          subjectKind: 'notification',
          subjects: receiptNo === undefined ? [id] : [id, receiptNo],
          departmentCode,
        },
      ]);
      return found;
    });
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: 'Sends again what reached nobody, or sends what was held for an operator',
    description: 'What was delivered, is under way or was refused by its recipient is not sent again (409).',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', minLength: 1, maxLength: 100 } })
  @ApiResponse({ status: 202, type: MessageDetailDto })
  @ApiProblems(400, 404, 409)
  async resend(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Actor() actor: Actor,
  ): Promise<MessageDetailDto> {
    await this.resends.resend(id, idempotencyKeyOf(key), actor);
    const found = await this.log.one(this.dataSource.manager, id, actor.departmentScope);
    if (found === null) throw new MessageNotFound();
    return found;
  }

  @Post(':id/skip')
  @HttpCode(200)
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Does not send what was held for an operator' })
  @ApiResponse({ status: 200, type: MessageDetailDto })
  @ApiProblems(400, 404, 409)
  async skip(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: SkipMessageDto,
    @Actor() actor: Actor,
  ): Promise<MessageDetailDto> {
    await this.resends.skip(id, reason, actor);
    const found = await this.log.one(this.dataSource.manager, id, actor.departmentScope);
    if (found === null) throw new MessageNotFound();
    return found;
  }
}

/** @throws IdempotencyKeyMissing */
export function idempotencyKeyOf(header: string | undefined): string {
  if (header === undefined || !/^[\x21-\x7e]{1,100}$/.test(header)) throw new IdempotencyKeyMissing();
  return header;
}
