import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageDto, PageQuery } from '../../libs/http/index.js';
import { RESULT_GROUPS, type ResultGroup } from '../surveys/index.js';
import type { OfficerLoad } from './dashboard-counts.js';
import type { OverdueCase, ReminderOrder } from './reminder-orders.service.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export class ReportQuery {
  @ApiPropertyOptional({ example: '47700000011' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  departmentCode?: string;

  @ApiPropertyOptional({ example: '4770000000015' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  typeCode?: string;
}

export class DaysQuery extends ReportQuery {
  @ApiPropertyOptional({ description: 'First day; 30 days back unless told.', example: '2026-04-01' })
  @IsOptional()
  @Matches(DAY)
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ description: 'Last day; today unless told.', example: '2026-04-30' })
  @IsOptional()
  @Matches(DAY)
  @IsISO8601({ strict: true })
  to?: string;
}

export class MonthsQuery extends ReportQuery {
  @ApiPropertyOptional({ description: 'First month; 12 months back unless told.', example: '2025-05' })
  @IsOptional()
  @Matches(MONTH)
  from?: string;

  @ApiPropertyOptional({ description: 'Last month; this one unless told.', example: '2026-04' })
  @IsOptional()
  @Matches(MONTH)
  to?: string;
}

export class SurveyReportQuery extends MonthsQuery {
  @ApiPropertyOptional({ enum: RESULT_GROUPS, default: 'department' })
  @IsOptional()
  @IsIn(RESULT_GROUPS)
  by: ResultGroup = 'department';
}

export class MonthlyQuery extends ReportQuery {
  @ApiPropertyOptional({ description: 'The month before this one unless told.', example: '2026-04' })
  @IsOptional()
  @Matches(MONTH)
  month?: string;
}

const counts = (example: Record<string, number>) => ({
  type: 'object' as const,
  additionalProperties: { type: 'integer' as const },
  example,
});

export class FractionDto {
  @ApiProperty({ example: 12 })
  num!: number;

  @ApiProperty({ example: 340 })
  den!: number;
}

class HoursDto {
  @ApiProperty({ type: Number, nullable: true, example: 46 })
  median!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 88 })
  p90!: number | null;
}

class ReportDto {
  @ApiProperty({ description: 'When a figure last changed, product time.', example: '2026-04-29T14:00:00+09:00' })
  asOf!: string;

  @ApiProperty({ example: '2026-04-01' })
  from!: string;

  @ApiProperty({ example: '2026-04-30' })
  to!: string;
}

class DepartmentRowDto {
  @ApiProperty({ example: '47700000011' })
  departmentCode!: string;

  @ApiProperty({ example: '건축과' })
  departmentName!: string;

  @ApiProperty({ description: 'Cases by stage, now.', ...counts({ RECEIVED: 4, ASSIGNED: 31, COMPLETED: 120 }) })
  stages!: Record<string, number>;

  @ApiProperty({ example: 35 })
  inProgress!: number;

  @ApiProperty({ example: 2 })
  overdue!: number;

  @ApiProperty({ example: 3 })
  dueToday!: number;

  @ApiProperty({ description: 'Working days, today included.', example: 9 })
  dueWithin3!: number;

  @ApiProperty({ example: 1 })
  supplementLapsed!: number;

  @ApiProperty({ type: FractionDto })
  extensionRate!: FractionDto;

  @ApiProperty({ description: 'In the period.', example: 40 })
  received!: number;

  @ApiProperty({ description: 'In the period.', example: 38 })
  completed!: number;

  @ApiProperty({ description: 'Completed ones by outcome.', ...counts({ GRANTED: 33, REFUSED: 2 }) })
  outcomes!: Record<string, number>;

  @ApiProperty({ type: FractionDto, description: 'Completed within the statutory deadline.' })
  inTime!: FractionDto;

  @ApiProperty({ type: FractionDto, description: 'Completed within the promised deadline.' })
  onPromise!: FractionDto;

  @ApiProperty({ type: HoursDto, description: 'Working hours from receipt to completion, by whole months.' })
  hours!: HoursDto;
}

export class DepartmentReportDto extends ReportDto {
  @ApiProperty({ type: [DepartmentRowDto] })
  rows!: DepartmentRowDto[];
}

class DeliveryRowDto {
  @ApiProperty({ example: 'case.received' })
  occasion!: string;

  @ApiProperty({ example: 310 })
  delivered!: number;

  @ApiProperty({ example: 2 })
  failed!: number;

  @ApiProperty({ example: 5 })
  dropped!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } },
    description: '`fallback`: handed on to the next channel; `failed`: it was the last one, and reached nobody.',
    example: {
      ALIMTALK: { delivered: 290, fallback: 20, failed: 0 },
      RCS: { delivered: 18, fallback: 0, failed: 2 },
    },
  })
  byChannel!: object;

  @ApiProperty({ description: 'Failed and dropped ones by reason.', ...counts({ OPTED_OUT: 5, UNREACHED: 2 }) })
  reasons!: Record<string, number>;
}

class CauseDto {
  @ApiProperty({ example: '카카오톡과 문자 모두 받을 수 없는 번호입니다.' })
  cause!: string;

  @ApiProperty({ example: 2 })
  n!: number;
}

export class DeliveryReportDto extends ReportDto {
  @ApiProperty({ type: [DeliveryRowDto] })
  rows!: DeliveryRowDto[];

  @ApiProperty({ type: [CauseDto] })
  causes!: CauseDto[];
}

class CoverageRowDto extends FractionDto {
  @ApiProperty({ example: '47700000011' })
  departmentCode!: string;

  @ApiProperty({ example: '건축과' })
  departmentName!: string;

  @ApiProperty({ description: 'Why the rest was not told.', ...counts({ '수신 거부': 3, UNREACHED: 1 }) })
  reasons!: Record<string, number>;
}

export class CoverageReportDto extends ReportDto {
  @ApiProperty({ type: [CoverageRowDto] })
  rows!: CoverageRowDto[];

  @ApiProperty({ type: FractionDto })
  total!: FractionDto;
}

class SurveyRowDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of what `by` asks for; null: not known.',
    example: '47700000011',
  })
  key!: string | null;

  @ApiProperty({ description: 'Citizens who got the invitation.', example: 40 })
  invited!: number;

  @ApiProperty({ example: 13 })
  answered!: number;

  @ApiProperty({ description: 'Fewer than five answers: scores are not shown.', example: false })
  suppressed!: boolean;

  @ApiPropertyOptional({ example: 4.23 })
  mean?: number;

  @ApiPropertyOptional(counts({ '1': 0, '2': 1, '3': 1, '4': 5, '5': 6 }))
  distribution?: Record<string, number>;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: '95 % confidence interval of the mean.',
    example: { from: 3.7, to: 4.8 },
  })
  interval?: { from: number; to: number };
}

export class SurveyReportDto extends ReportDto {
  @ApiProperty({ type: [SurveyRowDto] })
  rows!: SurveyRowDto[];
}

class MonthlyCoverageDto extends FractionDto {
  @ApiProperty(counts({ '수신 거부': 3 }))
  reasons!: Record<string, number>;
}

class MonthlySatisfactionDto {
  @ApiProperty({ example: 40 })
  invited!: number;

  @ApiProperty({ example: 13 })
  answered!: number;

  @ApiProperty({ type: Number, nullable: true, example: 4.23 })
  mean!: number | null;
}

class MonthlyRowDto {
  @ApiProperty({ example: '47700000011' })
  departmentCode!: string;

  @ApiProperty({ example: '건축과' })
  departmentName!: string;

  @ApiProperty({ example: 40 })
  received!: number;

  @ApiProperty({ example: 38 })
  completed!: number;

  @ApiProperty(counts({ GRANTED: 33, REFUSED: 2 }))
  outcomes!: Record<string, number>;

  @ApiProperty({ type: FractionDto })
  inTime!: FractionDto;

  @ApiProperty({ type: FractionDto })
  onPromise!: FractionDto;

  @ApiProperty({ type: HoursDto })
  hours!: HoursDto;

  @ApiProperty({ description: 'Now.', example: 35 })
  inProgress!: number;

  @ApiProperty({ description: 'Now.', example: 2 })
  overdue!: number;

  @ApiProperty({ description: 'Reminder orders (독촉장) issued in the month.', example: 1 })
  reminderOrders!: number;

  @ApiProperty({ type: MonthlyCoverageDto })
  coverage!: MonthlyCoverageDto;

  @ApiProperty({ type: MonthlySatisfactionDto })
  satisfaction!: MonthlySatisfactionDto;
}

export class MonthlyReportDto {
  @ApiProperty({ example: '2026-05-01T09:00:00+09:00' })
  asOf!: string;

  @ApiProperty({ example: '2026-04' })
  month!: string;

  @ApiProperty({ type: [MonthlyRowDto] })
  rows!: MonthlyRowDto[];
}

class OfficerLoadDto implements OfficerLoad {
  @ApiProperty({ example: 's112' }) officerId!: string;
  @ApiProperty({ description: 'The id where the directory does not know the person.', example: '송오름' })
  name!: string;
  @ApiProperty({ type: String, nullable: true, example: '47700000011' }) departmentCode!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '건축과' }) departmentName!: string | null;
  @ApiProperty({ example: 14 }) open!: number;
  @ApiProperty({ example: 1 }) overdue!: number;
  @ApiProperty({ example: 2 }) dueToday!: number;
  @ApiProperty({ description: 'Working days, today included.', example: 5 }) dueWithin3!: number;
}

export class OfficersReportDto {
  @ApiProperty({ description: 'When a figure last changed, product time.', example: '2026-04-29T14:00:00+09:00' })
  asOf!: string;

  @ApiProperty({ type: [OfficerLoadDto] })
  rows!: OfficerLoadDto[];
}

export class OverdueCasesQuery extends PageQuery {
  @ApiPropertyOptional({ example: '47700000011' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  departmentCode?: string;
}

class ReminderOrderDto implements ReminderOrder {
  @ApiProperty({ example: '2026-05-08T10:00:00+09:00' }) issuedAt!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'As of the issue.', example: 2 }) daysOver!: number | null;
}

class OverdueOfficerDto {
  @ApiProperty({ example: 's112' }) id!: string;
  @ApiProperty({ example: '송오름' }) name!: string;
}

export class OverdueCaseDto implements OverdueCase {
  @ApiProperty({ example: '202647700000000001' }) receiptNo!: string;
  @ApiProperty({ example: '개발행위허가' }) petitionName!: string;
  @ApiProperty({ example: '47700000011' }) departmentCode!: string;
  @ApiProperty({ example: '건축과' }) departmentName!: string;
  @ApiProperty({ type: OverdueOfficerDto, nullable: true }) officer!: OverdueOfficerDto | null;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) receivedAt!: string;
  @ApiProperty({ description: 'Statutory (법정 처리기한).', example: '2026-05-06T14:00:00+09:00' }) dueAt!: string;
  @ApiProperty({ type: String, nullable: true, description: 'What the citizen was told last.' })
  targetAt!: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Working days since the day of dueAt; 0 on that day, null beyond the holiday table.',
    example: 2,
  })
  daysOver!: number | null;
  @ApiProperty() paused!: boolean;
  @ApiProperty({ example: 1 }) extensions!: number;
  @ApiProperty({ type: [ReminderOrderDto], description: 'The oldest first.' }) orders!: ReminderOrderDto[];
}

export class OverdueCasePageDto extends PageDto {
  @ApiProperty({ type: [OverdueCaseDto] })
  items!: OverdueCaseDto[];
}
