import type { ReactElement, ReactNode } from 'react';
import { Button } from '../../../libs/krds/index.js';

interface FilterBarProps {
  action: string;
  act: string;
  /** `post` where something personal may be typed: the answer leads to an address that does not hold it. */
  method?: 'get' | 'post';
  children: ReactNode;
}

/** Filters as a form: what was chosen lives in the address of the page that it leads to. */
export function FilterBar({ action, act, method = 'get', children }: FilterBarProps): ReactElement {
  return (
    <form className="ma-filter" method={method} action={action}>
      {children}
      <Button tone="secondary" size="small">
        {act}
      </Button>
    </form>
  );
}

/** A label and its control, kept together where the bar wraps. */
export function Filter({ id, label, children }: { id: string; label: string; children: ReactNode }): ReactElement {
  return (
    <div className="ma-filter-field">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}
