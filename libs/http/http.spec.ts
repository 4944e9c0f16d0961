import { connect } from 'node:net';
import {
  Body,
  Controller,
  Get,
  Logger,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import request from 'supertest';
import { QueryFailedError } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  decodeCursor,
  encodeCursor,
  FailureLimit,
  HttpModule,
  httpServerOptions,
  PageQuery,
  Problem,
  PROBLEM_PAGE,
  type ProblemBody,
  refuseMalformedRequests,
  type ProblemPage,
} from './index.js';

class Part {
  @IsInt()
  size!: number;
}

class Thing {
  @IsString()
  @MaxLength(10)
  name!: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];
}

function databaseFailure(code: string, message: string): QueryFailedError {
  return new QueryFailedError('INSERT INTO x VALUES ($1)', ['홍길동'], Object.assign(new Error(message), { code }));
}

@Controller()
class ThingsController {
  @Post('api/v1/things')
  make(@Body() thing: Thing): { made: boolean; parts: boolean } {
    return { made: thing instanceof Thing, parts: thing.parts.every((part) => part instanceof Part) };
  }

  @Get('api/v1/things')
  list(@Query() page: PageQuery): PageQuery {
    decodeCursor(page.cursor, ['string', 'number']);
    return page;
  }

  @Get('api/v1/things/:id')
  read(@Param('id', ParseUUIDPipe) id: string): string {
    throw new NotFoundException(`no ${id}`);
  }

  @Get('api/v1/fails/:how')
  fail(@Param('how') how: string): never {
    if (how === 'refused')
      throw new Problem(409, 'THINGS.TWICE', '이미 있습니다.', { errors: [{ field: 'name', message: 'twice' }] });
    if (how === 'later') throw new Problem(503, 'THINGS.BUSY', '잠시 뒤에 다시 보내 주세요.', { retryAfter: 7 });
    if (how === 'value') throw databaseFailure('22021', 'invalid byte sequence: "홍길동"');
    if (how === 'database') throw databaseFailure('57P01', 'terminating connection due to administrator command');
    if (how === 'unique') throw databaseFailure('23505', 'Key (name)=(홍길동) already exists');
    throw new Error('the pen of 010-1234-5678 broke');
  }
}

@Module({
  imports: [HttpModule],
  controllers: [ThingsController],
})
class ThingsModule {}

const problemPage: ProblemPage = (problem, { url }) =>
  url === '/broken'
    ? Promise.reject(databaseFailure('57P01', 'terminating connection'))
    : Promise.resolve(`<h1>${problem.title}</h1>`);

@Module({
  imports: [HttpModule],
  providers: [{ provide: PROBLEM_PAGE, useValue: problemPage }],
  exports: [PROBLEM_PAGE],
})
class PagesModule {}

const TRACE = /^[0-9a-f]{32}$/;
let app: NestFastifyApplication;
const logged: unknown[] = [];

async function start(module: unknown): Promise<NestFastifyApplication> {
  const testing = await Test.createTestingModule({ imports: [module as never] }).compile();
  const started = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(httpServerOptions()), {
    logger: false,
  });
  refuseMalformedRequests(started.getHttpAdapter().getInstance());
  await started.init();
  await started.getHttpAdapter().getInstance().ready();
  return started;
}

beforeAll(async () => {
  app = await start(ThingsModule);
  vi.spyOn(Logger.prototype, 'error').mockImplementation((...entry: unknown[]) => void logged.push(entry));
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((...entry: unknown[]) => void logged.push(entry));
});
afterEach(() => {
  logged.length = 0;
});
afterAll(() => app.close());

function expectProblem(response: request.Response, status: number, code: string): ProblemBody {
  expect(response.headers['content-type']).toContain('application/problem+json');
  const body = response.body as ProblemBody;
  expect(response.status).toBe(status);
  expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'errors', 'status', 'title', 'traceId', 'type']);
  expect(body).toMatchObject({ status, code });
  expect(body.traceId).toMatch(TRACE);
  return body;
}

describe('problems', () => {
  it('answers a refusal of a rule with its status, code and fields', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/fails/refused');
    expect(expectProblem(response, 409, 'THINGS.TWICE')).toMatchObject({
      type: 'urn:minwon-alim:problem:things.twice',
      detail: '이미 있습니다.',
      errors: [{ field: 'name', message: 'twice' }],
    });
    expect(logged).toEqual([]);
  });

  it('tells when to come back', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/fails/later');
    expectProblem(response, 503, 'THINGS.BUSY');
    expect(response.headers['retry-after']).toBe('7');
  });

  it('takes the trace id of the caller', async () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await request(app.getHttpServer())
      .get('/api/v1/fails/refused')
      .set('traceparent', `00-${id}-00f067aa0ba902b7-01`);
    expect((response.body as ProblemBody).traceId).toBe(id);
  });

  it('answers unknown routes without repeating the address', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/nothing?phone=01000003001');
    const body = expectProblem(response, 404, 'HTTP.NOT_FOUND');
    expect(JSON.stringify(body)).not.toContain('01000003001');
  });

  it.each([
    ['broken JSON', 'application/json', '{"name":', 400, 'HTTP.BAD_REQUEST'],
    ['no JSON at all', 'application/json', '', 400, 'HTTP.BAD_REQUEST'],
    ['a prototype', 'application/json', '{"__proto__":{"x":1}}', 400, 'HTTP.BAD_REQUEST'],
    ['another form', 'application/xml', '<a/>', 415, 'HTTP.UNSUPPORTED_MEDIA_TYPE'],
    [
      'too much',
      'application/json',
      JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) }),
      413,
      'HTTP.PAYLOAD_TOO_LARGE',
    ],
  ])('answers a body that is %s', async (_what, type, body, status, code) => {
    const response = await request(app.getHttpServer()).post('/api/v1/things').set('content-type', type).send(body);
    expectProblem(response, status, code);
  });

  it('answers a malformed address and an over-long parameter of an operation', async () => {
    const malformed = expectProblem(
      await request(app.getHttpServer()).get('/api/v1/things/%c0%ae?t=01000003001'),
      400,
      'HTTP.BAD_REQUEST',
    );
    expect(JSON.stringify(malformed)).not.toContain('%c0');
    expectProblem(
      await request(app.getHttpServer()).get(`/api/v1/things/${'a'.repeat(500)}`),
      414,
      'HTTP.URI_TOO_LONG',
    );
  });

  it('answers what is not HTTP on the bare socket', async () => {
    await app.listen(0, '127.0.0.1');
    const port = Number(new URL(await app.getUrl()).port);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"HTTP.BAD_REQUEST"');
  });

  it('answers a value that no column can hold as a bad request', async () => {
    expectProblem(await request(app.getHttpServer()).get('/api/v1/fails/value'), 400, 'HTTP.BAD_VALUE');
    expect(JSON.stringify(logged)).not.toContain('홍길동');
  });

  it('answers a lost database as 503 with Retry-After', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/fails/database');
    expectProblem(response, 503, 'HTTP.UNAVAILABLE');
    expect(response.headers['retry-after']).toBe('1');
  });

  it('logs our own fault with the trace id and tells the caller nothing of it', async () => {
    const body = expectProblem(await request(app.getHttpServer()).get('/api/v1/fails/pen'), 500, 'HTTP.INTERNAL');
    expect(JSON.stringify(body)).not.toContain('pen');
    const log = JSON.stringify(logged);
    expect(log).toContain(body.traceId);
    expect(log).toContain('broke');
    expect(log).not.toContain('1234-5678');
  });

  it('never logs what the database quotes', async () => {
    expectProblem(await request(app.getHttpServer()).get('/api/v1/fails/unique'), 500, 'HTTP.INTERNAL');
    const log = JSON.stringify(logged);
    expect(log).toContain('23505');
    expect(log).not.toContain('홍길동');
  });

  it('shows a browser a page where one is provided, and programs the JSON', async () => {
    @Module({ imports: [PagesModule, { module: HttpModule, imports: [PagesModule] }] })
    class WithPages {}
    const pages = await start(WithPages);
    try {
      const page = await request(pages.getHttpServer()).get('/nothing').set('accept', 'text/html,*/*');
      expect(page.status).toBe(404);
      expect(page.text).toBe('<h1>찾을 수 없음</h1>');
      expectProblem(await request(pages.getHttpServer()).get('/nothing'), 404, 'HTTP.NOT_FOUND');
      expectProblem(
        await request(pages.getHttpServer()).get('/api/v1/nothing').set('accept', 'text/html'),
        404,
        'HTTP.NOT_FOUND',
      );
      const broken = await request(pages.getHttpServer()).get('/broken').set('accept', 'text/html');
      expectProblem(broken, 404, 'HTTP.NOT_FOUND');
      expect(JSON.stringify(logged)).toContain('57P01');
    } finally {
      await pages.close();
    }
  });
});

describe('input', () => {
  it('becomes the classes of its DTO', async () => {
    const response = await request(app.getHttpServer())
      .post('/api/v1/things')
      .send({ name: 'a', parts: [{ size: 1 }] });
    expect(response.body).toEqual({ made: true, parts: true });
  });

  it('is refused by field, unknown fields too', async () => {
    const response = await request(app.getHttpServer())
      .post('/api/v1/things')
      .send({ name: 'far too long a name', parts: [{ size: 1 }, { size: 'x', colour: 'red' }], extra: '01000003001' });
    const body = expectProblem(response, 400, 'HTTP.INVALID_INPUT');
    expect(body.errors.map((error) => error.field).sort()).toEqual([
      'extra',
      'name',
      'parts[1].colour',
      'parts[1].size',
    ]);
    expect(body.errors.find((error) => error.field === 'extra')).toEqual({ field: 'extra', message: 'unknown field' });
    expect(JSON.stringify(body)).not.toMatch(/01000003001|far too long/);
  });

  it.each([
    'null',
    '[]',
    '"text"',
    '17',
    '{}',
    '{"name":"a","parts":[[]]}',
    `{"name":"a","parts":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ])('of a wrong shape is a bad request: %.20s', async (body) => {
    const response = await request(app.getHttpServer())
      .post('/api/v1/things')
      .set('content-type', 'application/json')
      .send(body);
    expectProblem(response, 400, 'HTTP.INVALID_INPUT');
  });

  it('refuses a malformed id', async () => {
    expectProblem(await request(app.getHttpServer()).get('/api/v1/things/no-uuid'), 400, 'HTTP.BAD_REQUEST');
  });

  it('takes page queries within bounds', async () => {
    const ok = await request(app.getHttpServer()).get('/api/v1/things?limit=200');
    expect(ok.body).toEqual({ limit: 200 });
    expectProblem(await request(app.getHttpServer()).get('/api/v1/things?limit=201'), 400, 'HTTP.INVALID_INPUT');
    expectProblem(await request(app.getHttpServer()).get('/api/v1/things?limit=1&limit=2'), 400, 'HTTP.INVALID_INPUT');
    expectProblem(await request(app.getHttpServer()).get('/api/v1/things?colour=red'), 400, 'HTTP.INVALID_INPUT');
    expectProblem(await request(app.getHttpServer()).get('/api/v1/things?cursor=e30'), 400, 'HTTP.BAD_CURSOR');
  });
});

describe('cursors', () => {
  it('come back as they went', () => {
    expect(decodeCursor(encodeCursor(['2026-04-29', 7]), ['string', 'number'])).toEqual(['2026-04-29', 7]);
    expect(decodeCursor(undefined, ['string'])).toBeNull();
  });

  it.each([['x'], [encodeCursor(['a'])], [encodeCursor([1, 1])], [encodeCursor(['a', 1, 1])]])(
    'of another list are refused: %s',
    (cursor) => {
      expect(() => decodeCursor(cursor, ['string', 'number'])).toThrow(Problem);
    },
  );
});

describe('the limit of failures', () => {
  it('counts per address, lets go with time, and costs successes nothing', () => {
    const limit = new FailureLimit(3, 60_000);
    for (let i = 0; i < 3; i++) {
      limit.assertAllowed('a', 1_000_000);
      limit.failed('a', 1_000_000);
    }
    expect(() => limit.assertAllowed('a', 1_000_001)).toThrow(Problem);
    limit.assertAllowed('b', 1_000_001);
    expect(() => limit.assertAllowed('a', 1_019_999)).toThrow(Problem);
    limit.assertAllowed('a', 1_080_000);
    limit.assertAllowed('a', 1_400_000);
  });
});
