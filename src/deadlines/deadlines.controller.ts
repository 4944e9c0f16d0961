import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { CaseNotFound, CaseQueries } from '../cases/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { DepartmentLadderDto, LadderParams, LadderSettingsDto, PreNoticeDto, ReceiptParams } from './deadlines.dto.js';
import { DEFAULT_LADDER } from './ladder.js';
import { LadderDesk } from './ladder-desk.service.js';
import { PreNotices } from './pre-notices.service.js';

@ApiTags('deadlines')
@Controller('api/v1/deadlines')
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
export class DeadlinesController {
  constructor(
    private readonly preNotices: PreNotices,
    private readonly cases: CaseQueries,
    private readonly desk: LadderDesk,
  ) {}

  @Get('pre-notices/:receiptNo')
  @ApiOperation({ summary: 'The rungs of a case that came due, and who was told of them' })
  @ApiResponse({ status: 200, type: [PreNoticeDto] })
  @ApiProblems(400, 404)
  async ofCase(@Param() { receiptNo }: ReceiptParams, @Actor() actor: Actor): Promise<PreNoticeDto[]> {
    if ((await this.cases.detail(receiptNo, actor.departmentScope)) === null) throw new CaseNotFound();
    return this.preNotices.ofCase(receiptNo);
  }

  @Get('ladders')
  @ApiOperation({ summary: 'How far ahead officers are told: the county and the departments that differ from it' })
  @ApiResponse({ status: 200, type: [DepartmentLadderDto] })
  ladders(): Promise<DepartmentLadderDto[]> {
    return this.desk.list();
  }

  @Put('ladders/:departmentCode')
  @WholeCounty()
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Sets the ladder of a department, or of the county; open cases are reckoned again' })
  @ApiResponse({ status: 200, type: DepartmentLadderDto })
  @ApiProblems(400, 422)
  set(
    @Param() { departmentCode }: LadderParams,
    @Body() settings: LadderSettingsDto,
    @Actor() actor: Actor,
  ): Promise<DepartmentLadderDto> {
    return this.desk.set(departmentCode, { ...settings, told: settings.told ?? DEFAULT_LADDER.told }, actor);
  }

  @Delete('ladders/:departmentCode')
  @WholeCounty()
  @HttpCode(204)
  @Roles('operator', 'admin')
  @ApiOperation({ summary: "Takes a department back to the county's ladder" })
  @ApiResponse({ status: 204, description: 'Also where it had none of its own.' })
  @ApiProblems(400)
  remove(@Param() { departmentCode }: LadderParams, @Actor() actor: Actor): Promise<void> {
    return this.desk.remove(departmentCode, actor);
  }
}
