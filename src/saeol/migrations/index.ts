import { Saeol1764000050001 } from './1764000050001-saeol.js';

export const saeolMigrations = [Saeol1764000050001];
