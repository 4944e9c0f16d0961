import type { ReactElement, ReactNode } from 'react';
import { Icon } from '../../../libs/krds/index.js';
import type { Channel, SenderProof } from '../../messaging/index.js';
import { telephone } from './telephone.js';
import { CHANNEL_NAMES } from './words.js';

export interface PhonePreviewProps {
  channel: Channel;
  /** What heads the message on the phone: organisation, or for text the number. */
  sender: string;
  proof: SenderProof;
  title: string | null;
  text: string;
  buttons: { name: string }[];
  /** Under the phone: counters, what is wrong. */
  children?: ReactNode;
}

const PROOF_WORDS: Record<SenderProof, string> = {
  KAKAO_CHANNEL: '인증 채널',
  RCS_SAFE_MARK: '확인된 발신번호',
  RCS_BRAND: '브랜드, 안심마크 없음',
  NUMBER_ONLY: '확인 표시 없음',
};

/** One message as the phone of its reader shows it: who it says it is from, the words, the buttons. */
export function PhonePreview(props: PhonePreviewProps): ReactElement {
  const { channel, sender, proof, title, text, buttons, children } = props;
  const isVouchedFor = proof === 'KAKAO_CHANNEL' || proof === 'RCS_SAFE_MARK';
  return (
    <figure className={`ma-phone is-${channel}`}>
      <figcaption className="ma-phone-channel">{CHANNEL_NAMES[channel]}</figcaption>
      <div className="ma-phone-screen">
        <p className="ma-phone-from">
          <strong>{sender}</strong>
          <span className={isVouchedFor ? 'ma-phone-proof is-vouched' : 'ma-phone-proof'}>
            {isVouchedFor && <Icon name="shield" />}
            {PROOF_WORDS[proof]}
          </span>
        </p>
        <div className="ma-phone-bubble">
          {channel === 'ALIMTALK' && <p className="ma-phone-band">알림톡 도착</p>}
          {title !== null && <p className="ma-phone-title">{withVariables(title)}</p>}
          <p className="ma-phone-text">{withVariables(text)}</p>
          {buttons.length > 0 && (
            <ul className="ma-phone-buttons">
              {buttons.map(({ name }) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {children}
    </figure>
  );
}

/** What heads a message: the organisation's channel or brand; for text only the number, as phones show it. */
export function headOf(channel: Channel, organisation: string, senderNumber: string | null): string {
  if (channel === 'ALIMTALK' || channel === 'RCS') return organisation;
  return senderNumber === null ? '발신번호 없음' : telephone(senderNumber);
}

/** Variables that are not filled in yet stand out. */
function withVariables(text: string): ReactNode[] {
  return text
    .split(/(#\{[^{}]*\})/)
    .map((part, index) => (part.startsWith('#{') ? <mark key={index}>{part}</mark> : part));
}
