import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Answers } from './answers.service.js';
import { Invitations } from './invitations.service.js';
import { REST_MS } from './survey-rules.js';

const SET = 200;

/** Whatever of surveys waits for product time: reminders, the ten minutes of an answer, the thirty days of a person. */
@Injectable()
export class SurveyTimers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly invitations: Invitations,
    private readonly answers: Answers,
    private readonly clock: Clock,
  ) {}

  @EveryTick({ name: 'surveys.timers', everyMs: 500 })
  async run(): Promise<void> {
    while (await this.dataSource.transaction((tx) => this.invitations.remind(tx, SET)));
    await this.dataSource.transaction((tx) => this.answers.cutTies(tx));
    await this.dataSource.query('DELETE FROM surveys.invited_person WHERE invited_at <= $1', [
      new Date(this.clock.now().getTime() - REST_MS),
    ]);
  }
}
