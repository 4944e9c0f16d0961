export type { Score, SurveyReply } from './answers.service.js';
export { FollowUpDesk, type FollowUp } from './follow-up-desk.service.js';
export { surveysMigrations } from './migrations/index.js';
export { SurveyAnswered, SurveyInvited, type SurveyPlace } from './survey.events.js';
export { SurveyClosed, SurveyExpired, SurveyUnknown, SurveyUsed } from './survey.errors.js';
export {
  RESULT_GROUPS,
  SurveyResults,
  type ResultFilter,
  type ResultGroup,
  type SurveyComment,
  type SurveyResult,
} from './survey-results.service.js';
export { SurveyStandings } from './survey-standings.service.js';
export type { SurveyState } from './survey-rules.js';
export { FEWEST_SHOWN, statisticsOf, type Distribution, type SurveyStatistics } from './survey-statistics.js';
export { SurveyReplyDto } from './surveys.dto.js';
export { SurveysModule } from './surveys.module.js';
export { Surveys, type AnsweredSurvey, type OpenSurvey, type SurveyView } from './surveys.service.js';
