/** What a browser carries while somebody is away at the sign-in service: sealed, and good for minutes only. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock';
import type { Random } from '../random';
import { ATTEMPT_MINUTES } from './agent';

/** What only the browser that began a sign-in knows, and what must come back with it. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  /** Proves to the sign-in service that whoever fetches the answer is who began (PKCE). */
  readonly verifier: string;
}

export interface SignIns {
  begin(): { readonly attempt: Attempt; readonly challenge: string; readonly sealed: string };
  /** Nothing for what Lotse has not sealed, and for what is too old. */
  open(sealed: string): Attempt | undefined;
}

const TOKEN_BYTES = 32;
const MINUTE_MS = 60_000;

export function createSignIns({ key, clock, random }: { readonly key: Buffer; readonly clock: Clock; readonly random: Random }): SignIns {
  const sealOf = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    begin: () => {
      const attempt = { state: random.token(TOKEN_BYTES), nonce: random.token(TOKEN_BYTES), verifier: random.token(TOKEN_BYTES) };
      const text = Buffer.from(JSON.stringify({ ...attempt, until: clock.now().getTime() + ATTEMPT_MINUTES * MINUTE_MS })).toString('base64url');
      return { attempt, challenge: createHash('sha256').update(attempt.verifier).digest('base64url'), sealed: `${text}.${sealOf(text).toString('base64url')}` };
    },
    open: (sealed) => {
      const [text = '', seal = ''] = sealed.split('.');
      const given = Buffer.from(seal, 'base64url');
      const expected = sealOf(text);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const { until, ...attempt } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Attempt & { until: number };
      return until > clock.now().getTime() ? attempt : undefined;
    },
  };
}
