import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpAdapterHost } from '@nestjs/core';
import type { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { LinkSelfCheck } from './link-self-check.service.js';
import { LinkSignature, type SignatureHeaders } from './link-signature.js';

const SECRETS = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_dGhlIHNlY29uZCBzZWNyZXQgb2YgdGhlIGxpbms='];

describe('the link’s self-check', () => {
  let server: Server;
  afterEach(() => server.close());

  /** An endpoint that believes these secrets. */
  async function endpoint(believed: string[], status = 422): Promise<LinkSelfCheck> {
    const signature = new LinkSignature(believed);
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const isGood = signature.isGood(request.headers as SignatureHeaders, Buffer.concat(parts), new Date());
        response.writeHead(isGood ? status : 401).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const host = { httpAdapter: { getHttpServer: () => server } } as unknown as HttpAdapterHost;
    return new LinkSelfCheck({ linkSecrets: SECRETS } as Settings, new Clock(), host);
  }

  it('is well where every secret is believed', async () => {
    expect(await (await endpoint(SECRETS)).run()).toEqual({ secrets: 2, good: true, why: null });
  });

  it('says which secret is not believed, and never the secret', async () => {
    const { good, why } = await (await endpoint([SECRETS[0]!])).run();
    expect(good).toBe(false);
    expect(why).toContain('2번째 비밀키: 서명을 받아 주지 않았습니다');
    expect(why).not.toContain('whsec_');
  });

  it('says that this process does not open the link', async () => {
    expect((await (await endpoint(SECRETS, 404)).run()).why).toContain('SURFACES');
  });
});
