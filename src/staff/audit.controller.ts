import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { DataSource } from 'typeorm';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles } from './access.decorators.js';
import { Actor } from './actor.js';
import { AuditChain, type ChainFault, type ChainVerdict } from './audit-chain.js';
import { AuditTrail, type AuditedKind, type AuditRecord } from './audit-trail.js';

const OFFSET = { message: '$property must carry its offset, such as +09:00' };

class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ example: '2026-04-01T00:00:00+09:00' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/(Z|[+-]\d{2}:\d{2})$/, OFFSET)
  from?: string;

  @ApiPropertyOptional({ description: 'Exclusive.', example: '2026-05-01T00:00:00+09:00' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/(Z|[+-]\d{2}:\d{2})$/, OFFSET)
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

@ApiTags('audit')
@Roles('auditor', 'admin')
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly chain: AuditChain,
    private readonly dataSource: DataSource,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who had whose data (접속기록), newest first' })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems(400)
  async list(@Query() query: AuditQuery): Promise<AuditPageDto> {
    return this.trail.list(this.dataSource.manager, query);
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
