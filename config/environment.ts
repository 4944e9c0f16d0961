import { IsIn, IsInt, IsISO8601, IsOptional, IsUrl, Matches, Max, Min, MinLength } from 'class-validator';
import { Transform, Type } from 'class-transformer';
import { SaeolEnvironment } from './saeol-environment.js';

export const SURFACES = ['citizen', 'staff', 'link', 'vendor'] as const;
export type Surface = (typeof SURFACES)[number];

const HTTP_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };
const list = ({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;

/** The environment variables of the program, one property each; design: README "Settings". */
export class Environment extends SaeolEnvironment {
  @IsIn(['demo', 'production'], { message: 'PROFILE must be demo or production' })
  PROFILE: 'demo' | 'production' = 'production';

  @Type(() => Number)
  @IsInt({ message: 'PORT must be a port number' })
  @Min(0, { message: 'PORT must be 0 to 65535' })
  @Max(65_535, { message: 'PORT must be 0 to 65535' })
  PORT: number = 3000;

  @IsOptional()
  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'HOST must be an address or a host name' })
  HOST?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'PUBLIC_URL must be an http(s) address, since messages carry links to it' })
  PUBLIC_URL?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'STAFF_URL must be an http(s) address' })
  STAFF_URL?: string;

  @Transform(list)
  @IsIn(['all', ...SURFACES], { each: true, message: `SURFACES must be all, or any of ${SURFACES.join(', ')}` })
  SURFACES: string[] = ['all'];

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/.+/, { message: 'DATABASE_URL must begin with postgres://' })
  DATABASE_URL?: string;

  @MinLength(1, { message: 'DATA_DIR must name a folder' })
  DATA_DIR: string = '.data';

  @IsIn(['on', 'off'], { message: 'WORK must be on or off' })
  WORK: 'on' | 'off' = 'on';

  @IsOptional()
  @Matches(/^whsec_[A-Za-z0-9+/=]{24,}(,\s*whsec_[A-Za-z0-9+/=]{24,})*$/, {
    message: 'SAEOL_LINK_SECRET must be whsec_ and base64 (several with commas)',
  })
  SAEOL_LINK_SECRET?: string;

  @IsOptional()
  PRIVACY_KEYS?: string;

  @IsOptional()
  @MinLength(32, { message: 'SESSION_SECRET must have 32 characters or more' })
  SESSION_SECRET?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9._-]{3,40}$/, { message: 'BOOTSTRAP_ADMIN_ID must be 3 to 40 letters, digits, dots or hyphens' })
  BOOTSTRAP_ADMIN_ID?: string;

  @IsOptional()
  @MinLength(10, { message: 'BOOTSTRAP_ADMIN_PASSWORD must have 10 characters or more' })
  BOOTSTRAP_ADMIN_PASSWORD?: string;

  @IsOptional()
  @MinLength(32, { message: 'BOOTSTRAP_API_KEY must have 32 characters or more' })
  BOOTSTRAP_API_KEY?: string;

  @IsOptional()
  TRUSTED_PROXIES?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'OIDC_ISSUER must be an https address, as the provider names itself' })
  OIDC_ISSUER?: string;

  @IsOptional()
  OIDC_CLIENT_ID?: string;

  @IsOptional()
  OIDC_CLIENT_SECRET?: string;

  @Matches(/^[A-Za-z0-9_.:-]{1,100}$/, { message: 'OIDC_LOGIN_CLAIM must be the name of a claim' })
  OIDC_LOGIN_CLAIM: string = 'preferred_username';

  @Type(() => Number)
  @IsInt({ message: 'SANDBOX_PORT must be a port number' })
  @Min(1, { message: 'SANDBOX_PORT must be 1 to 65535' })
  @Max(65_535, { message: 'SANDBOX_PORT must be 1 to 65535' })
  SANDBOX_PORT: number = 3001;

  @IsIn(['on', 'off'], { message: 'DEMO_FEED must be on or off' })
  DEMO_FEED: 'on' | 'off' = 'on';

  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'DEMO_CLOCK must be an instant such as 2026-04-29T09:00:00+09:00' })
  DEMO_CLOCK?: string;

  @IsOptional()
  @Type(() => Number)
  @Min(1, { message: 'DEMO_CLOCK_SPEED must be 1 to 20000' })
  @Max(20_000, { message: 'DEMO_CLOCK_SPEED must be 1 to 20000' })
  DEMO_CLOCK_SPEED?: number;

  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'LIVE_SINCE must be an instant such as 2026-12-01T00:00:00+09:00' })
  LIVE_SINCE?: string;

  @IsIn(['on', 'off'], { message: 'SHADOW must be on or off' })
  SHADOW: 'on' | 'off' = 'off';

  /** The words of the government's masthead (KRDS) may stand on its own sites only. */
  @IsIn(['on', 'off'], { message: 'OFFICIAL_SITE must be on or off' })
  OFFICIAL_SITE: 'on' | 'off' = 'off';

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'SOLAPI_URL must be an http(s) address' })
  SOLAPI_URL?: string;

  @IsOptional()
  SOLAPI_API_KEY?: string;

  @IsOptional()
  SOLAPI_API_SECRET?: string;

  @IsOptional()
  SOLAPI_PF_ID?: string;

  @IsOptional()
  SOLAPI_BRAND_ID?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'NHN_ALIMTALK_URL must be an http(s) address' })
  NHN_ALIMTALK_URL?: string;

  @IsOptional()
  NHN_ALIMTALK_SENDER_KEY?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'NHN_RCS_URL must be an http(s) address' })
  NHN_RCS_URL?: string;

  @IsOptional()
  NHN_RCS_BRAND_ID?: string;

  @IsOptional()
  NHN_RCS_CHATBOT_ID?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'NHN_SMS_URL must be an http(s) address' })
  NHN_SMS_URL?: string;

  @IsOptional()
  NHN_APP_KEY?: string;

  @IsOptional()
  NHN_SECRET_KEY?: string;
}
