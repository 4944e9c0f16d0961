import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Req } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles, WholeCounty } from './access.decorators.js';
import { Accounts, type Account } from './accounts.service.js';
import { Actor, ROLES, type Role } from './actor.js';
import { SessionCookie } from './session-cookie.js';
import { NotAllowed } from './staff.errors.js';

const OFFICER_ID = /^[A-Za-z0-9._-]{1,40}$/;

class NewAccountDto {
  @ApiProperty({ example: 'kim.oreum' })
  @Matches(/^[A-Za-z0-9._@-]{3,100}$/, { message: 'loginId must be 3 to 100 letters, digits, dots, hyphens or @' })
  loginId!: string;

  @ApiPropertyOptional({
    description: 'Absent: signs on with the county’s own provider only.',
    example: '푸른산맑은강물2026',
  })
  @IsOptional()
  @IsString()
  @MinLength(10)
  @MaxLength(200)
  password?: string;

  @ApiPropertyOptional({ description: 'Place in the directory, which gives the department.', example: 's112' })
  @IsOptional()
  @Matches(OFFICER_ID)
  officerId?: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['officer'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles!: Role[];
}

class AccountChangeDto {
  @ApiPropertyOptional({ enum: ROLES, isArray: true, example: ['leader'] })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles?: Role[];

  @ApiPropertyOptional({ description: 'false closes the account.', example: true })
  @IsOptional()
  @IsBoolean()
  active?: boolean;

  @ApiPropertyOptional({ type: String, nullable: true, example: 's112' })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @Matches(OFFICER_ID)
  officerId?: string | null;

  @ApiPropertyOptional({ description: 'A new one; null takes it away.', type: String, nullable: true, example: null })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MinLength(10)
  @MaxLength(200)
  password?: string | null;

  @ApiPropertyOptional({ description: 'Forget wrong passwords.', example: true })
  @IsOptional()
  @IsBoolean()
  unlock?: boolean;

  @ApiPropertyOptional({ description: 'The next sign-on with the provider binds it anew.', example: false })
  @IsOptional()
  @IsBoolean()
  unbind?: boolean;
}

class OwnPasswordDto {
  @ApiProperty({ example: 'minwon-officer' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  current!: string;

  @ApiProperty({ example: '푸른산맑은강물2026' })
  @IsString()
  @MinLength(10)
  @MaxLength(200)
  next!: string;
}

class AccountDto implements Account {
  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ example: 'kim.oreum' })
  loginId!: string;

  @ApiProperty({ type: String, nullable: true, example: 's112' })
  officerId!: string | null;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['officer'] })
  roles!: Role[];

  @ApiProperty({ example: true })
  active!: boolean;

  @ApiProperty({ description: 'Wrong passwords locked it until then.', type: String, nullable: true, example: null })
  lockedUntil!: string | null;

  @ApiProperty({ example: true })
  hasPassword!: boolean;

  @ApiProperty({ description: 'A sign-on bound it to the county’s provider.', example: false })
  boundToProvider!: boolean;

  @ApiProperty({ example: '2026-04-29T09:00:00+09:00' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true, example: '2026-04-29T09:00:00+09:00' })
  lastLoginAt!: string | null;
}

class AccountPageDto extends PageDto {
  @ApiProperty({ type: [AccountDto] })
  items!: AccountDto[];
}

/** Who may sign in; making and changing accounts is the admin's. */
@ApiTags('accounts')
@Roles('admin')
@WholeCounty()
@Controller('api/v1/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly cookie: SessionCookie,
  ) {}

  @Get()
  @Roles('auditor', 'admin')
  @ApiOperation({ summary: 'Accounts by login id' })
  @ApiOkResponse({ type: AccountPageDto })
  @ApiProblems(400)
  list(@Query() page: PageQuery): Promise<AccountPageDto> {
    return this.accounts.list(page);
  }

  @Post()
  @ApiOperation({ summary: 'Make an account' })
  @ApiCreatedResponse({ type: AccountDto })
  @ApiProblems(400, 409, 422)
  create(@Actor() actor: Actor, @Body() wanted: NewAccountDto): Promise<AccountDto> {
    return this.accounts.create(actor, {
      loginId: wanted.loginId,
      password: wanted.password ?? null,
      officerId: wanted.officerId ?? null,
      roles: wanted.roles,
    });
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change, close, unlock an account, or give it a new password',
    description: 'What takes a right away ends its sessions at once. The last admin cannot be closed (409).',
  })
  @ApiOkResponse({ type: AccountDto })
  @ApiProblems(400, 404, 409, 422)
  change(
    @Actor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() change: AccountChangeDto,
  ): Promise<AccountDto> {
    return this.accounts.change(actor, id, change);
  }

  @Post('own-password')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @Roles(...ROLES)
  @WholeCounty(false)
  @ApiOperation({ summary: 'Change one’s own password', description: 'Ends one’s other sessions. Not for keys (403).' })
  @ApiNoContentResponse()
  @ApiProblems(400, 422, 429)
  async changeOwnPassword(
    @Actor() actor: Actor,
    @Body() { current, next }: OwnPasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    if (actor.kind !== 'staff') throw new NotAllowed();
    await this.accounts.changeOwnPassword(actor, { current, next, token: this.cookie.read(request) });
  }
}
