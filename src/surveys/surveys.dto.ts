import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageDto, PageQuery } from '../../libs/http/index.js';
import type { Score, SurveyReply } from './answers.service.js';
import { RESULT_GROUPS, type ResultGroup } from './survey-results.service.js';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const chosen = ({ value }: { value: unknown }) =>
  value === '' || value === undefined || value === null ? null : Number(value);

/** The citizen's form: names and values as the page posts them. */
export class SurveyReplyDto implements SurveyReply {
  @Transform(chosen)
  @IsInt()
  @Min(1)
  @Max(5)
  score!: Score;

  @IsOptional()
  @Transform(chosen)
  @IsInt()
  @Min(1)
  @Max(5)
  speed: Score | null = null;

  @IsOptional()
  @Transform(chosen)
  @IsInt()
  @Min(1)
  @Max(5)
  kindness: Score | null = null;

  @IsOptional()
  @Transform(chosen)
  @IsInt()
  @Min(1)
  @Max(5)
  clarity: Score | null = null;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  comment: string | null = null;

  @Transform(({ value }) => value === true || value === 'yes' || value === 'on')
  @IsBoolean()
  contact: boolean = false;
}

export class ResultsQuery {
  @ApiPropertyOptional({ enum: RESULT_GROUPS, default: 'department' })
  @IsOptional()
  @IsIn(RESULT_GROUPS)
  by: ResultGroup = 'department';

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

  @ApiPropertyOptional({ description: 'First month of completion.', example: '2026-04' })
  @IsOptional()
  @Matches(MONTH)
  from?: string;

  @ApiPropertyOptional({ description: 'Last month of completion.', example: '2026-05' })
  @IsOptional()
  @Matches(MONTH)
  to?: string;
}

export class CommentsQuery extends PageQuery {
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

  @ApiPropertyOptional({ description: 'First month of completion.', example: '2026-04' })
  @IsOptional()
  @Matches(MONTH)
  from?: string;

  @ApiPropertyOptional({ description: 'Last month of completion.', example: '2026-05' })
  @IsOptional()
  @Matches(MONTH)
  to?: string;
}

class IntervalDto {
  @ApiProperty({ example: 3.91 })
  from!: number;

  @ApiProperty({ example: 4.55 })
  to!: number;
}

export class SurveyResultDto {
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

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { '1': 0, '2': 1, '3': 1, '4': 5, '5': 6 },
  })
  distribution?: Record<string, number>;

  @ApiPropertyOptional({ type: IntervalDto, description: '95 % confidence interval of the mean.' })
  interval?: IntervalDto;
}

class SurveyCommentDto {
  @ApiProperty({ example: '47700000011' })
  departmentCode!: string;

  @ApiProperty({ example: '4770000000015' })
  typeCode!: string;

  @ApiProperty({ example: '2026-05' })
  month!: string;

  @ApiProperty({ example: 4 })
  score!: number;

  @ApiProperty({ description: 'Numbers, addresses and known names are masked.' })
  comment!: string;
}

export class CommentPageDto extends PageDto {
  @ApiProperty({ type: [SurveyCommentDto] })
  items!: SurveyCommentDto[];
}

const FOLLOW_UP_STATES = ['OPEN', 'CLOSED', 'WITHDRAWN'] as const;

export class FollowUpsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: FOLLOW_UP_STATES })
  @IsOptional()
  @IsIn(FOLLOW_UP_STATES)
  state?: (typeof FOLLOW_UP_STATES)[number];
}

export class CloseFollowUpDto {
  @ApiProperty({
    description: 'What was done.',
    minLength: 2,
    maxLength: 1000,
    example: '전화로 사과드리고 절차를 다시 안내했습니다.',
  })
  @IsString()
  @Length(2, 1000)
  note!: string;
}

export class FollowUpDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['CONTACT', 'ANONYMOUS'], description: 'CONTACT: the citizen wants the department to call.' })
  kind!: 'CONTACT' | 'ANONYMOUS';

  @ApiProperty({ example: '47700000011' })
  departmentCode!: string;

  @ApiProperty({ example: '2026-05' })
  month!: string;

  @ApiProperty({ minimum: 1, maximum: 5 })
  score!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Only of CONTACT.' })
  receiptNo!: string | null;

  @ApiProperty({ example: '2026-05-06T15:00:00+09:00' })
  openedAt!: string;

  @ApiProperty({ type: String, nullable: true, example: '2026-05-13' })
  dueOn!: string | null;

  @ApiProperty({ enum: FOLLOW_UP_STATES })
  state!: (typeof FOLLOW_UP_STATES)[number];

  @ApiProperty({ type: String, nullable: true })
  closedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  note!: string | null;
}

export class FollowUpPageDto extends PageDto {
  @ApiProperty({ type: [FollowUpDto] })
  items!: FollowUpDto[];
}

export class FollowUpParams {
  @ApiProperty({ format: 'uuid' })
  @Type(() => String)
  @Matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  id!: string;
}
