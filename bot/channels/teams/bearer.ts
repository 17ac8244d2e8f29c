/**
 * Proves who sends activities, before the SDK sees anything: a bearer signed by the Bot Framework for this bot, this
 * serviceUrl and this channel (promises F1, F3, section 3). Keys are fetched by the clock, never because a request
 * asks: a forged token causes no request to anybody.
 */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decode, verify, type JwtPayload } from 'jsonwebtoken';
import type { Clock } from '../../../services/clock';
import type { Network } from '../../../services/network';

export interface BearerSettings {
  readonly appId: string;
  readonly openIdUrl: string;
  readonly timeoutMs: number;
}

export interface BearerCheck {
  /** True when the header proves an activity with this serviceUrl on this channel. */
  isProven(authorization: string | undefined, activity: { readonly serviceUrl?: unknown; readonly channelId?: unknown }): boolean;
  /** Fetches the signing keys; keeps the old ones where that fails, and throws. */
  refresh(): Promise<void>;
  hasKeys(): boolean;
}

interface SigningKey extends JsonWebKey {
  readonly kid?: string;
  readonly endorsements?: readonly string[];
}

const ISSUER = 'https://api.botframework.com';
const HEADER_LIMIT = 8 * 1024;
const SKEW_SECONDS = 300;

export function createBearerCheck(network: Network, clock: Clock, settings: BearerSettings): BearerCheck {
  let keys = new Map<string, { key: KeyObject; endorsements: readonly string[] }>();

  async function getJson(url: string): Promise<Record<string, unknown>> {
    const answer = await network.request({ method: 'GET', url, timeoutMs: settings.timeoutMs });
    if (answer.status !== 200) throw new Error(`The signing keys could not be fetched (status ${answer.status}).`);
    return JSON.parse(answer.body) as Record<string, unknown>;
  }

  return {
    hasKeys: () => keys.size > 0,
    refresh: async () => {
      const { jwks_uri: keysUrl } = await getJson(settings.openIdUrl);
      const { keys: found } = await getJson(String(keysUrl));
      const usable = (found as SigningKey[]).filter((key) => key.kty === 'RSA' && key.kid !== undefined);
      keys = new Map(usable.map((key) => [key.kid!, { key: createPublicKey({ key, format: 'jwk' }), endorsements: key.endorsements ?? [] }]));
    },
    isProven: (authorization, activity) => {
      // Without an id of its own Lotse is nobody's audience.
      if (settings.appId === '' || !authorization || authorization.length > HEADER_LIMIT || !authorization.startsWith('Bearer ')) return false;
      const token = authorization.slice('Bearer '.length);
      if (!isCanonical(token)) return false;
      const signer = keys.get(signerOf(token) ?? '');
      if (!signer || !signer.endorsements.includes(String(activity.channelId))) return false;
      const claims = claimsOf(token, signer.key, settings.appId, clock);
      return claims !== undefined && typeof activity.serviceUrl === 'string' && claims.serviceurl === activity.serviceUrl;
    },
  };
}

/** Three parts, each in the one spelling that its bytes have, so that a token cannot be written in two ways. */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

/** The key that a token says it is signed with; only RS256 is listened to, and what asks to be understood differently (RFC 7515 crit, RFC 7797 b64) is not. */
function signerOf(token: string): string | undefined {
  try {
    const header = decode(token, { complete: true })?.header;
    if (header?.alg !== 'RS256' || 'crit' in header || 'b64' in header) return undefined;
    return typeof header.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
}

function claimsOf(token: string, key: KeyObject, audience: string, clock: Clock): JwtPayload | undefined {
  const clockTimestamp = Math.floor(clock.now().getTime() / 1000);
  try {
    const claims = verify(token, key, { algorithms: ['RS256'], issuer: ISSUER, audience, clockTolerance: SKEW_SECONDS, clockTimestamp });
    // The package takes a list that also names us, and whatever stands in iat.
    if (typeof claims !== 'object' || typeof claims.exp !== 'number' || claims.aud !== audience) return undefined;
    return claims.iat === undefined || (typeof claims.iat === 'number' && claims.iat <= clockTimestamp + SKEW_SECONDS) ? claims : undefined;
  } catch {
    return undefined;
  }
}
