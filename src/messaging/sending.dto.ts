import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { PageDto } from '../../libs/http/index.js';
import type { Channel } from './messaging.events.js';
import { CHANNELS } from './messages.dto.js';

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
