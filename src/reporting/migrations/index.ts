import { Reporting1764000080001 } from './1764000080001-reporting.js';

export const reportingMigrations = [Reporting1764000080001];
