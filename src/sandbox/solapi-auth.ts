import { createHmac, timingSafeEqual } from 'node:crypto';

/** A call that is refused as a whole: HTTP status and SOLAPI's error body. */
export class SolapiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    readonly errorMessage: string,
  ) {
    super(`${errorCode}: ${errorMessage}`);
  }
}

const SKEW_MS = 15 * 60_000;
const HEADER = /^HMAC-SHA256 apiKey=([^,\s]+), ?date=([^,\s]+), ?salt=([^,\s]+), ?signature=([0-9a-f]+)$/i;
/** ISO 8601 with its offset. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
/** 52 bits of a signature are enough to know it again, and a number takes little room. */
const FINGERPRINT_HEX = 13;
const SIGNATURES_MAX = 1_000_000;

/**
 * `Authorization: HMAC-SHA256 apiKey=K, date=ISO8601, salt=S, signature=hex(HMAC_SHA256(secret, date+salt))`, the salt 12 to 64
 * bytes. Every signature is good once, for as long as its date is.
 */
export class SolapiAuth {
  /** Signatures seen, in two halves: what is older than a half is out of date anyway. */
  private seen = new Set<number>();
  private seenBefore = new Set<number>();
  private halfBegan: number;

  constructor(
    private readonly apiKey: string,
    private readonly apiSecret: string,
    private readonly now: () => number,
  ) {
    this.halfBegan = now();
  }

  /** @throws SolapiRefusal where the header does not hold */
  check(header: string | undefined): void {
    if (header === undefined) throw new SolapiRefusal(401, 'Unauthorized', 'Authorization 헤더가 없습니다.');
    const parts = HEADER.exec(header);
    if (parts === null) throw new SolapiRefusal(401, 'Unauthorized', 'Authorization 헤더의 형식이 올바르지 않습니다.');
    const [, apiKey, date, salt, signature] = parts as unknown as [string, string, string, string, string];
    if (apiKey !== this.apiKey) throw new SolapiRefusal(403, 'InvalidAPIKey', '유효한 API Key가 아닙니다.');
    if (salt.length < 12 || salt.length > 64) {
      throw new SolapiRefusal(403, 'SignatureDoesNotMatch', 'salt는 12바이트에서 64바이트까지입니다.');
    }
    const at = DATE.test(date) ? Date.parse(date) : NaN;
    if (!(Math.abs(this.now() - at) <= SKEW_MS)) {
      throw new SolapiRefusal(403, 'RequestTimeTooSkewed', '요청 시각이 서버 시각과 15분 넘게 다릅니다.');
    }
    const expected = createHmac('sha256', this.apiSecret)
      .update(date + salt)
      .digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new SolapiRefusal(403, 'SignatureDoesNotMatch', '서명이 일치하지 않습니다.');
    }
    this.useUp(signature.toLowerCase());
  }

  private useUp(signature: string): void {
    const fingerprint = Number.parseInt(signature.slice(0, FINGERPRINT_HEX), 16);
    if (this.seen.has(fingerprint) || this.seenBefore.has(fingerprint)) {
      throw new SolapiRefusal(403, 'DuplicatedSignature', '이미 사용된 서명입니다.');
    }
    const now = this.now();
    if (now - this.halfBegan > 2 * SKEW_MS || this.seen.size >= SIGNATURES_MAX) {
      this.seenBefore = this.seen;
      this.seen = new Set();
      this.halfBegan = now;
    }
    this.seen.add(fingerprint);
  }
}
