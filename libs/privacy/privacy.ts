import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/**
 * Everything that hides a person's data: sealing under the key ring, and keyed hashes under one index secret. That secret
 * is itself stored sealed (privacy.index_secret), so rotating the ring changes no search index, no link and no reference.
 */
export class Privacy {
  private readonly purposeKeys = new Map<string, KeyObject>();

  constructor(
    readonly ring: KeyRing,
    private readonly indexSecret: Buffer,
  ) {}

  /** Seals a text for a bytea column. */
  seal(text: string): Buffer {
    return this.ring.encrypt(Buffer.from(text, 'utf8'));
  }

  /** Opens what `seal` wrote. @throws Error where the key is missing or the value was changed. */
  open(sealed: Buffer): string {
    return this.ring.decrypt(sealed).toString('utf8');
  }

  sealJson(value: unknown): Buffer {
    return this.seal(JSON.stringify(value));
  }

  openJson<T>(sealed: Buffer): T {
    return JSON.parse(this.open(sealed)) as T;
  }

  /** HMAC-SHA256 (32 bytes) of a value for one purpose; equal values are found by it, nothing is read from it. */
  blindIndex(purpose: string, value: string): Buffer {
    return createHmac('sha256', this.keyFor(purpose)).update(value).digest();
  }

  /** The index of a phone number, digits only: one purpose for all tables, so that a number is found everywhere. */
  phoneIndex(phone: string): Buffer {
    return this.blindIndex('phone', phone);
  }

  /** A keyed 128-bit token of 22 URL-safe characters, the same for the same parts. */
  token(purpose: string, ...parts: (string | number)[]): string {
    return createHmac('sha256', this.keyFor(purpose))
      .update(JSON.stringify(parts))
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  }

  private keyFor(purpose: string): KeyObject {
    let key = this.purposeKeys.get(purpose);
    if (key === undefined) {
      key = createSecretKey(createHmac('sha256', this.indexSecret).update(purpose).digest());
      this.purposeKeys.set(purpose, key);
    }
    return key;
  }
}

/** Compares two secrets in constant time, whatever their lengths. */
export function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'equal').update(text).digest();
  return equalSecretBytes(digest(a), digest(b));
}

/** The same of bytes whose length is no secret, such as signatures. */
export function equalSecretBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
