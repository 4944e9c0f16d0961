import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../config/index.js';
import { DEMO_LOGINS, OpenToStrangers } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { LOGIN_FAILURES, LoginPage } from './views/login-page.js';

/** Where strangers are sent. The form posts to /auth/login. */
@ApiExcludeController()
@OpenToStrangers()
@Controller('login')
export class LoginController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly settings: Settings,
  ) {}

  @Get()
  async show(@Query('failed') failed: unknown, @Res() reply: FastifyReply): Promise<void> {
    const failure = LOGIN_FAILURES.find((one) => one === failed) ?? null;
    const demoLogins = this.settings.profile === 'demo' ? DEMO_LOGINS : [];
    const html = await this.pages.prepareOutside(reply, (frame) => (
      <LoginPage {...frame} failure={failure} signOn={this.settings.oidc !== null} demoLogins={demoLogins} />
    ));
    await reply.status(200).type('text/html; charset=utf-8').send(html);
  }
}
