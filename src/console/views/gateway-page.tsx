import type { ReactElement } from 'react';
import {
  Badge,
  Button,
  EmptyState,
  FormField,
  LinkButton,
  Notice,
  RadioGroup,
  Table,
  TextInput,
} from '../../../libs/krds/index.js';
import { STANDING_MINUTES, type GatewayDto, type LineStanding, type Price } from '../../messaging/index.js';
import { ActForm } from './act-form.js';
import { momentOf } from './dates.js';
import { count } from './figures.js';
import { lineState, vendorName } from './gateway-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';
import { CHANNEL_NAMES } from './words.js';

export type GatewayDone = 'changed' | 'priced';

const DONE: Record<GatewayDone, { title: string; detail: string }> = {
  changed: { title: '바꾸었습니다', detail: '바로 적용됩니다. 사유를 이력과 접속기록에 남겼습니다.' },
  priced: { title: '단가를 적었습니다', detail: '발송 비용을 이 단가로 다시 셉니다.' },
};

interface GatewayPageProps {
  frame: StaffFrame;
  gateway: GatewayDto;
  standing: LineStanding;
  mayChange: boolean;
  /** The sample first, then the county's own by month. */
  prices: Price[];
  done?: GatewayDone;
  faults?: Record<string, string>;
}

/** One vendor on one channel: its share, its switch, each shift with its reason. */
export function GatewayPage(props: GatewayPageProps): ReactElement {
  const { frame, gateway, standing, mayChange, prices, done, faults } = props;
  const { name, tone } = lineState(gateway, standing);
  return (
    <StaffPage
      frame={frame}
      title={`${vendorName(gateway.vendor)} ${CHANNEL_NAMES[gateway.channel]}`}
      aside={<Badge tone={tone}>{name}</Badge>}
    >
      {done !== undefined && (
        <Notice tone="success" title={DONE[done].title} isAlert>
          {DONE[done].detail}
        </Notice>
      )}
      {standing.leftAloneSince !== null && (
        <Notice tone="danger" title="연속으로 실패하여 잠시 보내지 않습니다">
          {momentOf(standing.leftAloneSince)}부터입니다. 몇 초마다 한 건으로 다시 시험하고, 성공하면 저절로 풀립니다. 그
          동안은 다른 업체로 보냅니다.
        </Notice>
      )}
      <div className="ma-case">
        <div className="ma-case-main">
          <Panel id="history" title="비중이 바뀐 이력">
            <Table
              stacks
              caption="비중이 바뀐 이력, 새것부터"
              columns={[
                { head: '때', cell: ({ at }) => <time dateTime={at}>{momentOf(at)}</time> },
                {
                  head: '비중',
                  cell: ({ from, to }) => (
                    <span className="ma-figure">{from === to ? `${to}, 그대로` : `${from} → ${to}`}</span>
                  ),
                },
                { head: '사유', isRowHead: true, kind: 'wide', cell: ({ reason }) => reason },
              ]}
              rows={gateway.changes}
              rowKey={({ at, from, to }) => `${at} ${from} ${to}`}
              empty={
                <EmptyState title="바뀐 적이 없습니다">
                  <p>처음부터 비중 {gateway.restingWeight}으로 보내고 있습니다.</p>
                </EmptyState>
              }
            />
          </Panel>
          <PricePanel gateway={gateway} prices={prices} mayChange={mayChange} faults={faults} />
        </div>
        <div className="ma-case-side">
          <Panel id="now" title={`최근 ${STANDING_MINUTES}분`}>
            <dl className="ma-pairs">
              <div>
                <dt>초당 건수</dt>
                <dd className="ma-figure">
                  {gateway.messagesPerSecond === null ? '제한 없음' : `${count(gateway.messagesPerSecond)}건까지`}
                </dd>
              </div>
              {(
                [
                  ['보냄', standing.sent],
                  ['전달', standing.delivered],
                  ['오류', standing.troubled],
                  ['3초 넘는 지연', standing.slow],
                ] as const
              ).map(([what, n]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd className="ma-figure">{count(n)}건</dd>
                </div>
              ))}
            </dl>
          </Panel>
          {mayChange && <ChangeForm gateway={gateway} faults={faults} />}
          <p>
            <LinkButton href="/gateways" size="small" tone="tertiary">
              모든 게이트웨이
            </LinkButton>
          </p>
        </div>
      </div>
    </StaffPage>
  );
}

/** What a message costs over this line, from which month on. */
function PricePanel({
  gateway: { vendor, channel },
  prices,
  mayChange,
  faults,
}: Pick<GatewayPageProps, 'gateway' | 'prices' | 'mayChange' | 'faults'>): ReactElement {
  return (
    <Panel id="prices" title="한 건의 단가(부가세 별도)">
      <Table
        stacks
        caption="한 건의 단가, 부가세 별도"
        columns={[
          { head: '언제부터', isRowHead: true, cell: ({ since }: Price) => since ?? '예시(계약 단가를 적기 전)' },
          { head: '단가(원)', kind: 'number', cell: ({ won }) => count(won) },
        ]}
        rows={prices}
        rowKey={({ since }) => since ?? ''}
        empty={<EmptyState title="적은 단가가 없습니다" />}
      />
      {mayChange && (
        <ActForm action={`/gateways/${vendor}/${channel}/price`} act="단가 적기" tone="secondary">
          <div className="ma-fields-row">
            <TextField
              name="since"
              label="언제부터(해와 달)"
              placeholder="2026-05"
              required
              maxLength={7}
              faults={faults}
            />
            <TextField name="won" label="단가(원)" placeholder="8.5" required maxLength={8} faults={faults} />
          </div>
        </ActForm>
      )}
    </Panel>
  );
}

function ChangeForm({ gateway, faults }: Pick<GatewayPageProps, 'gateway' | 'faults'>): ReactElement {
  const { vendor, channel, restingWeight, messagesPerSecond, switchedOff } = gateway;
  const field = (name: string) => ({
    'aria-describedby': faults?.[name] === undefined ? `${name}-hint` : `${name}-hint ${name}-error`,
    'aria-invalid': faults?.[name] !== undefined,
  });
  return (
    <Panel id="change" title="바꾸기">
      <form method="post" action={`/gateways/${vendor}/${channel}`} className="ma-fields">
        <FormField
          id="restingWeight"
          label="평소 비중"
          hint="0에서 100. 다른 업체와의 비율만큼 나누어 보냅니다. 오류가 늘면 저절로 낮아졌다가 돌아옵니다."
          error={faults?.restingWeight}
        >
          <TextInput
            id="restingWeight"
            name="restingWeight"
            type="number"
            min={0}
            max={100}
            required
            defaultValue={restingWeight}
            {...field('restingWeight')}
          />
        </FormField>
        <FormField
          id="messagesPerSecond"
          label="초당 건수"
          hint="계약에서 1초에 보낼 수 있는 건수. 비우면 업체가 받는 만큼 보냅니다."
          error={faults?.messagesPerSecond}
        >
          <TextInput
            id="messagesPerSecond"
            name="messagesPerSecond"
            type="number"
            min={1}
            max={10_000}
            defaultValue={messagesPerSecond ?? ''}
            {...field('messagesPerSecond')}
          />
        </FormField>
        <RadioGroup
          name="use"
          legend="이 업체"
          value={switchedOff ? 'off' : 'on'}
          options={[
            { value: 'on', label: '쓰기' },
            { value: 'off', label: '끄기' },
          ]}
          error={faults?.use}
        />
        <FormField id="reason" label="사유" hint="이력과 접속기록에 남습니다." error={faults?.reason}>
          <TextInput id="reason" name="reason" required minLength={2} maxLength={200} {...field('reason')} />
        </FormField>
        <Button>바꾸기</Button>
      </form>
    </Panel>
  );
}
