import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDefined, IsIn, IsString, Length, Matches, ValidateIf, ValidateNested } from 'class-validator';
import { ApiProblems, PageDto } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import type { CourtesyHours } from './courtesy-hours.js';
import { OccasionRules, RULED_OCCASIONS } from './occasion-rules.service.js';
import type { OccasionRule, RuledOccasion } from './sending-rules.js';

const TIME = { pattern: '^\\d{2}:\\d{2}$' };

class CourtesyHoursDto implements CourtesyHours {
  @ApiProperty({ ...TIME, description: '06:00 to 12:59, Korean time.', example: '08:00' })
  @Matches(/^\d{2}:\d{2}$/)
  from!: string;

  @ApiProperty({ ...TIME, description: '13:00 to 22:59; itself outside.', example: '21:00' })
  @Matches(/^\d{2}:\d{2}$/)
  to!: string;
}

class OccasionRuleDto implements OccasionRule {
  @ApiProperty({ enum: RULED_OCCASIONS, description: '`usual`: every occasion that has nothing of its own.' })
  occasion!: RuledOccasion;

  @ApiProperty() hours!: CourtesyHoursDto;
  @ApiProperty({ description: 'Said for this occasion itself.' }) hasOwnHours!: boolean;
  @ApiProperty({ description: 'SMS and LMS carry a link; false: a telephone number instead.' }) linkInText!: boolean;
  @ApiProperty({ description: 'Said for this occasion itself.' }) hasOwnLinkInText!: boolean;
}

class OccasionRulePageDto extends PageDto {
  @ApiProperty({ type: [OccasionRuleDto] }) items!: OccasionRule[];
}

class OccasionParams {
  @ApiProperty({ enum: RULED_OCCASIONS, example: 'case.received' }) @IsIn(RULED_OCCASIONS) occasion!: RuledOccasion;
}

const NULL_ALLOWED = (_: unknown, value: unknown) => value !== null;

class ChangeOccasionRuleDto {
  @ApiProperty({ type: CourtesyHoursDto, nullable: true, description: 'null: as usual.' })
  @ValidateIf(NULL_ALLOWED)
  @IsDefined()
  @ValidateNested()
  @Type(() => CourtesyHoursDto)
  hours!: CourtesyHoursDto | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'null: as usual.', example: null })
  @ValidateIf(NULL_ALLOWED)
  @IsBoolean()
  linkInText!: boolean | null;

  @ApiProperty({ description: 'Why; kept in the audit trail.', example: '과장 지시' })
  @IsString()
  @Length(2, 200)
  reason!: string;
}

/** When each occasion is sent, and what its texts carry. */
@ApiTags('messages')
@Controller('api/v1/occasion-rules')
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
export class OccasionRulesController {
  constructor(private readonly rules: OccasionRules) {}

  @Get()
  @ApiOperation({ summary: 'The hours that each occasion is sent in, and whether its texts carry a link' })
  @ApiResponse({ status: 200, type: OccasionRulePageDto })
  async list(): Promise<OccasionRulePageDto> {
    return { items: await this.rules.list(), nextCursor: null };
  }

  @Put(':occasion')
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: 'Sets both for an occasion, or takes them back to what is usual',
    description: 'What waits already keeps the hour that it was given.',
  })
  @ApiResponse({ status: 200, type: OccasionRuleDto })
  @ApiProblems(400, 422)
  async set(
    @Param() { occasion }: OccasionParams,
    @Body() { hours, linkInText, reason }: ChangeOccasionRuleDto,
    @Actor() actor: Actor,
  ): Promise<OccasionRule> {
    await this.rules.set({ occasion, hours, linkInText, reason }, actor);
    return (await this.rules.list()).find((one) => one.occasion === occasion)!;
  }
}
