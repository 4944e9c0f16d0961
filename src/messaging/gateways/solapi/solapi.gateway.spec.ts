import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../../../libs/clock/index.js';
import { GatewayUnreachable, type Outgoing } from '../gateway.js';
import { SolapiGateway } from './solapi.gateway.js';

/** A vendor that answers as each test says. */
describe('what an answer of SOLAPI means', () => {
  let server: Server;
  let url: string;
  let gateway: SolapiGateway;
  let answer: (request: IncomingMessage, response: ServerResponse, body: { messages: { to: string }[] }) => void;
  const requests: { headers: IncomingMessage['headers']; body: { messages: Record<string, unknown>[] } }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const body = text === '' ? { messages: [] } : (JSON.parse(text) as { messages: { to: string }[] });
        requests.push({ headers: request.headers, body: body as never });
        answer(request, response, body);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = new SolapiGateway({ url, apiKey: 'K', apiSecret: 'S', pfId: 'PF', brandId: 'BR' }, new Clock());
  });
  beforeEach(() => {
    requests.length = 0;
  });
  afterAll(async () => {
    await gateway.close();
    server.close();
  });

  const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    answer = (_request, response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const message = (n: number, overrides: Partial<Outgoing> = {}): Outgoing => ({
    reference: `ref-${n}`,
    channel: 'ALIMTALK',
    to: `0100000000${n}`,
    from: '0630001114',
    text: '본문',
    title: null,
    buttons: [],
    vendorTemplateId: 'TP',
    values: { 민원인: '홍*동' },
    ...overrides,
  });
  const kinds = async (...messages: Outgoing[]) => (await gateway.send(messages)).map((one) => one.kind);

  it('signs each call anew and forbids the vendor its own fallback', async () => {
    json(200, { failedMessageList: [], messageList: [] });
    await gateway.send([
      message(1),
      message(2, { channel: 'RCS', title: '제목', buttons: [{ name: '전화', type: 'DL', tel: '063-000-1100' }] }),
    ]);
    await gateway.send([message(3, { channel: 'LMS', title: '제목' })]);
    const [first, second] = requests;
    expect(first!.headers['authorization']).toMatch(
      /^HMAC-SHA256 apiKey=K, date=\S+, salt=[0-9a-f]{32}, signature=[0-9a-f]{64}$/,
    );
    expect(first!.headers['authorization']).not.toBe(second!.headers['authorization']);
    expect(first!.body).toMatchObject({
      allowDuplicates: false,
      messages: [
        {
          type: 'ATA',
          kakaoOptions: { pfId: 'PF', templateId: 'TP', variables: { '#{민원인}': '홍*동' }, disableSms: true },
          customFields: { ref: 'ref-1' },
        },
        {
          type: 'RCS_LMS',
          subject: '제목',
          rcsOptions: {
            brandId: 'BR',
            disableSms: true,
            buttons: [{ buttonName: '전화', buttonType: 'DL', link: 'tel:063-000-1100' }],
          },
        },
      ],
    });
    expect(second!.body).toMatchObject({ messages: [{ type: 'LMS', subject: '제목', text: '본문' }] });
  });

  it('matches answers by our reference; what it does not name may have been taken', async () => {
    json(200, {
      failedMessageList: [{ messageId: 'M2', statusCode: '1062', customFields: { ref: 'ref-2' } }],
      messageList: [{ messageId: 'M1', statusCode: '2000', customFields: { ref: 'ref-1' } }],
    });
    expect(await gateway.send([message(1), message(2), message(3)])).toMatchObject([
      { kind: 'ACCEPTED', vendorMessageId: 'M1' },
      { kind: 'REFUSED', verdict: { code: '1062', outcome: 'CONFIGURATION', alarm: true } },
      { kind: 'UNCLEAR' },
    ]);
  });

  it('503 and 429 took nothing; any other 5xx may have', async () => {
    json(503, {});
    expect(await kinds(message(1))).toEqual(['NOT_TAKEN']);
    json(429, {}, { 'retry-after': '7' });
    expect(await gateway.send([message(1)])).toMatchObject([{ kind: 'NOT_TAKEN', retryAfterMs: 7_000 }]);
    for (const status of [500, 502, 504]) {
      json(status, {});
      expect(await kinds(message(1))).toEqual(['UNCLEAR']);
    }
  });

  it('holds everything where the account is refused', async () => {
    json(403, { errorCode: 'InvalidAPIKey', errorMessage: '' });
    expect(await gateway.send([message(1)])).toMatchObject([{ kind: 'NOT_TAKEN', verdict: { alarm: true } }]);
  });

  it('tries one by one what is refused as a whole, so that one bad message never fails its neighbours', async () => {
    answer = (_request, response, body) => {
      const bad = body.messages.some((one) => one.to.endsWith('2'));
      response.writeHead(bad ? 400 : 200, { 'content-type': 'application/json' }).end(
        JSON.stringify(
          bad
            ? { errorCode: 'ValidationError' }
            : {
                messageList: [
                  { messageId: 'M', statusCode: '2000', customFields: { ref: `ref-${body.messages[0]!.to.at(-1)}` } },
                ],
              },
        ),
      );
    };
    expect(await kinds(message(1), message(2), message(3))).toEqual(['ACCEPTED', 'REFUSED', 'ACCEPTED']);
  });

  it('a reset or an answer that is none leaves it open', async () => {
    answer = (request) => request.socket.resetAndDestroy();
    expect(await kinds(message(1))).toEqual(['UNCLEAR']);
    answer = (_request, response) => response.end('<html>');
    expect(await kinds(message(1))).toEqual(['UNCLEAR']);
  });

  it('no connection took nothing', async () => {
    const nobody = new SolapiGateway(
      { url: 'http://127.0.0.1:1', apiKey: 'K', apiSecret: 'S', pfId: 'PF', brandId: 'BR' },
      new Clock(),
    );
    expect(await nobody.send([message(1)])).toMatchObject([{ kind: 'NOT_TAKEN', verdict: { code: 'ECONNREFUSED' } }]);
    await nobody.close();
  });

  it('asks for the review of a template that the vendor has taken as pending', async () => {
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const status = request.url!.endsWith('/inspection') ? 'INSPECTING' : 'PENDING';
      response.end(JSON.stringify({ templateId: 'KA01', name: '이름', status }));
    };
    expect(await gateway.submitTemplate('이름', '[순창군] 안내', [])).toMatchObject({
      vendorTemplateId: 'KA01',
      state: 'IN_REVIEW',
    });
    expect(asked).toEqual(['POST /kakao/v2/templates', 'PUT /kakao/v2/templates/KA01/inspection']);
  });

  it('pages through what went to a number until the reference is found', async () => {
    answer = (request, response) => {
      const page = new URL(request.url!, url).searchParams.get('startKey');
      const entry = (id: string, ref: string) => ({
        [id]: { messageId: id, statusCode: '3104', customFields: { ref } },
      });
      const body =
        page === null
          ? { messageList: entry('A', 'other'), nextKey: 'B' }
          : { messageList: entry('B', 'ref-1'), nextKey: null };
      response.end(JSON.stringify(body));
    };
    const asked = {
      reference: 'ref-1',
      channel: 'ALIMTALK' as const,
      to: '01000000001',
      since: new Date(),
      vendorMessageId: null,
      text: null,
      others: [],
    };
    expect(await gateway.ask(asked)).toMatchObject({ vendorMessageId: 'B', verdict: { outcome: 'RECIPIENT' } });
    expect(await gateway.ask({ ...asked, reference: 'unknown' })).toBeNull();
    json(503, {});
    await expect(gateway.ask(asked)).rejects.toThrow(GatewayUnreachable);
  });
});
