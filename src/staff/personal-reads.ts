import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { AuditTrail } from './audit-trail.js';

const PERSONAL_READ = 'staff:personal-read';

interface PersonalRead {
  action: string;
  subjectKind: string;
  subjectsOf: (answer: never) => readonly string[];
}

/** Writes down what `@ReadsPersons` marks; operations without the mark never pass here. */
@Injectable()
export class PersonalReadsInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditTrail,
    private readonly dataSource: DataSource,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const mark = this.reflector.get<PersonalRead>(PERSONAL_READ, context.getHandler());
    const actor = context.switchToHttp().getRequest<FastifyRequest>().actor!;
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        const subjects = [...new Set(mark.subjectsOf(answer as never))];
        if (subjects.length > 0) {
          const { action, subjectKind } = mark;
          await this.audit.write(this.dataSource.manager, [{ actor, action, subjectKind, subjects }]);
        }
        return answer;
      }),
    );
  }
}

/**
 * The operation answers data of persons: whose they were is written to the audit trail before the answer goes out, one entry with all
 * ids. What cannot be written down is not shown; an answer about nobody is not written down.
 * @param action `area.verb`
 * @param subjectKind what the ids are
 * @param subjectsOf ids or receipt numbers in an answer
 */
export function ReadsPersons<Answer>(
  action: string,
  subjectKind: string,
  subjectsOf: (answer: Answer) => readonly string[],
): MethodDecorator {
  return applyDecorators(
    SetMetadata(PERSONAL_READ, { action, subjectKind, subjectsOf } satisfies PersonalRead),
    UseInterceptors(PersonalReadsInterceptor),
    ApiExtension('x-audited', action),
  );
}
