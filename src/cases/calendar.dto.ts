import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IsDay, IsDayOrInstant, PageDto, PageQuery } from '../../libs/http/index.js';
import { EXCLUSION_REASONS, type ExclusionReason } from './case-fact.js';
import { toBoolean } from './cases.dto.js';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;
const MOST_HOLIDAYS_A_YEAR = 366;

export class PreviewQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Only says what would move; nothing is changed.' })
  @IsOptional()
  @Transform(toBoolean)
  @IsBoolean()
  preview?: boolean;
}

export class HolidayDto {
  @ApiProperty({ example: '2026-06-03' }) @IsDay() date!: string;
  @ApiProperty({ example: '전국동시지방선거' }) @IsString() @MinLength(1) @MaxLength(50) name!: string;
}

export class HolidayListQuery extends PageQuery {
  @ApiPropertyOptional({ example: 2026 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(FIRST_YEAR)
  @Max(LAST_YEAR)
  year?: number;
}

export class HolidayPageDto extends PageDto {
  @ApiProperty({ type: [HolidayDto] }) items!: HolidayDto[];
  @ApiProperty({
    type: [Number],
    example: [2025, 2026],
    description: 'Years whose holidays are all here. No deadline is reckoned in any other.',
  })
  coveredYears!: readonly number[];
}

export class HolidayParams {
  @ApiProperty({ example: '2026-06-03' }) @IsDay() date!: string;
}

export class YearParams {
  @ApiProperty({ example: 2028 }) @Type(() => Number) @IsInt() @Min(FIRST_YEAR) @Max(LAST_YEAR) year!: number;
}

export class CoverYearDto {
  @ApiProperty({ example: 2028 }) @IsInt() @Min(FIRST_YEAR) @Max(LAST_YEAR) year!: number;

  @ApiProperty({ type: [HolidayDto], description: 'All of them, substitutes included; what stood there is replaced.' })
  @IsArray()
  @ArrayMaxSize(MOST_HOLIDAYS_A_YEAR)
  @ValidateNested({ each: true })
  @Type(() => HolidayDto)
  holidays!: HolidayDto[];
}

class DatesDto {
  @ApiProperty({ type: String, nullable: true, example: '2026-06-05T18:00:00+09:00' }) dueAt!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '2026-06-05T18:00:00+09:00' }) targetAt!: string | null;
}

class PreviewedMoveDto {
  @ApiProperty({ example: '202647700000000001' }) receiptNo!: string;
  @ApiProperty({ example: '47700000011' }) departmentCode!: string;
  @ApiProperty({ type: DatesDto }) from!: DatesDto;
  @ApiProperty({ type: DatesDto }) to!: DatesDto;
  @ApiProperty({ description: 'The citizens are told.' }) told!: boolean;
}

class ChangePreviewDto {
  @ApiProperty({ description: 'Open cases that the change can touch at all.' }) examined!: number;
  @ApiProperty({ description: 'Of them, those whose deadlines move.' }) moving!: number;
  @ApiProperty({ description: 'Of these, those whose citizens are told.' }) told!: number;
  @ApiProperty({ type: [PreviewedMoveDto], description: 'The first hundred.' }) moves!: PreviewedMoveDto[];
}

export class DeadlineChangeDto {
  @ApiProperty() id!: string;
  @ApiProperty({ enum: ['HOLIDAY', 'CALENDAR_YEAR', 'SETTING', 'OUTAGE'] }) kind!: string;
  @ApiProperty({ example: '2026. 6. 3.(수) 임시공휴일', description: 'As citizens are told.' }) detail!: string;
  @ApiProperty() askedAt!: string;
  @ApiProperty() examined!: number;
  @ApiProperty() moved!: number;
  @ApiProperty({ description: 'Cases whose citizens are told.' }) told!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Null: the work goes on.' }) doneAt!: string | null;
}

export class DeadlineChangePageDto extends PageDto {
  @ApiProperty({ type: [DeadlineChangeDto] }) items!: DeadlineChangeDto[];
}

export class DeadlineChangeParams {
  @ApiProperty() @IsUUID() id!: string;
}

export class CalendarEditDto {
  @ApiProperty({ type: ChangePreviewDto, nullable: true, description: 'Where it was only looked at.' })
  preview!: ChangePreviewDto | null;
  @ApiProperty({ type: DeadlineChangeDto, nullable: true, description: 'Where deadlines are being moved.' })
  change!: DeadlineChangeDto | null;
}

export class IntervalParams {
  @ApiProperty({ example: '202647700000000001' }) @Matches(/^\d{18}$/) receiptNo!: string;
}

export class OneIntervalParams extends IntervalParams {
  @ApiProperty() @IsUUID() id!: string;
}

export class AskedOutageDto {
  @ApiProperty({ example: '2026-06-01', description: 'A day, or an instant with its offset.' })
  @IsDayOrInstant()
  from!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: '2026-06-02',
    description: 'The last day. Absent: open, until the same beginning comes with an end.',
  })
  @IsOptional()
  @IsDayOrInstant()
  to?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '국가정보자원관리원 장애' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  note?: string | null;
}

export class AskedIntervalDto extends AskedOutageDto {
  @ApiProperty({ enum: EXCLUSION_REASONS }) @IsIn(EXCLUSION_REASONS) reason!: ExclusionReason;
}

class LeftOutDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null where Saeol or an outage brought it.' }) id!:
    string | null;
  @ApiProperty({ example: 'HEARING' }) reason!: string;
  @ApiProperty({ example: '2026-06-01' }) from!: string;
  @ApiProperty({ type: String, nullable: true, example: '2026-06-02' }) to!: string | null;
  @ApiProperty({ type: String, nullable: true }) note!: string | null;
}

class ListedLeftOutDto extends LeftOutDto {
  @ApiProperty({ enum: ['OPERATOR', 'SAEOL', 'OUTAGE'] }) source!: string;
}

export class IntervalListDto extends PageDto {
  @ApiProperty({ type: [ListedLeftOutDto] }) items!: ListedLeftOutDto[];
}

export class IntervalEditDto {
  @ApiProperty({ description: 'Only looked at.' }) preview!: boolean;
  @ApiProperty({ type: LeftOutDto }) interval!: LeftOutDto;
  @ApiProperty({ type: DatesDto }) from!: DatesDto;
  @ApiProperty({ type: DatesDto }) to!: DatesDto;
  @ApiProperty() provisional!: boolean;
  @ApiProperty() paused!: boolean;
  @ApiProperty({ description: 'The citizens are told.' }) told!: boolean;
}

export class OutageDto extends LeftOutDto {
  @ApiProperty() enteredAt!: string;
}

export class OutageListDto extends PageDto {
  @ApiProperty({ type: [OutageDto] }) items!: OutageDto[];
}

export class OutageParams {
  @ApiProperty() @IsUUID() id!: string;
}

export class OutageEditDto extends CalendarEditDto {
  @ApiProperty({ type: OutageDto }) outage!: OutageDto;
}
