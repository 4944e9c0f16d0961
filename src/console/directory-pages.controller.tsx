import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { decodeCursor, pageOf } from '../../libs/http/index.js';
import { maskName, maskPhone } from '../../libs/privacy/index.js';
import {
  Actor,
  Leavers,
  mayReadDepartment,
  type Officer,
  Roles,
  ROLES,
  seesMasked,
  StaffDirectory,
  WholeCounty,
} from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments } from './departments.service.js';
import { inTreeOrder } from './department-tree.js';
import { cursorOf } from './list-cursor.js';
import { mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { readForm } from './read-form.js';
import { DepartmentsPage, ForgetOfficerPage, OfficersPage } from './views/departments-page.js';

const ROWS = 50;

class DepartmentForm {
  @IsOptional() @Matches(/^[0-9A-Za-z]{1,20}$/) departmentCode?: string;
}

/** Screen 17: departments and people, as the county or else Saeol knows them. */
@ApiExcludeController()
@Controller()
@Roles(...ROLES)
export class DirectoryPages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: StaffDirectory,
    private readonly departments: Departments,
    private readonly leavers: Leavers,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get('departments')
  async tree(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const tx = this.dataSource.manager;
    const [all, people] = await Promise.all([this.directory.allDepartments(tx), this.directory.headcounts(tx)]);
    const departments = inTreeOrder(all).map((one) => ({ ...one, people: people.get(one.code) ?? 0 }));
    await this.pages.send(reply, actor, '/departments', (frame) => (
      <DepartmentsPage frame={frame} departments={departments} edits={mayAct(actor)} />
    ));
  }

  @Get('staff')
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(DepartmentForm, query);
    const departmentCode = faults === null ? form.departmentCode : undefined;
    const cursor = cursorOf(query);
    const rows = await this.reads.read(
      actor,
      (tx) =>
        this.directory.listOfficers(tx, {
          departmentCodes: departmentsAsked(actor, departmentCode),
          afterId: decodeCursor(cursor, ['string'])?.[0] ?? '',
          limit: ROWS + 1,
        }),
      (found) => ({
        action: 'staff.list',
        subjectKind: 'officer',
        subjects: found.slice(0, ROWS).map(({ id }) => id),
        departmentCode,
      }),
    );
    const page = pageOf(rows, ROWS, ({ id }) => [id]);
    const [names, departments] = await Promise.all([
      this.departments.names(page.items.map((officer) => officer.departmentCode)),
      this.departments.visibleTo(actor),
    ]);
    const { done } = (query ?? {}) as { done?: unknown };
    await this.pages.send(reply, actor, '/staff', (frame) => (
      <OfficersPage
        frame={frame}
        officers={page.items.map((officer) => ({
          ...officer,
          name: shownName(actor, officer),
          mobile: officer.mobile === null ? null : maskPhone(officer.mobile),
          departmentName: names.get(officer.departmentCode) ?? officer.departmentCode,
        }))}
        departments={departments}
        departmentCode={departmentCode}
        forgets={mayAct(actor, ['admin'])}
        hasEarlier={cursor !== undefined}
        nextCursor={page.nextCursor}
        done={typeof done === 'string' ? done : undefined}
      />
    ));
  }

  @Get('staff/:id/forget')
  @Roles('admin')
  @WholeCounty()
  async previewForget(@Param('id') id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.reads.read(
      actor,
      (tx) => this.directory.officers(tx, [id]).then((officers) => officers.get(id)),
      (officer) => (officer === undefined ? null : { action: 'staff.read', subjectKind: 'officer', subjects: [id] }),
    );
    if (found === undefined) return void (await reply.redirect('/staff', 303));
    await this.pages.send(reply, actor, '/staff', (frame) => (
      <ForgetOfficerPage frame={frame} id={id} name={found.name} />
    ));
  }

  @Post('staff/:id/forget')
  @HttpCode(303)
  @Roles('admin')
  @WholeCounty()
  async forget(@Param('id') id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.leavers.forget(actor, id);
    await reply.redirect('/staff?done=forgotten', 303);
  }
}

function shownName(actor: Actor, { name }: Officer): string {
  return seesMasked(actor) ? maskName(name) : name;
}

/** A department out of the reader's sight gives an empty list: whether it has people is none of their business. */
function departmentsAsked(actor: Actor, wanted: string | undefined): string[] | 'ALL' {
  if (wanted === undefined) return actor.departmentScope;
  return mayReadDepartment(actor, wanted) ? [wanted] : [];
}
