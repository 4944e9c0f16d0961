import type { ReactElement, ReactNode } from 'react';
import { Notice, Select, TextInput } from '../../../libs/krds/index.js';
import { Filter, FilterBar } from './filter-bar.js';

/** What a report is about; days `YYYY-MM-DD` or months `YYYY-MM`, both ends included. */
export interface ChosenPeriod {
  departmentCode?: string;
  typeCode?: string;
  from: string;
  to: string;
}

interface PeriodFilterProps {
  /** Path of the page. */
  action: string;
  unit: 'day' | 'month';
  departments: { code: string; name: string }[];
  /** Petition types, where the report knows them. */
  types?: { code: string; name: string }[];
  chosen: ChosenPeriod;
  /** What of the address could not be read: then the usual period is shown. */
  problem?: string;
  children?: ReactNode;
}

/** Department and period of a report. */
export function PeriodFilter(props: PeriodFilterProps): ReactElement {
  const { action, unit, departments, types, chosen, problem, children } = props;
  const type = unit === 'day' ? 'date' : 'month';
  return (
    <>
      {problem !== undefined && (
        <Notice tone="danger" isAlert title="조건을 읽지 못했습니다">
          {problem}
        </Notice>
      )}
      <FilterBar action={action} act="이 기간 보기">
        {departments.length > 1 && (
          <Filter id="department" label="부서">
            <Select
              id="department"
              name="departmentCode"
              size="small"
              value={chosen.departmentCode ?? ''}
              options={[
                { value: '', label: '전체 부서' },
                ...departments.map(({ code, name }) => ({ value: code, label: name })),
              ]}
            />
          </Filter>
        )}
        {types !== undefined && (
          <Filter id="type" label="민원 종류">
            <Select
              id="type"
              name="typeCode"
              size="small"
              value={chosen.typeCode ?? ''}
              options={[
                { value: '', label: '모든 종류' },
                ...types.map(({ code, name }) => ({ value: code, label: name })),
              ]}
            />
          </Filter>
        )}
        <Filter id="from" label="부터">
          <TextInput id="from" name="from" type={type} size="small" defaultValue={chosen.from} />
        </Filter>
        <Filter id="to" label="까지">
          <TextInput id="to" name="to" type={type} size="small" defaultValue={chosen.to} />
        </Filter>
        {children}
      </FilterBar>
    </>
  );
}
