import { Cases1764000040001 } from './1764000040001-cases.js';

export const casesMigrations = [Cases1764000040001];
