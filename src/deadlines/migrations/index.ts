import { Deadlines1764000060001 } from './1764000060001-deadlines.js';

export const deadlinesMigrations = [Deadlines1764000060001];
