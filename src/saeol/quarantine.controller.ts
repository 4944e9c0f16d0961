import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles } from '../staff/index.js';
import { Quarantine } from './quarantine.service.js';

class QuarantinedParams {
  @ApiProperty() @IsUUID() id!: string;
}

class DiscardDto {
  @ApiProperty({ example: '새올 시험 자료' }) @IsString() @MinLength(2) @MaxLength(200) reason!: string;
}

class QuarantinedDto {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Real time.' }) storedAt!: string;
  @ApiProperty({ type: String, nullable: true }) receiptNo!: string | null;
  @ApiProperty({ type: Number, nullable: true }) sequence!: number | null;
  @ApiProperty({ example: 'PUSH' }) source!: string;
  @ApiProperty({ example: 'SAEOL.UNKNOWN_KIND' }) code!: string;
  @ApiProperty() detail!: string;
}

class QuarantinePageDto extends PageDto {
  @ApiProperty({ type: [QuarantinedDto] }) items!: QuarantinedDto[];
}

@ApiTags('saeol')
@Controller('api/v1/saeol/quarantine')
@Roles('operator', 'admin')
export class QuarantineController {
  constructor(private readonly quarantine: Quarantine) {}

  @Get()
  @ApiOperation({ summary: 'Link events that could not be taken or applied, the newest first' })
  @ApiResponse({ status: 200, type: QuarantinePageDto })
  @ApiProblems(400)
  list(@Query() { limit, cursor }: PageQuery): Promise<QuarantinePageDto> {
    return this.quarantine.list(limit, cursor);
  }

  @Post(':id/replay')
  @HttpCode(204)
  @ApiOperation({ summary: 'Applies an event again, in its place' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 404, 409)
  replay(@Param() { id }: QuarantinedParams): Promise<void> {
    return this.quarantine.replay(id);
  }

  @Post(':id/discard')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives an event up with a reason and closes its gap' })
  @ApiResponse({ status: 204 })
  @ApiProblems(400, 404)
  discard(@Param() { id }: QuarantinedParams, @Body() { reason }: DiscardDto): Promise<void> {
    return this.quarantine.discard(id, reason);
  }
}
