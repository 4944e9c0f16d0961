import { Body, Controller, Delete, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { DataSource } from 'typeorm';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles, WholeCounty } from './access.decorators.js';
import { Actor, ROLES, type Role } from './actor.js';
import { ApiKeys, type ApiKey } from './api-keys.service.js';

class NewApiKeyDto {
  @ApiProperty({ description: 'What the key is for.', example: '도청 민원현황판' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name!: string;

  @ApiProperty({ enum: ROLES, example: 'county' })
  @IsIn(ROLES)
  role!: Role;

  @ApiPropertyOptional({
    description: 'Departments that the key reaches; absent: all.',
    type: [String],
    example: ['47700000011'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @Matches(/^\d{11}$/, { each: true })
  departmentCodes?: string[];

  @ApiPropertyOptional({
    description: 'Good until then; absent: until it is revoked.',
    example: '2027-12-31T23:59:59+09:00',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/(Z|[+-]\d{2}:\d{2})$/, { message: 'expiresAt must carry its offset, such as +09:00' })
  expiresAt?: string;
}

class ApiKeyDto implements ApiKey {
  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ example: '도청 민원현황판' })
  name!: string;

  @ApiProperty({ enum: ROLES, example: 'county' })
  role!: Role;

  @ApiProperty({ description: 'null: all departments.', type: [String], nullable: true, example: ['47700000011'] })
  departmentCodes!: string[] | null;

  @ApiProperty({ example: '2026-04-29T09:00:00+09:00' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true, example: '2027-12-31T23:59:59+09:00' })
  expiresAt!: string | null;

  @ApiProperty({ description: 'Written every ten seconds.', type: String, nullable: true, example: null })
  lastUsedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  revokedAt!: string | null;
}

class MadeApiKeyDto extends ApiKeyDto {
  @ApiProperty({ description: 'Shown this once.', example: 'mwa_…' })
  key!: string;
}

class ApiKeyPageDto extends PageDto {
  @ApiProperty({ type: [ApiKeyDto] })
  items!: ApiKeyDto[];
}

@ApiTags('api-keys')
@Roles('admin')
@WholeCounty()
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly dataSource: DataSource,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Make an API key', description: 'The key is shown in this answer and never again.' })
  @ApiCreatedResponse({ type: MadeApiKeyDto })
  @ApiProblems(400, 422)
  async create(@Actor() actor: Actor, @Body() wanted: NewApiKeyDto): Promise<MadeApiKeyDto> {
    return this.keys.create(actor, {
      name: wanted.name,
      role: wanted.role,
      departmentCodes: wanted.departmentCodes ?? null,
      expiresAt: wanted.expiresAt === undefined ? null : new Date(wanted.expiresAt),
    });
  }

  @Get()
  @ApiOperation({ summary: 'List API keys, newest first' })
  @ApiOkResponse({ type: ApiKeyPageDto })
  @ApiProblems(400)
  async list(@Query() page: PageQuery): Promise<ApiKeyPageDto> {
    return this.keys.list(this.dataSource.manager, page);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key', description: 'At once here, within five seconds in other processes.' })
  @ApiNoContentResponse()
  @ApiProblems(400, 404)
  async revoke(@Actor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.keys.revoke(actor, id);
  }
}
