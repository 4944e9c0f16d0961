import { Fragment, type ReactElement, type ReactNode } from 'react';
import { Badge, Button, FormField, Icon, LinkButton, Notice, TextInput } from '../../../libs/krds/index.js';
import type { Problem } from '../../../libs/http/index.js';
import type { AttemptView, MessageView } from '../../messaging/index.js';
import { caseHref, withQuery } from './case-links.js';
import { momentOf } from './dates.js';
import { vendorName } from './gateway-words.js';
import { adviceOf, flagInWords, storyOf, whyNotResendable } from './notice-story.js';
import { headOf, PhonePreview } from './phone-preview.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import {
  ATTEMPT_STATUS,
  CHANNEL_NAMES,
  MESSAGE_STATUS,
  OCCASION_NAMES,
  RECIPIENT_NAMES,
  SENDER_PROOFS,
  STATUS_REASONS,
} from './words.js';

export type NoticeDone = 'resent' | 'skipped';

export interface NoticePageProps {
  frame: StaffFrame;
  notice: MessageView & { text: string | null };
  /** Digits; null where there is no sender profile. */
  senderNumber: string | null;
  mayReadText: boolean;
  mayResend: boolean;
  /** Of the form that sends again. */
  newKey: string;
  done?: NoticeDone;
  refusal?: Problem;
  faults?: Record<string, string>;
}

const DONE: Record<NoticeDone, { title: string; detail: string }> = {
  resent: { title: '다시 보냅니다', detail: '처음 수단부터 다시 시작합니다. 결과는 이 화면에 나타납니다.' },
  skipped: { title: '보내지 않기로 했습니다', detail: '사유를 접속기록에 남겼습니다.' },
};

/** Screen 12: one notice: what it has come to, why, what to do, and each attempt on a line of time. */
export function NoticePage(props: NoticePageProps): ReactElement {
  const { frame, notice, senderNumber, mayReadText, mayResend, newKey, done, refusal, faults } = props;
  const story = storyOf(notice);
  const { name, tone } = MESSAGE_STATUS[notice.status];
  return (
    <StaffPage frame={frame} title={OCCASION_NAMES[notice.occasion]} aside={<Badge tone={tone}>{name}</Badge>}>
      {done !== undefined && (
        <Notice tone="success" title={DONE[done].title} isAlert>
          {DONE[done].detail}
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice tone="danger" title="하지 않았습니다" isAlert>
          {refusal.detail}
        </Notice>
      )}
      {faults?.key !== undefined && (
        <Notice tone="danger" title="하지 않았습니다" isAlert>
          {faults.key}
        </Notice>
      )}
      <Notice tone={story.tone} title={story.title}>
        {story.detail}
      </Notice>
      <div className="ma-case">
        <div className="ma-case-main">
          <Panel id="attempts" title="보낸 과정">
            <ol className="ma-line">
              <LineItem icon="document" at={notice.createdAt} title="알림을 기록했습니다" />
              {notice.attempts.map((attempt, index, all) => (
                <Fragment key={index}>
                  {beginsAnew(attempt, all[index - 1]) && (
                    <LineItem icon="document" at={attempt.at} title="처음 수단부터 다시 보냈습니다" />
                  )}
                  <AttemptItem
                    attempt={attempt}
                    isTheEnd={notice.status === 'FAILED' && index === notice.attempts.length - 1}
                  />
                </Fragment>
              ))}
              {notice.settledAt !== undefined && (
                <LineItem icon={notice.status === 'DELIVERED' ? 'check' : 'warning'} at={notice.settledAt} title={name}>
                  {notice.statusReason !== undefined && STATUS_REASONS[notice.statusReason]}
                </LineItem>
              )}
            </ol>
          </Panel>
          {mayResend && <Acts notice={notice} newKey={newKey} fault={faults?.reason} />}
        </div>
        <div className="ma-case-side">
          <Panel id="facts" title="알림">
            <dl className="ma-pairs">
              <Pair name="접수번호">
                {notice.receiptNo === undefined ? (
                  '민원 없음'
                ) : (
                  <a className="ma-text-link ma-figure" href={caseHref(notice.receiptNo)}>
                    {notice.receiptNo}
                  </a>
                )}
              </Pair>
              <Pair name="받는 분">
                {RECIPIENT_NAMES[notice.recipientKind]}{' '}
                <span className="ma-figure">{notice.to ?? '번호 없음 또는 파기'}</span>
              </Pair>
              {notice.channel !== undefined && <Pair name="수단">{CHANNEL_NAMES[notice.channel]}</Pair>}
              <Pair name="발신 표시">{SENDER_PROOFS[notice.senderProof]}</Pair>
              {notice.legalDocumentRequired && <Pair name="서면">법이 문서 통지도 요구합니다</Pair>}
              {notice.flags.length > 0 && (
                <Pair name="만들 때">
                  <ul>
                    {notice.flags.map((flag) => (
                      <li key={flag}>{flagInWords(flag)}</li>
                    ))}
                  </ul>
                </Pair>
              )}
            </dl>
            <p className="ma-panel-links">
              <LinkButton
                href={withQuery('/messages', { receiptNo: notice.receiptNo ?? '' })}
                size="small"
                tone="tertiary"
              >
                {notice.receiptNo === undefined ? '메시지 기록' : '이 민원의 모든 알림'}
              </LinkButton>
            </p>
          </Panel>
          <Panel id="text" title="보낸 내용">
            <Content
              notice={notice}
              organisation={frame.organisation}
              senderNumber={senderNumber}
              mayReadText={mayReadText}
            />
          </Panel>
        </div>
      </div>
    </StaffPage>
  );
}

/** A chain only goes on from AlimTalk to RCS to text: whatever goes back was sent again by an operator. */
function beginsAnew({ channel }: AttemptView, before: AttemptView | undefined): boolean {
  return before !== undefined && CHAIN[channel] < CHAIN[before.channel];
}

const CHAIN: Record<AttemptView['channel'], number> = { ALIMTALK: 0, RCS: 1, LMS: 2, SMS: 2 };

function Pair({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface LineItemProps {
  icon: 'document' | 'check' | 'warning' | 'send';
  at: string;
  title: ReactNode;
  children?: ReactNode;
}

function LineItem({ icon, at, title, children }: LineItemProps): ReactElement {
  return (
    <li className={icon === 'send' ? 'ma-line-item is-message' : 'ma-line-item is-step'}>
      <span className="ma-line-mark">
        <Icon name={icon} />
      </span>
      <div className="ma-line-body">
        <time className="ma-line-time" dateTime={at}>
          {momentOf(at)}
        </time>
        <p className="ma-line-title">{title}</p>
        {children !== undefined && children !== false && <div className="ma-note">{children}</div>}
      </div>
    </li>
  );
}

function AttemptItem({ attempt, isTheEnd }: { attempt: AttemptView; isTheEnd: boolean }): ReactElement {
  const { name, tone } = ATTEMPT_STATUS[attempt.status];
  const { cause, action, isOurs } = adviceOf(attempt, isTheEnd);
  return (
    <LineItem
      icon="send"
      at={attempt.at}
      title={
        <>
          <strong>{CHANNEL_NAMES[attempt.channel]}</strong>{' '}
          <span className="ma-vendor">{vendorName(attempt.vendor)}</span> <Badge tone={tone}>{name}</Badge>
        </>
      }
    >
      <dl className={isOurs ? 'ma-advice is-ours' : 'ma-advice'}>
        <div>
          <dt>원인</dt>
          <dd>
            {cause}
            {attempt.code !== undefined && <span className="ma-code"> 업체 코드 {attempt.code}</span>}
          </dd>
        </div>
        <div>
          <dt>할 일</dt>
          <dd>{action}</dd>
        </div>
      </dl>
    </LineItem>
  );
}

interface ContentProps extends Pick<NoticePageProps, 'notice' | 'senderNumber' | 'mayReadText'> {
  organisation: string;
}

function Content({ notice, organisation, senderNumber, mayReadText }: ContentProps): ReactElement {
  if (!mayReadText) return <p className="ma-note">내용은 담당 부서와 운영자만 볼 수 있습니다.</p>;
  if (notice.text === null) return <p className="ma-note">아직 만들지 않았거나, 보관 기간이 지나 파기되었습니다.</p>;
  const channel = notice.channel ?? 'ALIMTALK';
  return (
    <PhonePreview
      channel={channel}
      sender={headOf(channel, organisation, senderNumber)}
      proof={notice.senderProof}
      title={null}
      text={notice.text}
      buttons={[]}
    />
  );
}

/** Sending again, with its guard; for what an operator has to decide on, both answers. */
function Acts({
  notice,
  newKey,
  fault,
}: {
  notice: MessageView;
  newKey: string;
  fault: string | undefined;
}): ReactElement {
  const why = whyNotResendable(notice);
  return (
    <Panel id="acts" title={notice.heldForOperator ? '보낼지 정하기' : '다시 보내기'}>
      {why !== null ? (
        <p className="ma-note">{why}</p>
      ) : (
        <form method="post" action={`/messages/${notice.id}/resend`} className="ma-act">
          <input type="hidden" name="key" value={newKey} />
          <p className="ma-note">
            {notice.heldForOperator
              ? '지금 보냅니다. 늦은 시간이면 아침에 보냅니다.'
              : '알림톡부터 다시 시작합니다. 두 번 눌러도 한 번만 보내고, 늦은 시간이면 아침에 보냅니다.'}
          </p>
          <Button size="medium">{notice.heldForOperator ? '이 알림 보내기' : '이 알림 다시 보내기'}</Button>
        </form>
      )}
      {notice.heldForOperator && (
        <form method="post" action={`/messages/${notice.id}/skip`} className="ma-act">
          <FormField id="reason" label="보내지 않는 사유" hint="접속기록에 남습니다." error={fault}>
            <TextInput
              id="reason"
              name="reason"
              required
              maxLength={200}
              aria-describedby={fault === undefined ? 'reason-hint' : 'reason-hint reason-error'}
              aria-invalid={fault !== undefined}
            />
          </FormField>
          <Button tone="tertiary">보내지 않기</Button>
        </form>
      )}
    </Panel>
  );
}
