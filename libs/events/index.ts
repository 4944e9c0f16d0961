export { AfterCommit } from './after-commit.js';
export { EventBus } from './event-bus.js';
export { EventsModule, type EventsOptions } from './events.module.js';
export { EveryTick, type TickOptions } from './every-tick.js';
export { ListensTo, type BusListener, type EventClass } from './listens-to.js';
export { sqlState } from './describe-error.js';
export { ParkedJobs, type ParkedJob, type QueueCounts } from './parked-jobs.js';
export { prepareQueue } from './prepare-queue.js';
