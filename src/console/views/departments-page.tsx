import type { ReactElement } from 'react';
import { Badge, EmptyState, FormField, LinkButton, Pagination, Table } from '../../../libs/krds/index.js';
import type { CsvFault } from '../../../libs/csv/index.js';
import { josa } from '../../../libs/korean-text/index.js';
import type { Department, ImportReport, Position } from '../../staff/index.js';
import { ActForm, Done, Refusal, Sums } from './act-form.js';
import { withQuery } from './case-links.js';
import { DepartmentFilter } from './department-filter.js';
import { count } from './figures.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

export const POSITION_NAMES: Record<Position, string> = { HEAD: '부서장', LEADER: '팀장', OFFICER: '담당자' };

/** A department in its place in the tree. */
export interface TreeDepartment extends Department {
  /** 0: at the top. */
  depth: number;
  people: number;
}

interface DepartmentsPageProps {
  frame: StaffFrame;
  departments: TreeDepartment[];
  edits: boolean;
}

/** The county's departments, each under the one above it. */
export function DepartmentsPage({ frame, departments, edits }: DepartmentsPageProps): ReactElement {
  return (
    <StaffPage
      frame={frame}
      title="부서"
      aside={
        edits && (
          <LinkButton href="/directory-import" size="xsmall" tone="secondary">
            파일로 들여오기
          </LinkButton>
        )
      }
    >
      <div className="ma-panel">
        <Table
          stacks
          caption="부서, 위아래 순서로"
          columns={[
            {
              head: '부서',
              isRowHead: true,
              kind: 'wide',
              cell: ({ name, depth, seenInSaeolOnly }: TreeDepartment) => (
                <span className={`ma-tree is-depth-${Math.min(depth, 4)}`}>
                  {name}
                  {seenInSaeolOnly && (
                    <>
                      {' '}
                      <Badge tone="warning">새올에서만 보임</Badge>
                    </>
                  )}
                </span>
              ),
            },
            { head: '부서코드', cell: ({ code }) => <span className="ma-figure">{code}</span> },
            {
              head: '안내하는 전화',
              cell: ({ phone }) => phone ?? <span className="ma-zero">군 대표번호로 안내</span>,
            },
            {
              head: '직원',
              kind: 'number',
              cell: ({ code, name, people }) => (
                <a className="ma-text-link" href={withQuery('/staff', { departmentCode: code })}>
                  {count(people)}명<span className="sr-only"> {name}</span>
                </a>
              ),
            },
          ]}
          rows={departments}
          rowKey={({ code }) => code}
          empty={
            <EmptyState title="등록한 부서가 없습니다">
              <p>부서 파일을 먼저, 직원 파일을 다음에 들여오세요.</p>
              {edits && (
                <LinkButton href="/directory-import" size="small">
                  파일로 들여오기
                </LinkButton>
              )}
            </EmptyState>
          }
        />
      </div>
    </StaffPage>
  );
}

/** A person as this reader may see them. */
export interface ShownOfficer {
  id: string;
  name: string;
  officePhone: string | null;
  /** Masked. */
  mobile: string | null;
  departmentName: string;
  team: string | null;
  position: Position;
  seenInSaeolOnly: boolean;
}

interface OfficersPageProps {
  frame: StaffFrame;
  officers: ShownOfficer[];
  departments: { code: string; name: string }[];
  departmentCode?: string;
  /** May forget those who have left. */
  forgets: boolean;
  hasEarlier: boolean;
  nextCursor: string | null;
  done?: string;
}

/** People of the directory. */
export function OfficersPage(props: OfficersPageProps): ReactElement {
  const { frame, officers, departments, departmentCode, forgets, hasEarlier, nextCursor, done } = props;
  return (
    <StaffPage frame={frame} title="직원">
      {done === 'forgotten' && <Done>떠난 직원의 이름과 번호를 지웠습니다.</Done>}
      <DepartmentFilter action="/staff" departments={departments} chosen={departmentCode} />
      <div className="ma-panel">
        <Table
          stacks
          caption="직원, 직원번호순"
          columns={[
            {
              head: '이름',
              isRowHead: true,
              cell: ({ id, name, seenInSaeolOnly }: ShownOfficer) => (
                <>
                  {name} {seenInSaeolOnly && <Badge tone="warning">새올에서만 보임</Badge>}
                  <span className="ma-receipt">{id}</span>
                </>
              ),
            },
            {
              head: '부서',
              cell: ({ departmentName, team }) => (
                <>
                  {departmentName}
                  {team !== null && <span className="ma-why">{team}</span>}
                </>
              ),
            },
            { head: '직위', cell: ({ position }) => POSITION_NAMES[position] },
            { head: '행정전화', cell: ({ officePhone }) => officePhone ?? <span className="ma-zero">없음</span> },
            {
              head: '휴대전화',
              cell: ({ mobile }) =>
                mobile === null ? (
                  <span className="ma-unassigned">없음: 사전예고를 팀장이 받음</span>
                ) : (
                  <span className="ma-figure">{mobile}</span>
                ),
            },
            ...(forgets
              ? [
                  {
                    head: '할 일',
                    cell: ({ id, name }: ShownOfficer) => (
                      <a className="ma-text-link" href={`/staff/${encodeURIComponent(id)}/forget`}>
                        떠남<span className="sr-only">: {name}</span>
                      </a>
                    ),
                  },
                ]
              : []),
          ]}
          rows={officers}
          rowKey={({ id }) => id}
          empty={<EmptyState title="보이는 직원이 없습니다">담당 부서의 직원만 보입니다.</EmptyState>}
        />
        <Pagination
          label="직원 쪽"
          firstHref={hasEarlier ? withQuery('/staff', { departmentCode }) : undefined}
          nextHref={nextCursor === null ? undefined : withQuery('/staff', { departmentCode, cursor: nextCursor })}
        />
      </div>
    </StaffPage>
  );
}

/** What forgetting a person means, before it is done. */
export function ForgetOfficerPage({ frame, id, name }: { frame: StaffFrame; id: string; name: string }): ReactElement {
  return (
    <StaffPage frame={frame} title="떠난 직원: 확인">
      <Panel id="what" title={`${name} (${id})`}>
        <p>
          이름과 전화번호, 대직을 지우고 계정을 닫습니다. 되돌릴 수 없습니다. 이미 끝난 민원의 담당자 기록은 남습니다.
        </p>
        <ActForm action={`/staff/${encodeURIComponent(id)}/forget`} act="떠난 직원 지우기" back="/staff" />
      </Panel>
    </StaffPage>
  );
}

export type DirectoryKind = 'departments' | 'staff';

const KINDS: Record<DirectoryKind, { name: string; columns: string }> = {
  departments: { name: '부서', columns: '부서코드, 부서명, 전화번호, 상위부서코드' },
  staff: { name: '직원', columns: '직원번호, 성명, 부서코드, 팀, 직위(부서장·팀장·담당자), 행정전화, 휴대전화' },
};

interface DirectoryImportPageProps {
  frame: StaffFrame;
  /** What a look at a file found. */
  looked?: {
    kind: DirectoryKind;
    report: ImportReport;
    /** The file, sealed, so that it need not be chosen again. */
    sealed: string;
  };
  done?: { kind: DirectoryKind; added: number; changed: number };
  refusal?: { detail: string };
}

/** Departments and people from a spreadsheet: what would happen is seen first, every fault by row and column. */
export function DirectoryImportPage({ frame, looked, done, refusal }: DirectoryImportPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="파일로 들여오기">
      {done !== undefined && (
        <Done>{`${KINDS[done.kind].name} ${count(done.added)}건을 더하고 ${count(done.changed)}건을 고쳤습니다.`}</Done>
      )}
      <Refusal problem={refusal} />
      {looked !== undefined && <Looked {...looked} />}
      <div className="ma-columns">
        {(Object.keys(KINDS) as DirectoryKind[]).map((kind) => (
          <Panel key={kind} id={kind} title={`${KINDS[kind].name} 파일`}>
            <p className="ma-note">
              첫 줄의 제목: {KINDS[kind].columns}. UTF-8이나 CP949 CSV, 5,000줄까지. 파일에 없는{' '}
              {josa(KINDS[kind].name, '은/는')} 그대로 둡니다.
            </p>
            <ActForm action={`/directory-import/${kind}`} act="먼저 살펴보기" takesFile answersAtOnce>
              <FormField id={`${kind}-file`} label="CSV 파일">
                <input
                  className="ma-file"
                  id={`${kind}-file`}
                  name="file"
                  type="file"
                  accept=".csv,text/csv"
                  required
                />
              </FormField>
            </ActForm>
          </Panel>
        ))}
      </div>
    </StaffPage>
  );
}

function Looked({ kind, report, sealed }: NonNullable<DirectoryImportPageProps['looked']>): ReactElement {
  const { rows, added, changed, unchanged, faults } = report;
  return (
    <Panel id="looked" title={`${KINDS[kind].name} 파일 살펴본 결과`}>
      <Sums
        sums={[
          ['읽은 줄', `${count(rows)}줄`],
          ['더할 것', `${count(added)}건`],
          ['고칠 것', `${count(changed)}건`],
          ['그대로', `${count(unchanged)}건`],
          ['고쳐야 할 곳', `${count(faults.length)}곳`],
        ]}
      />
      {faults.length === 0 ? (
        <ActForm
          action={`/directory-import/${kind}/write`}
          act={`${count(added + changed)}건 저장하기`}
          hidden={{ sealed }}
          back="/directory-import"
        />
      ) : (
        <>
          <p className="ma-note">
            한 곳이라도 고칠 것이 있으면 아무것도 저장하지 않습니다. 파일을 고쳐 다시 골라 주세요.
          </p>
          <Table
            stacks
            caption="고쳐야 할 곳"
            columns={[
              { head: '행', isRowHead: true, cell: ({ row }: CsvFault) => `${row}행` },
              { head: '열', cell: ({ column }) => column },
              { head: '까닭', kind: 'wide', cell: ({ message }) => message },
            ]}
            rows={faults}
            rowKey={(fault) => `${fault.row} ${fault.column} ${fault.message}`}
            empty={null}
          />
        </>
      )}
    </Panel>
  );
}
