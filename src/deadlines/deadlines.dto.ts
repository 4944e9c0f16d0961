import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMinSize, ArrayUnique, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';
import { POSTS, type LadderSettings, type Post } from './ladder.js';

/** Who is told of a rung; somebody always is. */
function Told(example: readonly Post[]): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ enum: POSTS, isArray: true, minItems: 1, uniqueItems: true, example }),
    IsIn(POSTS, { each: true }),
    ArrayUnique(),
    ArrayMinSize(1),
  );
}

class ToldPostsDto implements Record<keyof LadderSettings['told'], readonly Post[]> {
  @Told(['OFFICER']) D3!: readonly Post[];
  @Told(['OFFICER', 'LEADER']) D1!: readonly Post[];
  @Told(['OFFICER', 'LEADER']) DDAY!: readonly Post[];
  @Told(['OFFICER', 'LEADER', 'HEAD']) OVERDUE!: readonly Post[];
  @Told(['OFFICER', 'LEADER']) SUPPLEMENT_LAPSED!: readonly Post[];
}

class RungTimesDto {
  @ApiProperty({ description: 'Working days left at D-3.', minimum: 2, maximum: 30, example: 3 })
  @IsInt()
  @Min(2)
  @Max(30)
  dayD3!: number;

  @ApiProperty({ description: 'Working days left at D-1.', minimum: 1, maximum: 29, example: 1 })
  @IsInt()
  @Min(1)
  @Max(29)
  dayD1!: number;

  @ApiProperty({
    description: 'Working hours left at D-3 of a case counted in hours.',
    minimum: 3,
    maximum: 40,
    example: 8,
  })
  @IsInt()
  @Min(3)
  @Max(40)
  hourD3!: number;

  @ApiProperty({ description: 'Working hours left at D-1.', minimum: 2, maximum: 39, example: 4 })
  @IsInt()
  @Min(2)
  @Max(39)
  hourD1!: number;

  @ApiProperty({ description: 'Working hours left at D-day.', minimum: 1, maximum: 38, example: 2 })
  @IsInt()
  @Min(1)
  @Max(38)
  hourDday!: number;

  @ApiProperty({
    description: 'A lapsed supplement is told again every so many working days.',
    minimum: 1,
    maximum: 30,
    example: 3,
  })
  @IsInt()
  @Min(1)
  @Max(30)
  lapsedEvery!: number;
}

export class LadderSettingsDto extends RungTimesDto {
  @ApiPropertyOptional({
    type: ToldPostsDto,
    description:
      'Who is told of each rung. Left out: the officer; of DDAY and SUPPLEMENT_LAPSED the leader too; of OVERDUE the head as well.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ToldPostsDto)
  told?: ToldPostsDto;
}

export class DepartmentLadderDto extends RungTimesDto {
  @ApiProperty({ type: ToldPostsDto }) told!: ToldPostsDto;

  @ApiProperty({ description: '`*`: the county, for departments without their own.', example: '*' })
  departmentCode!: string;
}

export class LadderParams {
  @ApiProperty({ description: '`*`: the county.', example: '47700000011' })
  @Matches(/^(\*|[0-9A-Za-z]{1,20})$/)
  departmentCode!: string;
}

export class ReceiptParams {
  @ApiProperty({ example: '202647700000000001' })
  @Matches(/^\d{18}$/)
  receiptNo!: string;
}

class PreNoticeRecipientDto {
  @ApiProperty({ description: 'Staff id.', example: 's112' })
  id!: string;

  @ApiProperty({ enum: ['OFFICER', 'LEADER', 'HEAD'] })
  kind!: 'OFFICER' | 'LEADER' | 'HEAD';

  @ApiProperty({ description: 'In the place of an officer without a mobile number.' })
  standIn!: boolean;
}

export class PreNoticeDto {
  @ApiProperty({ enum: ['D3', 'D1', 'DDAY', 'OVERDUE', 'SUPPLEMENT_LAPSED'] })
  rung!: 'D3' | 'D1' | 'DDAY' | 'OVERDUE' | 'SUPPLEMENT_LAPSED';

  @ApiProperty({
    description: 'The deadline, or the last day of a supplement, that it belongs to.',
    example: '2026-05-06T14:00:00+09:00',
  })
  aimAt!: string;

  @ApiProperty({ example: '2026-05-06T09:00:00+09:00' })
  dueAt!: string;

  @ApiProperty({ type: PreNoticeRecipientDto, nullable: true, description: 'null: told to nobody.' })
  recipient!: PreNoticeRecipientDto | null;

  @ApiProperty({ enum: ['DUE', 'SENT', 'DROPPED'] })
  state!: 'DUE' | 'SENT' | 'DROPPED';

  @ApiProperty({ type: String, nullable: true, description: 'Why it was dropped.', example: 'OVERTAKEN' })
  reason!: string | null;

  @ApiProperty({ description: 'Told together with others.' })
  inDigest!: boolean;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'Of the digest: its attempts are at `/api/v1/messages/{id}`. Others are found there by receipt number.',
  })
  digestId!: string | null;
}
