import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HttpModule,
  httpServerOptions,
  readBodies,
  refuseMalformedRequests,
  RequestLimit,
  setDefaultHeaders,
  BODY_LIMIT,
  Problem,
  type ProblemBody,
} from './index.js';
import { requestTarget } from './request-target.js';

@Controller()
class EchoController {
  @Post('api/v1/echo')
  echo(@Body() body: unknown): { kind: string } {
    return { kind: typeof body };
  }

  @Post('api/v1/files')
  file(@Body() body: Buffer): { bytes: number } {
    return { bytes: body.length };
  }

  @Get('api/v1/things/:id')
  thing(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@Module({ imports: [HttpModule], controllers: [EchoController] })
class EchoModule {}

/** Short, so that nobody waits; the program's own is 30 s. */
const PATIENCE_MS = 600;
let app: NestFastifyApplication;
let port: number;
beforeAll(async () => {
  const testing = await Test.createTestingModule({ imports: [EchoModule] }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter(httpServerOptions({ patienceMs: PATIENCE_MS })),
    { bodyParser: false, logger: false },
  );
  setDefaultHeaders(app.getHttpAdapter().getInstance());
  refuseMalformedRequests(app.getHttpAdapter().getInstance());
  readBodies(app.getHttpAdapter().getInstance(), ['/api/v1/files']);
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
});
afterAll(() => app.close());

/** What the server says on a bare connection until it closes it. */
async function talk(say: (socket: Socket) => void): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (data: Buffer) => (heard += data.toString()));
  socket.on('error', () => undefined); // cut off in the middle of saying something
  say(socket);
  await once(socket, 'close');
  return heard;
}

function problemIn(answer: string): ProblemBody & { statusLine: string } {
  expect(answer).toContain('application/problem+json');
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  return { statusLine: head.split('\r\n')[0]!, ...(JSON.parse(body) as ProblemBody) };
}

describe('a slow caller', () => {
  it('who never ends the headers is cut off', async () => {
    let dripping: NodeJS.Timeout;
    const answer = await talk((socket) => {
      socket.write('GET /api/v1/things/1 HTTP/1.1\r\nHost: x\r\n');
      dripping = setInterval(() => socket.write('X-Slow: drop\r\n'), 50);
      socket.once('close', () => clearInterval(dripping));
    });
    expect(problemIn(answer)).toMatchObject({ statusLine: 'HTTP/1.1 408 Request Timeout', code: 'HTTP.TIMEOUT' });
  });

  it('who never ends the body is cut off', async () => {
    let dripping: NodeJS.Timeout;
    const answer = await talk((socket) => {
      socket.write(
        'POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n',
      );
      dripping = setInterval(() => socket.write(' '), 50);
      socket.once('close', () => clearInterval(dripping));
    });
    expect(problemIn(answer).status).toBe(408);
  });

  it('who says nothing at all is cut off', async () => {
    expect(await talk(() => undefined)).not.toContain('200 OK');
  });

  it('does not keep the others waiting', async () => {
    const slow = Array.from({ length: 50 }, () =>
      talk((socket) => socket.write('POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{')),
    );
    expect((await request(app.getHttpServer()).get('/api/v1/things/1')).status).toBe(200);
    expect(await Promise.all(slow)).toHaveLength(50);
  });
});

describe('too much', () => {
  const post = (type: string, body: Buffer | string) =>
    request(app.getHttpServer()).post('/api/v1/echo').set('content-type', type).send(body);

  it('in a body is refused, whether it says so or not', async () => {
    const said = await post('application/json', JSON.stringify('x'.repeat(BODY_LIMIT)));
    expect([said.status, (said.body as ProblemBody).code]).toEqual([413, 'HTTP.PAYLOAD_TOO_LARGE']);
    const answer = await talk((socket) => {
      socket.write(
        'POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
      );
      const chunk = 'x'.repeat(65_536);
      for (let sent = 0; sent <= BODY_LIMIT; sent += chunk.length) socket.write(`10000\r\n${chunk}\r\n`);
    });
    expect(answer).toContain('413');
  });

  it('in the headers, the address or a parameter is refused', async () => {
    const headers = await talk((socket) =>
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(70_000)}\r\n\r\n`),
    );
    expect(problemIn(headers)).toMatchObject({ code: 'HTTP.HEADERS_TOO_LARGE' });
    const parameter = await request(app.getHttpServer()).get(`/api/v1/things/${'x'.repeat(1_000)}`);
    expect((parameter.body as ProblemBody).code).toBe('HTTP.URI_TOO_LONG');
  });

  it('within each other is refused before anybody walks through it', async () => {
    for (const body of [
      `{"a":${'{"b":'.repeat(5_000)}1${'}'.repeat(5_001)}`,
      `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    ]) {
      const answer = await post('application/json', body);
      expect([answer.status, (answer.body as ProblemBody).code]).toEqual([400, 'HTTP.INVALID_INPUT']);
    }
    expect((await post('application/json', '{"a":[{"b":[1]}]}')).status).toBe(201);
  });

  it('packed small is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, gzip', 'GZIP']) {
      const answer = await post('application/json', bomb).set('content-encoding', encoding);
      expect([answer.status, (answer.body as ProblemBody).code]).toEqual([415, 'HTTP.UNSUPPORTED_MEDIA_TYPE']);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
    expect((await post('application/json', '{}').set('content-encoding', 'identity')).status).toBe(201);
  });

  it('by one caller in a second is refused, and the next second is new', () => {
    const limit = new RequestLimit(3);
    for (let i = 0; i < 3; i++) limit.assertAllowed('a', 1_000_100);
    expect(() => limit.assertAllowed('a', 1_000_999)).toThrow(Problem);
    limit.assertAllowed('b', 1_000_999);
    limit.assertAllowed('a', 1_001_000);
  });
});

describe('what is no request', () => {
  it.each([
    'GARBAGE\r\n\r\n',
    '\u0016\u0003\u0001\u0000\u0001 TLS',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /api/v1/things/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nBad Header : x\r\n\r\n',
    'GET /api/v1/things/1 HTTP/1.1\r\nConnection: close\r\n\r\n',
  ])('is answered by a problem: %j', async (said) => {
    expect(problemIn(await talk((socket) => socket.write(said))).status).toBe(400);
  });

  it.each([
    '/%',
    '/api/v1/things/%E0%A4%A',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '//evil.test/..',
    '/api/v1/things/%00',
  ])('as a path leads nowhere: %s', async (path) => {
    const answer = await talk((socket) => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404|200)/);
    expect(answer).not.toContain('root:');
  });

  it('but of what it expects is a request like others', async () => {
    const answer = await talk((socket) =>
      socket.write('GET /api/v1/things/1 HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('but for whom it names is an address like others', async () => {
    const absolute = await talk((socket) =>
      socket.write('GET http://x/api/v1/things/a%20b?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    );
    expect(absolute).toMatch(/^HTTP\/1\.1 200 [^]*"id":"a b"/);
    expect(
      [
        'http://x',
        'https://x:1/s/t?next=https://y/%',
        'HTTP://x?a=b',
        '/a/%zz/%20?b=%zz',
        '/a%20b',
        '*',
        '/http://x/y',
      ].map((url) => requestTarget({ url })),
    ).toEqual(['/', '/s/t?next=https://y/%', '/?a=b', '/a/%25zz/%2520?b=%zz', '/a%20b', '*', '/http://x/y']);
  });

  it('of a body’s type is refused; files come as they are', async () => {
    const send = (path: string, type: string) =>
      request(app.getHttpServer()).post(path).set('content-type', type).send('<a/>');
    expect((await send('/api/v1/echo', 'application/xml')).status).toBe(415);
    expect((await send('/api/v1/echo', 'text/plain')).status).toBe(415);
    expect((await send('/api/v1/files', 'text/csv')).body).toEqual({ bytes: 4 });
    expect((await send('/%61pi/v1/files', 'application/json')).body).toEqual({ bytes: 4 });
  });
});

it('every answer says how little a browser may do with it', async () => {
  for (const path of ['/api/v1/things/1', '/nowhere', '/%', `/api/v1/things/${'x'.repeat(1_000)}`]) {
    const { headers } = await request(app.getHttpServer()).get(path);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
    expect(headers['x-powered-by']).toBeUndefined();
  }
});
