import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { freshBytes } from './fresh-bytes.js';

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a ring of keys. The first key writes; every key reads, chosen by the id that stands before each
 * ciphertext. Layout: format 1 byte, id length 1 byte, id, iv 12 bytes, tag 16 bytes, ciphertext.
 */
export class KeyRing {
  /** The bytes with which every value begins that the writing key seals. */
  readonly writingHeader: Buffer;

  private constructor(private readonly keys: ReadonlyMap<string, KeyObject>) {
    const id = Buffer.from(this.writingKeyId);
    this.writingHeader = Buffer.concat([Buffer.from([FORMAT, id.length]), id]);
  }

  /** From `id:base64[,id:base64…]` with 32-byte keys. @throws Error that names the faulty entry, never its key. */
  static parse(text: string): KeyRing {
    const keys = new Map<string, KeyObject>();
    for (const [index, entry] of text.split(',').entries()) {
      const at = entry.indexOf(':');
      const id = entry.slice(0, at).trim();
      const key = Buffer.from(entry.slice(at + 1).trim(), 'base64');
      if (at < 1 || !/^[A-Za-z0-9_-]{1,32}$/.test(id)) throw new Error(`entry ${index + 1} needs an id before a colon`);
      if (key.length !== 32) throw new Error(`key "${id}" must be 32 bytes in base64, it has ${key.length}`);
      if (keys.has(id)) throw new Error(`key id "${id}" stands twice`);
      // A key object and not its bytes: those would be examined again at each use, which costs four times the cipher.
      keys.set(id, createSecretKey(key));
    }
    return new KeyRing(keys);
  }

  /** The id of the key that writes. */
  get writingKeyId(): string {
    return this.keys.keys().next().value as string;
  }

  encrypt(plain: Buffer): Buffer {
    const iv = freshBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.writingKeyId)!, iv);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([this.writingHeader, iv, cipher.getAuthTag(), body]);
  }

  /** @throws Error where the key id is not on the ring or the text was tampered with. */
  decrypt(sealed: Buffer): Buffer {
    if (sealed[0] !== FORMAT) throw new Error('not a sealed value of this program');
    const idEnd = 2 + sealed[1]!;
    const key = this.keys.get(sealed.subarray(2, idEnd).toString());
    if (key === undefined) throw new Error(`key "${KeyRing.keyIdOf(sealed)}" is not on the ring PRIVACY_KEYS`);
    const iv = sealed.subarray(idEnd, idEnd + IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(idEnd + IV_BYTES, idEnd + IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(idEnd + IV_BYTES + TAG_BYTES)), decipher.final()]);
  }

  /** The id of the key that a value is sealed with; rotation looks for those that are not the writing one. */
  static keyIdOf(sealed: Buffer): string {
    return sealed.subarray(2, 2 + sealed[1]!).toString();
  }
}
