import { ROLES, type Role } from '../../src/staff/index.js';

/**
 * Who may do what. Every operation of the OpenAPI document stands here, and the test beside it asks each of them as each role.
 *
 * scope  open    no login: a token, a signature or nothing is asked for
 *        any     not about departments: all who may, may whole
 *        own     each caller has to do with their own departments only; what lies elsewhere is not there for them
 *        county  about the whole county: keys that are bound to departments are refused, whatever their role
 *
 * x may, - is refused (403). Officer, leader and head see their department and what lies under it; the others see all.
 *
 * A new operation needs a row, with the path as the document writes it (`{id}`, not `:id`) and an x below each role of its
 * `@Roles(…)`; the test says which row is missing or differs. A row of scope `own` also needs a request in SAMPLES of
 * role-table.spec.ts, with how its answer shows that the department was seen; what it asks about stands in two-departments.ts.
 * `county` goes with `@WholeCounty()` on the operation or its controller.
 */
const TABLE = `
scope   officer leader head inspector county operator auditor admin
open       -       -     -      -        -       -       -      -    GET /health/live
open       -       -     -      -        -       -       -      -    GET /health/ready
open       -       -     -      -        -       -       -      -    GET /metrics
open       -       -     -      -        -       -       -      -    POST /auth/login
open       -       -     -      -        -       -       -      -    POST /auth/logout
open       -       -     -      -        -       -       -      -    GET /auth/oidc
open       -       -     -      -        -       -       -      -    GET /auth/oidc/callback
open       -       -     -      -        -       -       -      -    POST /api/v1/saeol/events

own        x       x     x      x        x       x       x      x    GET /api/v1/cases
own        x       x     x      x        x       x       x      x    GET /api/v1/cases/{receiptNo}
own        x       x     x      x        x       x       x      x    GET /api/v1/cases/{receiptNo}/deadline
own        x       x     x      x        x       x       x      x    GET /api/v1/cases/{receiptNo}/intervals
own        -       -     -      -        -       x       -      x    POST /api/v1/cases/{receiptNo}/intervals
own        -       -     -      -        -       x       -      x    DELETE /api/v1/cases/{receiptNo}/intervals/{id}
own        x       x     x      x        -       x       -      x    POST /api/v1/cases/{receiptNo}/unmask
own        x       x     x      x        x       x       x      x    GET /api/v1/deadlines/pre-notices/{receiptNo}
own        x       x     x      x        x       x       x      x    GET /api/v1/tasks
own        x       x     x      -        -       x       -      x    POST /api/v1/tasks/{id}/close
any        x       x     x      x        x       x       x      x    GET /api/v1/petition-types

own        x       x     x      x        x       x       x      x    GET /api/v1/messages
own        x       x     x      x        -       x       -      x    GET /api/v1/messages/{id}
own        -       -     -      -        -       x       -      x    POST /api/v1/messages/{id}/resend
own        -       -     -      -        -       x       -      x    POST /api/v1/messages/{id}/skip

own        -       x     x      x        x       x       x      x    GET /api/v1/surveys
own        -       x     x      x        x       x       x      x    GET /api/v1/surveys/comments
own        -       -     x      x        x       x       x      x    GET /api/v1/surveys/follow-ups
own        -       -     x      -        -       x       -      x    POST /api/v1/surveys/follow-ups/{id}/close

own        x       x     x      x        x       x       x      x    GET /api/v1/reports/departments
own        x       x     x      x        x       x       x      x    GET /api/v1/reports/deliveries
own        x       x     x      x        x       x       x      x    GET /api/v1/reports/coverage
own        x       x     x      x        x       x       x      x    GET /api/v1/reports/surveys
own        x       x     x      x        x       x       x      x    GET /api/v1/reports/monthly
own        -       x     x      x        x       x       x      x    GET /api/v1/reports/officers
own        -       -     x      x        x       -       x      x    GET /api/v1/reports/reminder-orders
own        -       -     -      x        -       -       -      x    POST /api/v1/reports/reminder-orders/{receiptNo}
own        x       x     x      x        x       x       x      x    POST /api/v1/cases.xlsx
own        x       x     x      x        x       x       x      x    POST /api/v1/cases.csv
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/departments.xlsx
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/departments.csv
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/deliveries.xlsx
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/deliveries.csv
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/coverage.xlsx
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/coverage.csv
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/surveys.xlsx
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/surveys.csv
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/monthly.xlsx
own        x       x     x      x        x       x       x      x    POST /api/v1/reports/monthly.csv
own        -       x     x      x        x       x       x      x    POST /api/v1/reports/officers.xlsx
own        -       x     x      x        x       x       x      x    POST /api/v1/reports/officers.csv
own        -       -     x      x        x       -       x      x    POST /api/v1/reports/reminder-orders.xlsx
own        -       -     x      x        x       -       x      x    POST /api/v1/reports/reminder-orders.csv
any        x       x     x      x        x       x       x      x    GET /api/v1/reports/stream

any        x       x     x      x        x       x       x      x    GET /api/v1/departments
own        x       x     x      x        x       x       x      x    GET /api/v1/staff
own        x       x     x      x        x       x       x      x    GET /api/v1/delegates
own        x       x     x      -        -       x       -      x    POST /api/v1/delegates
own        x       x     x      -        -       x       -      x    DELETE /api/v1/delegates/{id}
county     -       -     -      -        -       x       -      x    POST /api/v1/departments/import
county     -       -     -      -        -       x       -      x    POST /api/v1/staff/import
county     -       -     -      -        -       -       -      x    DELETE /api/v1/staff/{id}

any        x       x     x      x        x       x       x      x    POST /api/v1/accounts/own-password
county     -       -     -      -        -       -       x      x    GET /api/v1/accounts
county     -       -     -      -        -       -       -      x    POST /api/v1/accounts
county     -       -     -      -        -       -       -      x    PATCH /api/v1/accounts/{id}
county     -       -     -      -        -       -       -      x    GET /api/v1/api-keys
county     -       -     -      -        -       -       -      x    POST /api/v1/api-keys
county     -       -     -      -        -       -       -      x    DELETE /api/v1/api-keys/{id}

county     -       -     -      -        -       -       x      x    GET /api/v1/audit
county     -       -     -      -        -       -       x      x    POST /api/v1/audit/export
county     -       -     -      -        -       -       x      x    GET /api/v1/audit/verify
county     -       -     -      -        -       -       x      x    GET /api/v1/audit/reviews/{month}
county     -       -     -      -        -       -       x      -    POST /api/v1/audit/reviews/{month}
county     -       -     -      -        -       x       x      x    GET /api/v1/destruction-runs
county     -       -     -      -        -       x       -      x    POST /api/v1/person-exports
any        x       x     x      x        x       x       x      x    GET /api/v1/retention
county     -       -     -      -        -       -       -      x    PUT /api/v1/retention

county     -       -     -      -        -       x       -      x    GET /api/v1/messages/resends
county     -       -     -      -        -       x       -      x    GET /api/v1/messages/resends/count
county     -       -     -      -        -       x       -      x    GET /api/v1/messages/resends/{id}
county     -       -     -      -        -       x       -      x    POST /api/v1/messages/resends
county     -       -     -      -        -       x       -      x    POST /api/v1/messages/resends/{id}/stop
county     -       -     -      x        x       x       x      x    GET /api/v1/reports/costs
county     -       -     -      -        -       x       x      x    GET /api/v1/prices
county     -       -     -      -        -       x       -      x    PUT /api/v1/prices
county     -       -     -      -        -       x       x      x    GET /api/v1/templates
county     -       -     -      -        -       x       x      x    GET /api/v1/templates/versions
county     -       -     -      -        -       x       x      x    GET /api/v1/templates/diff
county     -       -     -      -        -       x       x      x    GET /api/v1/templates/{id}
county     -       -     -      -        -       x       x      x    GET /api/v1/templates/{id}/preview
county     -       -     -      -        -       x       -      x    POST /api/v1/templates/preview
county     -       -     -      -        -       x       -      x    POST /api/v1/templates
county     -       -     -      -        -       x       -      x    PUT /api/v1/templates/{id}
county     -       -     -      -        -       x       -      x    DELETE /api/v1/templates/{id}
county     -       -     -      -        -       x       -      x    POST /api/v1/templates/{id}/submit
county     -       -     -      -        -       x       -      x    POST /api/v1/templates/{id}/activate
county     -       -     -      -        -       x       -      x    POST /api/v1/templates/{id}/test
county     -       -     -      -        -       x       -      x    POST /api/v1/templates/submit
county     -       -     -      -        -       x       -      x    POST /api/v1/templates/synchronise
county     -       -     -      -        -       x       x      x    GET /api/v1/sender-profiles
county     -       -     -      -        -       x       -      x    POST /api/v1/sender-profiles
county     -       -     -      -        -       x       x      x    GET /api/v1/gateways
county     -       -     -      -        -       x       -      x    PATCH /api/v1/gateways/{vendor}/{channel}
county     -       -     -      -        -       x       x      x    GET /api/v1/occasion-rules
county     -       -     -      -        -       x       -      x    PUT /api/v1/occasion-rules/{occasion}
county     -       -     -      -        -       x       x      x    GET /api/v1/sending-switches
county     -       -     -      -        -       x       -      x    PATCH /api/v1/sending-switches
county     -       -     -      -        -       x       -      x    PUT /api/v1/trial-numbers
county     -       -     -      -        -       -       -      x    GET /api/v1/nhn-webhook

any        x       x     x      x        x       x       x      x    GET /api/v1/holidays
county     -       -     -      -        -       x       -      x    POST /api/v1/holidays
county     -       -     -      -        -       x       -      x    DELETE /api/v1/holidays/{date}
county     -       -     -      -        -       x       -      x    POST /api/v1/holidays/years
county     -       -     -      -        -       x       -      x    DELETE /api/v1/holidays/years/{year}
county     -       -     -      -        -       x       -      x    GET /api/v1/deadline-changes
county     -       -     -      -        -       x       -      x    GET /api/v1/deadline-changes/{id}
any        x       x     x      x        x       x       x      x    GET /api/v1/outages
county     -       -     -      -        -       x       -      x    POST /api/v1/outages
county     -       -     -      -        -       x       -      x    DELETE /api/v1/outages/{id}
county     -       -     -      -        -       x       -      x    GET /api/v1/case-settings
county     -       -     -      -        -       x       -      x    PUT /api/v1/case-settings
any        x       x     x      x        x       x       x      x    GET /api/v1/deadlines/ladders
county     -       -     -      -        -       x       -      x    PUT /api/v1/deadlines/ladders/{departmentCode}
county     -       -     -      -        -       x       -      x    DELETE /api/v1/deadlines/ladders/{departmentCode}

county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/quarantine
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/quarantine/{id}
county     -       -     -      -        -       x       -      x    POST /api/v1/saeol/quarantine/{id}/open
county     -       -     -      -        -       x       -      x    POST /api/v1/saeol/quarantine/{id}/replay
county     -       -     -      -        -       x       -      x    POST /api/v1/saeol/quarantine/{id}/discard
county     -       -     -      -        -       x       -      x    POST /api/v1/saeol/quarantine/replay
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/codes
county     -       -     -      -        -       x       -      x    PUT /api/v1/saeol/codes/{column}/{code}
county     -       -     -      -        -       x       -      x    DELETE /api/v1/saeol/codes/{column}/{code}
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/state
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/gaps
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/files
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/reconciliations
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/reconciliations/{id}
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/reconciliations/{id}/findings
county     -       -     -      -        -       x       -      x    GET /api/v1/saeol/unsent
county     -       -     -      -        -       x       -      x    POST /api/v1/saeol/unsent/send
`;

export interface TableRow {
  /** `GET /api/v1/cases/{receiptNo}` */
  operation: string;
  scope: 'open' | 'any' | 'own' | 'county';
  roles: Role[];
}

/** @throws Error where a row has a column too many or too few */
export function roleTable(): TableRow[] {
  const [header, ...rows] = TABLE.split('\n').filter((line) => line.trim() !== '');
  const columns = header!.trim().split(/\s+/).slice(1);
  if (columns.join() !== ROLES.join()) throw new Error(`the columns must be ${ROLES.join(' ')}`);
  return rows.map((row) => {
    const cells = row.trim().split(/\s+/);
    const [scope, ...rest] = cells as [TableRow['scope'], ...string[]];
    if (cells.length !== ROLES.length + 3 || !rest.slice(0, ROLES.length).every((cell) => /^[x-]$/.test(cell)))
      throw new Error(`not a row of the table: ${row}`);
    return {
      scope,
      roles: ROLES.filter((_, index) => rest[index] === 'x'),
      operation: rest.slice(ROLES.length).join(' '),
    };
  });
}
