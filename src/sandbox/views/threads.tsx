import { Fragment, type ReactElement, type ReactNode } from 'react';
import type { Message } from '../messages.js';
import { BackIcon, ChannelMark, CountySign, SafeMark } from './drawings.js';
import { dayWords, numberWords, timeWords } from './korean-words.js';
import { MessageButtons, MessageText } from './message-text.js';

/** What a carrier puts before a text that was sent from the web. */
const WEB_ORIGIN = '[Web발신]';

export interface ThreadProps {
  messages: readonly Message[];
  organisation: string;
}

/** KakaoTalk: the channel's room with AlimTalk bubbles. */
export function KakaoThread({ messages, organisation }: ThreadProps): ReactElement {
  return (
    <div className="sb-app sb-kakao">
      <p className="sb-bar">
        <BackIcon />
        <b>{organisation}</b>
        <ChannelMark />
      </p>
      <Conversation label={`${organisation} 알림톡`} messages={messages}>
        {(message) => (
          <div className="sb-row">
            <span className="sb-face">
              <CountySign />
            </span>
            <div className="sb-column">
              <p className="sb-name">
                {organisation} <ChannelMark />
              </p>
              <div className="sb-with-time">
                <div className="sb-bubble">
                  <p className="sb-ribbon">알림톡 도착</p>
                  {message.emphasis !== undefined && (
                    <p className="sb-emphasis">
                      <small>{message.emphasis.subtitle}</small>
                      <b>{message.emphasis.title}</b>
                    </p>
                  )}
                  <MessageText className="sb-text" text={message.text} />
                  <MessageButtons className="sb-buttons" buttons={message.buttons} />
                </div>
                <Time at={message.visibleAt} />
              </div>
            </div>
          </div>
        )}
      </Conversation>
    </div>
  );
}

/** RCS: the brand with its sign, its number and, where it has one, the Safe Mark. */
export function BrandThread({ messages, organisation, safeMark }: ThreadProps & { safeMark: boolean }): ReactElement {
  const number = numberWords(messages.at(-1)?.from ?? '');
  return (
    <div className="sb-app sb-brand">
      <div className="sb-brand-head">
        <BackIcon />
        <span className="sb-face">
          <CountySign />
        </span>
        <div>
          <p className="sb-brand-name">{organisation}</p>
          <p className="sb-brand-number">{number}</p>
        </div>
        {safeMark && (
          <p className="sb-safe">
            <SafeMark /> 확인된 발신번호
          </p>
        )}
      </div>
      <Conversation label={`${organisation} RCS 메시지`} messages={messages}>
        {(message) => (
          <div className="sb-with-time">
            <div className="sb-card">
              {message.title !== undefined && <p className="sb-card-title">{message.title}</p>}
              <MessageText className="sb-text" text={message.text} />
              <MessageButtons className="sb-buttons" buttons={message.buttons} />
            </div>
            <Time at={message.visibleAt} />
          </div>
        )}
      </Conversation>
    </div>
  );
}

/** Plain text: a number and nothing that vouches for it. */
export function TextThread({ messages }: { messages: readonly Message[] }): ReactElement {
  const number = numberWords(messages.at(-1)?.from ?? '');
  return (
    <div className="sb-app sb-texts">
      <div className="sb-texts-head">
        <BackIcon />
        <span className="sb-face" aria-hidden="true" />
        <b>{number}</b>
      </div>
      <Conversation label={`${number} 문자`} messages={messages}>
        {(message) => (
          <div className="sb-with-time">
            <div className="sb-bubble">
              <p className="sb-origin">{WEB_ORIGIN}</p>
              {message.title !== undefined && <p className="sb-subject">{message.title}</p>}
              <MessageText className="sb-text" text={message.text} />
            </div>
            <Time at={message.visibleAt} />
          </div>
        )}
      </Conversation>
    </div>
  );
}

function Conversation(props: {
  label: string;
  messages: readonly Message[];
  children: (message: Message) => ReactNode;
}): ReactElement {
  let day = '';
  return (
    <div className="sb-chat" role="group" aria-label={props.label} tabIndex={0}>
      {props.messages.map((message) => {
        const isNewDay = day !== dayWords(message.visibleAt);
        day = dayWords(message.visibleAt);
        return (
          <Fragment key={message.id}>
            {isNewDay && <p className="sb-day">{day}</p>}
            <div className="sb-message" data-message={message.id}>
              {props.children(message)}
            </div>
          </Fragment>
        );
      })}
    </div>
  );
}

function Time({ at }: { at: number }): ReactElement {
  return (
    <time className="sb-time" dateTime={new Date(at).toISOString()}>
      {timeWords(at)}
    </time>
  );
}
