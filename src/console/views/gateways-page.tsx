import type { ReactElement } from 'react';
import {
  Badge,
  Button,
  EmptyState,
  FormField,
  LinkButton,
  Notice,
  Table,
  TextInput,
} from '../../../libs/krds/index.js';
import { STANDING_MINUTES, type GatewayDto, type LineStanding, type VendorAnswer } from '../../messaging/index.js';
import { count, ShareBar } from './figures.js';
import { lineState, vendorName } from './gateway-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { CHANNEL_NAMES } from './words.js';

export type SwitchDone = 'stop' | 'resume' | 'trial' | 'live' | 'numbers';

interface GatewaysPageProps {
  frame: StaffFrame;
  gateways: GatewayDto[];
  lines: LineStanding[];
  switches: { stopped: boolean; trial: boolean };
  /** How many numbers may be written to in trial mode. */
  trialNumbers: number;
  /** What the vendors answered; null where they were not asked. */
  accounts: VendorAnswer[] | null;
  mayChange: boolean;
  done?: SwitchDone;
  /** Which form a fault belongs to. */
  act?: 'stop' | 'resume' | 'trial' | 'live';
  faults?: Record<string, string>;
}

const DONE: Record<SwitchDone, string> = {
  stop: '모든 발송을 멈추었습니다',
  resume: '발송을 다시 시작했습니다',
  trial: '시험 발송으로 바꾸었습니다',
  live: '시험 발송을 끝냈습니다',
  numbers: '시험 번호를 바꾸었습니다',
};

/** Screen 14: which vendor carries what, how each does, who may be written to, and the stop for the whole county. */
export function GatewaysPage(props: GatewaysPageProps): ReactElement {
  const { frame, gateways, lines, switches, done, mayChange } = props;
  return (
    <StaffPage
      frame={frame}
      title="발송 게이트웨이"
      aside={
        <span className="ma-badges">
          <Badge tone={switches.stopped ? 'danger' : 'success'}>{switches.stopped ? '발송 멈춤' : '발송 중'}</Badge>
          {switches.trial && <Badge tone="warning">시험 발송</Badge>}
        </span>
      }
    >
      {done !== undefined && (
        <Notice tone="success" title={DONE[done]} isAlert>
          누가 언제 왜 바꾸었는지 접속기록에 남겼습니다.
        </Notice>
      )}
      {switches.stopped && (
        <Notice tone="danger" title="군 전체의 발송이 멈춰 있습니다">
          새 알림은 모두 쌓이고 아무에게도 가지 않습니다. 다시 시작하면 쌓인 알림부터 보냅니다.
        </Notice>
      )}
      {switches.trial && (
        <Notice tone="warning" title="시험 발송 중입니다">
          시험 번호가 아닌 민원인에게는 보내지 않습니다. 보내지 않은 알림은 나중에 저절로 나가지 않습니다.
        </Notice>
      )}
      <Panel id="lines" title="업체와 수단">
        <LinesTable gateways={gateways} lines={lines} mayChange={mayChange} />
      </Panel>
      {mayChange && (
        <div className="ma-columns">
          <StopPanel {...props} />
          <TrialPanel {...props} />
        </div>
      )}
      {mayChange && <AccountsPanel accounts={props.accounts} />}
    </StaffPage>
  );
}

interface LinesTableProps {
  gateways: GatewayDto[];
  lines: LineStanding[];
  mayChange: boolean;
}

interface Line {
  gateway: GatewayDto;
  standing: LineStanding;
}

function LinesTable({ gateways, lines, mayChange }: LinesTableProps): ReactElement {
  const rows = gateways
    .map((gateway) => ({
      gateway,
      standing: lines.find(({ vendor, channel }) => vendor === gateway.vendor && channel === gateway.channel)!,
    }))
    .sort((a, b) => ORDER.indexOf(a.gateway.channel) - ORDER.indexOf(b.gateway.channel));
  return (
    <Table
      stacks
      caption="업체와 수단마다 나누는 비중과 요즘의 상태"
      columns={[
        {
          head: '수단',
          isRowHead: true,
          cell: ({ gateway }: Line) => <strong>{CHANNEL_NAMES[gateway.channel]}</strong>,
        },
        { head: '업체', cell: ({ gateway }) => vendorName(gateway.vendor) },
        {
          head: '상태',
          cell: ({ gateway, standing }) => {
            const { name, tone } = lineState(gateway, standing);
            return <Badge tone={tone}>{name}</Badge>;
          },
        },
        {
          head: '비중',
          cell: ({ gateway }) => (
            <>
              <span className="ma-figure">
                {gateway.weight}
                {gateway.weight !== gateway.restingWeight && ` (평소 ${gateway.restingWeight})`}
              </span>
              <ShareBar num={gateway.switchedOff ? 0 : gateway.weight} den={100} />
            </>
          ),
        },
        {
          head: `최근 ${STANDING_MINUTES}분`,
          cell: ({ standing }) =>
            standing.sent === 0 ? (
              <span className="ma-zero">보낸 것 없음</span>
            ) : (
              <>
                {count(standing.sent)}건 가운데 전달 {count(standing.delivered)}건
                {(standing.troubled > 0 || standing.slow > 0) && (
                  <span className="ma-why">
                    오류 {count(standing.troubled)}건, 지연 {count(standing.slow)}건
                  </span>
                )}
              </>
            ),
        },
        {
          head: '이력',
          cell: ({ gateway: { vendor, channel } }) => (
            <LinkButton href={`/gateways/${vendor}/${channel}`} size="xsmall" tone="tertiary">
              {mayChange ? '바꾸기와 이력' : '이력'}
              <span className="sr-only">
                : {CHANNEL_NAMES[channel]} {vendorName(vendor)}
              </span>
            </LinkButton>
          ),
        },
      ]}
      rows={rows}
      rowKey={({ gateway: { vendor, channel } }) => `${vendor} ${channel}`}
      empty={
        <EmptyState title="설정된 업체가 없습니다">
          <p>환경 변수에 SOLAPI나 NHN의 값을 모두 넣고 다시 시작해 주세요.</p>
        </EmptyState>
      }
    />
  );
}

const ORDER = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];

interface ReasonFormProps {
  act: 'stop' | 'resume' | 'trial' | 'live';
  words: string;
  tone: 'primary' | 'secondary' | 'tertiary';
  fault: string | undefined;
}

/** An act on the whole county's sending, never without saying why. */
function ReasonForm({ act, words, tone, fault }: ReasonFormProps): ReactElement {
  const id = `reason-${act}`;
  return (
    <form method="post" action="/gateways/switches" className="ma-act">
      <input type="hidden" name="act" value={act} />
      <FormField id={id} label="사유" hint="접속기록에 남습니다." error={fault}>
        <TextInput
          id={id}
          name="reason"
          required
          minLength={2}
          maxLength={200}
          aria-describedby={fault === undefined ? `${id}-hint` : `${id}-hint ${id}-error`}
          aria-invalid={fault !== undefined}
        />
      </FormField>
      <Button tone={tone}>{words}</Button>
    </form>
  );
}

function StopPanel({ switches, act, faults }: GatewaysPageProps): ReactElement {
  const fault = (one: string) => (act === one ? faults?.reason : undefined);
  return (
    <Panel id="stop" title="군 전체 발송 멈춤">
      <p className="ma-note">
        업체의 사고나 잘못된 문구처럼 급할 때 씁니다. 멈춘 동안의 알림은 없어지지 않고 기다립니다.
      </p>
      {switches.stopped ? (
        <ReasonForm act="resume" words="발송 다시 시작" tone="primary" fault={fault('resume')} />
      ) : (
        <ReasonForm act="stop" words="모든 발송 멈추기" tone="secondary" fault={fault('stop')} />
      )}
    </Panel>
  );
}

function TrialPanel({ switches, trialNumbers, act, faults }: GatewaysPageProps): ReactElement {
  const fault = (one: string) => (act === one ? faults?.reason : undefined);
  const numbersFault = faults?.numbers;
  return (
    <Panel id="trial" title="시험 발송">
      <p className="ma-note">
        켜면 시험 번호에만 보냅니다. 지금 시험 번호는 <strong>{count(trialNumbers)}개</strong>입니다. 번호는 암호로 바꿔
        두므로 다시 보여 드리지 못하고, 새로 적으면 모두 바뀝니다.
      </p>
      {switches.trial ? (
        <ReasonForm act="live" words="시험 발송 끝내기" tone="primary" fault={fault('live')} />
      ) : (
        <ReasonForm act="trial" words="시험 발송 시작" tone="secondary" fault={fault('trial')} />
      )}
      <form method="post" action="/gateways/trial-numbers" className="ma-act">
        <FormField
          id="numbers"
          label="시험 번호"
          hint="한 줄에 하나씩, 100개까지. 비우고 저장하면 모두 지웁니다."
          error={numbersFault}
        >
          <textarea
            id="numbers"
            name="numbers"
            className="krds-input ma-textarea"
            rows={4}
            inputMode="numeric"
            autoComplete="off"
            aria-describedby={numbersFault === undefined ? 'numbers-hint' : 'numbers-hint numbers-error'}
            aria-invalid={numbersFault !== undefined}
          />
        </FormField>
        <Button tone="tertiary">시험 번호 저장</Button>
      </form>
    </Panel>
  );
}

function AccountsPanel({ accounts }: { accounts: VendorAnswer[] | null }): ReactElement {
  return (
    <Panel
      id="accounts"
      title="업체 계정 확인"
      aside={
        <LinkButton href="/gateways?check=1#accounts" size="small" tone="tertiary">
          지금 확인하기
        </LinkButton>
      }
    >
      <p className="ma-note">우리 키로 업체에 템플릿과 잔액을 묻습니다. 아무것도 보내지 않습니다.</p>
      {accounts !== null && <VendorAnswers answers={accounts} />}
    </Panel>
  );
}

/** What each vendor answered when it was asked with our keys. */
export function VendorAnswers({ answers }: { answers: VendorAnswer[] }): ReactElement {
  return (
    <ul className="ma-checks">
      {answers.map(({ vendor, reached, why, balance, daysLeft }) => (
        <li key={vendor}>
          <Notice
            tone={reached ? 'success' : 'danger'}
            title={`${vendorName(vendor)}: ${reached ? '연결되고 키가 맞습니다' : '확인하지 못했습니다'}`}
          >
            {reached
              ? `${balance === null ? '나중에 청구하는 계약이라 잔액이 없습니다.' : `잔액 ${count(Math.floor(balance))}원`}${
                  daysLeft === null ? '' : `, 요즘 쓰는 만큼이면 ${count(daysLeft)}일분`
                }`
              : `${why}. 환경 변수의 주소와 키, 방화벽을 확인해 주세요.`}
          </Notice>
        </li>
      ))}
    </ul>
  );
}
