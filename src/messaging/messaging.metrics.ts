import { Counter, Histogram } from 'prom-client';

/** DELIVERED and FAILED; what was dropped is in the figures. */
export const noticesSettled = new Counter({
  name: 'messaging_notices_settled_total',
  help: 'Notices that came to an end by a vendor, by status and channel',
  labelNames: ['status', 'channel'],
});

/** Outcomes: the plan's (DELIVERED, RECIPIENT …) where the vendor gave its word, else what was found (ACCEPTED, NOT_TAKEN, UNCLEAR …). */
export const attemptOutcomes = new Counter({
  name: 'messaging_attempts_total',
  help: 'What was found out about attempts, by vendor, channel and outcome',
  labelNames: ['vendor', 'channel', 'outcome'],
});

export const callSeconds = new Histogram({
  name: 'messaging_vendor_call_seconds',
  help: 'From the beginning of a call to the vendor to its answer',
  labelNames: ['vendor', 'channel'],
  buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
});
