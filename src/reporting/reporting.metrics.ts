import { Histogram } from 'prom-client';

export const readSeconds = new Histogram({
  name: 'reporting_figures_read_seconds',
  help: 'How long the figures of a page took to read, where they had changed since they were read last',
  labelNames: ['of'],
  buckets: [0.001, 0.002, 0.003, 0.004, 0.005, 0.007, 0.01, 0.013, 0.016, 0.02, 0.03, 0.05, 0.1, 0.3, 1, 3],
});
