import type { ReactElement, ReactNode } from 'react';
import { Badge, EmptyState, Notice, Table } from '../../../libs/krds/index.js';
import type { SenderProfileView } from '../../messaging/index.js';
import { ActForm } from './act-form.js';
import { fullDayOf, momentOf } from './dates.js';
import { headOf, PhonePreview } from './phone-preview.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { telephone } from './telephone.js';
import { TextField } from './text-field.js';

interface SenderProfilePageProps {
  frame: StaffFrame;
  /** The one in use first. */
  versions: SenderProfileView[];
  /** `YYYY-MM-DD`. */
  today: string;
  mayEdit: boolean;
  isDone: boolean;
  faults?: Record<string, string>;
  refusal?: { detail: string };
  typed?: Record<string, string>;
}

const SAMPLE = '민원 처리 상황을 알려 드립니다.';
/** A proof that ends within so many days is warned of. */
const SOON_DAYS = 30;

/** Screen 14: who the citizen sees, what vouches for it until when, and how it was before. */
export function SenderProfilePage(props: SenderProfilePageProps): ReactElement {
  const { frame, versions, today, mayEdit, isDone, faults, refusal, typed } = props;
  const current = versions.find(({ inUse }) => inUse) ?? null;
  return (
    <StaffPage frame={frame} title="발신 프로필">
      {isDone && (
        <Notice tone="success" isAlert title="발신 프로필을 등록했습니다">
          기관명이 바뀌었으면 모든 문구의 새 판이 생겼습니다.{' '}
          <a className="ma-text-link" href="/templates">
            문구(템플릿)
          </a>
          에서 심사를 요청해 주세요.
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice tone="danger" isAlert title="등록하지 않았습니다">
          {refusal.detail}
        </Notice>
      )}
      {faults !== undefined && (
        <Notice tone="danger" isAlert title="고칠 칸이 있습니다">
          아래에 표시한 칸을 고치고 다시 등록해 주세요.
        </Notice>
      )}
      {current === null ? (
        <div className="ma-panel">
          <EmptyState title="발신 프로필이 없습니다">
            <p>
              등록한 발신번호가 있어야 보낼 수 있습니다(전기통신사업법 제84조의2). 그 전에는 아무것도 나가지 않습니다.
            </p>
          </EmptyState>
        </div>
      ) : (
        <Current profile={current} today={today} />
      )}
      {mayEdit && <EditForm current={current} faults={faults} typed={typed} />}
      {versions.length > 0 && <Versions versions={versions} />}
    </StaffPage>
  );
}

function Current({ profile, today }: { profile: SenderProfileView; today: string }): ReactElement {
  const { organisation, senderNumber, kakaoChannelId, rcsBrandId, safeMark } = profile;
  const until = [
    ['발신번호 등록', profile.expiresOn],
    ['안심마크', profile.safeMarkUntil],
  ] as const;
  return (
    <>
      {until.map(
        ([what, day]) =>
          day !== null &&
          daysBetween(today, day) <= SOON_DAYS && (
            <Notice
              key={what}
              tone={day < today ? 'danger' : 'warning'}
              title={
                day < today ? `${what} 기간이 끝났습니다` : `${what} 기간이 ${daysBetween(today, day)}일 남았습니다`
              }
            >
              {fullDayOf(day)}까지입니다. 업체에서 연장하고 새 날짜를 적어 주세요.
            </Notice>
          ),
      )}
      <div className="ma-case">
        <div className="ma-case-main">
          <Panel id="seen" title="민원인이 보는 보낸 이">
            <div className="ma-phones">
              <PhonePreview
                channel="ALIMTALK"
                sender={organisation}
                proof="KAKAO_CHANNEL"
                title={null}
                text={SAMPLE}
                buttons={[]}
              />
              <PhonePreview
                channel="RCS"
                sender={organisation}
                proof={safeMark ? 'RCS_SAFE_MARK' : 'RCS_BRAND'}
                title={null}
                text={SAMPLE}
                buttons={[]}
              />
              <PhonePreview
                channel="LMS"
                sender={headOf('LMS', organisation, senderNumber)}
                proof="NUMBER_ONLY"
                title={null}
                text={SAMPLE}
                buttons={[]}
              />
            </div>
            <p className="ma-note">
              안심마크(확인된 발신번호)는 안드로이드 전화기의 RCS에만 나타나며, 문자에는 확인 표시가 없습니다.
            </p>
          </Panel>
        </div>
        <div className="ma-case-side">
          <Panel
            id="proof"
            title="등록과 안심마크"
            aside={<Badge tone={safeMark ? 'success' : 'gray'}>{safeMark ? '안심마크 켜짐' : '안심마크 없음'}</Badge>}
          >
            <dl className="ma-pairs">
              <Pair name="기관명">{organisation}</Pair>
              <Pair name="발신번호">
                <span className="ma-figure">{telephone(senderNumber)}</span>{' '}
                {profile.registeredOn === null ? (
                  <Badge tone="danger">등록 안 됨</Badge>
                ) : (
                  <Badge tone="success">{fullDayOf(profile.registeredOn)} 등록</Badge>
                )}
              </Pair>
              <Pair name="등록 끝">{dayOr(profile.expiresOn, '정해진 날 없음')}</Pair>
              <Pair name="대표전화">
                <span className="ma-figure">{profile.mainNumber}</span>
              </Pair>
              <Pair name="카카오 채널">{kakaoChannelId ?? '없음'}</Pair>
              <Pair name="RCS 브랜드">{rcsBrandId ?? '없음'}</Pair>
              <Pair name="RCS 대화방">
                {profile.rcsChatroomId === null ? '없음' : telephone(profile.rcsChatroomId)}
              </Pair>
              <Pair name="KISA 승인">{dayOr(profile.safeMarkKisaOn, '승인 전')}</Pair>
              <Pair name="대화방 켬">{dayOr(profile.safeMarkChatroomOn, '켜지 않음')}</Pair>
              <Pair name="안심마크 끝">{dayOr(profile.safeMarkUntil, '정해진 날 없음')}</Pair>
            </dl>
          </Panel>
        </div>
      </div>
    </>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function dayOr(day: string | null, none: string): string {
  return day === null ? none : fullDayOf(day);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

interface EditFormProps extends Pick<SenderProfilePageProps, 'faults' | 'typed'> {
  current: SenderProfileView | null;
}

/** Everything that is said of a sender, in one form. */
function EditForm({ current, faults, typed }: EditFormProps): ReactElement {
  const same = { values: typed ?? asTyped(current), faults };
  return (
    <Panel id="edit" title={current === null ? '발신 프로필 등록' : '새로 등록하기'}>
      <ActForm action="/sender-profile" act={current === null ? '발신 프로필 등록' : '바꾼 내용 등록'}>
        <TextField name="organisation" label="기관명" hint="모든 문구의 첫머리에 들어갑니다." required {...same} />
        <div className="ma-form-row">
          <TextField
            name="senderNumber"
            label="발신번호"
            hint="업체마다 등록되어 있는지 지금 확인합니다."
            inputMode="tel"
            required
            {...same}
          />
          <TextField name="mainNumber" label="대표전화" hint="부서 번호가 없을 때 알려 드립니다." required {...same} />
          <TextField
            name="expiresOn"
            label="발신번호 등록이 끝나는 날"
            hint="없으면 비워 두세요."
            type="date"
            {...same}
          />
        </div>
        <div className="ma-form-row">
          <TextField name="kakaoChannelId" label="카카오 채널 ID" maxLength={60} {...same} />
          <TextField name="rcsBrandId" label="RCS 브랜드 ID" maxLength={60} {...same} />
          <TextField name="rcsChatroomId" label="RCS 대화방 번호" inputMode="tel" {...same} />
        </div>
        <div className="ma-form-row">
          <TextField name="safeMarkKisaOn" label="안심마크 KISA 승인일" type="date" {...same} />
          <TextField name="safeMarkChatroomOn" label="대화방에서 켠 날" type="date" {...same} />
          <TextField name="safeMarkUntil" label="안심마크가 끝나는 날" type="date" {...same} />
        </div>
        <TextField name="reason" label="사유" hint="접속기록에 남습니다." required maxLength={200} {...same} />
      </ActForm>
    </Panel>
  );
}

function asTyped(current: SenderProfileView | null): Record<string, string | null> {
  if (current === null) return {};
  const { organisation, senderNumber, mainNumber, kakaoChannelId, rcsBrandId, rcsChatroomId } = current;
  const { safeMarkKisaOn, safeMarkChatroomOn, safeMarkUntil, expiresOn } = current;
  const names = { organisation, mainNumber, kakaoChannelId, rcsBrandId };
  const numbers = {
    senderNumber: telephone(senderNumber),
    rcsChatroomId: rcsChatroomId === null ? null : telephone(rcsChatroomId),
  };
  return { ...names, ...numbers, safeMarkKisaOn, safeMarkChatroomOn, safeMarkUntil, expiresOn };
}

function Versions({ versions }: { versions: SenderProfileView[] }): ReactElement {
  return (
    <Panel id="versions" title="등록 이력">
      <Table
        stacks
        caption="발신 프로필의 등록 이력, 새것부터"
        columns={[
          {
            head: '등록한 때',
            isRowHead: true,
            cell: (row: SenderProfileView) => <time dateTime={row.createdAt}>{momentOf(row.createdAt)}</time>,
          },
          {
            head: '상태',
            cell: ({ inUse }) => <Badge tone={inUse ? 'success' : 'gray'}>{inUse ? '사용 중' : '예전'}</Badge>,
          },
          { head: '기관명', cell: ({ organisation }) => organisation },
          {
            head: '발신번호',
            cell: ({ senderNumber }) => <span className="ma-figure">{telephone(senderNumber)}</span>,
          },
          { head: '카카오 채널', cell: ({ kakaoChannelId }) => kakaoChannelId ?? '없음' },
          { head: '안심마크', cell: ({ safeMark }) => (safeMark ? '켜짐' : '없음') },
        ]}
        rows={versions}
        rowKey={({ id }) => id}
        empty={null}
      />
    </Panel>
  );
}
