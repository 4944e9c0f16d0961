import type { ReactElement, ReactNode } from 'react';
import { Badge, Icon, LinkButton, Notice, RadioGroup } from '../../../libs/krds/index.js';
import type { VendorAnswer } from '../../messaging/index.js';
import type { LinkSelfCheckResult } from '../../saeol/index.js';
import { ActForm } from './act-form.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { VendorAnswers } from './gateways-page.js';
import { StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';
import { MESSAGE_STATUS } from './words.js';
import type { FirstRunStanding, FirstRunStep } from '../first-run.service.js';

interface FirstRunPageProps {
  frame: StaffFrame;
  standing: FirstRunStanding;
  done: Record<FirstRunStep, boolean>;
  /** Masked; null where no test can go to the person who is logged in. */
  ownNumber: string | null;
  isAdmin: boolean;
  /** What was just tried. */
  vendors?: VendorAnswer[];
  link?: LinkSelfCheckResult;
  refusal?: { detail: string };
  faults?: Record<string, string>;
  isTested?: boolean;
}

/** From an empty database to a message on one's own phone: six steps, each with what it is for, what to do and whether it is done. */
export function FirstRunPage(props: FirstRunPageProps): ReactElement {
  const { frame, done, refusal, isTested } = props;
  const steps = Object.values(done);
  const left = steps.filter((isDone) => !isDone).length;
  return (
    <StaffPage
      frame={frame}
      title="처음 설정"
      aside={
        <Badge tone={left === 0 ? 'success' : 'warning'}>
          {left === 0 ? '모두 마침' : `${steps.length}개 가운데 ${left}개 남음`}
        </Badge>
      }
    >
      {refusal !== undefined && (
        <Notice tone="danger" isAlert title="하지 못했습니다">
          {refusal.detail}
        </Notice>
      )}
      {isTested && <Notice tone="success" isAlert title="시험 메시지를 보냈습니다" />}
      {left === 0 ? (
        <Notice tone="success" title="처음 설정을 마쳤습니다">
          이제{' '}
          <a className="ma-text-link" href="/link">
            새올 연계
          </a>
          가 들어오는지 보고, 처음 며칠은{' '}
          <a className="ma-text-link" href="/gateways">
            시험 발송
          </a>
          으로 지켜봐 주세요.
        </Notice>
      ) : (
        <Notice tone="information" title="위에서부터 차례로 하시면 됩니다">
          언제든 떠났다가 돌아와 이어서 할 수 있습니다. 키와 비밀값은 서버의 환경 변수에만 두며, 이 화면은 맞는지 시험만
          하고 저장하지 않습니다.
        </Notice>
      )}
      <ol className="ma-guide">
        <SenderStep {...props} />
        <VendorsStep {...props} />
        <TemplatesStep {...props} />
        <LinkStep {...props} />
        <PeopleStep {...props} />
        <TestStep {...props} />
      </ol>
    </StaffPage>
  );
}

interface StepProps {
  id: FirstRunStep;
  number: number;
  title: string;
  isDone: boolean;
  /** What it is for. */
  why: ReactNode;
  children: ReactNode;
}

function Step({ id, number, title, isDone, why, children }: StepProps): ReactElement {
  return (
    <li className={isDone ? 'ma-guide-step is-done' : 'ma-guide-step'} id={id}>
      <span className="ma-guide-number" aria-hidden="true">
        {isDone ? <Icon name="check" /> : number}
      </span>
      <section className="ma-panel" aria-labelledby={`${id}-title`}>
        <div className="ma-panel-head">
          <h2 className="ma-panel-title" id={`${id}-title`}>
            {title}
          </h2>
          <Badge tone={isDone ? 'success' : 'gray'}>{isDone ? '마침' : '할 일'}</Badge>
        </div>
        <p className="ma-note">{why}</p>
        <div className="ma-guide-acts">{children}</div>
      </section>
    </li>
  );
}

function SenderStep({ done, standing }: FirstRunPageProps): ReactElement {
  return (
    <Step
      id="sender"
      number={1}
      title="기관과 발신번호"
      isDone={done.sender}
      why="민원인이 보는 기관명과, 업체에 미리 등록한 발신번호입니다. 등록하지 않은 번호로는 보낼 수 없습니다(전기통신사업법 제84조의2)."
    >
      <LinkButton href="/sender-profile" size="small" tone={done.sender ? 'tertiary' : 'primary'}>
        {standing.sender ? '발신 프로필 보기' : '발신 프로필 등록하기'}
      </LinkButton>
    </Step>
  );
}

function VendorsStep({ done, standing, vendors }: FirstRunPageProps): ReactElement {
  return (
    <Step
      id="vendors"
      number={2}
      title="발송 업체"
      isDone={done.vendors}
      why={
        <>
          환경 변수(SOLAPI_…, NHN_…)의 주소와 키로 업체에 템플릿과 잔액을 물어봅니다. 아무것도 보내지 않습니다.
          <LastTried at={standing.vendors.at} good={standing.vendors.good} />
        </>
      }
    >
      {vendors !== undefined && <VendorAnswers answers={vendors} />}
      <ActForm
        action="/first-run/vendors"
        act={standing.vendors.at === null ? '업체에 확인하기' : '다시 확인하기'}
        tone={done.vendors ? 'tertiary' : 'primary'}
        answersAtOnce
      />
    </Step>
  );
}

function TemplatesStep({ done, standing }: FirstRunPageProps): ReactElement {
  const { all, approved, drafts, rejected } = standing.templates;
  return (
    <Step
      id="templates"
      number={3}
      title="문구 심사"
      isDone={done.templates}
      why={
        all === 0
          ? '발신 프로필을 등록하면 기관명을 넣어 처음 문구를 만듭니다.'
          : `문구 ${count(all)}개 가운데 ${count(approved)}개가 승인되었습니다. 알림톡은 승인된 문구만 나가며, 심사는 보통 며칠 걸립니다.`
      }
    >
      {rejected > 0 && (
        <Notice tone="danger" title={`업체가 받아 주지 않은 문구가 ${count(rejected)}개 있습니다`}>
          <a className="ma-text-link" href="/templates?stage=REJECTED">
            반려된 문구
          </a>
          에서 심사 의견을 보고 고쳐 주세요.
        </Notice>
      )}
      {drafts > 0 && (
        <ActForm
          action="/templates/submit"
          act={`문구 ${count(drafts)}개 심사 요청`}
          tone="primary"
          hidden={{ from: 'first-run' }}
        />
      )}
      {all > 0 && !done.templates && drafts < all && (
        <ActForm
          action="/templates/synchronise"
          act="심사 결과 가져오기"
          tone="secondary"
          hidden={{ from: 'first-run' }}
        />
      )}
      {all > 0 && (
        <LinkButton href="/templates" size="small" tone="tertiary">
          문구 보기
        </LinkButton>
      )}
    </Step>
  );
}

function LinkStep({ done, standing, link }: FirstRunPageProps): ReactElement {
  return (
    <Step
      id="link"
      number={4}
      title="새올 연계 비밀키"
      isDone={done.link}
      why={
        <>
          환경 변수 SAEOL_LINK_SECRET으로 서명한 빈 신호를 우리 연계 주소에 보내, 서명을 알아보는지 시험합니다. 같은
          비밀키를 새올 쪽 연계 프로그램에도 넣어 주세요.
          <LastTried at={standing.link.at} good={standing.link.good} />
        </>
      }
    >
      {link !== undefined && (
        <Notice
          tone={link.good ? 'success' : 'danger'}
          isAlert
          title={link.good ? '서명을 알아봅니다' : '맞지 않습니다'}
        >
          {link.why ?? `비밀키 ${count(link.secrets)}개가 모두 맞습니다.`}
        </Notice>
      )}
      <ActForm
        action="/first-run/link"
        act={standing.link.at === null ? '서명 시험하기' : '다시 시험하기'}
        tone={done.link ? 'tertiary' : 'primary'}
        answersAtOnce
      />
    </Step>
  );
}

function PeopleStep({ done, standing }: FirstRunPageProps): ReactElement {
  return (
    <Step
      id="people"
      number={5}
      title="부서와 직원"
      isDone={done.people}
      why={
        done.people
          ? `직원 ${count(standing.people)}명이 있습니다. 바뀌면 파일을 다시 들여오면 됩니다.`
          : '부서와 직원 명단을 CSV 파일로 들여옵니다. 담당자 이름과 사무실 번호, 사전예고를 받을 휴대전화가 여기서 나옵니다.'
      }
    >
      <LinkButton href="/directory-import" size="small" tone={done.people ? 'tertiary' : 'primary'}>
        {done.people ? '다시 들여오기' : '명단 들여오기'}
      </LinkButton>
    </Step>
  );
}

function TestStep({ done, standing, ownNumber, isAdmin, faults }: FirstRunPageProps): ReactElement {
  const { latestId, latestStatus } = standing.test;
  return (
    <Step
      id="test"
      number={6}
      title="나에게 시험 메시지"
      isDone={done.test}
      why={
        ownNumber === null
          ? '내 계정에 직원번호를 이으면, 명단에 있는 내 휴대전화로 시험 메시지를 보낼 수 있습니다.'
          : `명단에 있는 내 휴대전화(${ownNumber})로 접수 안내를 보기 값으로 보냅니다. 전화기에 도착하면 마칩니다.`
      }
    >
      {ownNumber === null && isAdmin && done.people && (
        <ActForm action="/first-run/own-number" act="내 계정에 잇기" tone="primary">
          <TextField
            name="officerId"
            label="내 직원번호"
            hint="명단 파일의 직원번호입니다. 잇고 나면 다시 로그인합니다."
            required
            maxLength={40}
            faults={faults}
          />
        </ActForm>
      )}
      {ownNumber === null && isAdmin && !done.people && <p>먼저 직원 명단을 들여와 주세요.</p>}
      {ownNumber === null && !isAdmin && <p>관리자에게 계정에 직원번호를 이어 달라고 해 주세요.</p>}
      {latestId !== null && latestStatus !== null && (
        <p>
          마지막 시험: <Badge tone={MESSAGE_STATUS[latestStatus].tone}>{MESSAGE_STATUS[latestStatus].name}</Badge>{' '}
          <a className="ma-text-link" href={`/messages/${latestId}`}>
            자세히
          </a>{' '}
          <a className="ma-text-link" href="/first-run#test">
            새로 고침
          </a>
        </p>
      )}
      {ownNumber !== null && (
        <ActForm action="/first-run/test" act="시험 메시지 보내기" tone={done.test ? 'tertiary' : 'primary'}>
          <RadioGroup
            name="channel"
            legend="수단"
            value={done.templates ? 'ALIMTALK' : 'TEXT'}
            options={[
              { value: 'ALIMTALK', label: '알림톡(승인된 뒤)' },
              { value: 'RCS', label: 'RCS' },
              { value: 'TEXT', label: '문자' },
            ]}
            error={faults?.channel}
          />
        </ActForm>
      )}
    </Step>
  );
}

function LastTried({ at, good }: { at: string | null; good: boolean }): ReactElement | null {
  if (at === null) return null;
  return (
    <span className="ma-why">
      마지막 확인 {momentOf(at)}: {good ? '맞음' : '맞지 않음'}
    </span>
  );
}
