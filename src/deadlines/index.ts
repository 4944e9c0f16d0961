export { DeadlinesModule } from './deadlines.module.js';
export { deadlinesMigrations } from './migrations/index.js';
export { PreNotices, type PreNotice } from './pre-notices.service.js';
