import type { ReactElement } from 'react';
import { Badge, Notice } from '../../../libs/krds/index.js';
import type { OptOutSource, OptOutStanding } from '../../messaging/index.js';
import { ActForm } from './act-form.js';
import { caseHref } from './case-links.js';
import { momentOf } from './dates.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';

export type OptOutDone = 'stopped' | 'resumed';

/** A number as a page may hold it. */
export interface ShownNumber {
  /** Blind index, base64url. */
  index: string;
  masked: string;
}

interface OptOutPageProps {
  frame: StaffFrame;
  /** The number that was asked about, and how it stands. */
  number?: ShownNumber;
  standing?: OptOutStanding;
  done?: OptOutDone;
  faults?: Record<string, string>;
}

const DONE: Record<OptOutDone, { title: string; detail: string }> = {
  stopped: {
    title: '이 번호로는 이제 알림을 보내지 않습니다',
    detail: '법에서 서면으로 알리도록 한 일이 생기면 「직접 알릴 민원인」에 나타납니다.',
  },
  resumed: {
    title: '이 번호로 다시 알립니다',
    detail: '다음 단계부터 알립니다. 그동안 보내지 않은 알림은 나중에 나가지 않습니다.',
  },
};

const SOURCES: Record<OptOutSource, string> = {
  LINK: '본인이 진행상황 화면에서',
  OPERATOR: '운영자가',
  SAEOL: '새올에서',
  NOT_MINE: '번호의 주인이 「제 민원이 아닙니다」로',
};

/** First the number, then how it stands, then the wish, with whose word it is. */
export function OptOutPage({ frame, number, standing, done, faults }: OptOutPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="수신 거부">
      {done !== undefined && (
        <Notice tone="success" isAlert title={DONE[done].title}>
          {DONE[done].detail}
        </Notice>
      )}
      {number !== undefined && standing !== undefined && <Wish number={number} standing={standing} faults={faults} />}
      <div className="ma-columns">
        <Panel id="number" title={number === undefined ? '누구의 번호인지' : '다른 번호 보기'}>
          <ActForm
            action="/opt-outs"
            act="지금 어떤지 보기"
            tone={number === undefined ? 'primary' : 'tertiary'}
            answersAtOnce
          >
            <TextField
              name="phone"
              label="민원인의 전화번호"
              hint="번호가 본인의 것인지 먼저 확인해 주세요. 주소창에는 남지 않습니다."
              inputMode="tel"
              placeholder="010-0000-1234"
              required
              maxLength={20}
              faults={faults}
            />
          </ActForm>
        </Panel>
        <Panel id="what" title="알아 두실 것">
          <ul className="ma-bullets">
            <li>민원인이 진행상황 화면에서 스스로 멈추거나 다시 받을 수 있습니다. 전화로 부탁하실 때 여기서 합니다.</li>
            <li>번호에 걸리므로 그 번호로 가는 모든 민원의 알림이 멈춥니다. 가장 나중에 밝힌 의사를 따릅니다.</li>
            <li>번호가 잘못 적힌 것이면 새올에서 번호를 바로잡아 주세요. 새 번호로 새 주소가 나갑니다.</li>
          </ul>
        </Panel>
      </div>
    </StaffPage>
  );
}

function Wish({
  number,
  standing,
  faults,
}: {
  number: ShownNumber;
  standing: OptOutStanding;
  faults?: Record<string, string>;
}): ReactElement {
  const { optedOut, said, receiptNos } = standing;
  return (
    <Panel
      id="standing"
      title={number.masked}
      aside={<Badge tone={optedOut ? 'warning' : 'success'}>{optedOut ? '보내지 않음' : '보냄'}</Badge>}
    >
      <dl className="ma-pairs">
        <div>
          <dt>마지막 의사</dt>
          <dd>
            {said === null
              ? '수신을 거부한 적이 없습니다'
              : `${momentOf(said.at)} ${SOURCES[said.source]} ${optedOut ? '멈춤' : '다시 받기로 함'}`}
          </dd>
        </div>
        <div>
          <dt>알린 민원</dt>
          <dd>
            {receiptNos.length === 0 ? (
              '이 번호로 알린 민원이 없습니다. 번호를 다시 확인해 주세요.'
            ) : (
              <ul>
                {receiptNos.map((receiptNo) => (
                  <li key={receiptNo}>
                    <a className="ma-text-link ma-figure" href={caseHref(receiptNo)}>
                      {receiptNo}
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
      <ActForm
        action="/opt-outs/wish"
        act={optedOut ? '이 번호로 다시 알리기' : '이 번호로 알리지 않기'}
        tone={optedOut ? 'primary' : 'secondary'}
        hidden={{ number: number.index, masked: number.masked, act: optedOut ? 'resume' : 'stop' }}
        back="/opt-outs"
      >
        <TextField
          name="reason"
          label="사유"
          hint="누가 어떻게 부탁했는지 적습니다. 접속기록에 남습니다."
          placeholder="예: 본인이 전화로 부탁함"
          required
          maxLength={200}
          faults={faults}
        />
      </ActForm>
    </Panel>
  );
}
