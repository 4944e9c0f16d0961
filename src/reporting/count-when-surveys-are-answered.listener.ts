import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { SurveyAnswered, SurveyInvited } from '../surveys/index.js';
import { answeredKey, invitedKey, SurveyCounter } from './survey-counter.service.js';

@Injectable()
@ListensTo(SurveyInvited, 'reporting.count-when-surveys-are-sent')
export class CountWhenSurveysAreSent implements BusListener<SurveyInvited> {
  constructor(private readonly counter: SurveyCounter) {}

  handle(tx: EntityManager, events: SurveyInvited[]): Promise<void> {
    return this.counter.count(
      tx,
      events.map(({ invitationId, place }) => ({
        key: invitedKey(invitationId),
        place,
        invited: 1,
        answered: 0,
        scores: [],
      })),
    );
  }
}

/** A changed answer moves from its old score to the new one. */
@Injectable()
@ListensTo(SurveyAnswered, 'reporting.count-when-surveys-are-answered')
export class CountWhenSurveysAreAnswered implements BusListener<SurveyAnswered> {
  constructor(private readonly counter: SurveyCounter) {}

  handle(tx: EntityManager, events: SurveyAnswered[]): Promise<void> {
    return this.counter.count(
      tx,
      events.map(({ answerId, edition, place, scoreBefore, score }) => ({
        key: answeredKey(answerId, edition),
        place,
        invited: 0,
        answered: scoreBefore === null ? 1 : 0,
        scores: [{ score, n: 1 }, ...(scoreBefore === null ? [] : [{ score: scoreBefore, n: -1 }])],
      })),
    );
  }
}
