import { Cases1764000040001 } from './1764000040001-cases.js';
import { NotMineTasks1764000040005 } from './1764000040005-not-mine-tasks.js';
import { DeadlinesThatMove1764000040010 } from './1764000040010-deadlines-that-move.js';
import { PlannedDatesVoided1764000040011 } from './1764000040011-planned-dates-voided.js';
import { MovesWithoutALookBack1764000040012 } from './1764000040012-moves-without-a-look-back.js';
import { Destruction1764000040030 } from './1764000040030-destruction.js';
import { IntervalNotesSealed1764000040031 } from './1764000040031-interval-notes-sealed.js';
import { WrittenOnce1764000040040 } from './1764000040040-written-once.js';
import { MovedInPlace1764000040050 } from './1764000040050-moved-in-place.js';

export const casesMigrations = [
  Cases1764000040001,
  NotMineTasks1764000040005,
  DeadlinesThatMove1764000040010,
  PlannedDatesVoided1764000040011,
  MovesWithoutALookBack1764000040012,
  Destruction1764000040030,
  IntervalNotesSealed1764000040031,
  WrittenOnce1764000040040,
  MovedInPlace1764000040050,
];
