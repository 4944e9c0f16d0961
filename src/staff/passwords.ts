import { hash, verify } from '@node-rs/argon2';

/** Argon2id (the library's own choice) with OWASP's first set of costs: 19 MiB, two passes, one lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2);
}

/** Verified in place of a password that is not there, so that its absence does not show in the time. */
const nobody = hashPassword('nobody has this password');

/** False also where there is none to compare with, after the same time. */
export async function isPassword(given: string, kept: string | null): Promise<boolean> {
  const isRight = await verify(kept ?? (await nobody), given);
  return isRight && kept !== null;
}
