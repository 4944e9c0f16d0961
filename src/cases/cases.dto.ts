import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsDay, PageDto, PageQuery } from '../../libs/http/index.js';
import { EXCLUSION_REASONS, EXTENSION_REASONS } from './case-fact.js';
import { DUE_FILTERS, type DueFilter } from './case-filters.js';
import { TASK_CLOSINGS, type TaskClosing } from './tasks.service.js';

const STAGES = ['RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'EXTENDED', 'COMPLETED', 'VOIDED'];
const OUTCOMES = ['GRANTED', 'REFUSED', 'RETURNED', 'WITHDRAWN', 'TRANSFERRED', 'CLOSED'];

/** PostgreSQL text holds no NUL. */
const PLAIN = /^[^\0]+$/;

/** A query parameter is text; anything but true or false is left for IsBoolean to refuse. */
export const toBoolean = ({ value }: { value: unknown }) =>
  value === 'true' ? true : value === 'false' ? false : value;

export class CaseListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STAGES }) @IsOptional() @IsIn(STAGES) stage?: string;
  @ApiPropertyOptional({ example: '47700000011' }) @IsOptional() @Matches(PLAIN) @MaxLength(20) departmentCode?: string;
  @ApiPropertyOptional({ example: 's112' }) @IsOptional() @Matches(PLAIN) @MaxLength(40) officerId?: string;
  @ApiPropertyOptional({ example: '4770000000015' }) @IsOptional() @Matches(PLAIN) @MaxLength(20) typeCode?: string;
  @ApiPropertyOptional({ enum: OUTCOMES }) @IsOptional() @IsIn(OUTCOMES) outcome?: string;

  @ApiPropertyOptional({
    enum: DUE_FILTERS,
    description: 'By targetAt; working days, today included. What is overdue is not in the other two.',
  })
  @IsOptional()
  @IsIn(DUE_FILTERS)
  due?: DueFilter;

  @ApiPropertyOptional({ example: '2026-04-01' }) @IsOptional() @IsDay() receivedFrom?: string;
  @ApiPropertyOptional({ example: '2026-04-30' }) @IsOptional() @IsDay() receivedTo?: string;
  @ApiPropertyOptional() @IsOptional() @IsDay() completedFrom?: string;
  @ApiPropertyOptional() @IsOptional() @IsDay() completedTo?: string;
  @ApiPropertyOptional({ type: Boolean }) @IsOptional() @Transform(toBoolean) @IsBoolean() extended?: boolean;
  @ApiPropertyOptional({ type: Boolean }) @IsOptional() @Transform(toBoolean) @IsBoolean() onTime?: boolean;
  @ApiPropertyOptional({ type: Boolean }) @IsOptional() @Transform(toBoolean) @IsBoolean() open?: boolean;
  @ApiPropertyOptional({ type: Boolean, description: 'Voided cases are in no figure: false leaves them out.' })
  @IsOptional()
  @Transform(toBoolean)
  @IsBoolean()
  voided?: boolean;

  @ApiPropertyOptional({ description: 'Receipt number, or a telephone number (found by its blind index).' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  q?: string;
}

class PeriodDto {
  @ApiProperty({ enum: ['DAY', 'WEEK', 'MONTH', 'YEAR'] }) unit!: string;
  @ApiProperty({ example: 3 }) length!: number;
}

class PetitionDto {
  @ApiProperty({ example: '4770000000015' }) typeCode!: string;
  @ApiProperty({ example: '개발행위허가' }) typeName!: string;
  @ApiProperty({ type: String, nullable: true, example: 'STATUTORY' }) kind!: string | null;
  @ApiProperty() statutory!: boolean;
  @ApiProperty({ type: PeriodDto }) period!: PeriodDto;
  @ApiProperty({ type: PeriodDto, nullable: true }) promised!: PeriodDto | null;
  @ApiProperty({ example: '47700000011' }) departmentCode!: string;
}

class CaseOfficerDto {
  @ApiProperty({ example: 's112' }) id!: string;
  @ApiProperty({ example: '송오름' }) name!: string;
  @ApiProperty({ example: '063-000-1102', description: 'Office number.' }) phone!: string;
}

class NotifiedDto {
  @ApiProperty() eligible!: boolean;
  @ApiPropertyOptional({ example: '처리기간 2일 미만' }) reason?: string;
}

export class CaseDto {
  @ApiProperty({ example: '202647700000000001' }) receiptNo!: string;
  @ApiProperty({ type: PetitionDto }) petition!: PetitionDto;
  @ApiProperty({ enum: STAGES }) stage!: string;
  @ApiPropertyOptional({ enum: OUTCOMES }) outcome?: string;
  @ApiProperty({ example: '47700000011' }) departmentCode!: string;
  @ApiProperty({ example: '건축과' }) departmentName!: string;
  @ApiPropertyOptional({ type: CaseOfficerDto }) officer?: CaseOfficerDto;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) receivedAt!: string;
  @ApiProperty({ type: String, nullable: true }) completedAt!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '2026-05-06T14:00:00+09:00',
    description: 'Ours, statutory; null with flag CALENDAR_MISSING.',
  })
  dueAt!: string | null;
  @ApiProperty({ description: 'dueAt is reckoned up to today, since time is being left out.' }) provisional!: boolean;
  @ApiPropertyOptional() promisedDueAt?: string;
  @ApiPropertyOptional() plannedAt?: string;
  @ApiProperty({ type: String, nullable: true, description: 'The date told and laddered.' }) targetAt!: string | null;
  @ApiProperty() dueMismatch!: boolean;
  @ApiProperty() paused!: boolean;
  @ApiPropertyOptional() supplementDueAt?: string;
  @ApiProperty() extensions!: number;
  @ApiProperty({ type: Boolean, nullable: true, description: 'Of a completed case: within dueAt.' }) onTime!:
    boolean | null;
  @ApiProperty({ type: [String], example: [] }) flags!: string[];
  @ApiProperty({ type: NotifiedDto }) notified!: NotifiedDto;
  @ApiProperty({ example: 'https://alim.example.kr/s/…' }) statusUrl!: string;
}

class ExcludedDto {
  @ApiProperty({ enum: EXCLUSION_REASONS }) reason!: string;
  @ApiProperty({ example: '2026-04-30' }) from!: string;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Included; null while it is open.' }) to?:
    string | null;
}

class ExtensionDto {
  @ApiProperty({ type: PeriodDto }) period!: PeriodDto;
  @ApiPropertyOptional({ type: String, enum: EXTENSION_REASONS, nullable: true }) reasonCode?: string | null;
  @ApiPropertyOptional({ type: Boolean, nullable: true }) consent?: boolean | null;
}

class TimelineEntryDto {
  @ApiProperty() sequence!: number;
  @ApiProperty({ example: 'RECEIVED' }) kind!: string;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) at!: string;
  @ApiProperty() recordedAt!: string;
  @ApiPropertyOptional({ description: 'The date that was told after this step.' }) targetAt?: string;
  @ApiPropertyOptional({ example: 's112' }) officerId?: string;
  @ApiPropertyOptional({ example: '송오름' }) officerName?: string;
  @ApiPropertyOptional({ example: '47700000011' }) departmentCode?: string;
  @ApiPropertyOptional({ enum: ['SUPPLEMENT', 'CORRECTION'] }) supplementKind?: string;
  @ApiPropertyOptional({ example: '2026-05-08' }) supplementDueDate?: string;
  @ApiPropertyOptional({ type: ExcludedDto }) excluded?: ExcludedDto;
  @ApiPropertyOptional({ type: ExtensionDto }) extension?: ExtensionDto;
  @ApiPropertyOptional({ enum: OUTCOMES }) outcome?: string;
  @ApiPropertyOptional({ description: 'As the official wrote it.' }) reason?: string;
  @ApiPropertyOptional({ example: 'VISIT' }) delivery?: string;
  @ApiPropertyOptional() place?: string;
  @ApiPropertyOptional({ description: 'Who has it now.' }) transferredTo?: string;
  @ApiPropertyOptional() transferredPhone?: string;
  @ApiPropertyOptional() note?: string;
}

class MoveDto {
  @ApiProperty() at!: string;
  @ApiProperty({ type: String, nullable: true }) from!: string | null;
  @ApiProperty({ type: String, nullable: true }) to!: string | null;
  @ApiProperty({
    example: 'EXTENDED',
    description: 'Kind of the step, or HOLIDAY, CALENDAR_YEAR, SETTING, OUTAGE, INTERVAL.',
  })
  cause!: string;
  @ApiPropertyOptional({ example: '2026. 6. 3.(수) 임시공휴일' }) detail?: string;
}

export class CaseDetailDto extends CaseDto {
  @ApiProperty({ type: [TimelineEntryDto], description: 'One entry per applied Saeol event and nothing else.' })
  timeline!: TimelineEntryDto[];
  @ApiProperty({ type: [MoveDto] }) moves!: MoveDto[];
}

class WorkingStepDto {
  @ApiProperty({ enum: ['HOURS', 'DAYS', 'CALENDAR', 'LEFT_OUT', 'MOVED'] }) kind!: string;
  @ApiProperty({ example: '4/29 14:00–18:00 4시간' }) text!: string;
  @ApiPropertyOptional({ description: 'HOURS: the day.', example: '2026-04-29' }) date?: string;
  @ApiPropertyOptional({ description: 'HOURS: a time; else a day.', example: '14:00' }) from?: string;
  @ApiPropertyOptional({ description: 'HOURS: a time; else a day, included.', example: '18:00' }) to?: string;
  @ApiPropertyOptional({ description: 'HOURS: lunch is not in them.', example: 240 }) minutes?: number;
  @ApiPropertyOptional({ description: 'HOURS: minutes up to here.', example: 240 }) total?: number;
  @ApiPropertyOptional({ description: 'DAYS, CALENDAR: number of the first.', example: 1 }) first?: number;
  @ApiPropertyOptional({ description: 'DAYS, CALENDAR: number of the last.', example: 5 }) last?: number;
  @ApiPropertyOptional({ description: 'LEFT_OUT of a part of a day.', example: '09:00' }) fromTime?: string;
  @ApiPropertyOptional({ description: 'LEFT_OUT of a part of a day.', example: '12:00' }) toTime?: string;
  @ApiPropertyOptional({ description: 'LEFT_OUT, MOVED: why.', example: '노동절' }) note?: string;
}

class DeadlineLegDto {
  @ApiProperty({ enum: ['PERIOD', 'EXTENSION'] }) kind!: string;
  @ApiProperty({ example: '처리기간 3일(24근무시간)' }) title!: string;
  @ApiProperty({ type: PeriodDto }) period!: PeriodDto;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) from!: string;
  @ApiProperty({ example: '2026-05-06T14:00:00+09:00' }) dueAt!: string;
  @ApiProperty({ type: [WorkingStepDto] }) steps!: WorkingStepDto[];
}

class ExplainedDeadlineDto {
  @ApiProperty({ example: '2026-05-06T14:00:00+09:00' }) dueAt!: string;
  @ApiProperty({ type: [DeadlineLegDto] }) legs!: DeadlineLegDto[];
}

export class DeadlineWorkingDto {
  @ApiProperty({ example: '202647700000000001' }) receiptNo!: string;
  @ApiProperty({ type: String, nullable: true }) dueAt!: string | null;
  @ApiProperty({ type: String, nullable: true }) promisedDueAt!: string | null;
  @ApiProperty({ type: String, nullable: true }) plannedAt!: string | null;
  @ApiProperty({ type: String, nullable: true }) targetAt!: string | null;
  @ApiProperty({ type: ExplainedDeadlineDto, nullable: true, description: 'Null: the holiday table ends too early.' })
  statutory!: ExplainedDeadlineDto | null;
  @ApiProperty({ type: ExplainedDeadlineDto, nullable: true, description: 'Null also where nothing was promised.' })
  promised!: ExplainedDeadlineDto | null;
  @ApiProperty() provisional!: boolean;
  @ApiProperty({ type: [String] }) flags!: string[];
  @ApiProperty({ type: [String], description: 'What the steps do not show, in Korean.' }) notes!: string[];
}

export class CasePageDto extends PageDto {
  @ApiProperty({ type: [CaseDto] }) items!: CaseDto[];
}

export class TaskListQuery extends PageQuery {
  @ApiPropertyOptional({ type: Boolean }) @IsOptional() @Transform(toBoolean) @IsBoolean() open?: boolean;
  @ApiPropertyOptional() @IsOptional() @Matches(/^\d{18}$/) receiptNo?: string;
  @ApiPropertyOptional({ description: 'Staff id of whose task it is.', example: 's113' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  officerId?: string;
}

export class TaskParams {
  @ApiProperty() @IsUUID() id!: string;
}

export class CloseTaskDto {
  @ApiProperty({ enum: TASK_CLOSINGS }) @IsIn(TASK_CLOSINGS) closedAs!: TaskClosing;
}

export class TaskDto {
  @ApiProperty() id!: string;
  @ApiProperty() receiptNo!: string;
  @ApiProperty({ example: '개발행위허가' }) petitionName!: string;
  @ApiProperty({ enum: ['NOT_REACHED', 'POST', 'NOT_MINE'] }) kind!: string;
  @ApiProperty({ type: String, nullable: true, example: 'case.extended', description: 'Of the notice that failed.' })
  occasion!: string | null;
  @ApiProperty({ enum: ['APPLICANT', 'AGENT'] }) recipientKind!: string;
  @ApiProperty({ description: 'Why nobody was reached, in plain Korean.' }) cause!: string;
  @ApiProperty() departmentCode!: string;
  @ApiProperty({ type: String, nullable: true }) officerId!: string | null;
  @ApiProperty() openedAt!: string;
  @ApiProperty({ type: String, nullable: true }) closedAt!: string | null;
  @ApiProperty({ enum: TASK_CLOSINGS, nullable: true, type: String }) closedAs!: string | null;
}

export class TaskPageDto extends PageDto {
  @ApiProperty({ type: [TaskDto] }) items!: TaskDto[];
}

export class PetitionTypeDto {
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: String, nullable: true }) kind!: string | null;
  @ApiProperty() statutory!: boolean;
  @ApiProperty({ type: PeriodDto }) period!: PeriodDto;
  @ApiProperty({ type: PeriodDto, nullable: true }) promised!: PeriodDto | null;
  @ApiProperty({ type: String, nullable: true }) departmentCode!: string | null;
  @ApiProperty({ enum: ['VISIT', 'POST', 'ONLINE', 'REGISTER'], nullable: true, type: String }) delivery!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The system that tells its applicants instead.' })
  toldElsewhere!: string | null;
  @ApiProperty({ description: 'Called 민원 in messages.' }) discreet!: boolean;
  @ApiProperty() seenInSaeolOnly!: boolean;
}
