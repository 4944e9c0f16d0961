import type { ReactElement } from 'react';
import { ActForm } from './act-form.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';

/** Asks for a number and a reason; the answer is a file. What was typed is not given back: the number is a person's. */
export function PersonExportPage({
  frame,
  faults,
}: {
  frame: StaffFrame;
  faults?: Record<string, string>;
}): ReactElement {
  return (
    <StaffPage frame={frame} title="본인 자료 내주기">
      <div className="ma-columns">
        <Panel id="person" title="누구의 자료인지">
          <ActForm action="/person-exports" act="자료 파일로 받기" answersAtOnce>
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
            <TextField
              name="reason"
              label="내주는 사유"
              hint="5자에서 200자. 접속기록에 남습니다."
              placeholder="예: 열람 요구서 접수(2026-04-29)"
              required
              maxLength={200}
              faults={faults}
            />
          </ActForm>
        </Panel>
        <Panel id="what" title="파일에 담기는 것">
          <ul className="ma-bullets">
            <li>이 번호로 신청한 민원과 단계, 기한. 대리인의 것은 대리인에게만 나옵니다.</li>
            <li>보낸 메시지와 내용, 보낸 과정, 수신 거부 여부.</li>
            <li>누가 언제 이 자료를 보았는지(직원의 이름은 빼고).</li>
          </ul>
          <p className="ma-note">
            개인정보 보호법 제35조의 열람 요구에 씁니다. 열 일 안에 열람하게 해야 합니다. 보관 기간이 지나 파기한 것은
            나오지 않습니다. 파일은 컴퓨터가 읽는 형식(JSON)입니다.
          </p>
        </Panel>
      </div>
    </StaffPage>
  );
}
