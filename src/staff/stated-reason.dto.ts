import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, MaxLength, MinLength } from 'class-validator';

/** Why somebody wants to see or take a person's data; it is written to the audit trail, sealed. */
export class StatedReasonDto {
  @ApiProperty({
    description: 'Written to the audit trail.',
    minLength: 5,
    maxLength: 200,
    example: '민원인 요청으로 연락처 확인',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @MinLength(5)
  @MaxLength(200)
  reason!: string;
}
