import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiSeeOtherResponse,
  ApiTags,
} from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { toKst } from '../../libs/clock/index.js';
import { ApiProblems, Problem } from '../../libs/http/index.js';
import { OpenToStrangers } from './access.decorators.js';
import { refuseCrossSite } from './cross-site.js';
import { LoginService } from './login.service.js';
import { SessionCookie } from './session-cookie.js';

class LoginDto {
  @ApiProperty({ description: 'Login id.', example: 'operator' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  id!: string;

  @ApiProperty({ example: 'minwon-operator' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  password!: string;
}

class LoggedInDto {
  @ApiProperty({
    description: 'The session ends then, however busy; idle ones after 30 minutes.',
    example: '2026-04-29T21:00:00+09:00',
  })
  endsAt!: string;
}

/** Login by id and password. Programs send JSON; the login page posts its form and is redirected. */
@ApiTags('auth')
@OpenToStrangers()
@Controller('auth')
export class AuthController {
  private readonly ownOrigins: string[];

  constructor(
    private readonly logins: LoginService,
    private readonly cookie: SessionCookie,
    settings: Settings,
  ) {
    this.ownOrigins = [settings.publicUrl, settings.staffUrl]
      .filter((url) => url !== null)
      .map((url) => new URL(url).origin);
  }

  @Post('login')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Log in',
    description:
      'Sets the session cookie. A form is answered by 303 to `/`, or to `/login?failed=wrong` or `/login?failed=often`.',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ type: LoginDto })
  @ApiOkResponse({ type: LoggedInDto })
  @ApiSeeOtherResponse({ description: 'Answer to a form.' })
  @ApiProblems(400, 401, 403, 429, 503)
  async login(
    @Body() given: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedInDto | void> {
    refuseCrossSite(request, this.ownOrigins);
    try {
      const { token, endsAt } = await this.logins.login({
        ...given,
        address: request.ip,
        oldToken: this.cookie.read(request),
      });
      this.cookie.set(reply, token);
      if (isForm(request)) return void reply.redirect('/', 303);
      return { endsAt: toKst(endsAt) };
    } catch (error) {
      if (!isForm(request) || !(error instanceof Problem)) throw error;
      if (error.status !== 401 && error.status !== 429) throw error;
      return void reply.redirect(`/login?failed=${error.status === 401 ? 'wrong' : 'often'}`, 303);
    }
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Log out',
    description: 'Ends the session, if there is one. A form is answered by 303 to `/login`.',
  })
  @ApiNoContentResponse()
  @ApiSeeOtherResponse({ description: 'Answer to a form.' })
  @ApiProblems(403, 503)
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    refuseCrossSite(request, this.ownOrigins);
    const token = this.cookie.read(request);
    if (token !== undefined) await this.logins.logout(token, request.ip);
    this.cookie.clear(reply);
    if (isForm(request) || (request.headers.accept ?? '').includes('text/html')) void reply.redirect('/login', 303);
  }
}

function isForm(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}
