/** Filters of the list of cases, mostly as `GET /api/v1/cases` names them; a figure links to exactly the cases that make it up. */
export interface CaseFilters {
  stage?: string;
  departmentCode?: string;
  officerId?: string;
  typeCode?: string;
  outcome?: string;
  due?: 'overdue' | 'today' | 'within3days';
  receivedFrom?: string;
  receivedTo?: string;
  completedFrom?: string;
  completedTo?: string;
  extended?: 'true' | 'false';
  onTime?: 'true' | 'false';
  /** Neither completed nor voided. */
  open?: 'true' | 'false';
  /** Without those that were voided, which are in no figure. */
  voided?: 'false';
  /** The last day of the supplement that is open has passed. */
  supplementLapsed?: 'true';
  /** In the report on coverage: `ALL`, `TOLD`, `NOT:` or `MISSED:` with a reason as it is counted. */
  coverage?: string;
  /** Receipt number. */
  q?: string;
  /** Blind index of a telephone number, base64url: numbers are in no address. */
  phone?: string;
}

/** `/cases?stage=RECEIVED&departmentCode=47700000011`; empty filters are left out. */
export function casesHref(filters: CaseFilters, cursor?: string): string {
  return withQuery('/cases', { ...filters, cursor });
}

/** The cases that a figure counted, whatever became of them since but for voided ones. */
export function countedHref(filters: CaseFilters): string {
  return casesHref({ ...filters, voided: 'false' });
}

export function caseHref(receiptNo: string): string {
  return `/cases/${encodeURIComponent(receiptNo)}`;
}

export function noticeHref(id: string): string {
  return `/messages/${encodeURIComponent(id)}`;
}

export function withQuery(path: string, values: object): string {
  // A dashboard of 300 departments has 3,000 of them: not by URLSearchParams, which takes five times as long.
  const query = Object.entries(values)
    .flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [`${name}=${encodeURIComponent(value)}`] : [],
    )
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}
