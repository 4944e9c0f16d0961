import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { LinkFiles } from './link-files.js';
import { LinkHealth } from './link-health.js';
import { ReconciliationReports } from './reconciliation-reports.js';
import { IdempotencyKeyMissing, ReconciliationNotFound } from './saeol.errors.js';
import { SendUnsent } from './send-unsent.service.js';
import { WatchGaps } from './watch-gaps.js';

const FINDINGS = ['MISSING', 'STALE', 'UNLISTED', 'UNSENT'] as const;

class WayDto {
  @ApiProperty({ enum: ['PUSH', 'TABLE', 'FILE'] }) source!: string;
  @ApiProperty({ description: 'Machine time, to within seconds.' }) lastRecordAt!: string;
  @ApiProperty({ description: 'From the occurrence of its newest step to its storing.' }) lagSeconds!: number;
}

class SyntheticCaseDto {
  @ApiProperty({ description: 'Machine time.' }) sentAt!: string;
  @ApiProperty({ type: String, nullable: true, description: 'When the test phone had it.' }) arrivedAt!: string | null;
}

class LinkStateDto {
  @ApiProperty({ type: [WayDto] }) ways!: WayDto[];
  @ApiProperty({ description: 'Stored and not applied yet, those behind a gap included.' }) waiting!: number;
  @ApiProperty() quarantined!: number;
  @ApiProperty({ description: 'Receipt numbers that wait for a number which has not come.' }) gaps!: number;
  @ApiProperty({ type: String, nullable: true }) oldestGapSince!: string | null;
  @ApiProperty({ type: SyntheticCaseDto, nullable: true, description: 'The last synthetic case, where it is on.' })
  syntheticCase!: SyntheticCaseDto | null;
}

class GapDto {
  @ApiProperty({ example: '202647700000000001' }) receiptNo!: string;
  @ApiProperty({ description: 'Machine time.' }) since!: string;
  @ApiProperty({ enum: ['NUMBER', 'CASE_ROW'] }) missing!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'The number that is waited for.' })
  expected!: number | null;
  @ApiProperty({ type: [Number], description: 'The numbers that wait behind it.' }) waiting!: number[];
}

class GapPageDto extends PageDto {
  @ApiProperty({ type: [GapDto] }) items!: GapDto[];
}

class LinkFileDto {
  @ApiProperty() id!: string;
  @ApiProperty({ example: '0429.csv' }) name!: string;
  @ApiProperty({ enum: ['TAKE', 'OPENING', 'RECONCILE'] }) purpose!: string;
  @ApiProperty({ enum: ['READING', 'DONE'] }) state!: string;
  @ApiProperty() bytes!: number;
  @ApiProperty({ description: 'Last line that was dealt with.' }) lines!: number;
  @ApiProperty() accepted!: number;
  @ApiProperty() duplicate!: number;
  @ApiProperty() quarantined!: number;
  @ApiProperty({ description: 'Machine time.' }) beganAt!: string;
  @ApiProperty({ type: String, nullable: true }) endedAt!: string | null;
}

class LinkFilePageDto extends PageDto {
  @ApiProperty({ type: [LinkFileDto] }) items!: LinkFileDto[];
}

class ReconciliationDto {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'The file; TABLE for the link database; NONE where there was no listing.' })
  source!: string;
  @ApiProperty() beganAt!: string;
  @ApiProperty({ type: String, nullable: true }) endedAt!: string | null;
  @ApiProperty({ description: 'Rows of the listing.' }) listed!: number;
  @ApiProperty({ description: 'Cases of Saeol that are not here.' }) missing!: number;
  @ApiProperty({ description: 'Cases that stand otherwise in Saeol.' }) stale!: number;
  @ApiProperty({ description: 'Cases that are open here and not in the listing.' }) unlisted!: number;
  @ApiProperty({ description: 'Due notices that were never sent and still hold.' }) unsent!: number;
  @ApiProperty({ description: 'Rows that could not be read.' }) badRows!: number;
}

class ReconciliationPageDto extends PageDto {
  @ApiProperty({ type: [ReconciliationDto] }) items!: ReconciliationDto[];
}

class ReconciliationParams {
  @ApiProperty() @IsUUID() id!: string;
}

class FindingQuery extends PageQuery {
  @ApiPropertyOptional({ enum: FINDINGS }) @IsOptional() @IsIn(FINDINGS) kind?: string;
}

class FindingDto {
  @ApiProperty({ example: '202647700000000001' }) receiptNo!: string;
  @ApiProperty({ enum: FINDINGS }) kind!: string;
  @ApiProperty({ example: '상태(새올 COMPLETED:GRANTED, 민원알림 ASSIGNED)' }) detail!: string;
}

class FindingPageDto extends PageDto {
  @ApiProperty({ type: [FindingDto] }) items!: FindingDto[];
}

class UnsentDto {
  @ApiProperty() receiptNo!: string;
  @ApiProperty({ example: 'case.assigned' }) occasion!: string;
  @ApiProperty({ enum: ['APPLICANT', 'AGENT'] }) recipientKind!: string;
}

class UnsentListDto {
  @ApiProperty({ description: 'How many are worth sending now; send this number back to send them.' }) count!: number;
  @ApiProperty({ type: [UnsentDto], description: 'The first 200.' }) items!: UnsentDto[];
}

class SendUnsentDto {
  @ApiProperty({ example: 12, description: 'The count that was shown; another one is refused, nothing is sent.' })
  @IsInt()
  @Min(1)
  count!: number;
}

class SentDto {
  @ApiProperty() sent!: number;
}

/** How the link is doing, and what an operator does about it. */
@ApiTags('saeol')
@Controller('api/v1/saeol')
@Roles('operator', 'admin')
@WholeCounty()
export class LinkController {
  constructor(
    private readonly health: LinkHealth,
    private readonly gaps: WatchGaps,
    private readonly files: LinkFiles,
    private readonly reports: ReconciliationReports,
    private readonly unsent: SendUnsent,
  ) {}

  @Get('state')
  @ApiOperation({ summary: 'The last record of each way in, what waits, gaps and quarantine' })
  @ApiResponse({ status: 200, type: LinkStateDto })
  state(): Promise<LinkStateDto> {
    return this.health.state();
  }

  @Get('gaps')
  @ApiOperation({ summary: 'Receipt numbers that wait for a record which has not come, the oldest first' })
  @ApiResponse({ status: 200, type: GapPageDto })
  @ApiProblems(400)
  listGaps(@Query() { limit, cursor }: PageQuery): Promise<GapPageDto> {
    return this.gaps.list(limit, cursor);
  }

  @Get('files')
  @ApiOperation({ summary: 'Files that were taken or are being read, the newest first' })
  @ApiResponse({ status: 200, type: LinkFilePageDto })
  @ApiProblems(400)
  listFiles(@Query() { limit, cursor }: PageQuery): Promise<LinkFilePageDto> {
    return this.files.list(limit, cursor);
  }

  @Get('reconciliations')
  @ApiOperation({ summary: 'Comparisons with listings from Saeol, the newest first' })
  @ApiResponse({ status: 200, type: ReconciliationPageDto })
  @ApiProblems(400)
  listReconciliations(@Query() { limit, cursor }: PageQuery): Promise<ReconciliationPageDto> {
    return this.reports.list(limit, cursor);
  }

  @Get('reconciliations/:id')
  @ApiOperation({ summary: 'The counts of one comparison' })
  @ApiResponse({ status: 200, type: ReconciliationDto })
  @ApiProblems(400, 404)
  async reconciliation(@Param() { id }: ReconciliationParams): Promise<ReconciliationDto> {
    const report = await this.reports.one(id);
    if (report === null) throw new ReconciliationNotFound();
    return report;
  }

  @Get('reconciliations/:id/findings')
  @ApiOperation({ summary: 'What a comparison found, by kind and receipt number' })
  @ApiResponse({ status: 200, type: FindingPageDto })
  @ApiProblems(400)
  findings(
    @Param() { id }: ReconciliationParams,
    @Query() { limit, cursor, kind }: FindingQuery,
  ): Promise<FindingPageDto> {
    return this.reports.findings(id, limit, cursor, kind);
  }

  @Get('unsent')
  @ApiOperation({ summary: 'Due notices that were never sent and are still worth sending: first the count' })
  @ApiResponse({ status: 200, type: UnsentListDto })
  listUnsent(): Promise<UnsentListDto> {
    return this.unsent.list();
  }

  @Post('unsent/send')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends what is still worth sending, if it is as many as were shown' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, example: '0198c0de-0000-7000-8000-000000000001' })
  @ApiResponse({ status: 200, type: SentDto })
  @ApiProblems(400, 409)
  send(
    @Body() { count }: SendUnsentDto,
    @Headers('idempotency-key') key: string | undefined,
    @Actor() actor: Actor,
  ): Promise<SentDto> {
    if (key === undefined || key.trim() === '') throw new IdempotencyKeyMissing();
    return this.unsent.send(count, key.trim().slice(0, 100), actor);
  }
}
