import { Injectable } from '@nestjs/common';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { Dispatcher } from './dispatcher.js';
import { NotificationsQueued } from './messaging.events.js';

/** Only wakes: what is due stands in the table, and the tick finds it as well. */
@Injectable()
@ListensTo(NotificationsQueued)
export class DispatchWhenQueued implements BusListener<NotificationsQueued> {
  constructor(private readonly dispatcher: Dispatcher) {}

  handle(): Promise<void> {
    this.dispatcher.wake();
    return Promise.resolve();
  }
}
