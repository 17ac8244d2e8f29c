/** The door to chance: ids, card numbers, tokens. */
import { randomBytes, randomUUID } from 'node:crypto';

export interface Random {
  /** `bytes` random bytes as base64url. */
  token(bytes: number): string;
  uuid(): string;
  /** A number from 0 up to but not including 1, for jitter. */
  fraction(): number;
}

export function createRandom(): Random {
  return { token: (bytes) => randomBytes(bytes).toString('base64url'), uuid: randomUUID, fraction: Math.random };
}
