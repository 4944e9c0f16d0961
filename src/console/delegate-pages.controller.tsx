import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Clock, kstDate } from '../../libs/clock/index.js';
import type { Problem } from '../../libs/http/index.js';
import { maskName } from '../../libs/privacy/index.js';
import {
  Actor,
  Delegates,
  type Officer,
  type Role,
  Roles,
  ROLES,
  seesMasked,
  speaksForSelfOnly,
  StaffDirectory,
} from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments } from './departments.service.js';
import { cursorOf } from './list-cursor.js';
import { mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { DelegatesPage } from './views/delegates-page.js';

const PATH = '/delegates';
const ROWS = 50;
/** To choose from; who is not among them is typed by number. */
const MOST_PEOPLE = 1_000;
const MAKERS: readonly Role[] = ['officer', 'leader', 'head', 'operator', 'admin'];
const DAY = /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const NO_ID = { message: '직원번호를 적어 주세요.' };
const NO_DAY = { message: '있는 날짜를 골라 주세요.' };

class DelegationForm {
  @Matches(/^[A-Za-z0-9._-]{1,40}$/, NO_ID) absentId!: string;
  @Matches(/^[A-Za-z0-9._-]{1,40}$/, NO_ID) delegateId!: string;
  @Matches(DAY, NO_DAY) starts!: string;
  @Matches(DAY, NO_DAY) ends!: string;
}

/** Who receives in an absent person's place. */
@ApiExcludeController()
@Controller('delegates')
@Roles('officer', 'leader', 'head', 'operator', 'admin')
export class DelegatePages {
  constructor(
    private readonly delegates: Delegates,
    private readonly directory: StaffDirectory,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles(...ROLES)
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { done } = (query ?? {}) as { done?: unknown };
    await this.page(reply, actor, { cursor: cursorOf(query), done: typeof done === 'string' ? done : undefined });
  }

  @Post()
  @HttpCode(303)
  async make(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(DelegationForm, body);
    if (faults !== null) return this.page(reply, actor, { faults, typed: form });
    const refusal = await refusalOf(() => this.delegates.make(actor, { ...form }));
    if (refusal !== null) return this.page(reply, actor, { ...refused(refusal), typed: form });
    await reply.redirect(`${PATH}?done=made`, 303);
  }

  @Post(':id/end')
  @HttpCode(303)
  async end(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const refusal = await refusalOf(() => this.delegates.end(actor, id));
    if (refusal !== null) return this.page(reply, actor, { refusal });
    await reply.redirect(`${PATH}?done=ended`, 303);
  }

  private async page(
    reply: FastifyReply,
    actor: Actor,
    asked: {
      cursor?: string;
      typed?: DelegationForm;
      done?: string;
      faults?: Faults;
      refusal?: Problem;
    },
  ): Promise<void> {
    const { cursor, ...more } = asked;
    const { items, nextCursor } = await this.delegates.list(actor, { limit: ROWS, cursor });
    const makes = mayAct(actor, MAKERS);
    const { named, people } = await this.reads.read(
      actor,
      async (tx) => ({
        named: await this.directory.officers(
          tx,
          items.flatMap(({ absentId, delegateId }) => [absentId, delegateId]),
        ),
        people: makes
          ? await this.directory.listOfficers(tx, {
              departmentCodes: actor.departmentScope,
              afterId: '',
              limit: MOST_PEOPLE,
            })
          : [],
      }),
      (found) => ({
        action: 'staff.list',
        subjectKind: 'officer',
        subjects: [...new Set([...found.named.keys(), ...found.people.map(({ id }) => id)])],
      }),
    );
    const departments = await this.departments.names(people.map(({ departmentCode }) => departmentCode));
    const nameOf = (id: string) => shownName(actor, named.get(id)) ?? id;
    const today = kstDate(this.clock.now());
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <DelegatesPage
          frame={frame}
          delegations={items.map((one) => ({
            ...one,
            absent: nameOf(one.absentId),
            delegate: nameOf(one.delegateId),
            isNow: one.starts <= today && today <= one.ends,
          }))}
          people={
            makes
              ? people.map(({ id, name, departmentCode }) => ({
                  id,
                  name,
                  departmentName: departments.get(departmentCode) ?? departmentCode,
                }))
              : null
          }
          ownId={speaksForSelfOnly(actor) ? (actor.officerId ?? undefined) : undefined}
          hasEarlier={cursor !== undefined}
          nextCursor={nextCursor}
          {...more}
        />
      ),
      more.refusal?.status ?? (more.faults === undefined ? 200 : 400),
    );
  }
}

function shownName(actor: Actor, officer: Officer | undefined): string | undefined {
  return officer && seesMasked(actor) ? maskName(officer.name) : officer?.name;
}

const FIELD_WORDS: Record<string, string> = {
  'must be somebody else': '다른 직원이어야 합니다.',
  'must not be before starts': '첫날보다 앞설 수 없습니다.',
  'unknown officer': '직원 목록에 없는 번호입니다.',
};

/** Where the rule names fields, it is told at them. */
function refused(refusal: Problem): { refusal?: Problem; faults?: Faults } {
  if (refusal.errors.length === 0) return { refusal };
  return {
    faults: Object.fromEntries(
      refusal.errors.map(({ field, message }) => [field, FIELD_WORDS[message] ?? refusal.detail]),
    ),
  };
}
