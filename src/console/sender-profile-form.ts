import { IsOptional, Length, Matches } from 'class-validator';
import { Transform } from 'class-transformer';
import type { SenderProfileWish } from '../messaging/index.js';

const LANDLINE = /^(0(?!1)\d{7,10}|1[568]\d{6})$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const digits = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.replaceAll(/[-\s]/g, '') : value);
const NOT_PERSONAL = { message: '지역번호나 대표번호로 적어 주세요. 개인 휴대전화번호는 쓸 수 없습니다.' };
const NOT_A_DAY = { message: '날짜를 2026-11-24처럼 적어 주세요.' };
const TOO_LONG = { message: '60자까지 적을 수 있습니다.' };

/** What an operator says of the county's sender; what is left empty is none. */
export class SenderProfileForm {
  @Length(2, 20, { message: '기관명을 2자에서 20자까지 적어 주세요.' }) organisation!: string;
  @Transform(digits) @Matches(LANDLINE, NOT_PERSONAL) senderNumber!: string;
  @Matches(/^[\d-]{8,14}$/, { message: '063-000-0000처럼 적어 주세요.' }) mainNumber!: string;
  @IsOptional() @Length(1, 60, TOO_LONG) kakaoChannelId?: string;
  @IsOptional() @Length(1, 60, TOO_LONG) rcsBrandId?: string;
  @IsOptional() @Transform(digits) @Matches(LANDLINE, NOT_PERSONAL) rcsChatroomId?: string;
  @IsOptional() @Matches(DAY, NOT_A_DAY) safeMarkKisaOn?: string;
  @IsOptional() @Matches(DAY, NOT_A_DAY) safeMarkChatroomOn?: string;
  @IsOptional() @Matches(DAY, NOT_A_DAY) safeMarkUntil?: string;
  @IsOptional() @Matches(DAY, NOT_A_DAY) expiresOn?: string;
  @Length(2, 200, { message: '바꾸는 사유를 2자에서 200자까지 적어 주세요.' }) reason!: string;
}

export function senderProfileOf(form: SenderProfileForm): SenderProfileWish {
  const { organisation, senderNumber, mainNumber } = form;
  return {
    organisation,
    senderNumber,
    mainNumber,
    kakaoChannelId: form.kakaoChannelId ?? null,
    rcsBrandId: form.rcsBrandId ?? null,
    rcsChatroomId: form.rcsChatroomId ?? null,
    safeMarkKisaOn: form.safeMarkKisaOn ?? null,
    safeMarkChatroomOn: form.safeMarkChatroomOn ?? null,
    safeMarkUntil: form.safeMarkUntil ?? null,
    expiresOn: form.expiresOn ?? null,
  };
}
