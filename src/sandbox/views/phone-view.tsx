import type { ReactElement, ReactNode } from 'react';
import type { Message } from '../messages.js';
import { roomOf, type Phone } from '../phones.js';
import { EnvelopeIcon, StatusIcons, TalkIcon } from './drawings.js';
import { clockWords, DEVICE_WORDS, ENDING_WORDS, numberWords } from './korean-words.js';
import { BrandThread, KakaoThread, TextThread } from './threads.js';

export interface PhoneViewProps {
  phone: Phone;
  organisation: string;
  /** Whether the brand carries the Safe Mark. */
  safeMark: boolean;
  now: number;
}

interface Thread {
  key: ReturnType<typeof roomOf>;
  tab: string;
  icon: ReactNode;
  view: ReactElement;
}

/** One phone as its owner would hold it: the room that rang last is open, the others a tap away. */
export function PhoneView({ phone, organisation, safeMark, now }: PhoneViewProps): ReactElement {
  const { to, device } = phone;
  const note = ENDING_WORDS[to.slice(-4)];
  const threads = threadsOf(phone, organisation, safeMark);
  const latest = phone.messages.at(-1);
  const openRoom = latest && roomOf(latest.channel);
  return (
    <article
      className={`sb-phone sb-${device.toLowerCase().replace('_', '-')}`}
      id={`phone-${to}`}
      data-room={openRoom}
      aria-label={`${numberWords(to)} 휴대전화`}
    >
      <header className="sb-label">
        <h2>{numberWords(to)}</h2>
        <p>{DEVICE_WORDS[device]}</p>
        {note !== undefined && <p className="sb-note">{note}</p>}
      </header>
      <div className="sb-body">
        <div className={`sb-screen${threads.length === 1 ? ` sb-alone-${threads[0]!.key}` : ''}`}>
          {threads.length > 1 &&
            threads.map(({ key }) => (
              <input
                key={key}
                type="radio"
                className={`sb-pick sb-pick-${key}`}
                id={`${key}-${to}`}
                name={`app-${to}`}
                defaultChecked={key === openRoom}
              />
            ))}
          <p className="sb-status">
            <time>{clockWords(now)}</time>
            <StatusIcons />
          </p>
          {threads.map(({ key, view }) => (
            <div key={key} className={`sb-thread sb-thread-${key}${threads.length === 1 ? ' sb-only' : ''}`}>
              {view}
            </div>
          ))}
          {threads.length === 0 && <p className="sb-nothing">받은 메시지가 없습니다.</p>}
          {threads.length > 1 && (
            <div className="sb-tabs">
              {threads.map(({ key, tab, icon }) => (
                <label key={key} className={`sb-tab sb-tab-${key}`} htmlFor={`${key}-${to}`}>
                  {icon} {tab}
                </label>
              ))}
            </div>
          )}
        </div>
        {device === 'FEATURE_PHONE' && <Keypad />}
      </div>
    </article>
  );
}

function threadsOf(phone: Phone, organisation: string, safeMark: boolean): Thread[] {
  const over = (...channels: string[]): Message[] => phone.messages.filter(({ channel }) => channels.includes(channel));
  const [talk, brand, texts] = [over('ALIMTALK'), over('RCS'), over('LMS', 'SMS')];
  const marked = safeMark && phone.device === 'ANDROID';
  const threads: Thread[] = [];
  const add = (
    key: ReturnType<typeof roomOf>,
    tab: string,
    icon: ReactNode,
    messages: Message[],
    view: ReactElement,
  ): void => {
    if (messages.length > 0) threads.push({ key, tab, icon, view });
  };
  add('kakao', '카카오톡', <TalkIcon />, talk, <KakaoThread messages={talk} organisation={organisation} />);
  add(
    'brand',
    'RCS',
    <EnvelopeIcon />,
    brand,
    <BrandThread messages={brand} organisation={organisation} safeMark={marked} />,
  );
  add('texts', '문자', <EnvelopeIcon />, texts, <TextThread messages={texts} />);
  return threads;
}

function Keypad(): ReactElement {
  return (
    <div className="sb-keypad" aria-hidden="true">
      {['통화', '확인', '종료', ...'123456789', '*', '0', '#'].map((key) => (
        <span key={key}>{key}</span>
      ))}
    </div>
  );
}
