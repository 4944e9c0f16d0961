import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { PageDto } from '../../libs/http/index.js';
import type { CostRow, Price } from './costs.service.js';
import { CHANNELS } from './messages.dto.js';
import type { Channel } from './messaging.events.js';

const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;
const month = { message: 'a month such as 2026-04' };

export class CostsQuery {
  @ApiPropertyOptional({ description: 'First month; 12 months back unless told.', example: '2025-05' })
  @IsOptional()
  @Matches(MONTH, month)
  from?: string;

  @ApiPropertyOptional({ description: 'Last month; this one unless told.', example: '2026-04' })
  @IsOptional()
  @Matches(MONTH, month)
  to?: string;
}

export class CostRowDto implements CostRow {
  @ApiProperty({ example: '2026-04' }) month!: string;
  @ApiProperty({ example: 'SOLAPI' }) vendor!: string;
  @ApiProperty({ enum: CHANNELS, example: 'ALIMTALK' }) channel!: Channel;
  @ApiProperty({ description: 'Billed: delivered, and accepted without a known outcome.', example: 1200 })
  messages!: number;
  @ApiProperty({ example: 1198 }) delivered!: number;
  @ApiProperty({ description: 'Won without VAT.', example: 13 }) wonPerMessage!: number;
  @ApiProperty({ description: 'Won without VAT.', example: 15600 }) won!: number;
}

export class CostReportDto {
  @ApiProperty({ example: '2025-05' }) from!: string;
  @ApiProperty({ example: '2026-04' }) to!: string;
  @ApiProperty({ type: [CostRowDto] }) rows!: CostRowDto[];
  @ApiProperty({ example: 15600 }) won!: number;
}

export class PriceDto implements Price {
  @ApiProperty({ example: 'SOLAPI' }) @Matches(/^[A-Z]{2,20}$/) vendor!: string;
  @ApiProperty({ enum: CHANNELS, example: 'ALIMTALK' }) @IsIn(CHANNELS) channel!: Channel;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The month from which on it holds; null: a sample figure, until the county writes its own.',
    example: '2026-05',
  })
  @Matches(MONTH, month)
  since!: string | null;

  @ApiProperty({ description: 'Won a message without VAT.', example: 8.5 })
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(10_000)
  won!: number;
}

export class SetPriceDto extends PriceDto {
  declare since: string;
}

export class PricePageDto extends PageDto {
  @ApiProperty({ type: [PriceDto] }) items!: PriceDto[];
}
