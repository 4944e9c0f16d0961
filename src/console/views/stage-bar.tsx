import type { ReactElement } from 'react';
import { casesHref, type CaseFilters } from './case-links.js';
import { count } from './figures.js';
import { STAGE_NAMES, STAGES, type CountedStage } from './words.js';

const OPEN_STAGES = STAGES.filter((stage) => stage !== 'COMPLETED');

interface StageBarProps {
  department: { code: string; name: string; stages: Record<CountedStage, number> };
  /** Open cases of a full bar: at least those of the department that has most. */
  most: number;
  /** Other conditions of the page. */
  own: CaseFilters;
}

/**
 * Open cases of one department, stage by stage. The figures stand in the cells beside it, each a link: so the bar is for the eye
 * and the mouse, and out of the way of keyboard and screen reader.
 */
export function StageBar({ department, most, own }: StageBarProps): ReactElement {
  let from = 0;
  return (
    <svg className="ma-stage-bar" width="100%" height="18" aria-hidden="true" focusable="false">
      {OPEN_STAGES.map((stage) => {
        const value = department.stages[stage];
        const x = from;
        const width = (value / most) * 100;
        from += width;
        if (value === 0) return null;
        return (
          <a key={stage} href={casesHref({ ...own, departmentCode: department.code, stage })} tabIndex={-1}>
            <title>{`${department.name} ${STAGE_NAMES[stage]} ${count(value)}건`}</title>
            <rect className={`ma-stage is-${stage}`} x={`${x}%`} width={`${width}%`} height="18" />
          </a>
        );
      })}
    </svg>
  );
}

export function StageLegend(): ReactElement {
  return (
    <ul className="ma-legend-list" aria-label="막대의 색">
      {OPEN_STAGES.map((stage) => (
        <li key={stage}>
          <svg width="12" height="12" aria-hidden="true" focusable="false">
            <rect className={`ma-stage is-${stage}`} width="12" height="12" rx="2" />
          </svg>
          {STAGE_NAMES[stage]}
        </li>
      ))}
    </ul>
  );
}
