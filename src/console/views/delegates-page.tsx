import type { ReactElement } from 'react';
import { EmptyState, FormField, Pagination, Table, TextInput, type Column } from '../../../libs/krds/index.js';
import { ActButton, ActForm, Done, Refusal } from './act-form.js';
import { withQuery } from './case-links.js';
import { fullDayOf } from './dates.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { wordOf } from './words.js';

/** Somebody who receives in an absent person's place, days included. */
export interface ShownDelegation {
  id: string;
  absentId: string;
  absent: string;
  delegateId: string;
  delegate: string;
  starts: string;
  ends: string;
  /** Today lies in it. */
  isNow: boolean;
}

interface Person {
  id: string;
  name: string;
  departmentName: string;
}

interface DelegatesPageProps {
  frame: StaffFrame;
  delegations: ShownDelegation[];
  /** People to choose from; none for those who may not make any. */
  people: Person[] | null;
  /** Set for those who speak for themselves only. */
  ownId?: string;
  hasEarlier: boolean;
  nextCursor: string | null;
  typed?: { absentId?: string; delegateId?: string; starts?: string; ends?: string };
  done?: string;
  faults?: Record<string, string>;
  refusal?: { detail: string };
}

const DONE: Record<string, string> = { made: '대직자를 정했습니다.', ended: '대직을 끝냈습니다.' };

/** Who stands in for whom, now and later. */
export function DelegatesPage(props: DelegatesPageProps): ReactElement {
  const { frame, delegations, people, ownId, hasEarlier, nextCursor, typed = {}, done, faults, refusal } = props;
  const columns: Column<ShownDelegation>[] = [
    {
      head: '자리를 비우는 직원',
      isRowHead: true,
      cell: ({ absent, absentId }) => <Who name={absent} id={absentId} />,
    },
    { head: '대신 받는 직원', cell: ({ delegate, delegateId }) => <Who name={delegate} id={delegateId} /> },
    {
      head: '언제',
      cell: ({ starts, ends, isNow }) => (
        <>
          {fullDayOf(starts)} ~ {fullDayOf(ends)}
          <span className="ma-why">{isNow ? '지금 대신 받는 중' : '예정'}</span>
        </>
      ),
    },
  ];
  const acts: Column<ShownDelegation> = {
    head: '할 일',
    cell: ({ id, absent }) => <ActButton action={`/delegates/${id}/end`} act="끝내기" about={absent} />,
  };
  return (
    <StaffPage frame={frame} title="대직">
      {done !== undefined && <Done>{wordOf(DONE, done)}</Done>}
      <Refusal problem={refusal} />
      <div className={people === null ? undefined : 'ma-desk'}>
        <Panel id="delegates" title="지금과 앞으로의 대직">
          <p className="ma-note">자리를 비운 동안 사전예고를 대직자가 받습니다.</p>
          <Table
            stacks
            caption="대직, 시작하는 날 순서로"
            columns={people === null ? columns : [...columns, acts]}
            rows={delegations}
            rowKey={({ id }) => id}
            empty={<EmptyState title="정한 대직이 없습니다" />}
          />
          <Pagination
            label="대직 쪽"
            firstHref={hasEarlier ? '/delegates' : undefined}
            nextHref={nextCursor === null ? undefined : withQuery('/delegates', { cursor: nextCursor })}
          />
        </Panel>
        {people !== null && (
          <Panel id="make" title="대직자 정하기">
            <ActForm action="/delegates" act="대직자로 정하기">
              <FormField
                id="absentId"
                label="자리를 비우는 직원(직원번호)"
                error={faults?.absentId}
                hint={ownId === undefined ? undefined : '본인의 대직자만 정할 수 있습니다.'}
              >
                <TextInput
                  id="absentId"
                  name="absentId"
                  size="small"
                  required
                  list="people"
                  autoComplete="off"
                  readOnly={ownId !== undefined}
                  defaultValue={ownId ?? typed.absentId}
                />
              </FormField>
              <FormField id="delegateId" label="대신 받는 직원(직원번호)" error={faults?.delegateId}>
                <TextInput
                  id="delegateId"
                  name="delegateId"
                  size="small"
                  required
                  list="people"
                  autoComplete="off"
                  defaultValue={typed.delegateId}
                />
              </FormField>
              <datalist id="people">
                {people.map(({ id, name, departmentName }) => (
                  <option key={id} value={id} label={`${name} · ${departmentName}`} />
                ))}
              </datalist>
              <div className="ma-fields-row">
                <FormField id="starts" label="첫날" error={faults?.starts}>
                  <TextInput id="starts" name="starts" type="date" size="small" required defaultValue={typed.starts} />
                </FormField>
                <FormField id="ends" label="마지막 날" error={faults?.ends}>
                  <TextInput id="ends" name="ends" type="date" size="small" required defaultValue={typed.ends} />
                </FormField>
              </div>
            </ActForm>
          </Panel>
        )}
      </div>
    </StaffPage>
  );
}

function Who({ name, id }: { name: string; id: string }): ReactElement {
  return (
    <>
      {name}
      <span className="ma-receipt">{id}</span>
    </>
  );
}
