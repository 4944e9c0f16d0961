import { Staff1764000020001 } from './1764000020001-staff.js';

export const staffMigrations = [Staff1764000020001];
