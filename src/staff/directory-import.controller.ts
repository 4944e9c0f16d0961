import { Body, Controller, Delete, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ApiProblems } from '../../libs/http/index.js';
import type { CsvFault } from '../../libs/csv/index.js';
import { Roles, WholeCounty } from './access.decorators.js';
import { Actor } from './actor.js';
import { DirectoryImport, type ImportReport } from './directory-import.service.js';
import { Leavers } from './leavers.service.js';

class ImportQuery {
  @ApiPropertyOptional({
    description: 'true: says what would happen, with every fault by row and column, and writes nothing.',
    enum: ['true', 'false'],
    example: 'true',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: 'true' | 'false';
}

class CsvFaultDto implements CsvFault {
  @ApiProperty({ description: 'As a spreadsheet counts; the header is 1.', example: 3 })
  row!: number;

  @ApiProperty({ example: '행정전화' })
  column!: string;

  @ApiProperty({ example: '없는 부서입니다.' })
  message!: string;
}

class ImportReportDto implements ImportReport {
  @ApiProperty({ example: true })
  dryRun!: boolean;

  @ApiProperty({ example: 42 })
  rows!: number;

  @ApiProperty({ example: 3 })
  added!: number;

  @ApiProperty({ example: 1 })
  changed!: number;

  @ApiProperty({ example: 38 })
  unchanged!: number;

  @ApiProperty({ type: [CsvFaultDto], example: [] })
  faults!: CsvFaultDto[];
}

const DEPARTMENTS = `부서코드,부서명,전화번호,상위부서코드\n47700000011,건축과,063-000-1100,\n`;
const STAFF = `직원번호,성명,부서코드,팀,직위,행정전화,휴대전화\ns112,송오름,47700000011,건축허가팀,담당자,063-000-1102,010-0000-2112\n`;

/** Routes that take a file's bytes as they come. */
export const FILE_ROUTES = ['/api/v1/departments/import', '/api/v1/staff/import'];

/** The county's own files; what the office keeps in a spreadsheet is what is read. */
@ApiTags('staff')
@Roles('operator', 'admin')
@WholeCounty()
@Controller('api/v1')
export class DirectoryImportController {
  constructor(
    private readonly imports: DirectoryImport,
    private readonly leavers: Leavers,
  ) {}

  @Post('departments/import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take departments from a CSV file (UTF-8 or CP949), whole or not at all',
    description: 'Columns: 부서코드, 부서명, 전화번호, 상위부서코드. Who is not in the file stays.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: DEPARTMENTS } })
  @ApiOkResponse({ type: ImportReportDto })
  @ApiProblems(400, 413, 422)
  departments(
    @Actor() actor: Actor,
    @Query() { dryRun }: ImportQuery,
    @Body() body: Buffer | undefined,
  ): Promise<ImportReportDto> {
    return this.imports.departments(actor, body ?? Buffer.alloc(0), dryRun === 'true');
  }

  @Post('staff/import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take people from a CSV file (UTF-8 or CP949), whole or not at all',
    description:
      'Columns: 직원번호, 성명, 부서코드, 팀, 직위(부서장·팀장·담당자), 행정전화, 휴대전화. Who is not in the file stays.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: STAFF } })
  @ApiOkResponse({ type: ImportReportDto })
  @ApiProblems(400, 413, 422)
  staff(
    @Actor() actor: Actor,
    @Query() { dryRun }: ImportQuery,
    @Body() body: Buffer | undefined,
  ): Promise<ImportReportDto> {
    return this.imports.staff(actor, body ?? Buffer.alloc(0), dryRun === 'true');
  }

  @Delete('staff/:id')
  @HttpCode(204)
  @Roles('admin')
  @ApiOperation({
    summary: 'Forget a person who has left',
    description:
      'With name and numbers go their delegations; their account is closed. Cases keep the officer that they had.',
  })
  @ApiNoContentResponse()
  @ApiProblems(404)
  async forget(@Actor() actor: Actor, @Param('id') id: string): Promise<void> {
    await this.leavers.forget(actor, id);
  }
}
