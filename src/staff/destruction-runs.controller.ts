import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles, WholeCounty } from './access.decorators.js';
import { DestructionRuns, type DestructionRun } from './destruction-runs.js';

class DestructionRunDto implements DestructionRun {
  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ example: 'cases' })
  area!: string;

  @ApiProperty({ example: '2026-07-28T03:00:00+09:00' })
  beganAt!: string;

  @ApiProperty({ description: 'null: under way.', type: String, nullable: true, example: '2026-07-28T03:00:04+09:00' })
  endedAt!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { cases: 214, steps: 903, messages: 1108, links: 240 },
  })
  counts!: Record<string, number>;
}

class DestructionRunPageDto extends PageDto {
  @ApiProperty({ type: [DestructionRunDto] })
  items!: DestructionRunDto[];
}

@ApiTags('privacy')
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
@Controller('api/v1/destruction-runs')
export class DestructionRunsController {
  constructor(private readonly runs: DestructionRuns) {}

  @Get()
  @ApiOperation({ summary: 'Reports of what was destroyed, newest first' })
  @ApiOkResponse({ type: DestructionRunPageDto })
  @ApiProblems(400)
  list(@Query() page: PageQuery): Promise<DestructionRunPageDto> {
    return this.runs.list(page);
  }
}
