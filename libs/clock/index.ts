export { Clock, type ClockAnchor } from './clock.js';
export { KST_OFFSET_MS, koreanDay, koreanDayTime, kstDate, kstInstant, kstParts, toKst } from './kst.js';
export { followAnchor, startSharedClock } from './shared-anchor.js';
export { Clock1764000000001 } from './migrations/1764000000001-clock.js';
