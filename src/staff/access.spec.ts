import { Body, Controller, Get, Post } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { OpenToStrangers, Roles } from './access.decorators.js';
import { Actor, ROLES, seesMasked, type Role } from './actor.js';
import { hashApiKey } from './api-keys.service.js';
import { refuseCrossSite } from './cross-site.js';
import { DEMO_LOGINS } from './demo-staff.js';
import { ADMIN_KEY, seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

class NoteDto {
  @IsString()
  note!: string;
}

@Controller()
class TrialController {
  @Get('api/v1/who')
  @Roles(...ROLES)
  who(@Actor() actor: Actor): Actor {
    return actor;
  }

  @Get('api/v1/acting')
  @Roles('officer', 'operator')
  acting(@Actor() actor: Actor): Actor {
    return actor;
  }

  @Post('api/v1/notes')
  @Roles('operator', 'admin')
  note(@Body() note: NoteDto): NoteDto {
    return note;
  }

  @Get('page')
  @Roles('operator')
  page(): string {
    return 'a page';
  }

  @Post('s/:token/answer')
  @OpenToStrangers()
  answer(): string {
    return 'thanks';
  }

  @Get('s/staff-only')
  @Roles('admin')
  staffOnly(): string {
    return 'secret';
  }
}

@OpenToStrangers()
@Controller('open')
class OpenController {
  @Get('all')
  all(): string {
    return 'open';
  }

  @Get('some')
  @Roles('admin')
  some(): string {
    return 'not open';
  }
}

@Roles('auditor')
@Controller('closed')
class ClosedController {
  @Get('all')
  all(): string {
    return 'closed';
  }

  @Get('some')
  @OpenToStrangers()
  some(): string {
    return 'open';
  }
}

let database: TestDatabase;
let staff: StaffApp;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  staff = await staffApp(database, { controllers: [TrialController, OpenController, ClosedController] });
  for (const { role, id, password } of DEMO_LOGINS) {
    const response = await staff.http().post('/auth/login').send({ id, password });
    cookies.set(role, response.headers['set-cookie']![0]!.split(';')[0]!);
  }
});
afterAll(async () => {
  await staff.close();
  await database.close();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('strangers', () => {
  it.each([
    ['GET', '/api/v1/who'],
    ['GET', '/api/v1/departments'],
    ['GET', '/api/v1/no-such-thing'],
    ['GET', '/no-such-page'],
    ['DELETE', '/api/v1/api-keys/x'],
    ['GET', '/api/v1/staff?limit=wrong'],
    ['GET', '/s/staff-only'],
    ['GET', '/open/some/'],
  ] as const)('are told 401: %s %s', async (method, path) => {
    const response = await staff.http()[method === 'GET' ? 'get' : 'delete'](path).redirects(0);
    if (path === '/s/staff-only') {
      expect(response.status).toBe(303);
      return;
    }
    expect(response.status).toBe(401);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.headers['www-authenticate']).toContain('Bearer');
    expect(response.body).toMatchObject({ status: 401, code: 'STAFF.NOT_SIGNED_IN' });
  });

  it.each(['/api/v1/who/%zz', '/api/v1/%E0%A4%A', `/api/v1/api-keys/${'x'.repeat(300)}`, '/%'])(
    'are told 401 before an address is found malformed: %.40s',
    async (path) => {
      const response = await staff.http().delete(path).redirects(0);
      expect([response.status, (response.body as { code: string }).code]).toEqual([401, 'STAFF.NOT_SIGNED_IN']);
      const page = await staff.http().get(path).set('accept', 'text/html').redirects(0);
      expect(page.status).toBe(path.startsWith('/api/') ? 401 : 303);
    },
  );

  it('are told 401 before a body is read or validated', async () => {
    const post = () => staff.http().post('/api/v1/notes').set('content-type', 'application/json');
    expect((await post().send('{"note":')).status).toBe(401);
    expect((await post().send('{"wrong":1}')).status).toBe(401);
    expect((await post().send(JSON.stringify({ note: 'x'.repeat(3_000_000) }))).status).toBe(401);
  });

  it.each(['garbage', 'Basic YTpi', `Bearer ${'x'.repeat(40)}`, 'Bearer', `Bearer ${ADMIN_KEY}x`])(
    'with the authorization %.20s are told 401',
    async (authorization) => {
      expect((await staff.http().get('/api/v1/who').set({ authorization })).status).toBe(401);
    },
  );

  it('are sent from pages to the login', async () => {
    const page = await staff.http().get('/page?from=bookmark').redirects(0);
    expect([page.status, page.headers['location']]).toEqual([303, '/login']);
    const unknown = await staff.http().get('/old-page').set('accept', 'text/html').redirects(0);
    expect([unknown.status, unknown.headers['location']]).toEqual([303, '/login']);
    const head = await staff.http().head('/page').redirects(0);
    expect([head.status, head.headers['location']]).toEqual([303, '/login']);
    const api = await staff.http().get('/api/v1/who').set('accept', 'text/html');
    expect(api.status).toBe(401);
  });

  it('are let in where it is open, and nowhere else', async () => {
    expect((await staff.http().post('/s/abc/answer')).status).toBe(201);
    expect((await staff.http().get('/s/nothing/here')).status).toBe(404);
    expect((await staff.http().get('/survey/x/y')).status).toBe(404);
    expect((await staff.http().get('/surveys')).status).toBe(401);
    expect((await staff.http().get('/open/all')).text).toBe('open');
    expect((await staff.http().get('/open/some').redirects(0)).status).toBe(303);
    expect((await staff.http().get('/closed/some')).text).toBe('open');
    expect((await staff.http().get('/closed/all').redirects(0)).status).toBe(303);
  });

  it('see the documents in demo only', async () => {
    expect((await staff.http().get('/docs')).status).toBe(404);
    const production = await staffApp(database, {
      variables: {
        PROFILE: 'production',
        PUBLIC_URL: 'https://alim.example',
        SOLAPI_URL: 'https://a.example',
        SOLAPI_API_KEY: 'k',
        SOLAPI_API_SECRET: 's',
        SOLAPI_PF_ID: 'p',
        SOLAPI_BRAND_ID: 'b',
      },
    });
    try {
      expect((await production.http().get('/docs')).status).toBe(401);
      const response = await production
        .http()
        .post('/auth/login')
        .send({ id: 'operator', password: 'minwon-operator' });
      expect(response.headers['set-cookie']![0]).toMatch(
        /^__Host-minwon_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    } finally {
      await production.close();
    }
  });
});

describe('people', () => {
  it.each([
    ['officer', ['47700000011'], 's113'],
    ['leader', ['47700000011'], 's111'],
    ['head', ['47700000011'], 's110'],
    ['inspector', 'ALL', 's031'],
    ['county', 'ALL', null],
    ['operator', 'ALL', 's024'],
    ['auditor', 'ALL', 's013'],
    ['admin', 'ALL', 's025'],
  ] as const)('log in as %s and see %s', async (role, departmentScope, officerId) => {
    const { body } = await staff.http().get('/api/v1/who').set('cookie', cookies.get(role)!);
    expect(body).toMatchObject({ kind: 'staff', roles: [role], departmentScope, officerId });
    expect((body as Actor).address).toMatch(/127\.0\.0\.1$/);
  });

  it('see what lies under their department', async () => {
    await database.dataSource.query(
      `INSERT INTO staff.department (code, name, parent_code) VALUES ('47700000111', '주택계', '47700000011'), ('47700000112', '주택반', '47700000111')`,
    );
    const { body } = await staff.http().get('/api/v1/who').set('cookie', cookies.get('head')!);
    expect((body as Actor).departmentScope).toEqual(['47700000011', '47700000111', '47700000112']);
    await database.dataSource.query(`DELETE FROM staff.department WHERE code IN ('47700000112', '47700000111')`);
  });

  it.each([
    ['officer', 'auditor', ['47700000011'], 'ALL', false],
    ['officer', 'county', ['47700000011'], 'ALL', true],
    ['officer', 'leader', ['47700000011'], ['47700000011'], false],
    ['officer', 'operator', 'ALL', 'ALL', false],
    ['inspector', 'county', null, 'ALL', false],
  ] as const)('who are %s and %s are each where it is allowed, and no more', async (one, other, acts, sees, masked) => {
    const query = database.dataSource.query.bind(database.dataSource);
    await query(`UPDATE staff.account SET roles = $1 WHERE login_id = 'officer'`, [[one, other]]);
    try {
      const ask = (path: string) => staff.http().get(path).set('cookie', cookies.get('officer')!);
      const acting = await ask('/api/v1/acting');
      if (acts === null) expect(acting.status).toBe(403);
      else expect(acting.body).toMatchObject({ roles: [one, other], departmentScope: acts });
      const seeing = (await ask('/api/v1/who')).body as Actor;
      expect([seeing.departmentScope, seesMasked(seeing)]).toEqual([sees, masked]);
    } finally {
      await query(`UPDATE staff.account SET roles = '{officer}' WHERE login_id = 'officer'`);
    }
  });

  it.each(ROLES)('as %s reach only what names their role', async (role) => {
    const note = await staff.http().post('/api/v1/notes').set('cookie', cookies.get(role)!).send({ note: 'a' });
    expect(note.status).toBe(role === 'operator' || role === 'admin' ? 201 : 403);
    const audit = await staff.http().get('/api/v1/audit').set('cookie', cookies.get(role)!);
    expect(audit.status).toBe(role === 'auditor' || role === 'admin' ? 200 : 403);
    const keys = await staff.http().get('/api/v1/api-keys').set('cookie', cookies.get(role)!);
    expect(keys.status).toBe(role === 'admin' ? 200 : 403);
    if (note.status === 403) expect(note.body).toMatchObject({ code: 'STAFF.NOT_ALLOWED' });
  });

  it('are refused by role before their input is judged', async () => {
    const response = await staff.http().post('/api/v1/notes').set('cookie', cookies.get('officer')!).send({ wrong: 1 });
    expect(response.status).toBe(403);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, 201],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:3000' }, 201],
    [{}, 201],
  ])('acting by a cookie with %o get %i', async (headers, status) => {
    const response = await staff
      .http()
      .post('/api/v1/notes')
      .set('cookie', cookies.get('operator')!)
      .set(headers)
      .send({ note: 'a' });
    expect(response.status).toBe(status);
    if (status === 403) expect(response.body).toMatchObject({ code: 'STAFF.CROSS_SITE' });
  });

  it('reading from another site are let in, and keys may come from anywhere', async () => {
    const read = await staff
      .http()
      .get('/api/v1/who')
      .set('cookie', cookies.get('operator')!)
      .set('sec-fetch-site', 'cross-site');
    expect(read.status).toBe(200);
    const key = await staff
      .http()
      .post('/api/v1/notes')
      .set(bearer(ADMIN_KEY))
      .set('sec-fetch-site', 'cross-site')
      .send({ note: 'a' });
    expect(key.status).toBe(201);
  });
});

describe('the origin of an unsafe request', () => {
  it('may be the host that was called', () => {
    refuseCrossSite({ method: 'POST', headers: { origin: 'https://alim.example', host: 'alim.example' } }, []);
    expect(() =>
      refuseCrossSite({ method: 'POST', headers: { origin: 'https://alim.example:8443', host: 'alim.example' } }, []),
    ).toThrow('STAFF.CROSS_SITE');
  });
});

describe('API keys', () => {
  const make = (body: object) => staff.http().post('/api/v1/api-keys').set(bearer(ADMIN_KEY)).send(body);

  it('are shown once and stored hashed', async () => {
    const { status, body } = await make({
      name: '현황판',
      role: 'county',
      departmentCodes: ['47700000011'],
      expiresAt: '2999-12-31T23:59:59+09:00',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: '현황판',
      role: 'county',
      departmentCodes: ['47700000011'],
      expiresAt: '2999-12-31T23:59:59+09:00',
      revokedAt: null,
    });
    const key = (body as { key: string }).key;
    expect(key).toMatch(/^mwa_[\w-]{43}$/);
    const list = await staff.http().get('/api/v1/api-keys').set(bearer(ADMIN_KEY));
    expect(JSON.stringify(list.body)).not.toContain(key);
    const [stored] = await database.dataSource.query<{ row: string }[]>(
      `SELECT to_json(k)::text AS row FROM staff.api_key k WHERE name = '현황판'`,
    );
    expect(stored!.row).not.toContain(key);
    const who = await staff.http().get('/api/v1/who').set(bearer(key));
    expect(who.body).toMatchObject({
      kind: 'key',
      roles: ['county'],
      departmentScope: ['47700000011'],
      officerId: null,
    });
  });

  it('end when they are revoked, at once', async () => {
    const { body } = await make({ name: 'short-lived', role: 'operator' });
    const { key, id } = body as { key: string; id: string };
    expect((await staff.http().get('/api/v1/who').set(bearer(key))).status).toBe(200);
    expect((await staff.http().delete(`/api/v1/api-keys/${id}`).set(bearer(ADMIN_KEY))).status).toBe(204);
    expect((await staff.http().get('/api/v1/who').set(bearer(key))).status).toBe(401);
    const again = await staff.http().delete(`/api/v1/api-keys/${id}`).set(bearer(ADMIN_KEY));
    expect([again.status, (again.body as { code: string }).code]).toEqual([404, 'STAFF.UNKNOWN_API_KEY']);
  });

  it('end when they expire, also while they are trusted', async () => {
    const now = Date.parse('2030-01-01T00:00:00Z');
    staff.clock.setReal(new Date(now));
    try {
      const { body } = await make({ name: 'expiring', role: 'operator', expiresAt: '2030-01-01T00:00:03Z' });
      const { key } = body as { key: string };
      expect((await staff.http().get('/api/v1/who').set(bearer(key))).status).toBe(200);
      staff.clock.setReal(new Date(now + 3_000));
      expect((await staff.http().get('/api/v1/who').set(bearer(key))).status).toBe(401);
    } finally {
      staff.clock.setReal(null);
    }
  });

  it('that another process revoked live five seconds at most', async () => {
    const { body } = await make({ name: 'elsewhere', role: 'operator' });
    const { key, id } = body as { key: string; id: string };
    const now = staff.clock.realNow().getTime();
    staff.clock.setReal(new Date(now));
    try {
      expect((await staff.http().get('/api/v1/who').set(bearer(key))).status).toBe(200);
      await database.dataSource.query('UPDATE staff.api_key SET revoked_at = now() WHERE id = $1', [id]);
      staff.clock.setReal(new Date(now + 5_000));
      expect((await staff.http().get('/api/v1/who').set(bearer(key))).status).toBe(401);
    } finally {
      staff.clock.setReal(null);
    }
  });

  it.each([
    [{ name: 'a', role: 'king' }, 400, 'role'],
    [{ name: '', role: 'county' }, 400, 'name'],
    [{ name: 'a', role: 'county', departmentCodes: [] }, 400, 'departmentCodes'],
    [{ name: 'a', role: 'county', departmentCodes: ['47700009999'] }, 422, 'departmentCodes'],
    [{ name: 'a', role: 'county', expiresAt: '2027-12-31T23:59:59' }, 400, 'expiresAt'],
    [{ name: 'a', role: 'county', expiresAt: '2027-02-30T00:00:00+09:00' }, 400, 'expiresAt'],
    [{ name: 'a\u0000b', role: 'county' }, 400, null],
    [{ name: 'a', role: 'county', secret: true }, 400, 'secret'],
  ])('are not made of %o', async (body, status, field) => {
    const response = await make(body);
    expect(response.status).toBe(status);
    if (field !== null)
      expect((response.body as { errors: { field: string }[] }).errors.map((e) => e.field)).toContain(field);
  });

  it('cost no query while they are trusted, and their last use is written', async () => {
    const query = database.dataSource.query.bind(database.dataSource);
    let asked = 0;
    database.dataSource.query = ((sql: string, values?: unknown[]) => {
      if (sql.includes('staff.api_key')) asked++;
      return query(sql, values);
    }) as typeof database.dataSource.query;
    try {
      await Promise.all(Array.from({ length: 50 }, () => staff.http().get('/api/v1/who').set(bearer(ADMIN_KEY))));
      expect(asked).toBeLessThanOrEqual(1);
    } finally {
      database.dataSource.query = query;
    }
    const { ApiKeys } = await import('./api-keys.service.js');
    await staff.app.get(ApiKeys).writeLastUses();
    const [row] = await database.dataSource.query<{ last_used_at: Date | null }[]>(
      'SELECT last_used_at FROM staff.api_key WHERE key_hash = $1',
      [hashApiKey(ADMIN_KEY)],
    );
    expect(Math.abs(staff.clock.realNow().getTime() - row!.last_used_at!.getTime())).toBeLessThan(60_000);
  });

  it('are listed in pages', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await staff.http().get(`/api/v1/api-keys?limit=2${cursor}`).set(bearer(ADMIN_KEY));
      const page = body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map((item) => item.id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    const rows = await database.dataSource.query<{ id: string }[]>('SELECT id FROM staff.api_key ORDER BY id DESC');
    expect(seen).toEqual(rows.map((row) => row.id));
    expect(seen.length).toBeGreaterThan(3);
    const bad = await staff
      .http()
      .get(`/api/v1/api-keys?cursor=${Buffer.from('["no-uuid"]').toString('base64url')}`)
      .set(bearer(ADMIN_KEY));
    expect(bad.status).toBe(400);
  });
});

describe('the first access', () => {
  it('is made once, on an empty database, beside the demo logins', async () => {
    const fresh = await testDatabase();
    try {
      await seedTestStaff(fresh);
      const variables = { BOOTSTRAP_ADMIN_ID: 'First.Admin', BOOTSTRAP_ADMIN_PASSWORD: 'a first password' };
      await (await staffApp(fresh, { variables })).close();
      const again = await staffApp(fresh, {
        variables: { ...variables, BOOTSTRAP_ADMIN_PASSWORD: 'another password', BOOTSTRAP_API_KEY: 'y'.repeat(40) },
      });
      try {
        const login = (password: string) => again.http().post('/auth/login').send({ id: 'first.admin', password });
        expect((await login('a first password')).status).toBe(200);
        expect((await login('another password')).status).toBe(401);
        const cookie = (await login('a first password')).headers['set-cookie']![0]!.split(';')[0]!;
        expect((await again.http().get('/api/v1/api-keys').set('cookie', cookie)).status).toBe(200);
        expect((await again.http().get('/api/v1/api-keys').set(bearer(ADMIN_KEY))).status).toBe(200);
        expect(
          (
            await again
              .http()
              .get('/api/v1/api-keys')
              .set(bearer('y'.repeat(40)))
          ).status,
        ).toBe(401);
      } finally {
        await again.close();
      }
    } finally {
      await fresh.close();
    }
  });
});

describe('the OpenAPI document', () => {
  it('tells of every operation who may call it, and how it is refused', () => {
    const document = SwaggerModule.createDocument(staff.app, new DocumentBuilder().build());
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, OperationObject>).map(([method, operation]) => ({
        name: `${method} ${path}`,
        roles: (operation as OperationObject & { 'x-roles'?: Role[] })['x-roles'],
        statuses: Object.keys(operation.responses),
        security: (operation.security ?? []).map((one) => Object.keys(one)[0]),
      })),
    );
    const of = (name: string) => operations.find((operation) => operation.name === name);
    expect(of('post /api/v1/notes')).toMatchObject({ roles: ['operator', 'admin'], security: ['apiKey', 'session'] });
    expect(of('get /api/v1/audit')).toMatchObject({ roles: ['auditor', 'admin'] });
    expect(of('get /open/some')!.roles).toEqual(['admin']);
    expect(of('get /closed/some')!.roles).toEqual([]);
    expect(of('post /auth/login')).toMatchObject({
      roles: [],
      statuses: ['200', '303', '400', '401', '403', '429', '503'],
    });
    for (const { name, roles, statuses } of operations) {
      expect([name, roles]).toEqual([name, expect.any(Array)]);
      if (roles!.length > 0) expect([name, statuses]).toEqual([name, expect.arrayContaining(['401', '403'])]);
    }
  });
});

describe('an operation that names no role', () => {
  it('keeps the program from booting', async () => {
    @Controller('silent')
    class SilentController {
      @Get('a')
      first(): string {
        return '';
      }

      @Post('b')
      second(): string {
        return '';
      }
    }
    await expect(staffApp(database, { controllers: [SilentController] })).rejects.toThrow(
      'These operations need @Roles(…) or @OpenToStrangers():\n  - SilentController.first (GET)\n  - SilentController.second (POST)',
    );
  });
});
