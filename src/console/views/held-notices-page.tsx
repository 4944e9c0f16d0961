import type { ReactElement } from 'react';
import { EmptyState, LinkButton, Notice, Table } from '../../../libs/krds/index.js';
import type { Problem } from '../../../libs/http/index.js';
import type { HeldGroup } from '../../messaging/index.js';
import { ActForm, Refusal } from './act-form.js';
import { caseHref, withQuery } from './case-links.js';
import { count } from './figures.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TextField } from './text-field.js';
import { OCCASION_NAMES } from './words.js';

export type HeldDone = 'sent' | 'skipped';

interface HeldNoticesPageProps {
  frame: StaffFrame;
  groups: HeldGroup[];
  departments: { code: string; name: string }[];
  newKey: string;
  done?: { what: HeldDone; notices: number };
  faults?: Record<string, string>;
  refusal?: Problem;
}

/** Whose citizens would be told, before it is decided whether they are. */
export function HeldNoticesPage(props: HeldNoticesPageProps): ReactElement {
  const { frame, groups, departments, newKey, done, faults, refusal } = props;
  const names = new Map(departments.map(({ code, name }) => [code, name]));
  const all = groups.reduce((sum, { notices }) => sum + notices, 0);
  const form = { count: String(all), key: newKey };
  const stale = faults?.act ?? faults?.count ?? faults?.key;
  return (
    <StaffPage
      frame={frame}
      title="보류된 안내"
      aside={
        <LinkButton href="/messages" size="small" tone="tertiary">
          메시지 기록으로
        </LinkButton>
      }
    >
      {done !== undefined && (
        <Notice
          tone="success"
          isAlert
          title={`안내 ${count(done.notices)}건을 ${done.what === 'sent' ? '보냅니다' : '보내지 않기로 했습니다'}`}
        >
          {done.what === 'sent'
            ? '늦은 시간이면 아침에 보냅니다. 결과는 메시지 기록에 있습니다.'
            : '사유를 접속기록에 남겼습니다.'}
        </Notice>
      )}
      <Refusal problem={refusal ?? (stale === undefined ? null : { detail: stale })} />
      <Panel id="held" title={all === 0 ? '보류된 안내' : `보류된 안내 ${count(all)}건`}>
        <p className="ma-note">
          하루에 한 담당자나 부서에서 20건 넘게 담당자가 바뀌면 잘못일 수 있어, 안내를 보내지 않고 여기에 모아 둡니다.
        </p>
        <Table
          stacks
          caption="보류된 안내, 부서와 안내마다"
          columns={[
            {
              head: '부서',
              isRowHead: true,
              cell: ({ departmentCode }: HeldGroup) => names.get(departmentCode) ?? departmentCode,
            },
            { head: '안내', cell: ({ occasion }) => OCCASION_NAMES[occasion] },
            { head: '건수', kind: 'number', cell: ({ notices }) => count(notices) },
            {
              head: '민원',
              kind: 'wide',
              cell: ({ departmentCode, occasion, notices, receiptNos }) => (
                <>
                  {receiptNos.map((receiptNo) => (
                    <span key={receiptNo}>
                      <a className="ma-text-link ma-figure" href={caseHref(receiptNo)}>
                        {receiptNo}
                      </a>{' '}
                    </span>
                  ))}
                  {notices > receiptNos.length && (
                    <a
                      className="ma-text-link"
                      href={withQuery('/messages', { departmentCode, occasion, held: 'true' })}
                    >
                      모두 보기
                    </a>
                  )}
                </>
              ),
            },
          ]}
          rows={groups}
          rowKey={({ departmentCode, occasion }) => `${departmentCode} ${occasion}`}
          empty={<EmptyState title="보류된 안내가 없습니다">한꺼번에 많이 바뀌면 여기에 모입니다.</EmptyState>}
        />
      </Panel>
      {all > 0 && (
        <div className="ma-columns">
          <Panel id="send" title="인사이동이나 부서 개편이 맞으면">
            <p className="ma-note">바뀐 담당자를 민원인에게 알립니다. 두 번 눌러도 한 번만 보냅니다.</p>
            <ActForm action="/messages/held" act={`${count(all)}건 모두 보내기`} hidden={{ ...form, act: 'send' }} />
          </Panel>
          <Panel id="skip" title="알릴 필요가 없으면">
            <ActForm
              action="/messages/held"
              act={`${count(all)}건 모두 보내지 않기`}
              tone="tertiary"
              hidden={{ ...form, act: 'skip' }}
            >
              <TextField
                name="reason"
                label="보내지 않는 사유"
                hint="접속기록에 남습니다."
                required
                maxLength={200}
                faults={faults}
              />
            </ActForm>
          </Panel>
        </div>
      )}
    </StaffPage>
  );
}
