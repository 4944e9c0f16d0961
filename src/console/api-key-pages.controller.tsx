import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import type { Problem } from '../../libs/http/index.js';
import { Actor, ApiKeys, type Role, Roles, ROLES, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments } from './departments.service.js';
import { cursorOf } from './list-cursor.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { ApiKeysPage, type TypedKey } from './views/api-keys-page.js';

const PATH = '/api-keys';
const ROWS = 50;

class KeyForm implements TypedKey {
  @Length(1, 100, { message: '어디에 쓰는지 100자까지 적어 주세요.' }) name!: string;
  @IsIn(ROLES, { message: '역할을 골라 주세요.' }) role!: Role;
  @IsOptional() @Matches(/^\d{11}$/, { message: '부서를 골라 주세요.' }) departmentCode?: string;
  @IsOptional()
  @Matches(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { message: '있는 날짜를 골라 주세요.' })
  expiresOn?: string;
}

/** Keys of programs: shown once, revoked at once. */
@ApiExcludeController()
@Controller('api-keys')
@Roles('admin')
@WholeCounty()
export class ApiKeyPages {
  constructor(
    private readonly keys: ApiKeys,
    private readonly departments: Departments,
    private readonly dataSource: DataSource,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { done } = (query ?? {}) as { done?: unknown };
    await this.page(reply, actor, { cursor: cursorOf(query), done: typeof done === 'string' ? done : undefined });
  }

  /** The key stands in this answer and nowhere else, so there is no page to be sent on to. */
  @Post()
  @HttpCode(200)
  async make(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(KeyForm, body);
    if (faults !== null) return this.page(reply, actor, { faults, typed: form });
    const { name, role, departmentCode, expiresOn } = form;
    let key = '';
    const refusal = await refusalOf(async () => {
      const expiresAt = expiresOn === undefined ? null : new Date(`${expiresOn}T23:59:59+09:00`);
      const departmentCodes = departmentCode === undefined ? null : [departmentCode];
      ({ key } = await this.keys.create(actor, { name, role, departmentCodes, expiresAt }));
    });
    if (refusal !== null) return this.page(reply, actor, { refusal, typed: form });
    await this.page(reply, actor, { made: { name, key } });
  }

  @Post(':id/revoke')
  @HttpCode(303)
  async revoke(
    @Param('id', ParseUUIDPipe) id: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const refusal = await refusalOf(() => this.keys.revoke(actor, id));
    if (refusal !== null) return this.page(reply, actor, { refusal });
    await reply.redirect(`${PATH}?done=revoked`, 303);
  }

  private async page(
    reply: FastifyReply,
    actor: Actor,
    asked: {
      cursor?: string;
      made?: { name: string; key: string };
      typed?: TypedKey;
      done?: string;
      faults?: Faults;
      refusal?: Problem;
    },
  ): Promise<void> {
    const { cursor, ...more } = asked;
    const [{ items, nextCursor }, departments] = await Promise.all([
      this.keys.list(this.dataSource.manager, { limit: ROWS, cursor }),
      this.departments.visibleTo(actor),
    ]);
    void reply.header('cache-control', 'no-store');
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <ApiKeysPage
          frame={frame}
          keys={items}
          departments={departments}
          now={this.clock.realNow()}
          hasEarlier={cursor !== undefined}
          nextCursor={nextCursor}
          {...more}
        />
      ),
      more.refusal?.status ?? (more.faults === undefined ? 200 : 400),
    );
  }
}
