import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PageDto } from '../../libs/http/index.js';
import { CHANNELS } from './messages.dto.js';
import type { Channel } from './messaging.events.js';
import { OCCASIONS, type Occasion } from './notice-request.js';
import type { ApprovalState, TemplateStage, TemplateView } from './template-versions.js';
import type { FindingChannel, WordingFinding } from './wording-check.js';
import type { DiffLine, PartDiff } from './wording-diff.js';
import type { ChannelPreview } from './wording-preview.js';
import type { Button } from './wording.js';

const STAGES: readonly TemplateStage[] = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'REJECTED', 'IN_USE', 'REPLACED'];
const STATES: readonly ApprovalState[] = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'REJECTED', 'SUSPENDED'];
const FINDING_CHANNELS: readonly FindingChannel[] = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];
const LONGEST_TEXT = 4_000;

class ButtonDto {
  @ApiProperty({ example: '진행상황 보기' }) @IsString() @MaxLength(40) name!: string;

  @ApiProperty({ enum: ['WL', 'DL'], description: 'WL opens an address, DL dials (RCS only).' })
  @IsIn(['WL', 'DL'])
  type!: 'WL' | 'DL';

  @ApiPropertyOptional({ description: 'WL.', example: '{{주소}}/s/#{열람키}' })
  @ValidateIf((button: ButtonDto) => button.type === 'WL')
  @IsString()
  @MaxLength(500)
  url?: string;

  @ApiPropertyOptional({ description: 'DL.', example: '#{부서전화}' })
  @ValidateIf((button: ButtonDto) => button.type === 'DL')
  @IsString()
  @MaxLength(40)
  tel?: string;
}

class AlimtalkWordingDto {
  @ApiProperty({ example: '[{{기관명}}] 민원 접수 안내\n\n#{민원인}님의 민원이 접수되었습니다.' })
  @IsString()
  @MaxLength(LONGEST_TEXT)
  text!: string;

  @ApiProperty({ type: [ButtonDto] })
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => ButtonDto)
  buttons!: ButtonDto[];
}

class RcsWordingDto {
  @ApiProperty({ example: '민원이 접수되었습니다' }) @IsString() @MaxLength(200) title!: string;

  @ApiProperty({ type: [ButtonDto] })
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => ButtonDto)
  buttons!: ButtonDto[];
}

class LmsWordingDto {
  @ApiProperty({ example: '[{{기관명}}] 민원 접수 안내' }) @IsString() @MaxLength(200) title!: string;

  @ApiProperty({ example: '[{{기관명}}] 민원 접수 안내\n#{민원인}님의 민원이 접수되었습니다.' })
  @IsString()
  @MaxLength(LONGEST_TEXT)
  text!: string;
}

/** The words of a version. `{{기관명}}` and `{{주소}}` are filled in once, `#{…}` for each message. */
export class WordingDto {
  @ApiProperty({ type: AlimtalkWordingDto })
  @IsObject()
  @ValidateNested()
  @Type(() => AlimtalkWordingDto)
  alimtalk!: AlimtalkWordingDto & { buttons: Button[] };

  @ApiProperty({ type: RcsWordingDto, description: 'The text is the AlimTalk text.' })
  @IsObject()
  @ValidateNested()
  @Type(() => RcsWordingDto)
  rcs!: RcsWordingDto & { buttons: Button[] };

  @ApiProperty({ type: LmsWordingDto })
  @IsObject()
  @ValidateNested()
  @Type(() => LmsWordingDto)
  lms!: LmsWordingDto;

  @ApiProperty({ type: String, nullable: true, description: 'null: never shortened to SMS.', example: null })
  @ValidateIf((wording: WordingDto) => wording.sms !== null)
  @IsString()
  @MaxLength(LONGEST_TEXT)
  sms!: string | null;
}

class SourceDto extends WordingDto {
  @ApiProperty({ description: 'Variables without which nothing is sent.', type: [String] }) required!: string[];
}

class ApprovalDto {
  @ApiProperty({ enum: ['ALIMTALK', 'RCS', 'TEXT'] }) channel!: 'ALIMTALK' | 'RCS' | 'TEXT';
  @ApiProperty({ description: '- for text, which needs no vendor.', example: 'SOLAPI' }) vendor!: string;
  @ApiProperty({ enum: STATES, example: 'APPROVED' }) state!: ApprovalState;
  @ApiProperty({ description: "The reviewer's words.", type: String, nullable: true, example: null }) note!:
    string | null;
  @ApiProperty({ example: '2026-04-29T09:00:00+09:00' }) changedAt!: string;
}

export class TemplateDto extends SourceDto implements TemplateView {
  @ApiProperty({ format: 'uuid', example: '019dd8a4-7c00-7000-8000-000000000001' }) id!: string;
  @ApiProperty({ example: 'CASE_RECEIVED' }) code!: string;
  @ApiProperty({ example: 'ko' }) language!: string;
  @ApiProperty({ example: 1 }) version!: number;
  @ApiProperty({ enum: OCCASIONS, example: 'case.received' }) occasion!: Occasion;
  @ApiProperty({ example: 'DEFAULT' }) variant!: string;

  @ApiProperty({
    enum: STAGES,
    description: 'IN_USE is what is sent; APPROVED waits for somebody to put it into use.',
    example: 'IN_USE',
  })
  stage!: TemplateStage;

  @ApiProperty({ type: SourceDto, description: 'As it is written, before `{{…}}` are filled in.' }) source!: SourceDto;
  @ApiProperty({ type: [ApprovalDto] }) approvals!: ApprovalDto[];
  @ApiProperty({ example: '2026-04-29T09:00:00+09:00' }) createdAt!: string;
  @ApiProperty({ description: 'Account or key; null for the first set.', type: String, nullable: true }) madeBy!:
    string | null;
  @ApiProperty({ type: String, nullable: true, example: '2026-04-29T09:00:00+09:00' }) submittedAt!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '2026-04-29T09:00:00+09:00' }) activatedAt!: string | null;
}

export class TemplatePageDto extends PageDto {
  @ApiProperty({ type: [TemplateDto] }) items!: TemplateDto[];
}

export class FindingDto implements WordingFinding {
  @ApiProperty({ enum: ['ERROR', 'WARNING'], description: 'With an ERROR it is not handed in.' })
  severity!: 'ERROR' | 'WARNING';
  @ApiProperty({ enum: FINDING_CHANNELS }) channel!: FindingChannel;
  @ApiProperty({ example: 'TOO_LONG' }) code!: string;
  @ApiProperty({ example: 'LMS: 본문이 가장 긴 값으로 2104바이트입니다(2000바이트까지).' }) message!: string;
}

export class TemplateDetailDto extends TemplateDto {
  @ApiProperty({ type: [FindingDto] }) findings!: FindingDto[];
}

export class VersionsQuery {
  @ApiProperty({ example: 'CASE_RECEIVED' }) @Matches(/^[A-Z_]{1,20}$/, { message: 'a template code' }) code!: string;
  @ApiProperty({ example: 'ko' }) @Matches(/^[a-z]{2}$/, { message: 'ISO 639-1, such as ko' }) language!: string;
}

export class DiffQuery {
  @ApiProperty({ format: 'uuid' }) @IsUUID() from!: string;
  @ApiProperty({ format: 'uuid' }) @IsUUID() to!: string;
}

class DiffLineDto implements DiffLine {
  @ApiProperty({ enum: ['SAME', 'REMOVED', 'ADDED'] }) op!: DiffLine['op'];
  @ApiProperty({ example: '■ 처리예정: #{처리예정일}' }) text!: string;
}

class PartDiffDto implements PartDiff {
  @ApiProperty({ enum: ['ALIMTALK', 'ALIMTALK_BUTTONS', 'RCS_TITLE', 'RCS_BUTTONS', 'LMS_TITLE', 'LMS', 'SMS'] })
  part!: PartDiff['part'];
  @ApiProperty() changed!: boolean;
  @ApiProperty({ type: [DiffLineDto] }) lines!: DiffLineDto[];
}

class VariablesDiffDto {
  @ApiProperty({ type: [String], example: ['담당자'] }) added!: string[];
  @ApiProperty({ type: [String], example: [] }) removed!: string[];
}

export class TemplateDiffDto {
  @ApiProperty({ type: [PartDiffDto] }) parts!: PartDiffDto[];
  @ApiProperty({ type: VariablesDiffDto }) variables!: VariablesDiffDto;
}

export class DraftDto extends VersionsQuery {
  @ApiProperty({ type: WordingDto }) @IsObject() @ValidateNested() @Type(() => WordingDto) wording!: WordingDto;
}

export class RewriteDto {
  @ApiProperty({ type: WordingDto }) @IsObject() @ValidateNested() @Type(() => WordingDto) wording!: WordingDto;
}

class PreviewValuesDto {
  @ApiPropertyOptional({ enum: ['TYPICAL', 'LONGEST'], default: 'TYPICAL' })
  @IsOptional()
  @IsIn(['TYPICAL', 'LONGEST'])
  samples: 'TYPICAL' | 'LONGEST' = 'TYPICAL';
}

export class PreviewQuery extends PreviewValuesDto {}

export class PreviewDraftDto extends PreviewValuesDto {
  @ApiProperty({ example: 'CASE_RECEIVED' }) @Matches(/^[A-Z_]{1,20}$/, { message: 'a template code' }) code!: string;
  @ApiProperty({ example: 'ko' }) @Matches(/^[a-z]{2}$/, { message: 'ISO 639-1, such as ko' }) language!: string;
  @ApiProperty({ type: WordingDto }) @IsObject() @ValidateNested() @Type(() => WordingDto) wording!: WordingDto;
}

class ChannelPreviewDto implements ChannelPreview {
  @ApiProperty({ enum: CHANNELS, description: 'LMS or SMS as the length decides.' }) channel!: Channel;
  @ApiProperty({ example: '[순창군] 민원 접수 안내\n\n홍*동님의 민원이 접수되었습니다.' }) text!: string;
  @ApiProperty({ type: String, nullable: true }) title!: string | null;
  @ApiProperty({ type: [ButtonDto] }) buttons!: Button[];
  @ApiProperty({ example: 312 }) length!: number;
  @ApiProperty({ example: 1000 }) limit!: number;
  @ApiProperty({ enum: ['CHARACTERS', 'EUCKR_BYTES'] }) unit!: ChannelPreview['unit'];
  @ApiProperty({ type: [String], example: [] }) flags!: string[];
  @ApiProperty({ type: String, nullable: true, description: 'Why it could not be composed.', example: null }) fault!:
    string | null;
}

export class PreviewDto {
  @ApiProperty({ type: [ChannelPreviewDto] }) channels!: ChannelPreviewDto[];
  @ApiProperty({ type: [FindingDto] }) findings!: FindingDto[];
}

export class SubmittedDto {
  @ApiProperty({ description: 'Versions handed in.', example: 49 }) submitted!: number;
}

export class TestSendDto {
  @ApiProperty({ enum: ['ALIMTALK', 'RCS', 'TEXT'], example: 'ALIMTALK' })
  @IsIn(['ALIMTALK', 'RCS', 'TEXT'])
  channel!: 'ALIMTALK' | 'RCS' | 'TEXT';
}

export class TestSentDto {
  @ApiProperty({ format: 'uuid', description: 'The message in the log.' }) messageId!: string;
  @ApiProperty({ description: 'Masked.', example: '010-****-1234' }) to!: string;
}
