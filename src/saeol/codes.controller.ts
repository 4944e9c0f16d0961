import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { CODED_COLUMNS, type CodedColumn, MEANINGS } from './code-meanings.js';
import { Codes } from './codes.service.js';

class CodeParams {
  @ApiProperty({ enum: CODED_COLUMNS }) @IsIn(CODED_COLUMNS) column!: CodedColumn;
  @ApiProperty({ example: '07' }) @IsString() @MinLength(1) @MaxLength(60) code!: string;
}

class CodeMeaningDto {
  @ApiProperty({
    example: 'SUPPLEMENT_REQUESTED:SUPPLEMENT',
    description: 'One of the meanings that the column knows.',
  })
  @IsString()
  @MaxLength(60)
  meaning!: string;

  @ApiPropertyOptional({ example: '보완요구(1차)' }) @IsOptional() @IsString() @MaxLength(200) note?: string;
}

class CodeLineDto {
  @ApiProperty({ enum: CODED_COLUMNS }) column!: string;
  @ApiProperty({ example: '07' }) code!: string;
  @ApiProperty({ example: 'SUPPLEMENT_REQUESTED:SUPPLEMENT' }) meaning!: string;
  @ApiProperty({ type: String, nullable: true }) note!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null for what came with the program.' })
  changedAt!: string | null;
}

class CodeMapDto {
  @ApiProperty({ type: [CodeLineDto] }) items!: CodeLineDto[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    description: 'What a code of each column can mean.',
  })
  meanings!: Record<string, readonly string[]>;
}

@ApiTags('saeol')
@Controller('api/v1/saeol/codes')
@Roles('operator', 'admin')
@WholeCounty()
export class CodesController {
  constructor(private readonly codes: Codes) {}

  @Get()
  @ApiOperation({ summary: 'The code map of this county' })
  @ApiResponse({ status: 200, type: CodeMapDto })
  async list(): Promise<CodeMapDto> {
    return { items: await this.codes.list(), meanings: MEANINGS };
  }

  @Put(':column/:code')
  @HttpCode(204)
  @ApiOperation({ summary: 'Says what a code means; what waits in quarantine for it is then to be replayed' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 422)
  set(
    @Param() { column, code }: CodeParams,
    @Body() { meaning, note }: CodeMeaningDto,
    @Actor() actor: Actor,
  ): Promise<void> {
    return this.codes.set({ column, code, meaning, note: note ?? null }, actor);
  }

  @Delete(':column/:code')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a code out of the map: records that carry it are quarantined from now on' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 404)
  remove(@Param() { column, code }: CodeParams, @Actor() actor: Actor): Promise<void> {
    return this.codes.remove(column, code, actor);
  }
}
