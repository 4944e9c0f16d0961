import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { writeCsv } from '../../libs/csv/index.js';
import { Actor } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { TooManyRows } from './staff.errors.js';

/** Of one download. */
export const MOST_ROWS = 20_000;

/** Which entries; instants, `to` exclusive. */
export interface AuditSpan {
  from: string;
  to: string;
  /** A receipt number or an id. */
  subject?: string;
}

/** Takes entries of the trail out of the system, for a reason, which is written down as well. */
@Injectable()
export class AuditExport {
  constructor(
    private readonly trail: AuditTrail,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws TooManyRows */
  csv(actor: Actor, span: AuditSpan, reason: string): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      const { items, nextCursor } = await this.trail.list(tx, { ...span, limit: MOST_ROWS });
      if (nextCursor !== null) throw new TooManyRows(MOST_ROWS);
      const detail = { rows: items.length, from: span.from, to: span.to };
      await this.trail.write(tx, [
        {
          actor,
          action: 'audit.export',
          subjectKind: 'audit',
          subjects: span.subject === undefined ? [] : [span.subject],
          reason,
          detail,
        },
      ]);
      return writeCsv(
        ['일시', '구분', '접속자', '접속지', '한 일', '대상 구분', '대상', '부서', '사유', '내용'],
        items.map((item) => [
          item.at,
          item.actorKind,
          item.actorLabel ?? item.actorId,
          item.address,
          item.action,
          item.subjectKind,
          item.subjects.join(' '),
          item.departmentCode,
          item.reason,
          JSON.stringify(item.detail),
        ]),
      );
    });
  }
}
