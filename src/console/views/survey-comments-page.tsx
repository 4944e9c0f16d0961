import type { ReactElement } from 'react';
import { Badge, EmptyState, Notice, Pagination, type Tone } from '../../../libs/krds/index.js';
import type { SurveyComment } from '../../surveys/index.js';
import { withQuery } from './case-links.js';
import { DepartmentFilter } from './department-filter.js';
import { StaffPage, type StaffFrame } from './staff-page.js';

const PATH = '/reports/comments';

interface SurveyCommentsPageProps {
  frame: StaffFrame;
  /** In no order of time: an order would lead to a person. */
  items: SurveyComment[];
  departments: { code: string; name: string }[];
  departmentCode: string | undefined;
  hasEarlier: boolean;
  nextCursor: string | null;
  problem?: string;
}

/** Of an overall score, 1 to 5. */
export function toneOf(score: number): Tone {
  if (score <= 2) return 'danger';
  return score === 3 ? 'warning' : 'success';
}

/** What citizens wrote beside their scores; names and numbers were masked before it was kept. */
export function SurveyCommentsPage(props: SurveyCommentsPageProps): ReactElement {
  const { frame, items, departments, departmentCode, hasEarlier, nextCursor, problem } = props;
  const names = new Map(departments.map(({ code, name }) => [code, name]));
  return (
    <StaffPage frame={frame} title="민원인 의견">
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="조건을 읽지 못했습니다">
          {problem}
        </Notice>
      )}
      <DepartmentFilter action={PATH} departments={departments} chosen={departmentCode} />
      <div className="ma-panel">
        <p className="ma-note">
          이름과 번호는 가렸습니다. 누구인지 알 수 없도록 답변이 5건 이상인 달과 부서의 의견만, 온 순서와 다르게
          보입니다.
        </p>
        {items.length === 0 ? (
          <EmptyState title="보일 의견이 없습니다">한 달에 답변이 5건 이상 모이면 나타납니다.</EmptyState>
        ) : (
          <ul className="ma-plain-list">
            {items.map(({ departmentCode: code, month, score, comment }, index) => (
              <li key={index}>
                <Badge tone={toneOf(score)}>{score}점</Badge> {comment}
                <span className="ma-why">
                  {names.get(code) ?? code} · {month} 처리
                </span>
              </li>
            ))}
          </ul>
        )}
        <Pagination
          label="의견 쪽"
          firstHref={hasEarlier ? withQuery(PATH, { departmentCode }) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery(PATH, { departmentCode, cursor: nextCursor })}
        />
      </div>
    </StaffPage>
  );
}
