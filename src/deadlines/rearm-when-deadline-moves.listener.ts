import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseDeadlineMoved } from '../cases/index.js';
import { Ladders, movedBetween } from './ladders.service.js';

/** A holiday, an outage, an interval or an operator moved a deadline. */
@Injectable()
@ListensTo(CaseDeadlineMoved, 'deadlines.rearm-when-deadline-moves')
export class RearmWhenDeadlineMoves implements BusListener<CaseDeadlineMoved> {
  constructor(private readonly ladders: Ladders) {}

  async handle(tx: EntityManager, events: CaseDeadlineMoved[]): Promise<void> {
    await this.ladders.arm(
      tx,
      events.map(({ caseId, revision, at, before, after }) => ({
        caseId,
        revision,
        at: new Date(at),
        moves: movedBetween(before, after),
        reopens: false,
      })),
    );
  }
}
