/**
 * Machine time between two refreshes of a live page, however many facts arrive. With the roll-up's own pause and the time that both
 * take, a fact is seen within a second of its commit.
 */
export const REFRESH_EVERY_MS = 500;
