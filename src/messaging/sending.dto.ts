import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsDay, PageDto } from '../../libs/http/index.js';
import type { Channel } from './messaging.events.js';
import { CHANNELS } from './messages.dto.js';
import type { SenderProfileWish } from './sender-profiles.service.js';

export class SenderProfileDto {
  @ApiProperty({ format: 'uuid', example: '019dd8a4-7c00-7000-8000-000000000001' }) id!: string;
  @ApiProperty({ example: '순창군' }) organisation!: string;
  @ApiProperty({ description: 'Digits; registered beforehand (전기통신사업법 art. 84-2).', example: '0630001114' })
  senderNumber!: string;
  @ApiProperty({ example: '063-000-0000' }) mainNumber!: string;
  @ApiProperty({ type: String, nullable: true, example: 'PF01SUNCHANGDEMO' }) kakaoChannelId!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'BR.sunchangdemo' }) rcsBrandId!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '0630001114' }) rcsChatroomId!: string | null;

  @ApiProperty({ description: 'KISA has approved the Safe Mark (안심마크) of the number.', example: true })
  safeMarkKisa!: boolean;

  @ApiProperty({ type: String, nullable: true, example: '2026-04-29' }) safeMarkKisaOn!: string | null;
  @ApiProperty({ description: 'The Safe Mark is switched on in the RCS chatroom.', example: true })
  safeMarkChatroom!: boolean;
  @ApiProperty({ type: String, nullable: true, example: '2026-04-29' }) safeMarkChatroomOn!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null: not registered, nothing is sent.',
    example: '2026-04-29',
  })
  registeredOn!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) expiresOn!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The last day of the Safe Mark.', example: null })
  safeMarkUntil!: string | null;
  @ApiProperty({ description: 'RCS messages of today carry the Safe Mark.', example: true }) safeMark!: boolean;
  @ApiProperty({ description: 'What is sent under; the others are former versions.', example: true }) inUse!: boolean;
  @ApiProperty({ example: '2026-04-29T09:00:00+09:00' }) createdAt!: string;
  @ApiProperty({ description: 'Account or key.', type: String, nullable: true }) madeBy!: string | null;
}

const NULL_ALLOWED = (_: unknown, value: unknown) => value !== null;

/** A new version of the county's profile; it takes the place of the one before. */
export class NewSenderProfileDto implements SenderProfileWish {
  @ApiProperty({ example: '순창군' }) @IsString() @Length(2, 20) organisation!: string;

  @ApiProperty({
    description: 'Digits; every vendor that carries text must list it as registered. Personal 010 numbers are refused.',
    example: '0630001114',
  })
  @Matches(/^(0(?!1)\d{7,10}|1[568]\d{6})$/, { message: 'a landline or short number, digits; no personal number' })
  senderNumber!: string;

  @ApiProperty({ description: "The county's main number, as people read it.", example: '063-000-0000' })
  @Matches(/^[\d-]{8,14}$/, { message: 'a telephone number with hyphens' })
  mainNumber!: string;

  @ApiProperty({ type: String, nullable: true, example: 'PF01SUNCHANGDEMO' })
  @ValidateIf(NULL_ALLOWED)
  @IsString()
  @Length(1, 60)
  kakaoChannelId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'BR.sunchangdemo' })
  @ValidateIf(NULL_ALLOWED)
  @IsString()
  @Length(1, 60)
  rcsBrandId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'A number that is no 010.', example: '0630001114' })
  @ValidateIf(NULL_ALLOWED)
  @Matches(/^(0(?!1)\d{7,10}|1[568]\d{6})$/, { message: 'a landline or short number, digits' })
  rcsChatroomId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Since when KISA has approved the Safe Mark.' })
  @ValidateIf(NULL_ALLOWED)
  @IsDay()
  safeMarkKisaOn!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Since when it is switched on in the RCS chatroom.' })
  @ValidateIf(NULL_ALLOWED)
  @IsDay()
  safeMarkChatroomOn!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The last day of the Safe Mark.', example: null })
  @ValidateIf(NULL_ALLOWED)
  @IsDay()
  safeMarkUntil!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The last day of the registration.', example: null })
  @ValidateIf(NULL_ALLOWED)
  @IsDay()
  expiresOn!: string | null;

  @ApiProperty({ description: 'Why; kept in the audit trail.', example: '대표번호 변경' })
  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class SenderProfilePageDto extends PageDto {
  @ApiProperty({ type: [SenderProfileDto] }) items!: SenderProfileDto[];
}

class GatewayChangeDto {
  @ApiProperty({ example: 100 }) from!: number;
  @ApiProperty({ example: 90 }) to!: number;
  @ApiProperty({ example: '오류 증가' }) reason!: string;
  @ApiProperty({ example: '2026-04-29T14:00:00+09:00' }) at!: string;
}

export class GatewayDto {
  @ApiProperty({ example: 'SOLAPI' }) vendor!: string;
  @ApiProperty({ enum: CHANNELS, example: 'ALIMTALK' }) channel!: Channel;
  @ApiProperty({ description: 'Share of the channel that goes over the vendor, 0–100.', example: 100 }) weight!: number;
  @ApiProperty({ description: 'The weight it recovers to.', example: 100 }) restingWeight!: number;
  @ApiProperty({ example: false }) switchedOff!: boolean;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'By all processes together; null: no limit.',
    example: null,
  })
  messagesPerSecond!: number | null;
  @ApiProperty({ description: 'The latest shifts of the weight, newest first.', type: [GatewayChangeDto] })
  changes!: GatewayChangeDto[];
}

export class GatewayPageDto extends PageDto {
  @ApiProperty({ type: [GatewayDto] }) items!: GatewayDto[];
}

export class GatewayParams {
  @ApiProperty({ example: 'SOLAPI' }) @Matches(/^[A-Z]{2,20}$/) vendor!: string;
  @ApiProperty({ enum: CHANNELS, example: 'ALIMTALK' }) @IsIn(CHANNELS) channel!: Channel;
}

export class ChangeGatewayDto {
  @ApiPropertyOptional({ description: 'Share of the channel, 0-100; takes effect at once.', example: 50 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  restingWeight?: number;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'What the contract with the vendor allows, by all processes together; null takes the limit away.',
    example: 100,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  messagesPerSecond?: number | null;

  @ApiPropertyOptional({ description: 'true: the vendor is not used for the channel at all.', example: false })
  @IsOptional()
  @IsBoolean()
  switchedOff?: boolean;

  @ApiProperty({ description: 'Why; kept in the history.', example: '점검' })
  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class SendingSwitchesDto {
  @ApiProperty({ description: 'The county-wide stop: nothing is sent, everything waits.', example: false })
  stopped!: boolean;

  @ApiProperty({
    description: 'Only listed numbers are written to; other notices are dropped (TRIAL).',
    example: false,
  })
  trial!: boolean;
}

export class ChangeSendingSwitchesDto {
  @ApiPropertyOptional({ example: true }) @IsOptional() @IsBoolean() stopped?: boolean;
  @ApiPropertyOptional({ example: false }) @IsOptional() @IsBoolean() trial?: boolean;
  @ApiProperty({ description: 'Why; kept in the audit trail.', example: '업체 점검' })
  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class TrialNumbersDto {
  @ApiProperty({
    description: 'Mobile numbers, digits; they replace the list. Stored as blind indexes only.',
    type: [String],
    example: ['01000001234'],
  })
  @IsString({ each: true })
  @Matches(/^01[016789]\d{7,8}$/, { each: true, message: 'mobile numbers, digits only' })
  @ArrayMaxSize(100)
  numbers!: string[];
}

export class TrialCountDto {
  @ApiProperty({ description: 'How many numbers are listed.', example: 1 }) listed!: number;
}
