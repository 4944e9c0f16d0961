import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { CostReportDto, CostsQuery, PricePageDto, SetPriceDto } from './costs.dto.js';
import { Costs } from './costs.service.js';

/** What sending costs: the facts are messaging's own. */
@ApiTags('reports')
@Controller('api/v1')
@Roles('inspector', 'county', 'operator', 'auditor', 'admin')
@WholeCounty()
export class CostsController {
  constructor(private readonly costs: Costs) {}

  @Get('reports/costs')
  @ApiOperation({ summary: 'What messages cost, by month, vendor and channel' })
  @ApiResponse({ status: 200, type: CostReportDto })
  @ApiProblems(400)
  async report(@Query() query: CostsQuery): Promise<CostReportDto> {
    const { from, to } = { ...this.costs.lastYear(), ...query };
    const rows = await this.costs.rows(from, to);
    return { from, to, rows, won: rows.reduce((sum, row) => sum + row.won, 0) };
  }

  @Get('prices')
  @Roles('operator', 'auditor', 'admin')
  @ApiOperation({ summary: 'What a message costs, by vendor and channel, from which month on' })
  @ApiResponse({ status: 200, type: PricePageDto })
  async prices(): Promise<PricePageDto> {
    return { items: await this.costs.prices(), nextCursor: null };
  }

  @Put('prices')
  @Roles('operator', 'admin')
  @ApiOperation({ summary: "Writes a price of the county's own contract, from a month on" })
  @ApiResponse({ status: 200, type: PricePageDto })
  @ApiProblems(400, 404)
  async set(@Body() price: SetPriceDto, @Actor() actor: Actor): Promise<PricePageDto> {
    await this.costs.set(price, actor);
    return this.prices();
  }
}
