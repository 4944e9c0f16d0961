import type { ReactElement } from 'react';
import type { Phone } from '../phones.js';
import { PhoneView } from './phone-view.js';
import { SandboxShell, type ShellProps } from './shell.js';

interface PhonesPageProps extends Omit<ShellProps, 'title' | 'children' | 'here' | 'live'> {
  phones: readonly Phone[];
  /** The number that alone is asked for, as it was typed. */
  wanted: string;
  organisation: string;
  safeMark: boolean;
  now: number;
  /** What is put out of order just now, in words. */
  faults: readonly string[];
}

/** All phones that rang lately, side by side, latest first. */
export function PhonesPage(props: PhonesPageProps): ReactElement {
  const { phones, wanted, organisation, safeMark, now, faults, ...shell } = props;
  return (
    <SandboxShell {...shell} title="휴대전화" here="/" live>
      <div className="sb-tools">
        <form className="sb-find" action="/" method="get" role="search">
          <label htmlFor="to">전화번호</label>
          <input id="to" name="to" type="search" inputMode="tel" defaultValue={wanted} placeholder="010-0000-1234" />
          <button type="submit">찾기</button>
          {wanted !== '' && <a href="/">모두 보기</a>}
        </form>
        <p className="sb-live">
          <span id="live" role="status">
            새로 고치면 최신 상태가 됩니다
          </span>
          <button id="pause" type="button" hidden>
            멈춤
          </button>
        </p>
      </div>
      {faults.length > 0 && <p className="sb-faults">지금 일부러 내고 있는 장애: {faults.join(', ')}</p>}
      <div id="phones" className="sb-phones" data-to={wanted.replaceAll(/\D/g, '')}>
        {phones.map((phone) => (
          <PhoneView key={phone.to} phone={phone} organisation={organisation} safeMark={safeMark} now={now} />
        ))}
      </div>
      <div id="empty" className="sb-empty" hidden={phones.length > 0}>
        <h2>아직 받은 메시지가 없습니다</h2>
        <p>메시지가 도착하면 받은 사람의 휴대전화가 여기에 나타납니다.</p>
      </div>
      <details className="sb-help">
        <summary>전화번호로 기기와 결과를 고르는 법</summary>
        <p>
          <code>010-000D-xxxx</code>에서 D가 0–5이면 안드로이드(카카오톡, RCS), 6–7이면 아이폰(카카오톡), 8–9이면
          피처폰(문자만)입니다. 끝 네 자리가 9001–9011이면 미리 정한 실패나 지연이 일어나고, 그 밖에는 기기가 받을 수
          있는 첫 채널로 도착합니다.
        </p>
      </details>
    </SandboxShell>
  );
}
