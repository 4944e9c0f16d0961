import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  ApiTags,
  IntersectionType,
} from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { WAYS } from './link-traffic.js';
import { Quarantine } from './quarantine.service.js';
import { QuarantineReplay } from './quarantine-replay.service.js';
import { COLUMNS } from './saeol-columns.js';

/** One request replays this many at most. */
const MOST_AT_ONCE = 1_000;

class QuarantinedParams {
  @ApiProperty() @IsUUID() id!: string;
}

class ReasonDto {
  @ApiProperty({ example: '새올 시험 자료' }) @IsString() @MinLength(2) @MaxLength(200) reason!: string;
}

class QuarantineFilterDto {
  @ApiPropertyOptional({ example: 'SAEOL.UNKNOWN_CODE' })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z]+\.[A-Z_]+$/)
  code?: string;

  @ApiPropertyOptional({ enum: WAYS })
  @IsOptional()
  @IsIn(WAYS)
  source?: string;

  @ApiPropertyOptional({ description: 'The column at fault.', example: 'step_code' })
  @IsOptional()
  @IsIn(COLUMNS)
  column?: string;

  @ApiPropertyOptional({ example: '202647700000000001' })
  @IsOptional()
  @Matches(/^\d{18}$/)
  receiptNo?: string;
}

class QuarantineQuery extends IntersectionType(PageQuery, QuarantineFilterDto) {}

class QuarantinedDto {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Machine time.', example: '2026-04-29T14:00:01+09:00' }) storedAt!: string;
  @ApiProperty({ type: String, nullable: true }) receiptNo!: string | null;
  @ApiProperty({ type: Number, nullable: true }) sequence!: number | null;
  @ApiProperty({ enum: WAYS }) source!: string;
  @ApiProperty({ enum: ['EVENT', 'ROW'], description: 'An event of ours, or a row in the columns of Saeol.' })
  form!: string;
  @ApiProperty({ example: 'SAEOL.UNKNOWN_CODE' }) code!: string;
  @ApiProperty({ description: 'What is wrong, never a value.' }) detail!: string;
  @ApiProperty({ type: String, nullable: true, description: 'File and row, or plan row.', example: '0429.csv:17' })
  place!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'step_code' }) column!: string | null;
  @ApiProperty({ description: 'Of the opening stock.' }) opening!: boolean;
}

class QuarantinedWithContentDto extends QuarantinedDto {
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'As the whitelist let it through; names and numbers masked unless it was opened with a reason.',
  })
  content!: unknown;
}

class QuarantinePageDto extends PageDto {
  @ApiProperty({ type: [QuarantinedDto] }) items!: QuarantinedDto[];
}

class ReplayedDto {
  @ApiProperty({ description: 'Back in their place.' }) replayed!: number;
  @ApiProperty({ description: 'Still at fault.' }) stillQuarantined!: number;
  @ApiProperty({ description: 'Some were not looked at: ask again.' }) more!: boolean;
}

@ApiTags('saeol')
@Controller('api/v1/saeol/quarantine')
@Roles('operator', 'admin')
@WholeCounty()
export class QuarantineController {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly replays: QuarantineReplay,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Link records that could not be taken or applied, the newest first' })
  @ApiResponse({ status: 200, type: QuarantinePageDto })
  @ApiProblems(400)
  list(@Query() { limit, cursor, ...filters }: QuarantineQuery): Promise<QuarantinePageDto> {
    return this.quarantine.list(limit, cursor, filters);
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Takes all records that the filters name again, in the order in which they came',
    description: `At most ${MOST_AT_ONCE} are put back in one request. What is still at fault stays in quarantine and is passed over.`,
  })
  @ApiResponse({ status: 200, type: ReplayedDto })
  @ApiProblems(400)
  replayAll(@Body() filters: QuarantineFilterDto, @Actor() actor: Actor): Promise<ReplayedDto> {
    return this.replays.replayAll(filters, MOST_AT_ONCE, actor);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One record with its content, names and numbers masked; the reading is audited' })
  @ApiResponse({ status: 200, type: QuarantinedWithContentDto })
  @ApiProblems(400, 404)
  see(@Param() { id }: QuarantinedParams, @Actor() actor: Actor): Promise<QuarantinedWithContentDto> {
    return this.quarantine.see(id, actor, null);
  }

  @Post(':id/open')
  @HttpCode(200)
  @ApiOperation({ summary: 'One record with its content unmasked; the reason stands in the audit trail' })
  @ApiResponse({ status: 200, type: QuarantinedWithContentDto })
  @ApiProblems(400, 404)
  open(
    @Param() { id }: QuarantinedParams,
    @Body() { reason }: ReasonDto,
    @Actor() actor: Actor,
  ): Promise<QuarantinedWithContentDto> {
    return this.quarantine.see(id, actor, reason);
  }

  @Post(':id/replay')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a record again, in its place' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 404, 409)
  replay(@Param() { id }: QuarantinedParams, @Actor() actor: Actor): Promise<void> {
    return this.replays.replay(id, actor);
  }

  @Post(':id/discard')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives a record up with a reason and closes its gap' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 404)
  discard(@Param() { id }: QuarantinedParams, @Body() { reason }: ReasonDto, @Actor() actor: Actor): Promise<void> {
    return this.quarantine.discard(id, reason, actor);
  }
}
