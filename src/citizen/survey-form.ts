import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { SurveyReplyDto, type SurveyReply } from '../surveys/index.js';
import { COMMENT_LENGTH, scoreOf, type SurveyAnswer, type SurveyPageProps } from './views/survey-page.js';

export type SurveyForm =
  | { isGood: true; reply: SurveyReply }
  /** What was sent, as far as it can be shown again, and what is wrong with it. */
  | { isGood: false; answer: SurveyAnswer; errors: SurveyPageProps['errors'] };

/** Reads what the survey's form posted; unknown fields are refused like any other fault. */
export async function readSurveyForm(body: unknown): Promise<SurveyForm> {
  const fields = typeof body === 'object' && body !== null ? { ...(body as Record<string, unknown>) } : {};
  // Browsers post a line break as two characters and count it as one.
  if (typeof fields.comment === 'string') fields.comment = fields.comment.replaceAll('\r\n', '\n');
  const reply = plainToInstance(SurveyReplyDto, fields);
  const faults = await validate(reply, { whitelist: true, forbidNonWhitelisted: true });
  if (faults.length === 0) return { isGood: true, reply };
  const wrong = new Set(faults.map(({ property }) => property));
  return {
    isGood: false,
    answer: {
      score: scoreOf(fields.score),
      speed: scoreOf(fields.speed),
      kindness: scoreOf(fields.kindness),
      clarity: scoreOf(fields.clarity),
      comment: typeof fields.comment === 'string' ? fields.comment.slice(0, 4 * COMMENT_LENGTH) : '',
      contact: reply.contact,
    },
    errors: {
      ...(wrong.has('score') && { score: true }),
      ...(wrong.has('comment') && { comment: true }),
      ...([...wrong].some((name) => name !== 'score' && name !== 'comment') && { other: true }),
    },
  };
}
