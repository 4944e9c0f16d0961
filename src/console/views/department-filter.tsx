import type { ReactElement } from 'react';
import { Select } from '../../../libs/krds/index.js';
import { KeptFilters } from './chosen-filters.js';
import { Filter, FilterBar } from './filter-bar.js';

interface DepartmentFilterProps {
  /** Path of the page. */
  action: string;
  departments: { code: string; name: string }[];
  chosen: string | null | undefined;
  /** Other conditions of the page, which stay. */
  kept?: { name: string; value: string }[];
}

/** Chooses one department; where there is one only, there is nothing to choose. */
export function DepartmentFilter({
  action,
  departments,
  chosen,
  kept = [],
}: DepartmentFilterProps): ReactElement | null {
  if (departments.length <= 1) return null;
  return (
    <FilterBar action={action} act="이 부서 보기">
      <Filter id="department" label="부서">
        <Select
          id="department"
          name="departmentCode"
          size="small"
          value={chosen ?? ''}
          options={[
            { value: '', label: '전체 부서' },
            ...departments.map(({ code, name }) => ({ value: code, label: name })),
          ]}
        />
      </Filter>
      <KeptFilters linked={kept} />
    </FilterBar>
  );
}
