import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { CalendarEditDto, PreviewQuery } from './calendar.dto.js';
import type { CaseSettings } from './case-settings.js';
import { CountySettings } from './county-settings.service.js';

class CaseSettingsDto {
  @ApiProperty({ example: '12:00', description: '11:00 to 13:00; lunch is an hour.' })
  @Matches(/^(1[12]:[0-5]\d|13:00)$/)
  lunchStartsAt!: string;

  @ApiProperty({ description: 'Petitions of up to 5 days: time is left out to the minute, not by whole days.' })
  @IsBoolean()
  exactInstants!: boolean;

  @ApiProperty({ description: 'A receipt after 18:00 on a working day still makes it day 1.' })
  @IsBoolean()
  receiptAfterHoursIsDayOne!: boolean;

  @ApiProperty({ description: 'Applicants are told of whom Saeol says neither yes nor no.' })
  @IsBoolean()
  notifiesByDefault!: boolean;

  @ApiProperty({ type: [String], example: ['GRIEVANCE'], description: 'Kinds told besides the statutory petitions.' })
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  notifiedKinds!: readonly string[];

  @ApiPropertyOptional({
    description:
      'A demand of papers, an extension or a result that arrives more than 24 working hours late is told where it still holds.',
    default: true,
  })
  @IsOptional()
  @IsBoolean()
  tellsOldNews: boolean = true;
}

@ApiTags('holidays')
@Controller('api/v1/case-settings')
@Roles('operator', 'admin')
@WholeCounty()
export class CaseSettingsController {
  constructor(private readonly settings: CountySettings) {}

  @Get()
  @ApiOperation({ summary: 'What the county decided about working hours and about whom it tells' })
  @ApiResponse({ status: 200, type: CaseSettingsDto })
  current(): CaseSettingsDto {
    const { lunchStartsAt, clock, notices } = this.settings.current();
    return { lunchStartsAt, ...clock, ...notices };
  }

  @Put()
  @ApiOperation({ summary: 'Sets them all; open deadlines that hang on them move' })
  @ApiResponse({ status: 200, type: CalendarEditDto })
  @ApiProblems(400)
  set(
    @Body() settings: CaseSettingsDto,
    @Query() { preview = false }: PreviewQuery,
    @Actor() actor: Actor,
  ): Promise<CalendarEditDto> {
    return this.settings.set(asSettings(settings), actor, preview);
  }
}

function asSettings(given: CaseSettingsDto): CaseSettings {
  const { lunchStartsAt, exactInstants, receiptAfterHoursIsDayOne, ...notices } = given;
  return { lunchStartsAt, clock: { exactInstants, receiptAfterHoursIsDayOne }, notices };
}
