import { createHmac, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { AddressInfo } from 'node:net';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';

const TIMEOUT_MS = 5_000;
/** Signed and without an event: the endpoint believes the signature and then has nothing to take. */
const EMPTY = JSON.stringify({ events: [] });

/** What a push, signed as Saeol's agent would sign it, came to. */
export interface LinkSelfCheckResult {
  /** How many secrets are set. */
  secrets: number;
  /** Each of them is believed. */
  good: boolean;
  /** Korean; null where all is well. */
  why: string | null;
}

/** Proves that the link's secrets are set and believed by this program's own endpoint; it stores nothing, and no secret leaves it. */
@Injectable()
export class LinkSelfCheck {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {}

  async run(): Promise<LinkSelfCheckResult> {
    const { linkSecrets } = this.settings;
    for (const [index, secret] of linkSecrets.entries()) {
      const why = await this.push(secret);
      if (why !== null) return { secrets: linkSecrets.length, good: false, why: `${index + 1}번째 비밀키: ${why}` };
    }
    return { secrets: linkSecrets.length, good: true, why: null };
  }

  private async push(secret: string): Promise<string | null> {
    const id = `self-check-${randomUUID()}`;
    const timestamp = String(Math.floor(this.clock.realNow().getTime() / 1000));
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${EMPTY}`).digest('base64');
    const { port } = (this.http.httpAdapter.getHttpServer() as { address(): AddressInfo }).address();
    try {
      const { status } = await fetch(`http://127.0.0.1:${port}/api/v1/saeol/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        body: EMPTY,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return status === 422 ? null : (WHY[status] ?? `연계 주소가 예상과 다르게 답했습니다(${status}).`);
    } catch {
      return '연계 주소에 닿지 않았습니다. HOST와 방화벽을 확인해 주세요.';
    }
  }
}

const WHY: Record<number, string> = {
  401: '서명을 받아 주지 않았습니다. SAEOL_LINK_SECRET을 확인하고 다시 시작해 주세요.',
  404: '이 서버는 연계 주소를 열지 않습니다. SURFACES에 link를 넣어 주세요.',
  429: '틀린 서명이 많아 잠시 막혔습니다. 몇 분 뒤에 다시 확인해 주세요.',
  503: '지금은 받을 수 없다고 답했습니다. 잠시 뒤에 다시 확인해 주세요.',
};
