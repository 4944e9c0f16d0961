import { Saeol1764000050001 } from './1764000050001-saeol.js';
import { OpeningBase1764000050020 } from './1764000050020-opening-base.js';
import { ThreeWaysIn1764000050010 } from './1764000050010-three-ways-in.js';
import { ReceiptsInPlace1764000050040 } from './1764000050040-receipts-in-place.js';

export const saeolMigrations = [
  Saeol1764000050001,
  ThreeWaysIn1764000050010,
  OpeningBase1764000050020,
  ReceiptsInPlace1764000050040,
];
