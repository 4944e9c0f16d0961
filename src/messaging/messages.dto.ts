import type { BulkResend } from './bulk-resends.service.js';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDayOrInstant, PageDto, PageQuery } from '../../libs/http/index.js';
import type {
  AttemptStatus,
  AttemptView,
  MessageStatus,
  MessageView,
  SenderProof,
  SenderShown,
} from './message-log.service.js';
import type { Channel, StatusReason } from './messaging.events.js';
import { OCCASIONS, type Occasion, type RecipientKind } from './notice-request.js';

export const STATUSES: readonly MessageStatus[] = ['WAITING', 'SENDING', 'DELIVERED', 'FAILED', 'DROPPED'];
export const CHANNELS: readonly Channel[] = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];
const REASONS: readonly StatusReason[] = [
  ...(['OVERTAKEN', 'OPTED_OUT', 'LATE_NEWS', 'NOT_LIVE', 'SHADOW', 'TRIAL', 'NO_CHANNEL', 'HELD'] as const),
];
const PROOFS: readonly SenderProof[] = ['KAKAO_CHANNEL', 'RCS_SAFE_MARK', 'RCS_BRAND', 'NUMBER_ONLY'];
const RECIPIENTS: readonly RecipientKind[] = ['APPLICANT', 'AGENT', 'OFFICER', 'LEADER', 'HEAD'];
const ATTEMPTS: readonly AttemptStatus[] = ['SENDING', 'ACCEPTED', 'DELIVERED', 'FAILED', 'UNKNOWN'];

export class MessageListQuery extends PageQuery {
  @ApiPropertyOptional({ example: '202647700000000001' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'a receipt number, 18 digits' })
  receiptNo?: string;

  @ApiPropertyOptional({ enum: OCCASIONS, example: 'case.received' })
  @IsOptional()
  @IsIn(OCCASIONS)
  occasion?: Occasion;

  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  status?: MessageStatus;

  @ApiPropertyOptional({ enum: CHANNELS })
  @IsOptional()
  @IsIn(CHANNELS)
  channel?: Channel;

  @ApiPropertyOptional({ description: 'Staff id of an officer, leader or head.', example: 's112' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  recipientId?: string;

  @ApiPropertyOptional({
    description: 'Recorded at or after this instant of product time, or on this day (KST) or later.',
    example: '2026-04-29T00:00:00+09:00',
  })
  @IsOptional()
  @IsDayOrInstant()
  from?: string;

  @ApiPropertyOptional({
    description: 'Recorded before this instant of product time, or on this day (KST) at the latest.',
    example: '2026-04-30T00:00:00+09:00',
  })
  @IsOptional()
  @IsDayOrInstant()
  to?: string;
}

export class AttemptDto implements AttemptView {
  @ApiProperty({ enum: CHANNELS, example: 'ALIMTALK' }) channel!: Channel;
  @ApiProperty({ example: 'SOLAPI' }) vendor!: string;
  @ApiProperty({ enum: ATTEMPTS, example: 'DELIVERED' }) status!: AttemptStatus;
  @ApiPropertyOptional({ description: "The vendor's own code.", example: '4000' }) code?: string;
  @ApiProperty({ description: 'Plain Korean.', example: '전달되었습니다.' }) reason!: string;
  @ApiProperty({ example: '2026-04-29T14:00:01+09:00' }) at!: string;
  @ApiProperty({ enum: PROOFS, description: 'What vouched for the sender when it went out.', example: 'KAKAO_CHANNEL' })
  senderProof!: SenderProof;
}

export class MessageDto implements MessageView {
  @ApiProperty({ format: 'uuid', example: '019dd8a4-7c00-7000-8000-000000000001' }) id!: string;
  @ApiPropertyOptional({ example: '202647700000000001' }) receiptNo?: string;
  @ApiProperty({ enum: OCCASIONS, example: 'case.received' }) occasion!: Occasion;
  @ApiProperty({ description: 'Which wording of the occasion.', example: 'DEFAULT' }) variant!: string;
  @ApiProperty({ enum: RECIPIENTS, example: 'APPLICANT' }) recipientKind!: RecipientKind;
  @ApiPropertyOptional({ description: 'Staff id.', example: 's112' }) recipientId?: string;
  @ApiProperty({ example: '47700000011' }) departmentCode!: string;

  @ApiProperty({
    description: 'Masked; null where there is no number, or it was destroyed.',
    type: String,
    nullable: true,
    example: '010-****-1234',
  })
  to!: string | null;

  @ApiProperty({ enum: STATUSES, example: 'DELIVERED' }) status!: MessageStatus;
  @ApiPropertyOptional({ enum: REASONS }) statusReason?: StatusReason;
  @ApiProperty({ description: 'It waits until an operator sends or skips it.', example: false })
  heldForOperator!: boolean;
  @ApiPropertyOptional({ enum: CHANNELS, example: 'ALIMTALK' }) channel?: Channel;

  @ApiProperty({
    enum: PROOFS,
    description: 'What vouches for the sender on its channel; before it goes out, on the first channel planned.',
    example: 'KAKAO_CHANNEL',
  })
  senderProof!: SenderProof;

  @ApiProperty({
    description: 'Values that were missing or changed when it was composed.',
    type: [String],
    example: [],
  })
  flags!: string[];

  @ApiProperty({ description: 'The law asks for a document besides.', example: false }) legalDocumentRequired!: boolean;
  @ApiPropertyOptional({ description: "Somebody's test of a wording on their own phone.", example: true }) test?: true;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) createdAt!: string;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) dueAt!: string;
  @ApiPropertyOptional({ example: '2026-04-29T14:00:02+09:00' }) settledAt?: string;
  @ApiProperty({ type: [AttemptDto] }) attempts!: AttemptDto[];
}

class SenderShownDto implements SenderShown {
  @ApiProperty({ example: '순창군' }) organisation!: string;
  @ApiProperty({ example: '0630001114' }) senderNumber!: string;
}

export class MessageDetailDto extends MessageDto {
  @ApiProperty({
    type: SenderShownDto,
    nullable: true,
    description: 'Under whose name the last attempt went out; null before the first.',
  })
  sender!: SenderShownDto | null;

  @ApiProperty({
    description: 'As it was handed over; null before that, or after it was destroyed.',
    type: String,
    nullable: true,
    example: '[순창군] 민원 접수 안내\n\n홍*동님의 민원이 접수되었습니다.',
  })
  text!: string | null;
}

export class MessagePageDto extends PageDto {
  @ApiProperty({ type: [MessageDto] }) items!: MessageDto[];
}

export class SkipMessageDto {
  @ApiProperty({ description: 'Why; kept in the audit trail.', example: '담당자 일괄 변경' })
  @IsString()
  @Length(2, 200)
  reason!: string;
}

/** The filters of the list, without pages. */
export class BulkResendQuery extends OmitType(MessageListQuery, ['limit', 'cursor'] as const) {}

export class BulkResendCountDto {
  @ApiProperty({ example: 128 }) count!: number;
}

export class NewBulkResendDto {
  @ApiProperty({ type: BulkResendQuery })
  @IsObject()
  @ValidateNested()
  @Type(() => BulkResendQuery)
  filter!: BulkResendQuery;

  @ApiProperty({ description: 'As it was told by the count.', example: 128 }) @IsInt() @Min(1) count!: number;

  @ApiProperty({ description: 'Why; kept in the audit trail.', example: '업체 장애로 실패한 알림' })
  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class BulkResendDto implements BulkResend {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: BulkResendQuery }) filter!: BulkResendQuery;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: destroyed with its time.',
    example: '업체 장애로 실패한 알림',
  })
  reason!: string | null;
  @ApiProperty({ enum: ['RUNNING', 'FINISHED', 'STOPPED'] }) state!: BulkResend['state'];
  @ApiProperty({ description: 'How many there were when it was asked for.', example: 128 }) counted!: number;
  @ApiProperty({ description: 'Put on their way again so far.', example: 100 }) sent!: number;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) createdAt!: string;
  @ApiProperty({ type: String, nullable: true, example: null }) finishedAt!: string | null;
}

export class BulkResendPageDto extends PageDto {
  @ApiProperty({ type: [BulkResendDto] }) items!: BulkResendDto[];
}
