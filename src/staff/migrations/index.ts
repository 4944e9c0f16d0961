import { Staff1764000020001 } from './1764000020001-staff.js';
import { WholeAccess1764000020010 } from './1764000020010-whole-access.js';
import { RunsThatGoOn1764000020011 } from './1764000020011-runs-that-go-on.js';
import { WallScreens1764000020017 } from './1764000020017-wall-screens.js';
import { Milestones1764000020020 } from './1764000020020-milestones.js';

export const staffMigrations = [
  Staff1764000020001,
  WholeAccess1764000020010,
  RunsThatGoOn1764000020011,
  WallScreens1764000020017,
  Milestones1764000020020,
];
