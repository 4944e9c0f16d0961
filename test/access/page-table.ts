import { ROLES, type Role } from '../../src/staff/index.js';

/**
 * Who may open which page of the console, and send which of its forms: x may, - is shown the page that says so (403). The test beside
 * it holds the table against the pages themselves and opens each of them as each role. A new page or form needs a row, with an x
 * below each role of its `@Roles(…)`.
 */
const TABLE = `
officer leader head inspector county operator auditor admin  page
   x      x     x       x       x       x        x      x    GET /

   -      -     -       -       -       -        x      x    GET /accounts
   -      -     -       -       -       -        -      x    POST /accounts
   -      -     -       -       -       -        -      x    GET /accounts/{id}
   -      -     -       -       -       -        -      x    POST /accounts/{id}/close
   -      -     -       -       -       -        -      x    POST /accounts/{id}/password
   -      -     -       -       -       -        -      x    POST /accounts/{id}/reopen
   -      -     -       -       -       -        -      x    POST /accounts/{id}/roles
   -      -     -       -       -       -        -      x    POST /accounts/{id}/unbind
   -      -     -       -       -       -        -      x    POST /accounts/{id}/unlock

   -      -     -       -       -       x        -      x    POST /alarms/{id}/dismiss

   -      -     -       -       -       -        -      x    GET /api-keys
   -      -     -       -       -       -        -      x    POST /api-keys
   -      -     -       -       -       -        -      x    POST /api-keys/{id}/revoke

   -      -     -       -       -       -        x      x    GET /audit
   -      -     -       -       -       -        x      x    POST /audit/export
   -      -     -       -       -       -        x      x    GET /audit/review
   -      -     -       -       -       -        x      -    POST /audit/review
   -      -     -       -       -       -        x      x    GET /audit/verify
   -      -     -       -       -       -        x      x    POST /audit/verify

   x      x     x       x       x       x        x      x    GET /cases
   x      x     x       x       x       x        x      x    POST /cases
   x      x     x       x       x       x        x      x    GET /cases/{receiptNo}
   -      -     -       -       -       x        -      x    GET /cases/{receiptNo}/intervals
   -      -     -       -       -       x        -      x    POST /cases/{receiptNo}/intervals
   -      -     -       -       -       x        -      x    POST /cases/{receiptNo}/intervals/{id}/remove
   x      x     x       x       -       x        -      x    POST /cases/{receiptNo}/people

   -      -     -       -       -       x        -      x    GET /county-settings
   -      -     -       -       -       x        -      x    GET /county-settings/change
   -      -     -       -       -       x        -      x    POST /county-settings/change

   -      -     -       -       -       x        -      x    GET /deadline-changes
   -      -     -       -       -       x        -      x    GET /deadline-changes/{id}

   x      x     x       x       x       x        x      x    GET /delegates
   x      x     x       -       -       x        -      x    POST /delegates
   x      x     x       -       -       x        -      x    POST /delegates/{id}/end

   x      x     x       x       x       x        x      x    GET /departments

   -      -     -       -       -       x        x      x    GET /destruction-runs
   -      -     -       -       -       -        -      x    POST /destruction-runs/retention

   -      -     -       -       -       x        -      x    GET /directory-import
   -      -     -       -       -       x        -      x    POST /directory-import/departments
   -      -     -       -       -       x        -      x    POST /directory-import/staff
   -      -     -       -       -       x        -      x    POST /directory-import/{kind}/write

   x      x     x       x       x       x        x      x    GET /exports/{view}
   x      x     x       x       x       x        x      x    POST /exports/{view}

   -      -     -       -       -       x        -      x    GET /first-run
   -      -     -       -       -       x        -      x    POST /first-run/link
   -      -     -       -       -       -        -      x    POST /first-run/own-number
   -      -     -       -       -       x        -      x    POST /first-run/test
   -      -     -       -       -       x        -      x    POST /first-run/vendors

   -      -     x       x       x       x        x      x    GET /follow-ups
   -      -     x       -       -       x        -      x    POST /follow-ups/{id}/close

   -      -     -       -       -       x        x      x    GET /gateways
   -      -     -       -       -       x        -      x    POST /gateways/switches
   -      -     -       -       -       x        -      x    POST /gateways/trial-numbers
   -      -     -       -       -       x        x      x    GET /gateways/{vendor}/{channel}
   -      -     -       -       -       x        -      x    POST /gateways/{vendor}/{channel}
   -      -     -       -       -       x        -      x    POST /gateways/{vendor}/{channel}/price

   x      x     x       x       x       x        x      x    GET /holidays
   -      -     -       -       -       x        -      x    GET /holidays/add
   -      -     -       -       -       x        -      x    POST /holidays/add
   -      -     -       -       -       x        -      x    GET /holidays/remove
   -      -     -       -       -       x        -      x    POST /holidays/remove
   -      -     -       -       -       x        -      x    GET /holidays/year
   -      -     -       -       -       x        -      x    POST /holidays/year
   -      -     -       -       -       x        -      x    POST /holidays/year/set

   x      x     x       x       x       x        x      x    GET /ladders
   -      -     -       -       -       x        -      x    POST /ladders
   -      -     -       -       -       x        -      x    POST /ladders/remove

   -      -     -       -       -       x        -      x    GET /link
   -      -     -       -       -       x        -      x    GET /link/codes
   -      -     -       -       -       x        -      x    POST /link/codes
   -      -     -       -       -       x        -      x    POST /link/codes/remove
   -      -     -       -       -       x        -      x    GET /link/files
   -      -     -       -       -       x        -      x    GET /link/quarantine
   -      -     -       -       -       x        -      x    GET /link/quarantine/replay
   -      -     -       -       -       x        -      x    POST /link/quarantine/replay
   -      -     -       -       -       x        -      x    GET /link/quarantine/{id}
   -      -     -       -       -       x        -      x    POST /link/quarantine/{id}/discard
   -      -     -       -       -       x        -      x    POST /link/quarantine/{id}/open
   -      -     -       -       -       x        -      x    POST /link/quarantine/{id}/replay
   -      -     -       -       -       x        -      x    GET /link/reconciliations
   -      -     -       -       -       x        -      x    GET /link/reconciliations/{id}
   -      -     -       -       -       x        -      x    GET /link/unsent
   -      -     -       -       -       x        -      x    POST /link/unsent

   x      x     x       x       x       x        x      x    GET /messages
   x      x     x       x       x       x        x      x    POST /messages
   -      -     -       -       -       x        -      x    GET /messages/held
   -      -     -       -       -       x        -      x    POST /messages/held
   -      -     -       -       -       x        -      x    GET /messages/resends
   -      -     -       -       -       x        -      x    POST /messages/resends
   -      -     -       -       -       x        -      x    GET /messages/resends/{id}
   -      -     -       -       -       x        -      x    POST /messages/resends/{id}/stop
   x      x     x       x       x       x        x      x    GET /messages/{id}
   -      -     -       -       -       x        -      x    POST /messages/{id}/resend
   -      -     -       -       -       x        -      x    POST /messages/{id}/skip

   x      x     x       -       -       -        -      -    GET /mine

   -      -     -       -       -       x        x      x    GET /occasion-rules
   -      -     -       -       -       x        -      x    GET /occasion-rules/{occasion}
   -      -     -       -       -       x        -      x    POST /occasion-rules/{occasion}

   -      -     -       -       -       x        -      x    GET /opt-outs
   -      -     -       -       -       x        -      x    POST /opt-outs
   -      -     -       -       -       x        -      x    POST /opt-outs/wish

   x      x     x       x       x       x        x      x    GET /outages
   -      -     -       -       -       x        -      x    GET /outages/enter
   -      -     -       -       -       x        -      x    POST /outages/enter
   -      -     -       -       -       x        -      x    GET /outages/{id}/remove
   -      -     -       -       -       x        -      x    POST /outages/{id}/remove

   x      x     x       x       x       x        x      x    GET /own-password
   x      x     x       x       x       x        x      x    POST /own-password

   -      -     -       -       -       x        -      x    GET /person-exports
   -      -     -       -       -       x        -      x    POST /person-exports

   -      -     -       -       -       x        -      x    GET /queue
   -      -     -       -       -       x        -      x    POST /queue/retry-all
   -      -     -       -       -       x        -      x    GET /queue/{id}
   -      -     -       -       -       x        -      x    POST /queue/{id}/discard
   -      -     -       -       -       x        -      x    POST /queue/{id}/retry

   -      x     x       x       x       x        x      x    GET /reports/comments
   -      -     -       x       x       x        x      x    GET /reports/costs
   x      x     x       x       x       x        x      x    GET /reports/coverage
   x      x     x       x       x       x        x      x    GET /reports/deliveries
   x      x     x       x       x       x        x      x    GET /reports/departments
   x      x     x       x       x       x        x      x    GET /reports/monthly
   -      -     x       x       x       -        x      x    GET /reports/reminder-orders
   -      -     x       x       x       -        x      x    GET /reports/reminder-orders/{receiptNo}
   -      -     -       x       -       -        -      x    POST /reports/reminder-orders/{receiptNo}
   x      x     x       x       x       x        x      x    GET /reports/surveys

   -      -     -       -       -       x        x      x    GET /sender-profile
   -      -     -       -       -       x        -      x    POST /sender-profile

   x      x     x       x       x       x        x      x    GET /staff
   -      -     -       -       -       -        -      x    GET /staff/{id}/forget
   -      -     -       -       -       -        -      x    POST /staff/{id}/forget

   x      x     x       x       x       x        x      x    GET /tasks
   x      x     x       -       -       x        -      x    POST /tasks/{id}/close

   -      -     -       -       -       x        x      x    GET /templates
   -      -     -       -       -       x        x      x    GET /templates/diff
   -      -     -       -       -       x        -      x    POST /templates/submit
   -      -     -       -       -       x        -      x    POST /templates/synchronise
   -      -     -       -       -       x        x      x    GET /templates/{id}
   -      -     -       -       -       x        -      x    POST /templates/{id}/activate
   -      -     -       -       -       x        -      x    POST /templates/{id}/discard
   -      -     -       -       -       x        -      x    GET /templates/{id}/edit
   -      -     -       -       -       x        -      x    POST /templates/{id}/edit
   -      -     -       -       -       x        -      x    POST /templates/{id}/submit
   -      -     -       -       -       x        -      x    POST /templates/{id}/test

   x      x     x       x       x       x        x      x    GET /wall
   x      x     x       x       x       x        x      x    POST /wall
`;

export interface PageRow {
  method: 'GET' | 'POST';
  /** `/cases/{receiptNo}` */
  path: string;
  roles: Role[];
}

/** @throws Error where a row has a column too many or too few */
export function pageTable(): PageRow[] {
  const [header, ...rows] = TABLE.split('\n').filter((line) => line.trim() !== '');
  if (header!.trim().split(/\s+/).slice(0, -1).join() !== ROLES.join())
    throw new Error(`the columns must be ${ROLES.join(' ')}`);
  return rows.map((row) => {
    const cells = row.trim().split(/\s+/);
    const [method, path] = cells.slice(ROLES.length) as [PageRow['method'], string];
    if (cells.length !== ROLES.length + 2 || !cells.slice(0, ROLES.length).every((cell) => /^[x-]$/.test(cell)))
      throw new Error(`not a row of the table: ${row}`);
    return { method, path, roles: ROLES.filter((_, index) => cells[index] === 'x') };
  });
}
