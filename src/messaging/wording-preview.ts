import { euckrBytes } from '../../libs/korean-text/index.js';
import { compose, ComposeFault, LENGTHS, type Composed, type ComposeInput } from './composer.js';
import type { Channel } from './messaging.events.js';
import type { Button, FilledWording } from './wording.js';

/** How a wording looks over one channel, with its counter. */
export interface ChannelPreview {
  /** LMS or SMS as the length decides. */
  channel: Channel;
  text: string;
  title: string | null;
  buttons: Button[];
  length: number;
  limit: number;
  unit: 'CHARACTERS' | 'EUCKR_BYTES';
  /** What was missing or changed when it was composed, e.g. `DEFAULT:담당자`. */
  flags: string[];
  /** Korean; why it could not be composed, null where it could. The text is then empty. */
  fault: string | null;
}

const COUNTERS = {
  ALIMTALK: { limit: LENGTHS.alimtalk, unit: 'CHARACTERS' },
  RCS: { limit: LENGTHS.rcs, unit: 'CHARACTERS' },
  LMS: { limit: LENGTHS.lms, unit: 'EUCKR_BYTES' },
  SMS: { limit: LENGTHS.sms, unit: 'EUCKR_BYTES' },
} as const;

/** AlimTalk, RCS and text of a wording with these values, as they would go out. Pure. */
export function previewWording(wording: FilledWording, input: ComposeInput): ChannelPreview[] {
  return (['ALIMTALK', 'RCS', 'LMS'] as const).map((channel) => {
    try {
      return shown(compose(wording, channel, input), null);
    } catch (error) {
      if (!(error instanceof ComposeFault)) throw error;
      return shown({ channel, text: '', title: null, buttons: [], flags: [] }, wordsOf(error));
    }
  });
}

function shown(
  { channel, text, title, buttons, flags }: Omit<Composed, 'values'>,
  fault: string | null,
): ChannelPreview {
  const { limit, unit } = COUNTERS[channel];
  const length = unit === 'CHARACTERS' ? text.length : euckrBytes(text);
  return { channel, text, title, buttons, length, limit, unit, flags, fault };
}

function wordsOf({ kind, detail }: ComposeFault): string {
  switch (kind) {
    case 'MISSING':
      return `값이 없습니다: ${detail}`;
    case 'TOO_LONG':
      return `너무 깁니다: ${detail}`;
    case 'NEEDS_LINK':
      return '문자에 주소를 넣지 않도록 설정되어 있어 보낼 수 없습니다.';
  }
}
