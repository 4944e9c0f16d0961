import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CaseNotFound, DeadlineWorkings } from '../cases/index.js';
import { MessageLog } from '../messaging/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { PersonalReads } from './personal-reads.service.js';
import { PetitionFile } from './petition-file.service.js';
import { CasePage } from './views/case-page.js';

/** Screen 11: one case with everything that happened to it. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('cases/:receiptNo')
export class CasePageController {
  constructor(
    private readonly files: PetitionFile,
    private readonly workings: DeadlineWorkings,
    private readonly log: MessageLog,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Param('receiptNo') receiptNo: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const petition = await this.files.open(receiptNo, actor.departmentScope);
    const working = await this.workings.ofCase(receiptNo, actor.departmentScope);
    if (petition === null || working === null) throw new CaseNotFound();
    const messages = await this.reads.read(
      actor,
      (tx) => this.log.ofReceipt(tx, receiptNo),
      () => ({
        action: 'cases.read',
        subjectKind: 'case',
        subjects: [receiptNo],
        departmentCode: petition.departmentCode,
      }),
    );
    await this.pages.send(reply, actor, '/cases', (frame) => (
      <CasePage frame={frame} petition={petition} messages={messages} working={working} />
    ));
  }
}
