import { createHmac } from 'node:crypto';

/** Who pushes, and what the events of this run look like. */
export interface Feed {
  /** Address of the program. */
  url: string;
  /** `whsec_` and base64. */
  secret: string;
  /** Of every event: ISO 8601, product time. */
  occurredAt: string;
}

/** Departments of the demo county; as many as spread the figures. */
const DEPARTMENTS = ['47700000011', '47700000012', '47700000013', '47700000014'];

/**
 * The receipt event of the n-th petition; the same for the same n, so that a feed can be replayed. Each has a phone of its own that has
 * KakaoTalk: `010-000D-xxxx` and magic endings of the sandbox are left out.
 */
export function receiptEvent(n: number, occurredAt: string): object {
  const receiptNo = receiptNoOf(n);
  return {
    eventId: `S-${receiptNo}-1`,
    receiptNo,
    sequence: 1,
    kind: 'RECEIVED',
    occurredAt,
    petition: {
      typeCode: '4770000000015',
      typeName: '개발행위허가',
      kind: 'STATUTORY',
      statutory: true,
      period: { unit: 'DAY', length: 15 },
      departmentCode: DEPARTMENTS[n % DEPARTMENTS.length],
    },
    applicant: { name: '홍길동', phone: phoneOf(n), notify: true, language: 'ko' },
  };
}

export function receiptNoOf(n: number): string {
  return `2026477${String(n).padStart(11, '0')}`;
}

const ENDINGS = 9000;
const PREFIXES = 9999;

/** 89 million numbers before one comes again; never one of the magic endings (9001 to 9011). */
export function phoneOf(n: number): string {
  const middle = Math.floor(n / ENDINGS) % PREFIXES;
  // The digit before the last four says which phone it is: 0 to 7 have KakaoTalk.
  const telephone = `${String(middle).padStart(4, '0').slice(0, 3)}${middle % 8}`;
  return `010${telephone}${String(n % ENDINGS).padStart(4, '0')}`;
}

let messages = 0;

/** Headers of Standard Webhooks by native HMAC: the load generator shares the machine with what it measures. */
export function pushHeaders(key: Buffer, body: string, clockAheadMs = 0): Record<string, string> {
  const id = `msg_${(messages += 1)}`;
  const timestamp = String(Math.floor((Date.now() + clockAheadMs) / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

export function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
