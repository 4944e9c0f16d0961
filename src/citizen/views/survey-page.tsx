import type { ReactElement } from 'react';
import { Button, Checkbox, FormField, Notice, RadioGroup, TextArea } from '../../../libs/krds/index.js';
import { CitizenPage, Facts, type CitizenFrame } from './citizen-page.js';
import { dayInFull, time } from './dates.js';
import { withReading } from './reading-choice.js';
import { WORDS } from './words.js';

export type Score = 1 | 2 | 3 | 4 | 5;

export interface SurveyAnswer {
  score: Score | null;
  speed: Score | null;
  kindness: Score | null;
  clarity: Score | null;
  comment: string;
  /** "담당 부서의 연락을 원합니다" */
  contact: boolean;
}

export interface SurveyPageProps {
  frame: CitizenFrame;
  /** `민원` where the type is discreet. */
  petitionName: string;
  departmentName: string;
  /** Last day to answer, `YYYY-MM-DD`. */
  closesOn: string;
  /** What to show ticked: from `?score=`, from what was just sent and refused, or the answer that may still be changed. */
  answer: SurveyAnswer;
  /** Until when the given answer may be changed, ISO 8601; null before it was given. */
  editableUntil: string | null;
  /** Fields that were refused. */
  errors: { score?: true; comment?: true; other?: true };
}

/** At most this many characters of free text. */
export const COMMENT_LENGTH = 500;

export const EMPTY_ANSWER: SurveyAnswer = {
  score: null,
  speed: null,
  kindness: null,
  clarity: null,
  comment: '',
  contact: false,
};

/** `?score=5` of a message's button: only ticks the choice, since previewers of links GET them too. */
export function scoreOf(value: unknown): Score | null {
  return typeof value === 'string' && /^[1-5]$/.test(value) ? (Number(value) as Score) : null;
}

const BEST_FIRST = ['5', '4', '3', '2', '1'] as const;
const ITEMS = ['speed', 'kindness', 'clarity'] as const;

/** Screen 2: one choice is enough, three more and a comment are optional, one POST. */
export function SurveyPage(props: SurveyPageProps): ReactElement {
  const { frame, petitionName, departmentName, closesOn, answer, editableUntil, errors } = props;
  const { lang } = frame.reading;
  const words = WORDS[lang].survey;
  const messages = [
    errors.score && words.errorScore,
    errors.comment && words.errorComment,
    errors.other && words.errorOther,
  ];
  const isRefused = messages.some(Boolean);
  const text = (score: Score | null): string | undefined => (score === null ? undefined : String(score));
  return (
    <CitizenPage frame={frame} title={words.title} service={words.service}>
      {isRefused && (
        <Notice tone="danger" title={words.errorTitle} isAlert>
          {messages.filter(Boolean).join(' ')}
        </Notice>
      )}
      {editableUntil !== null && <Notice tone="information">{words.editing(time(editableUntil))}</Notice>}
      <form className="ma-sheet ma-survey" method="post" action={withReading(frame.path, frame.reading)}>
        <h1 className="ma-hero-title">{words.lead}</h1>
        <Facts
          facts={[
            { name: words.petition, value: petitionName, isKorean: true },
            { name: words.department, value: departmentName, isKorean: true },
            { name: words.closesOn, value: words.until(dayInFull(closesOn, lang)) },
          ]}
        />
        <RadioGroup
          name="score"
          className="ma-score"
          legend={words.score}
          hint={words.scoreHelp}
          required
          value={text(answer.score)}
          options={BEST_FIRST.map((value) => ({ value, label: words.scores[value] }))}
          error={errors.score && words.errorScore}
        />
        <div className="ma-optional">
          <h2 className="ma-sheet-title">{words.more}</h2>
          <p className="ma-small">{words.moreHelp}</p>
          {ITEMS.map((name) => (
            <RadioGroup
              key={name}
              name={name}
              className="ma-item"
              legend={words[name]}
              value={text(answer[name])}
              options={BEST_FIRST.map((value) => ({ value, label: words.agreement[value] }))}
            />
          ))}
          <FormField
            id="comment"
            label={words.comment}
            hint={words.commentHelp}
            error={errors.comment && words.errorComment}
          >
            <TextArea
              id="comment"
              name="comment"
              rows={4}
              maxLength={COMMENT_LENGTH}
              defaultValue={answer.comment}
              aria-describedby={errors.comment ? 'comment-hint comment-error' : 'comment-hint'}
              aria-invalid={errors.comment}
            />
          </FormField>
          <Checkbox
            id="contact"
            name="contact"
            value="yes"
            label={words.contact}
            hint={words.contactHelp}
            checked={answer.contact}
          />
        </div>
        <Button size="large" className="ma-wide">
          {editableUntil === null ? words.send : words.change}
        </Button>
        <p className="ma-small">{words.privacy}</p>
      </form>
    </CitizenPage>
  );
}
