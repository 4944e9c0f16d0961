import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Problem } from '../../libs/http/index.js';
import type { Actor } from '../staff/index.js';
import { CountHasChanged } from './messaging.errors.js';
import type { Occasion } from './notice-request.js';
import { HELD_FOR_OPERATOR } from './message-filter.js';
import { Resends } from './resends.service.js';

/** Notices of a department that wait for an operator's word. */
export interface HeldGroup {
  departmentCode: string;
  occasion: Occasion;
  notices: number;
  /** The first three, each once: a case with an agent has two notices. */
  receiptNos: string[];
}

/** What was held for an operator, all of it at once: after a reorganisation it may be hundreds. */
@Injectable()
export class HeldNotices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly resends: Resends,
  ) {}

  async groups(): Promise<HeldGroup[]> {
    return this.dataSource.query<HeldGroup[]>(
      `SELECT department_code AS "departmentCode", occasion, sum(notices)::int AS notices, (array_agg(label ORDER BY ids[1]))[1:3] AS "receiptNos"
       FROM (SELECT n.department_code, n.occasion, n.label, count(*) AS notices, array_agg(n.id ORDER BY n.id) AS ids
         FROM messaging.notification n WHERE ${HELD_FOR_OPERATOR} GROUP BY 1, 2, 3) AS of_case
       GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }

  async areThere(): Promise<boolean> {
    return (
      (
        await this.dataSource.query<unknown[]>(
          `SELECT FROM messaging.notification n WHERE ${HELD_FOR_OPERATOR} LIMIT 1`,
        )
      ).length > 0
    );
  }

  /**
   * Sends them; returns how many. The same key again sends none twice.
   * @param counted what the operator saw
   * @throws CountHasChanged
   */
  send(counted: number, idempotencyKey: string, actor: Actor): Promise<number> {
    return this.each(counted, (id) => this.resends.resend(id, idempotencyKey, actor));
  }

  /** Drops them, for a reason that stays with each; returns how many. @throws CountHasChanged */
  skip(counted: number, reason: string, actor: Actor): Promise<number> {
    return this.each(counted, (id) => this.resends.skip(id, reason, actor));
  }

  /** Each in a transaction of its own: what was broken off stays held, and is seen. */
  private async each(counted: number, settle: (id: string) => Promise<void>): Promise<number> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT n.id FROM messaging.notification n WHERE ${HELD_FOR_OPERATOR} ORDER BY n.id`,
    );
    if (rows.length !== counted) throw new CountHasChanged(rows.length);
    let settled = 0;
    for (const { id } of rows) {
      try {
        await settle(id);
        settled += 1;
      } catch (error) {
        // Somebody else decided on it meanwhile, its number opted out, or its data were destroyed.
        if (!(error instanceof Problem)) throw error;
      }
    }
    return settled;
  }
}
