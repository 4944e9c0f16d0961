import type { ReactElement, ReactNode } from 'react';

export type Tone = 'primary' | 'secondary' | 'gray' | 'danger' | 'warning' | 'success' | 'information' | 'point';

// Whole class names, so that the build sees which rules of KRDS are used.
const LIGHT: Record<Tone, string> = {
  primary: 'bg-light-primary',
  secondary: 'bg-light-secondary',
  gray: 'bg-light-gray',
  danger: 'bg-light-danger',
  warning: 'bg-light-warning',
  success: 'bg-light-success',
  information: 'bg-light-information',
  point: 'bg-light-point',
};

/** `.krds-badge`, the light kind. The words carry the meaning, the colour only repeats it. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }): ReactElement {
  return <span className={`krds-badge ${LIGHT[tone]}`}>{children}</span>;
}
