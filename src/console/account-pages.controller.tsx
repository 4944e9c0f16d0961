import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMinSize, IsIn, IsOptional, Length, Matches } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import {
  Accounts,
  type AccountChange,
  Actor,
  NotAllowed,
  type Role,
  Roles,
  ROLES,
  SessionCookie,
  WholeCounty,
} from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { mayAct } from './may-act.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { AccountPage, AccountsPage, OwnPasswordPage, type TypedAccount } from './views/accounts-page.js';

const PATH = '/accounts';
const ROWS = 50;
const OFFICER_ID = /^[A-Za-z0-9._-]{1,40}$/;
const NO_OFFICER_ID = { message: '직원번호가 아닙니다.' };
const PASSWORD = { message: '비밀번호는 10자부터 200자까지입니다.' };
const list = ({ value }: { value: unknown }) => (value === undefined ? [] : [value].flat());

class RolesForm {
  @Transform(list)
  @ArrayMinSize(1, { message: '역할을 하나 이상 골라 주세요.' })
  @IsIn(ROLES, { each: true, message: '역할을 골라 주세요.' })
  roles: Role[] = [];

  @IsOptional() @Matches(OFFICER_ID, NO_OFFICER_ID) officerId?: string;
}

class NewAccountForm extends RolesForm {
  @Matches(/^[A-Za-z0-9._@-]{3,100}$/, { message: '영문·숫자·점·하이픈·@로 3자에서 100자까지 적어 주세요.' })
  loginId!: string;

  @IsOptional() @Length(10, 200, PASSWORD) password?: string;
}

class PasswordForm {
  @Length(10, 200, PASSWORD) password!: string;
}

class OwnPasswordForm {
  @Length(1, 200, { message: '지금 비밀번호를 적어 주세요.' }) current!: string;
  @Length(10, 200, PASSWORD) next!: string;
}

interface Answer {
  cursor?: string;
  typed?: TypedAccount;
  done?: string;
  faults?: Faults;
  refusal?: Problem;
}

/** Who may sign in; making and changing accounts is the admin's. */
@ApiExcludeController()
@Controller()
@Roles('admin')
@WholeCounty()
export class AccountPages {
  constructor(
    private readonly accounts: Accounts,
    private readonly cookie: SessionCookie,
    private readonly pages: ConsolePages,
  ) {}

  @Get('accounts')
  @Roles('auditor', 'admin')
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { done } = (query ?? {}) as { done?: unknown };
    await this.listPage(reply, actor, { cursor: cursorOf(query), done: typeof done === 'string' ? done : undefined });
  }

  @Post('accounts')
  @HttpCode(303)
  async create(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(NewAccountForm, body);
    if (faults !== null) return this.listPage(reply, actor, { faults, typed: form });
    const { loginId, password = null, officerId = null, roles } = form;
    const refusal = await refusalOf(() => this.accounts.create(actor, { loginId, password, officerId, roles }));
    if (refusal !== null) return this.listPage(reply, actor, { refusal, typed: form });
    await reply.redirect(`${PATH}?done=created`, 303);
  }

  @Get('accounts/:id')
  async show(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.accountPage(id, actor, reply, {});
  }

  @Post('accounts/:id/roles')
  @HttpCode(303)
  async changeRoles(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(RolesForm, body);
    if (faults !== null) return this.accountPage(id, actor, reply, { faults });
    await this.change(id, { roles: form.roles, officerId: form.officerId ?? null }, actor, reply);
  }

  @Post('accounts/:id/password')
  @HttpCode(303)
  async changePassword(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(PasswordForm, body);
    if (faults !== null) return this.accountPage(id, actor, reply, { faults });
    await this.change(id, { password: form.password }, actor, reply);
  }

  @Post('accounts/:id/close')
  @HttpCode(303)
  close(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.change(id, { active: false }, actor, reply);
  }

  @Post('accounts/:id/reopen')
  @HttpCode(303)
  reopen(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.change(id, { active: true }, actor, reply);
  }

  @Post('accounts/:id/unlock')
  @HttpCode(303)
  unlock(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.change(id, { unlock: true }, actor, reply);
  }

  @Post('accounts/:id/unbind')
  @HttpCode(303)
  unbind(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.change(id, { unbind: true }, actor, reply);
  }

  @Get('own-password')
  @Roles(...ROLES)
  @WholeCounty(false)
  async ownPassword(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.ownPage(reply, actor, { done: done === 'changed' });
  }

  @Post('own-password')
  @HttpCode(303)
  @Roles(...ROLES)
  @WholeCounty(false)
  async changeOwnPassword(
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (actor.kind !== 'staff') throw new NotAllowed();
    const { form, faults } = await readForm(OwnPasswordForm, body);
    if (faults !== null) return this.ownPage(reply, actor, { faults });
    const { current, next } = form;
    const token = this.cookie.read(request);
    const refusal = await refusalOf(() => this.accounts.changeOwnPassword(actor, { current, next, token }));
    if (refusal !== null) return this.ownPage(reply, actor, { refusal });
    await reply.redirect('/own-password?done=changed', 303);
  }

  private async change(id: string, change: AccountChange, actor: Actor, reply: FastifyReply): Promise<void> {
    const refusal = await refusalOf(() => this.accounts.change(actor, id, change));
    if (refusal?.status === 404) throw refusal;
    if (refusal !== null) return this.accountPage(id, actor, reply, { refusal });
    await reply.redirect(`${PATH}?done=changed`, 303);
  }

  private async listPage(reply: FastifyReply, actor: Actor, { cursor, ...more }: Answer): Promise<void> {
    const { items, nextCursor } = await this.accounts.list({ limit: ROWS, cursor });
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <AccountsPage
          frame={frame}
          accounts={items}
          edits={mayAct(actor, ['admin'])}
          hasEarlier={cursor !== undefined}
          nextCursor={nextCursor}
          {...more}
        />
      ),
      statusOf(more),
    );
  }

  private async accountPage(id: string, actor: Actor, reply: FastifyReply, more: Answer): Promise<void> {
    const account = await this.accounts.one(id);
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <AccountPage frame={frame} account={account} faults={more.faults} refusal={more.refusal} />,
      statusOf(more),
    );
  }

  private async ownPage(
    reply: FastifyReply,
    actor: Actor,
    more: { done?: boolean; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    await this.pages.send(
      reply,
      actor,
      '/own-password',
      (frame) => <OwnPasswordPage frame={frame} {...more} />,
      statusOf(more),
    );
  }
}

function statusOf({ faults, refusal }: { faults?: Faults; refusal?: Problem }): number {
  return refusal?.status ?? (faults === undefined ? 200 : 400);
}
