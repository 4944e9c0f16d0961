import { Surveys1764000070001 } from './1764000070001-surveys.js';

export const surveysMigrations = [Surveys1764000070001];
