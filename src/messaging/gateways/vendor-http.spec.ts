import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { VendorHttp } from './vendor-http.js';

const MIB = 1024 * 1024;
let answer: (response: ServerResponse) => void;
const server = createServer((_, response) => answer(response));
let vendor: VendorHttp;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  vendor = new VendorHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await vendor.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

it('an answer that does not end is given up, and may have been an acceptance', async () => {
  let sent = 0;
  answer = (response) => {
    const chunk = Buffer.alloc(MIB, ' ');
    const write = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
    };
    response.on('drain', write);
    write();
  };
  expect(await vendor.call('POST', '/messages', {}, {})).toEqual({
    answered: false,
    mayHaveArrived: true,
    why: 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  });
  expect(sent).toBeLessThan(64 * MIB);
});

it('an answer that is packed is not unpacked', async () => {
  answer = (response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(Buffer.alloc(32 * MIB, ' ')));
  };
  expect(await vendor.call('GET', '/messages', {})).toEqual({ answered: true, status: 200, body: undefined });
});
