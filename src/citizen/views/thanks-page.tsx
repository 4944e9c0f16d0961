import type { ReactElement } from 'react';
import { Icon, LinkButton } from '../../../libs/krds/index.js';
import { CitizenPage, type CitizenFrame } from './citizen-page.js';
import { time } from './dates.js';
import { withReading } from './reading-choice.js';
import { WORDS } from './words.js';

export interface ThanksPageProps {
  frame: CitizenFrame;
  /** Ten minutes after the first answer, ISO 8601. */
  editableUntil: string;
  /** The citizen wants to be contacted. */
  wantsContact: boolean;
  /** Path of the survey, to change the answer. */
  surveyPath: string;
}

/** After the answer: thanks, and ten minutes in which it may be changed. */
export function ThanksPage({ frame, editableUntil, wantsContact, surveyPath }: ThanksPageProps): ReactElement {
  const words = WORDS[frame.reading.lang];
  return (
    <CitizenPage frame={frame} title={words.survey.title} service={words.survey.service}>
      <section className="ma-sheet ma-message">
        <Icon name="check-circle" />
        <h1 className="ma-hero-title">{words.thanks.title}</h1>
        <p>{words.thanks.text}</p>
        {wantsContact && <p>{words.thanks.contact}</p>}
        <p className="ma-small">{words.thanks.edit(time(editableUntil))}</p>
        <LinkButton href={withReading(surveyPath, frame.reading)}>{words.thanks.editButton}</LinkButton>
        <p className="ma-small">{words.thanks.close}</p>
      </section>
    </CitizenPage>
  );
}
