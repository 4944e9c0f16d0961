export { DeadlinesModule } from './deadlines.module.js';
export { LadderDesk, type DepartmentLadder } from './ladder-desk.service.js';
export { POSTS, type Post, type RungName } from './ladder.js';
export { deadlinesMigrations } from './migrations/index.js';
export { PreNotices, type PreNotice } from './pre-notices.service.js';
