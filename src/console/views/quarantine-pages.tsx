import type { ReactElement } from 'react';
import { EmptyState, FormField, LinkButton, Pagination, Select, Table, TextInput } from '../../../libs/krds/index.js';
import type { Quarantined, QuarantineFilters, QuarantineGroup } from '../../saeol/index.js';
import { ActButton, ActForm, Done, Refusal } from './act-form.js';
import { caseHref, withQuery } from './case-links.js';
import { ChosenFilters, KeptFilters, linkedFilters } from './chosen-filters.js';
import { momentOf } from './dates.js';
import { faultInWords } from './fault-in-words.js';
import { count } from './figures.js';
import { Filter, FilterBar } from './filter-bar.js';
import { LinkTabs } from './link-page.js';
import { faultWords, WAY_NAMES } from './link-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

const PATH = '/link/quarantine';

const LINKED: { [Name in keyof QuarantineFilters]?: (value: string) => string } = {
  receiptNo: (value) => `접수번호 ${value}`,
  column: (value) => `열 ${value}`,
  file: (value) => `파일 ${value}`,
};

interface QuarantinePageProps {
  frame: StaffFrame;
  items: Quarantined[];
  groups: QuarantineGroup[];
  filters: QuarantineFilters;
  hasEarlier: boolean;
  nextCursor: string | null;
  done?: string;
  problem?: string;
}

/** Records that could not be taken or applied: by what is wrong, and one by one. */
export function QuarantinePage(props: QuarantinePageProps): ReactElement {
  const { frame, items, groups, filters, hasEarlier, nextCursor, done, problem } = props;
  const linked = linkedFilters(filters, LINKED);
  const codes = [...new Set(groups.map(({ code }) => code))];
  return (
    <StaffPage frame={frame} title="격리함">
      <LinkTabs current={PATH} />
      <Done>{done}</Done>
      {groups.length > 0 && (
        <Panel id="groups" title="무엇이 잘못되었는지">
          <Table
            stacks
            caption="격리된 기록의 까닭"
            columns={[
              {
                head: '까닭',
                isRowHead: true,
                cell: ({ code, column }: QuarantineGroup) => (
                  <>
                    {faultWords(code).name}
                    {column !== null && <span className="ma-code"> {column}</span>}
                  </>
                ),
              },
              { head: '길', cell: ({ source }) => WAY_NAMES[source] ?? source },
              { head: '할 일', kind: 'wide', cell: ({ code }) => faultWords(code).toDo },
              { head: '기록', kind: 'number', cell: ({ records }) => `${count(records)}건` },
              {
                head: '처리',
                cell: ({ code, source, column }) => {
                  const filter = { code, source, column: column ?? undefined };
                  return (
                    <span className="ma-row-acts">
                      <a className="ma-text-link" href={withQuery(PATH, filter)}>
                        보기<span className="sr-only">: {faultWords(code).name}</span>
                      </a>
                      {code === 'SAEOL.UNKNOWN_CODE' && (
                        <a className="ma-text-link" href="/link/codes">
                          코드표
                        </a>
                      )}
                      <a className="ma-text-link" href={withQuery(`${PATH}/replay`, filter)}>
                        다시 적용<span className="sr-only">: {faultWords(code).name}</span>
                      </a>
                    </span>
                  );
                },
              },
            ]}
            rows={groups}
            rowKey={({ code, source, column }) => `${code} ${source} ${column}`}
            empty={null}
          />
        </Panel>
      )}
      <FilterBar action={PATH} act="찾기">
        <Filter id="code" label="까닭">
          <Select
            id="code"
            name="code"
            size="small"
            value={filters.code}
            options={[
              { value: '', label: '모든 까닭' },
              ...codes.map((code) => ({ value: code, label: `${faultWords(code).name} (${code})` })),
            ]}
          />
        </Filter>
        <Filter id="source" label="길">
          <Select
            id="source"
            name="source"
            size="small"
            value={filters.source}
            options={[
              { value: '', label: '모든 길' },
              ...Object.entries(WAY_NAMES).map(([value, label]) => ({ value, label })),
            ]}
          />
        </Filter>
        <KeptFilters linked={linked} />
      </FilterBar>
      <ChosenFilters linked={linked} without={(name) => withQuery(PATH, { ...filters, [name]: undefined })} />
      <div className="ma-panel">
        <Table
          stacks
          caption="격리된 기록, 새것부터"
          columns={[
            {
              head: '받은 때',
              cell: ({ storedAt }: Quarantined) => <time dateTime={storedAt}>{momentOf(storedAt)}</time>,
            },
            {
              head: '기록',
              isRowHead: true,
              cell: (row) => (
                <a className="ma-row-link" href={`${PATH}/${row.id}`}>
                  {row.receiptNo ?? '접수번호 없음'}
                  <span className="ma-receipt">
                    {WAY_NAMES[row.source] ?? row.source}
                    {row.sequence !== null && ` · ${row.sequence}번째`}
                    {row.place !== null && ` · ${row.place}`}
                  </span>
                </a>
              ),
            },
            {
              head: '까닭',
              kind: 'wide',
              cell: ({ code, detail }) => (
                <>
                  {faultWords(code).name}
                  <span className="ma-why">{faultInWords(detail)}</span>
                </>
              ),
            },
            {
              head: '할 일',
              cell: ({ id, receiptNo }) => (
                <ActButton action={`${PATH}/${id}/replay`} act="다시 적용" about={receiptNo ?? id} />
              ),
            },
          ]}
          rows={items}
          rowKey={({ id }) => id}
          empty={
            problem === undefined ? (
              <EmptyState title="격리된 기록이 없습니다">
                <p>받은 기록을 모두 적용했습니다.</p>
              </EmptyState>
            ) : (
              <EmptyState title="찾지 못했습니다">
                <p>{problem}</p>
                <LinkButton href={PATH} size="small">
                  조건 지우기
                </LinkButton>
              </EmptyState>
            )
          }
        />
        <Pagination
          label="격리함 쪽"
          firstHref={hasEarlier ? withQuery(PATH, filters) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery(PATH, { ...filters, cursor: nextCursor })}
        />
      </div>
    </StaffPage>
  );
}

interface QuarantineReplayPageProps {
  frame: StaffFrame;
  filters: QuarantineFilters;
  /** How many there are, at most `most` and one. */
  records: number;
  most: number;
}

/** How many are taken again, before they are. */
export function QuarantineReplayPage({ frame, filters, records, most }: QuarantineReplayPageProps): ReactElement {
  const chosen = [
    filters.code === undefined ? null : faultWords(filters.code).name,
    filters.source === undefined ? null : (wordOf(WAY_NAMES, filters.source) ?? filters.source),
    filters.column ?? null,
    filters.receiptNo ?? null,
    filters.file ?? null,
  ].filter((one) => one !== null);
  return (
    <StaffPage frame={frame} title="격리된 기록 다시 적용: 확인">
      <Panel id="what" title={chosen.length === 0 ? '격리된 기록 모두' : chosen.join(' · ')}>
        {records === 0 ? (
          <EmptyState title="다시 적용할 기록이 없습니다">
            <LinkButton href={PATH} size="small">
              격리함으로
            </LinkButton>
          </EmptyState>
        ) : (
          <>
            <p className="ma-note">
              {records > most
                ? `${count(most)}건보다 많습니다. 온 순서대로 ${count(most)}건을 먼저 다시 적용합니다.`
                : `${count(records)}건을 온 순서대로 다시 적용합니다.`}{' '}
              여전히 잘못된 것은 격리함에 남습니다.
            </p>
            <ActForm
              action={`${PATH}/replay`}
              act={`${count(Math.min(records, most))}건 다시 적용`}
              hidden={{ ...filters }}
              back={PATH}
            />
          </>
        )}
      </Panel>
    </StaffPage>
  );
}

interface QuarantinedPageProps {
  frame: StaffFrame;
  record: Quarantined & { content: unknown };
  /** Names and numbers are shown. */
  isOpened: boolean;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

/** One record, people masked unless a reason was given. */
export function QuarantinedPage({ frame, record, isOpened, faults, refusal }: QuarantinedPageProps): ReactElement {
  const { id, code, column, content } = record;
  const { name, toDo } = faultWords(code);
  return (
    <StaffPage frame={frame} title="격리된 기록">
      <LinkTabs current={PATH} />
      <Refusal problem={refusal} />
      <div className="ma-desk">
        <div>
          <Panel id="what" title={name}>
            <p>{toDo}</p>
            <dl className="ma-pairs">
              <div>
                <dt>잘못된 것</dt>
                <dd>{faultInWords(record.detail)}</dd>
              </div>
              <div>
                <dt>받은 때</dt>
                <dd>{momentOf(record.storedAt)}</dd>
              </div>
              <div>
                <dt>길</dt>
                <dd>
                  {WAY_NAMES[record.source] ?? record.source}
                  {record.place !== null && ` · ${record.place}`}
                </dd>
              </div>
              <div>
                <dt>접수번호</dt>
                <dd>
                  {record.receiptNo === null ? (
                    '없음'
                  ) : (
                    <a className="ma-text-link" href={caseHref(record.receiptNo)}>
                      {record.receiptNo}
                    </a>
                  )}
                  {record.sequence !== null && ` · ${record.sequence}번째`}
                </dd>
              </div>
              <div>
                <dt>코드</dt>
                <dd>{code}</dd>
              </div>
            </dl>
          </Panel>
          <Panel id="content" title={isOpened ? '내용' : '내용(이름과 번호는 가림)'}>
            {content === null ? (
              <EmptyState title="내용을 지웠습니다">보관 기간이 지나 내용은 없고 기록만 남아 있습니다.</EmptyState>
            ) : (
              <pre className="ma-json">{JSON.stringify(content, null, 2)}</pre>
            )}
          </Panel>
        </div>
        <div>
          <Panel id="replay" title="다시 적용">
            <p className="ma-note">지금의 코드표로 처음 온 것처럼 다시 읽습니다.</p>
            <div className="ma-row-acts">
              <ActButton action={`${PATH}/${id}/replay`} act="다시 적용" about={name} tone="primary" />
              {code === 'SAEOL.UNKNOWN_CODE' && (
                <a className="ma-text-link" href={withQuery('/link/codes', { column: column ?? undefined })}>
                  코드표에 뜻 적기
                </a>
              )}
            </div>
          </Panel>
          <Panel id="discard" title="버리기">
            <ActForm action={`${PATH}/${id}/discard`} act="이 기록 버리기" tone="secondary">
              <FormField
                id="discard-reason"
                label="버리는 사유"
                hint="뒤의 순번이 기다리고 있으면 이어서 적용합니다."
                error={faults?.discard}
              >
                <TextInput
                  id="discard-reason"
                  name="reason"
                  size="small"
                  required
                  minLength={2}
                  maxLength={200}
                  autoComplete="off"
                />
              </FormField>
            </ActForm>
          </Panel>
          {!isOpened && content !== null && (
            <Panel id="open" title="가린 것 보기">
              <ActForm action={`${PATH}/${id}/open`} act="가림 풀고 보기" tone="secondary" answersAtOnce>
                <FormField
                  id="open-reason"
                  label="보는 사유"
                  hint="누가 왜 보았는지 접속기록에 남습니다."
                  error={faults?.open}
                >
                  <TextInput
                    id="open-reason"
                    name="reason"
                    size="small"
                    required
                    minLength={2}
                    maxLength={200}
                    autoComplete="off"
                  />
                </FormField>
              </ActForm>
            </Panel>
          )}
        </div>
      </div>
    </StaffPage>
  );
}
