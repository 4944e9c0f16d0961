import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiSeeOtherResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, Problem } from '../../libs/http/index.js';
import { OpenToStrangers } from './access.decorators.js';
import { CountySignOn } from './county-sign-on.service.js';
import { ErrandCookie, SessionCookie } from './session-cookie.js';

/** Sign-on with the county's own provider, for browsers. */
@ApiTags('auth')
@OpenToStrangers()
@Controller('auth/oidc')
export class SignOnController {
  constructor(
    private readonly signOn: CountySignOn,
    private readonly session: SessionCookie,
    private readonly errand: ErrandCookie,
  ) {}

  @Get()
  @HttpCode(303)
  @ApiOperation({ summary: 'Go to the county’s own sign-on (OpenID Connect)' })
  @ApiSeeOtherResponse({ description: 'To the provider.' })
  @ApiProblems(404, 503)
  async begin(@Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { url, errand } = await this.signOn.begin();
    this.errand.set(reply, errand);
    void reply.header('cache-control', 'no-store').redirect(url, 303);
  }

  @Get('callback')
  @HttpCode(303)
  @ApiOperation({
    summary: 'Come back from the county’s own sign-on',
    description: 'To `/`, or to `/login?failed=sign-on` or `/login?failed=unknown`.',
  })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'state', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'iss', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'error', required: false, schema: { type: 'string' } })
  @ApiSeeOtherResponse({ description: 'Signed on, or not.' })
  @ApiProblems(404, 503)
  async finish(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    const errand = this.errand.read(request);
    this.errand.clear(reply);
    try {
      const { token } = await this.signOn.finish({
        search: request.url.split('?', 2)[1] ?? '',
        errand,
        address: request.ip,
        oldToken: this.session.read(request),
      });
      this.session.set(reply, token);
      void reply.redirect('/', 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 403) throw error;
      void reply.redirect(`/login?failed=${error.code === 'STAFF.UNKNOWN_SIGN_ON' ? 'unknown' : 'sign-on'}`, 303);
    }
  }
}
