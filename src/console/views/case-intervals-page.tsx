import type { ReactElement } from 'react';
import { Button, EmptyState, FormField, LinkButton, Notice, Select, TextInput } from '../../../libs/krds/index.js';
import { EXCLUSION_REASONS, type ExclusionReason, type IntervalAnswer, type ShownInterval } from '../../cases/index.js';
import { caseHref } from './case-links.js';
import type { CaseFileView } from './case-page.js';
import { momentOf } from './dates.js';
import { IntervalWords } from './interval-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { EXCLUSION_NAMES } from './words.js';

/** What somebody wants to change: a new interval, or `id` taken back. */
export interface AskedEdit {
  id: string | null;
  reason?: ExclusionReason;
  from?: string;
  to?: string | null;
  note?: string | null;
}

interface CaseIntervalsPageProps {
  frame: StaffFrame;
  petition: CaseFileView;
  intervals: ShownInterval[];
  asked?: Partial<AskedEdit>;
  /** What would move, shown before it is done. */
  preview?: IntervalAnswer;
  faults?: Record<string, string>;
  /** Why it cannot be done. */
  refusal?: string;
  done?: 'entered' | 'removed';
}

/** Time left out of a case: what is, what an operator enters, and what that moves before it moves. */
export function CaseIntervalsPage(props: CaseIntervalsPageProps): ReactElement {
  const { frame, petition, intervals, preview, asked, refusal, done } = props;
  const isOpen = petition.stage !== 'COMPLETED' && petition.stage !== 'VOIDED';
  return (
    <StaffPage
      frame={frame}
      title="처리기간에서 뺀 시간"
      aside={
        <a className="ma-text-link" href={caseHref(petition.receiptNo)}>
          {petition.petition.typeName} <span className="ma-figure">{petition.receiptNo}</span>
        </a>
      }
    >
      {done !== undefined && (
        <Notice
          tone="success"
          isAlert
          title={
            done === 'entered'
              ? '뺀 시간을 넣고 기한을 다시 계산했습니다'
              : '넣은 시간을 되돌리고 기한을 다시 계산했습니다'
          }
        >
          법정 기한 {petition.dueAt === null ? '미정' : momentOf(petition.dueAt)}
        </Notice>
      )}
      {refusal !== undefined && (
        <Notice tone="danger" isAlert title="고치지 못했습니다">
          {refusal}
        </Notice>
      )}
      {preview !== undefined && asked !== undefined && (
        <Preview receiptNo={petition.receiptNo} preview={preview} asked={asked} />
      )}
      <div className="ma-columns">
        <Panel id="left-out" title="지금 뺀 시간">
          <p className="ma-note">새올의 보완 요구와 처리기간 제외, 군 전체의 장애는 여기서 고칠 수 없습니다.</p>
          {intervals.length === 0 ? (
            <EmptyState title="뺀 시간이 없습니다" />
          ) : (
            <ul className="ma-plain-list">
              {intervals.map((interval, index) => (
                <li key={index} className="ma-interval">
                  <span>
                    <IntervalWords interval={interval} />
                  </span>
                  {interval.id !== null && isOpen && (
                    <form
                      method="post"
                      action={`${caseHref(petition.receiptNo)}/intervals/${interval.id}/remove`}
                      data-turbo="false"
                    >
                      <Button name="act" value="preview" tone="tertiary" size="xsmall">
                        되돌리면 어떻게 되는지 보기
                      </Button>
                    </form>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Panel>
        {isOpen ? (
          <Panel id="enter" title="시간 빼기">
            <IntervalForm {...props} />
          </Panel>
        ) : (
          <Notice tone="information" title="처리가 끝난 민원입니다">
            처리 중인 민원의 기간만 바꿀 수 있습니다.
          </Notice>
        )}
      </div>
    </StaffPage>
  );
}

function IntervalForm({ petition, asked = {}, faults = {} }: CaseIntervalsPageProps): ReactElement {
  const described = (id: string, hint: boolean) =>
    [hint && `${id}-hint`, faults[id] !== undefined && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    // What is answered is a page, which Turbo would not take.
    <form
      className="ma-form"
      method="post"
      action={`${caseHref(petition.receiptNo)}/intervals`}
      data-turbo="false"
      noValidate
    >
      <FormField id="reason" label="사유(시행령 제20조)" error={faults.reason}>
        <Select
          id="reason"
          name="reason"
          value={asked.reason}
          options={[
            { value: '', label: '고르기' },
            ...EXCLUSION_REASONS.map((value) => ({ value, label: EXCLUSION_NAMES[value] })),
          ]}
        />
      </FormField>
      <div className="ma-form-row">
        <FormField id="from" label="시작하는 날" error={faults.from}>
          <TextInput
            id="from"
            name="from"
            type="date"
            required
            defaultValue={asked.from}
            aria-describedby={described('from', false)}
            aria-invalid={faults.from !== undefined}
          />
        </FormField>
        <FormField id="to" label="끝나는 날" hint="아직 모르면 비워 둡니다." error={faults.to}>
          <TextInput
            id="to"
            name="to"
            type="date"
            defaultValue={asked.to ?? undefined}
            aria-describedby={described('to', true)}
            aria-invalid={faults.to !== undefined}
          />
        </FormField>
      </div>
      <FormField id="note" label="메모" hint="이름이나 번호는 적지 마세요." error={faults.note}>
        <TextInput
          id="note"
          name="note"
          maxLength={200}
          defaultValue={asked.note ?? undefined}
          aria-describedby={described('note', true)}
          aria-invalid={faults.note !== undefined}
        />
      </FormField>
      <Button name="act" value="preview">
        어떻게 바뀌는지 보기
      </Button>
    </form>
  );
}

interface PreviewProps {
  receiptNo: string;
  preview: IntervalAnswer;
  asked: Partial<AskedEdit>;
}

/** What would move. Nothing has been changed yet. */
function Preview({ receiptNo, preview, asked }: PreviewProps): ReactElement {
  const { from, to, told, provisional } = preview;
  const at = (instant: string | null) => (instant === null ? '미정' : momentOf(instant));
  const removes = typeof asked.id === 'string';
  const base = `${caseHref(receiptNo)}/intervals`;
  return (
    <Notice tone="warning" isAlert title="이렇게 바뀝니다. 아직 바꾸지 않았습니다">
      <dl className="ma-pairs">
        <div>
          <dt>법정 기한</dt>
          <dd>
            {at(from.dueAt)} → <strong>{at(to.dueAt)}</strong>
            {provisional && ' (잠정)'}
          </dd>
        </div>
        <div>
          <dt>알린 날짜</dt>
          <dd>
            {at(from.targetAt)} → <strong>{at(to.targetAt)}</strong>
          </dd>
        </div>
        <div>
          <dt>민원인</dt>
          <dd>{told ? '예정일이 바뀐다고 알립니다' : '알리지 않습니다'}</dd>
        </div>
      </dl>
      <form className="ma-acts" method="post" action={removes ? `${base}/${asked.id}/remove` : base}>
        {!removes &&
          (['reason', 'from', 'to', 'note'] as const).map((name) => (
            <input key={name} type="hidden" name={name} value={asked[name] ?? ''} />
          ))}
        <Button name="act" value="do" size="small">
          {removes ? '되돌리기' : '이 시간 빼기'}
        </Button>
        <LinkButton href={base} size="small" tone="tertiary">
          그만두기
        </LinkButton>
      </form>
    </Notice>
  );
}
