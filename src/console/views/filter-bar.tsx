import type { ReactElement, ReactNode } from 'react';
import { Button } from '../../../libs/krds/index.js';

/** Filters as a form that GETs: what was chosen lives in the address. */
export function FilterBar({
  action,
  act,
  children,
}: {
  action: string;
  act: string;
  children: ReactNode;
}): ReactElement {
  return (
    <form className="ma-filter" method="get" action={action}>
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
