import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { CaseNotFound } from '../cases/index.js';
import { Actor, ReadsPersons, Roles, seesMasked } from '../staff/index.js';
import { maskedForCounty } from './masked-for-county.js';
import { ReminderOrders } from './reminder-orders.service.js';
import { OverdueCaseDto, OverdueCasePageDto, OverdueCasesQuery } from './reports.dto.js';

const RECEIPT_NO = /^\d{18}$/;

/** What the inspector (민원심사관, Act art. 25) sees to: reminder orders about cases past their statutory deadline (Decree art. 28). */
@ApiTags('reports')
@Controller('api/v1/reports/reminder-orders')
@Roles('head', 'inspector', 'county', 'auditor', 'admin')
export class ReminderOrdersController {
  constructor(private readonly reminderOrders: ReminderOrders) {}

  @Get()
  @ReadsPersons('reminder-orders.list', 'case', ({ items }: OverdueCasePageDto) =>
    items.map(({ receiptNo }) => receiptNo),
  )
  @ApiOperation({ summary: 'Open cases past their statutory deadline, the longest past first, and the orders issued' })
  @ApiResponse({ status: 200, type: OverdueCasePageDto })
  @ApiProblems(400)
  async list(
    @Query() { limit, cursor, ...filter }: OverdueCasesQuery,
    @Actor() actor: Actor,
  ): Promise<OverdueCasePageDto> {
    const page = await this.reminderOrders.list(actor.departmentScope, filter, limit, cursor);
    return seesMasked(actor) ? { ...page, items: page.items.map(maskedForCounty) } : page;
  }

  @Post(':receiptNo')
  @HttpCode(200)
  @Roles('inspector', 'admin')
  @ApiOperation({ summary: 'Records that a reminder order (독촉장) about a case was issued; once a day' })
  @ApiParam({ name: 'receiptNo', example: '202647700000000001' })
  @ApiResponse({ status: 200, type: OverdueCaseDto })
  @ApiProblems(404, 409)
  issue(@Param('receiptNo') receiptNo: string, @Actor() actor: Actor): Promise<OverdueCaseDto> {
    if (!RECEIPT_NO.test(receiptNo)) throw new CaseNotFound();
    return this.reminderOrders.issue(receiptNo, actor);
  }
}
