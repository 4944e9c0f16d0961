import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { DataSource } from 'typeorm';
import { ApiProblems, IsInstant, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles, WholeCounty } from './access.decorators.js';
import { Actor } from './actor.js';
import { AuditExport, MOST_ROWS } from './audit-export.service.js';
import { AuditChain, type ChainFault, type ChainVerdict } from './audit-chain.js';
import { AuditReviews, type ActorFigures, type AuditReview } from './audit-review.service.js';
import { AuditTrail, type AuditedKind, type AuditRecord } from './audit-trail.js';
import { StatedReasonDto } from './stated-reason.dto.js';

class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ example: '2026-04-01T00:00:00+09:00' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ description: 'Exclusive.', example: '2026-05-01T00:00:00+09:00' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({ description: 'Account or key.', example: '019a0000-0000-7000-8000-000000000001' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  actorId?: string;

  @ApiPropertyOptional({ description: 'Whose data: a receipt number or an id.', example: '202647700000000001' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subject?: string;

  @ApiPropertyOptional({ example: 'cases.read' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;
}

class AuditRecordDto implements AuditRecord {
  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ description: 'Machine time.', example: '2026-04-29T09:00:00.123+09:00' })
  at!: string;

  @ApiProperty({ enum: ['staff', 'key', 'stranger', 'system'], example: 'staff' })
  actorKind!: AuditedKind;

  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  actorId!: string;

  @ApiProperty({ description: 'Login id or name of the key.', type: String, nullable: true, example: 'operator' })
  actorLabel!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '127.0.0.1' })
  address!: string | null;

  @ApiProperty({ example: 'cases.read' })
  action!: string;

  @ApiProperty({ example: 'case' })
  subjectKind!: string;

  @ApiProperty({ type: [String], example: ['202647700000000001'] })
  subjects!: string[];

  @ApiProperty({ type: String, nullable: true, example: '47700000011' })
  departmentCode!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '민원인 요청으로 번호 확인' })
  reason!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  detail!: AuditRecord['detail'];
}

class AuditPageDto extends PageDto {
  @ApiProperty({ type: [AuditRecordDto] })
  items!: AuditRecordDto[];
}

class ChainFaultDto implements ChainFault {
  @ApiProperty({ type: Number, nullable: true, example: 17 })
  position!: number | null;

  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  auditId!: string;

  @ApiProperty({ enum: ['CHANGED', 'MISSING', 'BROKEN', 'UNSEALED'], example: 'CHANGED' })
  fault!: ChainFault['fault'];
}

class ChainVerdictDto implements ChainVerdict {
  @ApiProperty({ example: true })
  intact!: boolean;

  @ApiProperty({ description: 'Seals that were checked.', example: 1204 })
  checked!: number;

  @ApiProperty({ description: 'Rows that wait for the next tick.', example: 0 })
  waiting!: number;

  @ApiProperty({ example: 1204 })
  headPosition!: number;

  @ApiProperty({
    description: 'Note it elsewhere to show a chain that is cut at its end.',
    type: String,
    nullable: true,
    example: '9f86d081884c7d65…',
  })
  headHash!: string | null;

  @ApiProperty({ type: [ChainFaultDto], example: [] })
  faults!: ChainFaultDto[];
}

class AuditExportDto extends StatedReasonDto {
  @ApiProperty({ example: '2026-04-01T00:00:00+09:00' })
  @IsInstant()
  from!: string;

  @ApiProperty({ description: 'Exclusive.', example: '2026-05-01T00:00:00+09:00' })
  @IsInstant()
  to!: string;

  @ApiPropertyOptional({ description: 'Whose data: a receipt number or an id.', example: '202647700000000001' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subject?: string;
}

class MonthParams {
  @ApiProperty({ example: '2026-04' })
  @Matches(/^20\d\d-(0[1-9]|1[0-2])$/, { message: 'month must be such as 2026-04' })
  month!: string;
}

class ReviewNoteDto {
  @ApiProperty({ description: 'What was looked at and found.', example: '가림 해제 3건 모두 민원인 요청으로 확인함' })
  @IsString()
  @MinLength(5)
  @MaxLength(2_000)
  note!: string;
}

class ActorFiguresDto implements ActorFigures {
  @ApiProperty({ enum: ['staff', 'key', 'stranger'], example: 'staff' })
  actorKind!: string;

  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  actorId!: string;

  @ApiProperty({ type: String, nullable: true, example: 'operator' })
  actorLabel!: string | null;

  @ApiProperty({ example: 412 })
  entries!: number;

  @ApiProperty({ description: 'Different cases, notices and people whose data they had.', example: 230 })
  subjects!: number;

  @ApiProperty({ example: 61 })
  mostOnOneDay!: number;

  @ApiProperty({ example: 3 })
  unmasked!: number;

  @ApiProperty({ example: 1 })
  downloads!: number;

  @ApiProperty({ description: 'Before 07:00, after 21:00 or at a weekend.', example: 0 })
  atOddHours!: number;

  @ApiProperty({ example: 0 })
  failedLogins!: number;

  @ApiProperty({ description: 'Different network addresses.', example: 2 })
  addresses!: number;
}

class AuditReviewDto implements AuditReview {
  @ApiProperty({ example: '2026-04' })
  month!: string;

  @ApiProperty({ type: [ActorFiguresDto] })
  figures!: ActorFiguresDto[];

  @ApiProperty({ type: [String], example: ['operator: 가림 해제 3건, 사유를 확인하세요.'] })
  notable!: string[];

  @ApiProperty({ type: String, nullable: true, example: '2026-05-04T10:00:00+09:00' })
  reviewedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '019a0000-0000-7000-8000-000000000001' })
  reviewedBy!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '가림 해제 3건 모두 민원인 요청으로 확인함' })
  note!: string | null;
}

@ApiTags('audit')
@Roles('auditor', 'admin')
@WholeCounty()
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly exports: AuditExport,
    private readonly chain: AuditChain,
    private readonly reviews: AuditReviews,
    private readonly dataSource: DataSource,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who had whose data (접속기록), newest first' })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems(400)
  async list(@Query() query: AuditQuery): Promise<AuditPageDto> {
    return this.trail.list(this.dataSource.manager, query);
  }

  @Post('export')
  @HttpCode(200)
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="audit.csv"')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Download entries as CSV, for a reason', description: `At most ${MOST_ROWS} (422).` })
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @ApiProblems(400, 422)
  export(@Actor() actor: Actor, @Body() { reason, ...span }: AuditExportDto): Promise<string> {
    return this.exports.csv(actor, span, reason);
  }

  @Get('reviews/:month')
  @ApiOperation({
    summary: 'The monthly review of the trail: who did how much, and what to ask about',
    description: 'Signed months show the figures that were signed.',
  })
  @ApiOkResponse({ type: AuditReviewDto })
  @ApiProblems(400)
  review(@Param() { month }: MonthParams): Promise<AuditReviewDto> {
    return this.reviews.of(month);
  }

  @Post('reviews/:month')
  @HttpCode(200)
  @Roles('auditor')
  @ApiOperation({ summary: 'Sign the review of a month that is over' })
  @ApiOkResponse({ type: AuditReviewDto })
  @ApiProblems(400, 409)
  sign(
    @Actor() actor: Actor,
    @Param() { month }: MonthParams,
    @Body() { note }: ReviewNoteDto,
  ): Promise<AuditReviewDto> {
    return this.reviews.sign(actor, month, note);
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Check the hash chain over the whole trail',
    description: 'Reads every row; takes a few seconds per million.',
  })
  @ApiOkResponse({ type: ChainVerdictDto })
  async verify(@Actor() actor: Actor): Promise<ChainVerdictDto> {
    const verdict = await this.chain.verify();
    const detail = { intact: verdict.intact, headPosition: verdict.headPosition };
    await this.trail.write(this.dataSource.manager, [
      { actor, action: 'audit.verify', subjectKind: 'audit', subjects: [], detail },
    ]);
    return verdict;
  }
}
