import { Deadlines1764000060001 } from './1764000060001-deadlines.js';
import { WhoIsTold1764000060002 } from './1764000060002-who-is-told.js';

export const deadlinesMigrations = [Deadlines1764000060001, WhoIsTold1764000060002];
