/**
 * Microsoft's side of trust, as a character: the Bot Framework's OpenID document and signing keys, and Entra's token
 * endpoint. It signs whatever it is asked to, with keys of its own making. Stands on the Bot Connector's
 * authentication reference (OpenID metadata, JWKS with `endorsements`, claims iss, aud, exp, nbf, serviceurl).
 */
import { generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import http from 'node:http';
import { sign, type Algorithm, type JwtHeader } from 'jsonwebtoken';

export const APP_ID = '0f3a7f10-5b1c-4f7e-9d6c-0a4b5c6d7e8f';
export const BOT_ISSUER = 'https://api.botframework.com';
export const TEAMS_URL = 'https://smba.trafficmanager.net/emea/';

/** `teams` is published and endorses Teams; `everything` endorses other channels too; `bare` is published and endorses nothing; `curve` is no RSA key; `stranger` was never published. */
export type KeyName = 'teams' | 'everything' | 'bare' | 'curve' | 'stranger';

export interface Minting {
  readonly key?: KeyName;
  readonly algorithm?: Algorithm;
  readonly header?: Partial<JwtHeader> & Readonly<Record<string, unknown>>;
  /** Another secret than the key's own, such as its public half. */
  readonly secret?: string | KeyObject;
}

export interface FakeEntra {
  readonly openIdUrl: string;
  readonly loginUrl: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  /** A token with the claims of a proper Teams activity; `undefined` takes a claim away. */
  mint(claims?: Readonly<Record<string, unknown>>, minting?: Minting): string;
  /** `header.payload`, whatever stands there, with the signature of `teams` (RS256). */
  signText(text: string): string;
  publicPem(key: KeyName): string;
  stop(): Promise<void>;
}

export async function startEntra(): Promise<FakeEntra> {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pairs = { teams: rsa(), everything: rsa(), bare: rsa(), curve: generateKeyPairSync('ec', { namedCurve: 'P-256' }), stranger: rsa() };
  const requests: string[] = [];
  const published = (key: KeyName, endorsements: string[]) => ({ ...pairs[key].publicKey.export({ format: 'jwk' }), use: 'sig', kid: key, endorsements });
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? '');
    const documents: Record<string, unknown> = {
      '/openid': { issuer: BOT_ISSUER, jwks_uri: `${urlOf(server)}/keys`, id_token_signing_alg_values_supported: ['RS256'] },
      '/keys': { keys: [published('teams', ['msteams']), published('everything', ['msteams', 'webchat', 'directline', 'emulator', 'AseChannel', 'skype']), published('bare', []), published('curve', ['msteams'])] },
      '/oauth2/v2.0/token': { token_type: 'Bearer', expires_in: 3600, access_token: 'token-of-the-bot' },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    openIdUrl: `${urlOf(server)}/openid`, loginUrl: urlOf(server), requests,
    publicPem: (key) => pairs[key].publicKey.export({ format: 'pem', type: 'spki' }) as string,
    signText: (text) => `${text}.${signBytes('sha256', Buffer.from(text), pairs.teams.privateKey).toString('base64url')}`,
    mint: (claims = {}, { key = 'teams', algorithm = 'RS256', header = {}, secret } = {}) =>
      sign(claimsOf(claims), secret ?? pairs[key].privateKey, { algorithm, header: { alg: algorithm, kid: key, ...header }, noTimestamp: true, allowInvalidAsymmetricKeyTypes: true }),
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

function claimsOf(claims: Readonly<Record<string, unknown>>): object {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: BOT_ISSUER, aud: APP_ID, nbf: now - 60, exp: now + 3600, serviceurl: TEAMS_URL, ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function urlOf(server: http.Server): string {
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
