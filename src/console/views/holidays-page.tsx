import type { ReactElement } from 'react';
import {
  EmptyState,
  FormField,
  LinkButton,
  Notice,
  Table,
  Tabs,
  TextArea,
  TextInput,
  type Column,
} from '../../../libs/krds/index.js';
import type { ChangePreview } from '../../cases/index.js';
import { ActForm, Done, Refusal } from './act-form.js';
import { withQuery } from './case-links.js';
import { fullDayOf } from './dates.js';
import { DeadlineChangeTable, type DeadlineChangeView } from './deadline-changes-page.js';
import { count } from './figures.js';
import { MovesPreview } from './moves-preview.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

export interface HolidayView {
  /** `YYYY-MM-DD`. */
  date: string;
  name: string;
}

interface HolidaysPageProps {
  frame: StaffFrame;
  year: number;
  holidays: HolidayView[];
  coveredYears: readonly number[];
  /** May edit. */
  edits: boolean;
  /** The last ones; none for those who may not edit. */
  changes: DeadlineChangeView[];
  done?: string;
  faults?: Record<string, string>;
  typed?: Partial<HolidayView>;
}

/** Tabs of this many years before the one that is shown. */
const YEARS_BEFORE = 2;

const DONE: Record<string, string> = {
  added: '휴일을 더했습니다. 옮겨지는 기한은 없습니다.',
  removed: '휴일을 뺐습니다. 옮겨지는 기한은 없습니다.',
  covered: '그 해의 휴일을 등록했습니다. 옮겨지는 기한은 없습니다.',
};

const COLUMNS: Column<HolidayView>[] = [
  {
    head: '날',
    isRowHead: true,
    cell: ({ date }) => (
      <time className="ma-figure" dateTime={date}>
        {fullDayOf(date)}
      </time>
    ),
  },
  { head: '이름', kind: 'wide', cell: ({ name }) => name },
];

const REMOVAL: Column<HolidayView> = {
  head: '할 일',
  cell: ({ date, name }) => (
    <a className="ma-text-link" href={withQuery('/holidays/remove', { date })}>
      빼기<span className="sr-only">: {name}</span>
    </a>
  ),
};

/** Screen 15: days on which the office is closed, besides weekends. */
export function HolidaysPage(props: HolidaysPageProps): ReactElement {
  const { frame, year, holidays, coveredYears, edits, changes, done, faults, typed } = props;
  const isCovered = coveredYears.includes(year);
  const years = [...new Set([...coveredYears, Math.max(...coveredYears, year - 1) + 1, year])]
    .filter((one) => one >= year - YEARS_BEFORE)
    .toSorted((a, b) => a - b);
  return (
    <StaffPage frame={frame} title="휴일">
      {done !== undefined && <Done>{wordOf(DONE, done)}</Done>}
      <Tabs
        label="해"
        tabs={years.map((one) => ({
          href: `/holidays?year=${one}`,
          label: coveredYears.includes(one) ? `${one}년` : `${one}년 (등록 전)`,
          isCurrent: one === year,
        }))}
      />
      {!isCovered && (
        <div className="ma-answer">
          <Notice tone="warning" title={`${year}년 휴일을 아직 모릅니다`}>
            이 해에 걸치는 기한은 짐작하지 않고 비워 둡니다. 휴일을 등록하면 바로 계산합니다.
          </Notice>
        </div>
      )}
      <div className={edits ? 'ma-desk' : undefined}>
        <Panel
          id="days"
          title={`${year}년 휴일 ${count(holidays.length)}일`}
          aside={edits && <YearLink year={year} isCovered={isCovered} />}
        >
          <p className="ma-note">토요일과 일요일은 적지 않아도 쉽니다.</p>
          <Table
            stacks
            caption={`${year}년 휴일, 날짜순`}
            columns={edits ? [...COLUMNS, REMOVAL] : COLUMNS}
            rows={holidays}
            rowKey={({ date }) => date}
            empty={<EmptyState title="등록된 휴일이 없습니다" />}
          />
        </Panel>
        {edits && (
          <div>
            <Panel id="add" title="휴일 더하기">
              <ActForm method="get" action="/holidays/add" act="옮겨질 기한 먼저 보기">
                <FormField id="date" label="날" error={faults?.date}>
                  <TextInput id="date" name="date" type="date" size="small" required defaultValue={typed?.date} />
                </FormField>
                <FormField id="name" label="이름" error={faults?.name} hint="신청인에게 보내는 안내에 그대로 나갑니다.">
                  <TextInput
                    id="name"
                    name="name"
                    size="small"
                    required
                    maxLength={50}
                    defaultValue={typed?.name}
                    placeholder="임시공휴일"
                  />
                </FormField>
              </ActForm>
            </Panel>
            <Panel
              id="changes"
              title="최근에 옮긴 기한"
              aside={
                <a className="ma-more" href="/deadline-changes">
                  모두 보기
                </a>
              }
            >
              <DeadlineChangeTable changes={changes} />
            </Panel>
          </div>
        )}
      </div>
    </StaffPage>
  );
}

function YearLink({ year, isCovered }: { year: number; isCovered: boolean }): ReactElement {
  return (
    <a className="ma-more" href={`/holidays/year?year=${year}`}>
      {isCovered ? '한 해를 한꺼번에 고치기' : '이 해의 휴일 등록'}
    </a>
  );
}

interface HolidayEditPageProps {
  frame: StaffFrame;
  holiday: HolidayView;
  act: 'add' | 'remove';
  preview: ChangePreview | null;
  refusal?: { detail: string };
}

/** What adding or removing one day would move, before it is confirmed. */
export function HolidayEditPage({ frame, holiday, act, preview, refusal }: HolidayEditPageProps): ReactElement {
  const isAdded = act === 'add';
  const back = `/holidays?year=${holiday.date.slice(0, 4)}`;
  return (
    <StaffPage frame={frame} title={isAdded ? '휴일 더하기: 확인' : '휴일 빼기: 확인'}>
      <Refusal problem={refusal} />
      <Panel id="what" title={`${fullDayOf(holiday.date)} ${holiday.name}`}>
        {preview === null ? (
          <LinkButton href={back} size="small">
            휴일 목록으로
          </LinkButton>
        ) : (
          <>
            <p className="ma-note">
              이날을 {isAdded ? '휴일로 하면' : '휴일에서 빼면'} 아래처럼 기한이 바뀝니다. 아직 아무것도 바꾸지
              않았습니다.
            </p>
            <ActForm
              action={`/holidays/${act}`}
              act={isAdded ? '휴일로 정하기' : '휴일에서 빼기'}
              hidden={{ date: holiday.date, name: isAdded ? holiday.name : undefined }}
              back={back}
            />
          </>
        )}
      </Panel>
      {preview !== null && <MovesPreview preview={preview} />}
    </StaffPage>
  );
}

interface HolidayYearPageProps {
  frame: StaffFrame;
  year: number;
  /** One day a line: `2028-01-01 신정`. */
  lines: string;
  preview: ChangePreview | null;
  error?: string;
}

/** All holidays of a year at once. */
export function HolidayYearPage({ frame, year, lines, preview, error }: HolidayYearPageProps): ReactElement {
  const back = `/holidays?year=${year}`;
  return (
    <StaffPage frame={frame} title={`${year}년 휴일 등록`}>
      {preview !== null && (
        <>
          <Panel id="confirm" title="확인">
            <p className="ma-note">
              {year}년 휴일을 {count(lines.split('\n').filter((line) => line.trim() !== '').length)}일로 바꿉니다. 아직
              아무것도 바꾸지 않았습니다.
            </p>
            <ActForm
              action="/holidays/year/set"
              act={`${year}년 휴일로 정하기`}
              hidden={{ year: String(year), lines }}
              back={back}
            />
          </Panel>
          <MovesPreview preview={preview} />
        </>
      )}
      <Panel id="days" title="이 해의 휴일 모두">
        <ActForm
          action="/holidays/year"
          act="옮겨질 기한 먼저 보기"
          tone={preview === null ? 'primary' : 'secondary'}
          hidden={{ year: String(year) }}
          back={back}
          answersAtOnce
        >
          <FormField
            id="lines"
            label="한 줄에 하루: 날짜와 이름"
            hint="대체공휴일도 적습니다. 여기 없는 날은 휴일에서 빠집니다."
            error={error}
          >
            <TextArea
              id="lines"
              name="lines"
              rows={18}
              required
              defaultValue={lines}
              placeholder={`${year}-01-01 신정`}
              aria-describedby="lines-hint"
            />
          </FormField>
        </ActForm>
      </Panel>
    </StaffPage>
  );
}
