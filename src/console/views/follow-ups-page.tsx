import type { ReactElement } from 'react';
import {
  Badge,
  Button,
  EmptyState,
  FormField,
  LinkButton,
  Notice,
  Pagination,
  Tabs,
  TextArea,
} from '../../../libs/krds/index.js';
import type { FollowUp } from '../../surveys/index.js';
import { caseHref, withQuery } from './case-links.js';
import { fullDayOf, momentOf } from './dates.js';
import { DepartmentFilter } from './department-filter.js';
import { StaffPage, type StaffFrame } from './staff-page.js';
import { toneOf } from './survey-comments-page.js';

export interface FollowUpFilters {
  /** Open ones where nothing is chosen. */
  state?: FollowUp['state'];
  departmentCode?: string;
}

const STATES: Record<FollowUp['state'], string> = { OPEN: '할 일', CLOSED: '마침', WITHDRAWN: '취소됨' };

interface FollowUpsPageProps {
  frame: StaffFrame;
  /** The newest first. */
  items: FollowUp[];
  filters: FollowUpFilters;
  departments: { code: string; name: string }[];
  mayClose: boolean;
  isDone: boolean;
  /** Why one could not be closed. */
  fault?: { id: string; why: string };
  hasEarlier: boolean;
  nextCursor: string | null;
  problem?: string;
}

/** Citizens who were not content: whom to call where they asked for it, what to look into where they did not. */
export function FollowUpsPage(props: FollowUpsPageProps): ReactElement {
  const { frame, items, filters, departments, mayClose, isDone, fault, hasEarlier, nextCursor, problem } = props;
  const { state = 'OPEN', departmentCode } = filters;
  const names = new Map(departments.map(({ code, name }) => [code, name]));
  return (
    <StaffPage frame={frame} title="낮은 만족도 조치">
      {isDone && <Notice tone="success" isAlert title="조치를 마쳤습니다" />}
      {fault !== undefined && !items.some(({ id }) => id === fault.id) && (
        <Notice tone="danger" isAlert title="마치지 못했습니다">
          {fault.why}
        </Notice>
      )}
      <DepartmentFilter
        action="/follow-ups"
        departments={departments}
        chosen={departmentCode}
        kept={[{ name: 'state', value: state }]}
      />
      <Tabs
        label="처리 상태"
        tabs={(Object.keys(STATES) as FollowUp['state'][]).map((value) => ({
          href: withQuery('/follow-ups', { departmentCode, state: value }),
          label: STATES[value],
          isCurrent: value === state,
        }))}
      />
      <div className="ma-panel">
        <p className="ma-note">
          1점이나 2점을 준 답변과 연락을 바란 답변입니다. 연락을 바란 분만 접수번호가 보입니다. 나머지는 누구인지 알 수
          없으니 절차를 살펴 주세요.
        </p>
        {items.length === 0 ? (
          <EmptyState title={problem === undefined ? '조치할 답변이 없습니다' : '찾지 못했습니다'}>
            {problem !== undefined && (
              <>
                <p>{problem}</p>
                <LinkButton href="/follow-ups" size="small">
                  조건 지우기
                </LinkButton>
              </>
            )}
          </EmptyState>
        ) : (
          <ul className="ma-plain-list">
            {items.map((item) => (
              <li key={item.id} className="ma-follow-up">
                <div>
                  <p>
                    <Badge tone={toneOf(item.score)}>{item.score}점</Badge>{' '}
                    <strong>{names.get(item.departmentCode) ?? item.departmentCode}</strong> {item.month} 처리
                  </p>
                  <p className="ma-note">
                    {item.kind === 'CONTACT' ? '연락을 바람' : '이름 없는 답변'}
                    {item.receiptNo !== null && (
                      <>
                        {' · '}
                        <a className="ma-text-link" href={caseHref(item.receiptNo)}>
                          {item.receiptNo}
                        </a>
                      </>
                    )}
                    {item.dueOn !== null && ` · ${fullDayOf(item.dueOn)}까지`} · {momentOf(item.openedAt)}에 옴
                  </p>
                  {item.note !== null && <p>{item.note}</p>}
                  {item.closedAt !== null && <p className="ma-note">{momentOf(item.closedAt)}에 마침</p>}
                </div>
                {mayClose && item.state === 'OPEN' && (
                  <CloseForm item={item} why={fault?.id === item.id ? fault.why : undefined} />
                )}
              </li>
            ))}
          </ul>
        )}
        <Pagination
          label="낮은 만족도 조치 쪽"
          firstHref={hasEarlier ? withQuery('/follow-ups', filters) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/follow-ups', { ...filters, cursor: nextCursor })}
        />
      </div>
    </StaffPage>
  );
}

function CloseForm({ item, why }: { item: FollowUp; why: string | undefined }): ReactElement {
  const id = `note-${item.id}`;
  return (
    <details open={why !== undefined}>
      <summary>조치 적고 마치기</summary>
      <form className="ma-form" method="post" action={`/follow-ups/${item.id}/close`} data-turbo="false">
        <FormField id={id} label="무엇을 했나요?" hint="이름이나 번호는 적지 마세요." error={why}>
          <TextArea
            id={id}
            name="note"
            rows={3}
            required
            minLength={2}
            maxLength={1000}
            aria-describedby={why === undefined ? `${id}-hint` : `${id}-hint ${id}-error`}
            aria-invalid={why !== undefined}
          />
        </FormField>
        <Button size="small">조치 마치기</Button>
      </form>
    </details>
  );
}
