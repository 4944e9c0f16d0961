import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseDeadlineMoved, CaseStepChanged } from '../cases/index.js';
import { CaseCounter } from './case-counter.service.js';

@Injectable()
@ListensTo(CaseStepChanged, 'reporting.count-when-case-steps')
export class CountWhenCaseSteps implements BusListener<CaseStepChanged> {
  constructor(private readonly counter: CaseCounter) {}

  handle(tx: EntityManager, events: CaseStepChanged[]): Promise<void> {
    return this.counter.count(tx, events);
  }
}

@Injectable()
@ListensTo(CaseDeadlineMoved, 'reporting.count-when-deadline-moves')
export class CountWhenDeadlineMoves implements BusListener<CaseDeadlineMoved> {
  constructor(private readonly counter: CaseCounter) {}

  handle(tx: EntityManager, events: CaseDeadlineMoved[]): Promise<void> {
    return this.counter.count(tx, events);
  }
}
