import type { ReactElement } from 'react';
import { Badge, Notice } from '../../../libs/krds/index.js';
import type { ChannelPreview, Preview, SenderProof, WordingFinding } from '../../messaging/index.js';
import { flagInWords } from './notice-story.js';
import { headOf, PhonePreview } from './phone-preview.js';
import { counterOf } from './template-words.js';
import { CHANNEL_NAMES } from './words.js';

/** Who the phones say that a message is from. */
export interface PhoneSender {
  organisation: string;
  /** Digits. */
  number: string | null;
  /** RCS carries the Safe Mark. */
  safeMark: boolean;
}

interface TemplatePhonesProps {
  preview: Preview;
  sender: PhoneSender;
  /** The wording has a short form, which goes where it fits. */
  hasSms: boolean;
}

/** A wording as it would stand on a phone, over each channel, with counters and what is wrong. */
export function TemplatePhones({ preview, sender, hasSms }: TemplatePhonesProps): ReactElement {
  return (
    <>
      <Findings findings={preview.findings} />
      <div className="ma-phones">
        {preview.channels.map((shown) => (
          <PhonePreview
            key={shown.channel}
            channel={shown.channel}
            sender={headOf(shown.channel, sender.organisation, sender.number)}
            proof={proofOf(shown, sender)}
            title={shown.title}
            text={shown.fault ?? shown.text}
            buttons={shown.buttons}
          >
            <Counter shown={shown} hasSms={hasSms} />
          </PhonePreview>
        ))}
      </div>
    </>
  );
}

function proofOf({ channel }: ChannelPreview, { safeMark }: PhoneSender): SenderProof {
  if (channel === 'ALIMTALK') return 'KAKAO_CHANNEL';
  if (channel === 'RCS') return safeMark ? 'RCS_SAFE_MARK' : 'RCS_BRAND';
  return 'NUMBER_ONLY';
}

function Counter({ shown, hasSms }: { shown: ChannelPreview; hasSms: boolean }): ReactElement {
  const isOver = shown.fault !== null || shown.length > shown.limit;
  return (
    <div className="ma-phone-foot">
      <p className={isOver ? 'ma-counter is-over' : 'ma-counter'}>
        {shown.fault === null ? counterOf(shown) : '만들 수 없음'}
        {turn(shown, hasSms) !== null && <span className="ma-why">{turn(shown, hasSms)}</span>}
      </p>
      {shown.flags.map((flag) => (
        <p key={flag} className="ma-note">
          {flagInWords(flag)}
        </p>
      ))}
    </div>
  );
}

/** Whether the text goes short or long, and why. */
function turn({ channel, fault }: ChannelPreview, hasSms: boolean): string | null {
  if (fault !== null) return null;
  if (channel === 'SMS') return '90바이트 안이라 단문(SMS)으로 나갑니다';
  if (channel !== 'LMS') return null;
  return hasSms ? '단문이 90바이트를 넘어 장문(LMS)으로 나갑니다' : '단문이 없어 늘 장문(LMS)으로 나갑니다';
}

/** What has to be mended before it is handed in, then what the writer should know. */
export function Findings({ findings }: { findings: WordingFinding[] }): ReactElement {
  const errors = findings.filter(({ severity }) => severity === 'ERROR');
  const warnings = findings.filter(({ severity }) => severity === 'WARNING');
  if (findings.length === 0) return <Notice tone="success" title="고칠 곳이 없습니다" />;
  return (
    <>
      {errors.length > 0 && (
        <Notice tone="danger" title={`고쳐야 심사를 요청할 수 있습니다: ${errors.length}곳`}>
          <FindingList findings={errors} />
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warning" title={`알아 두세요: ${warnings.length}곳`}>
          <FindingList findings={warnings} />
        </Notice>
      )}
    </>
  );
}

function FindingList({ findings }: { findings: WordingFinding[] }): ReactElement {
  return (
    <ul className="ma-findings">
      {findings.map(({ channel, code, message }) => (
        <li key={`${channel} ${code} ${message}`}>
          <Badge tone="gray">{CHANNEL_NAMES[channel]}</Badge> {message}
        </li>
      ))}
    </ul>
  );
}
