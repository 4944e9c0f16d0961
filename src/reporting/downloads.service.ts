import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { exportFile, stamp, type ExportedFile, type ExportFormat, type Table } from './export-file.js';

/** What somebody wants as a file, and why; the reason is written to the audit trail, sealed. */
export interface ExportWish {
  format: ExportFormat;
  /** 5 to 200 characters. */
  reason: string;
}

/** What is downloaded, in the words of the audit trail and of the file. */
export interface Download {
  /** ASCII; begins the file's name: `departments`. */
  name: string;
  /** Ends with `.export`: the monthly review of the trail counts those. */
  action: `${string}.export`;
  /** Shown in the file. */
  conditions: readonly (readonly [string, string])[];
  /** Plain values, nothing personal; for the trail. */
  detail: Record<string, string | number | boolean | null>;
}

/** Gives files out: first written to the audit trail with the reason, then made while they are read. */
@Injectable()
export class Downloads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async give(
    actor: Actor,
    { name, action, conditions, detail }: Download,
    { format, reason }: ExportWish,
    tables: readonly [Table, ...Table[]],
  ): Promise<ExportedFile> {
    await this.audit.write(this.dataSource.manager, [
      { actor, action, subjectKind: 'report', subjects: [name], reason, detail: { ...detail, format } },
    ]);
    const now = this.clock.now();
    return exportFile(name, format, tables, [...conditions, ['만든 일시', stamp(now)]], now);
  }

  /** Rows about persons, page by page; whose they are is written down before a page goes out. What cannot be written down ends the file. */
  async *written<Row extends { receiptNo: string }>(
    actor: Actor,
    action: `${string}.export-rows`,
    pages: AsyncIterable<Row[]>,
  ): AsyncGenerator<Row> {
    for await (const rows of pages) {
      const subjects = rows.map(({ receiptNo }) => receiptNo);
      await this.audit.write(this.dataSource.manager, [{ actor, action, subjectKind: 'case', subjects }]);
      yield* rows;
    }
  }
}
