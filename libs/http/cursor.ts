import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Problem } from './problem.js';

type KeyPart = string | number;

/** The sort key of the last row of a page, as an opaque text for `?cursor=`. */
export function encodeCursor(key: readonly KeyPart[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The sort key that `encodeCursor` wrote; undefined cursor gives null: the first page.
 * @param parts the types of the key's parts, in order
 * @throws Problem 400 `HTTP.BAD_CURSOR`
 */
export function decodeCursor<const T extends readonly ('string' | 'number')[]>(
  cursor: string | undefined,
  parts: T,
): { -readonly [I in keyof T]: T[I] extends 'string' ? string : number } | null {
  if (cursor === undefined) return null;
  const key = parsed(cursor);
  const fits = Array.isArray(key) && key.length === parts.length && parts.every((type, i) => typeof key[i] === type);
  if (!fits) {
    throw new Problem(
      400,
      'HTTP.BAD_CURSOR',
      'cursor가 올바르지 않습니다. 앞 응답의 nextCursor를 그대로 보내 주세요.',
      {
        errors: [{ field: 'cursor', message: 'not a cursor of this list' }],
      },
    );
  }
  return key as { -readonly [I in keyof T]: T[I] extends 'string' ? string : number };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** A page of a list: `items` and the cursor of the next page, null at the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Makes a page of rows that were asked for with `LIMIT limit + 1`. */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (row: T) => readonly KeyPart[]): Page<T> {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? encodeCursor(keyOf(items.at(-1)!)) : null };
}

/** `?limit=&cursor=` of every list; filters extend it. */
export class PageQuery {
  @ApiPropertyOptional({
    description: 'Rows in a page, at most 200.',
    default: 50,
    minimum: 1,
    maximum: 200,
    example: 50,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** For DTOs of pages: extend it and add `items`. */
export class PageDto {
  @ApiProperty({
    description: 'Send it as `cursor` for the next page; null at the end.',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor!: string | null;
}
