import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { decodeCursor, pageOf } from '../../libs/http/index.js';
import { MessageLog, type MessageView } from '../messaging/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { readMessageQuery } from './list-filters.js';
import { mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { MessageLogPage } from './views/message-log-page.js';

const ROWS = 50;

/** Screen 12: what was told to whom, and what became of it. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('messages')
export class MessageLogController {
  constructor(
    private readonly log: MessageLog,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { shown, filters, cursor, departmentCode, problem } = await readMessageQuery(query);
    const scope = narrowed(actor, departmentCode);
    const before = decodeCursor(cursor, ['string'])?.[0];
    const rows: MessageView[] =
      problem === undefined
        ? await this.reads.read(
            actor,
            (tx) => this.log.list(tx, filters, scope, { limit: ROWS + 1, before }),
            (found) =>
              found.length === 0
                ? null
                : {
                    action: 'messages.list',
                    subjectKind: 'notification',
                    subjects: [...new Set(found.slice(0, ROWS).flatMap(({ id, receiptNo }) => [id, receiptNo ?? id]))],
                  },
          )
        : [];
    const { recipientId } = shown;
    const [departments, officers] = await Promise.all([
      this.departments.names(departmentCode === undefined ? [] : [departmentCode]),
      this.departments.officers(recipientId === undefined ? [] : [recipientId], actor),
    ]);
    const { items, nextCursor } = pageOf(rows, ROWS, ({ id }) => [id]);
    await this.pages.send(
      reply,
      actor,
      '/messages',
      (frame) => (
        <MessageLogPage
          frame={frame}
          items={items}
          filters={shown}
          names={new Map([...departments, ...officers])}
          hasEarlier={cursor !== undefined}
          nextCursor={nextCursor}
          mayResend={mayAct(actor)}
          problem={problem}
        />
      ),
      problem === undefined ? 200 : 400,
    );
  }
}
