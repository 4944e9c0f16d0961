import type { ReactElement } from 'react';
import { EmptyState, FormField, Select, Table, Tabs, TextInput } from '../../../libs/krds/index.js';
import { CODED_COLUMNS, MEANINGS, type CodedColumn, type CodeLine } from '../../saeol/index.js';
import { ActButton, ActForm, Done, Refusal } from './act-form.js';
import { withQuery } from './case-links.js';
import { fullDayOf } from './dates.js';
import { LinkTabs } from './link-page.js';
import { CODED_COLUMN_NAMES, meaningInWords } from './link-words.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

const PATH = '/link/codes';

/** As it is typed. */
export interface TypedCode {
  code?: string;
  meaning?: string;
  note?: string;
}

interface CodesPageProps {
  frame: StaffFrame;
  column: CodedColumn;
  /** Of this column. */
  lines: CodeLine[];
  /** Records in quarantine whose code of this column is unknown. */
  waiting: number;
  typed?: TypedCode;
  done?: string;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

const DONE: Record<string, string> = { set: '코드의 뜻을 정했습니다.', removed: '코드를 코드표에서 뺐습니다.' };

/** What the codes of this county's Saeol mean. A code that is not here is never guessed. */
export function CodesPage(props: CodesPageProps): ReactElement {
  const { frame, column, lines, waiting, typed = {}, done, faults, refusal } = props;
  return (
    <StaffPage frame={frame} title="새올 코드표">
      <LinkTabs current={PATH} />
      {done !== undefined && <Done>{wordOf(DONE, done)}</Done>}
      <Refusal problem={refusal} />
      <Tabs
        label="코드가 있는 열"
        tabs={CODED_COLUMNS.map((one) => ({
          href: withQuery(PATH, { column: one }),
          label: CODED_COLUMN_NAMES[one] ?? one,
          isCurrent: one === column,
        }))}
      />
      <div className="ma-desk">
        <Panel
          id="codes"
          title={CODED_COLUMN_NAMES[column] ?? column}
          aside={
            waiting > 0 && (
              <a
                className="ma-more"
                href={withQuery('/link/quarantine/replay', { code: 'SAEOL.UNKNOWN_CODE', column })}
              >
                이 열의 격리된 기록 {waiting}건 다시 적용
              </a>
            )
          }
        >
          <Table
            stacks
            caption="이 열의 코드와 뜻"
            columns={[
              {
                head: '코드',
                isRowHead: true,
                cell: ({ code }: CodeLine) => <code className="ma-figure">{code}</code>,
              },
              {
                head: '뜻',
                kind: 'wide',
                cell: ({ meaning, note }) => (
                  <>
                    {meaningInWords(meaning)}
                    {note !== null && <span className="ma-why">{note}</span>}
                  </>
                ),
              },
              { head: '바꾼 날', cell: ({ changedAt }) => (changedAt === null ? '처음 값' : fullDayOf(changedAt)) },
              {
                head: '할 일',
                cell: ({ code, meaning, note }) => (
                  <span className="ma-row-acts">
                    <a
                      className="ma-text-link"
                      href={withQuery(PATH, { column, code, meaning, note: note ?? undefined })}
                    >
                      고치기<span className="sr-only">: {code}</span>
                    </a>
                    <ActButton action={`${PATH}/remove`} act="빼기" about={code} hidden={{ column, code }} />
                  </span>
                ),
              },
            ]}
            rows={lines}
            rowKey={({ code }) => code}
            empty={
              <EmptyState title="이 열의 코드가 아직 없습니다">
                <p>새올 담당자에게 코드표를 받아 적어 주세요. 모르는 코드가 오면 그 기록은 격리됩니다.</p>
              </EmptyState>
            }
          />
        </Panel>
        <Panel id="set" title="코드의 뜻 정하기">
          <ActForm action={PATH} act="뜻 정하기" hidden={{ column }}>
            <FormField id="code" label="코드" error={faults?.code}>
              <TextInput
                id="code"
                name="code"
                size="small"
                required
                maxLength={60}
                autoComplete="off"
                defaultValue={typed.code}
              />
            </FormField>
            <FormField id="meaning" label="뜻" error={faults?.meaning}>
              <Select
                id="meaning"
                name="meaning"
                size="small"
                value={typed.meaning}
                options={[
                  { value: '', label: '골라 주세요' },
                  ...MEANINGS[column].map((value) => ({ value, label: meaningInWords(value) })),
                ]}
              />
            </FormField>
            <FormField
              id="note"
              label="새올의 이름(선택)"
              error={faults?.note}
              hint="다른 운영자가 알아보게 적어 둡니다."
            >
              <TextInput id="note" name="note" size="small" maxLength={200} defaultValue={typed.note} />
            </FormField>
          </ActForm>
        </Panel>
      </div>
    </StaffPage>
  );
}
