import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { PersonExports } from '../cases/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { readForm, type Faults } from './read-form.js';
import { PersonExportPage } from './views/person-export-page.js';

const PATH = '/person-exports';

class PersonForm {
  /** As people write it: with hyphens. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replaceAll(/[-\s]/g, '') : value))
  @Matches(/^0\d{7,11}$/, { message: '전화번호를 숫자로 적어 주세요. 예: 010-0000-1234' })
  phone!: string;

  @Length(5, 200, { message: '사유를 5자에서 200자까지 적어 주세요.' }) reason!: string;
}

/** What is kept of one person, for that person (개인정보 보호법 art. 35). The number stands in no address. */
@ApiExcludeController()
@Controller('person-exports')
@Roles('operator', 'admin')
@WholeCounty()
export class PersonExportPages {
  constructor(
    private readonly exports: PersonExports,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async ask(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(actor, reply);
  }

  @Post()
  @HttpCode(200)
  async give(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(PersonForm, body);
    if (faults !== null) return this.page(actor, reply, faults);
    const file = await this.exports.of(actor, form.phone, form.reason);
    await reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="person-export.json"')
      .send(`${JSON.stringify(file, null, 2)}\n`);
  }

  private async page(actor: Actor, reply: FastifyReply, faults?: Faults): Promise<void> {
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <PersonExportPage frame={frame} faults={faults} />,
      faults === undefined ? 200 : 400,
    );
  }
}
