import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseStepChanged } from '../cases/index.js';
import { Ladders, movedBetween } from './ladders.service.js';

@Injectable()
@ListensTo(CaseStepChanged, 'deadlines.rearm-when-case-steps')
export class RearmWhenCaseSteps implements BusListener<CaseStepChanged> {
  constructor(private readonly ladders: Ladders) {}

  async handle(tx: EntityManager, events: CaseStepChanged[]): Promise<void> {
    await this.ladders.arm(
      tx,
      events.map(({ caseId, revision, at, kind, before, after }) => ({
        caseId,
        revision,
        at: new Date(at),
        moves: before !== null && movedBetween(before, after),
        reopens: kind === 'REOPENED',
      })),
    );
  }
}
