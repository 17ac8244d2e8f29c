/**
 * Ways in which somebody may try to speak to Lotse without being the Bot Framework (promise A1), each a proper request
 * with one thing wrong, and requests that must be taken: for the tests, and for `npm run check:auth`.
 */
import { createHmac } from 'node:crypto';
import net from 'node:net';
import { APP_ID, BOT_ISSUER, TEAMS_URL, type FakeEntra } from './fakes/entra';

/** The tenant that may write; Lotse is told so by ALLOWED_TENANTS. */
export const TENANT = 'aaaaaaaa-1111-2222-3333-444444444444';

export interface TokenCase {
  readonly name: string;
  /** Undefined sends no header, a list sends several. */
  readonly authorization: (entra: FakeEntra) => string | string[] | undefined;
  /** What differs in the activity; undefined takes a field away. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** 401 where nothing is said. */
  readonly status?: number;
  /** To the second: minted and judged in the same one. */
  readonly isExact?: true;
}

export function activityWith(id: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    type: 'message', id, channelId: 'msteams', serviceUrl: TEAMS_URL, deliveryMode: 'expectReplies', text: 'menu', channelData: { tenant: { id: TENANT } },
    from: { id: 'ana' }, recipient: { id: 'bot' }, conversation: { id }, ...changes,
  });
}

/** Does something that counts only if it began and ended in the same second; again where it did not. */
export async function withinOneSecond<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    await new Promise((resolve) => { setTimeout(resolve, 1001 - (Date.now() % 1000)); });
    const second = now();
    const result = await work();
    if (now() === second) return result;
  }
}

type Args = Parameters<FakeEntra['mint']>;
type More = Partial<Omit<TokenCase, 'name' | 'authorization'>>;

const OTHER = 'd6d49420-f39b-4df7-a1dc-d59a935871db';
const EVIL = 'aaaaaaaa-0000-0000-0000-000000000001';
const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);
const bearer = (token: string) => `Bearer ${token}`;
const claims = (more: Record<string, unknown> = {}) => ({ iss: BOT_ISSUER, aud: APP_ID, nbf: now() - 60, exp: now() + 3600, serviceurl: TEAMS_URL, ...more });
const head = (more: Record<string, unknown> = {}) => ({ alg: 'RS256', typ: 'JWT', kid: 'teams', ...more });
const raw = (name: string, authorization: TokenCase['authorization'], more: More = {}): TokenCase => ({ name, authorization, ...more });
/** Claims may depend on the time at which the token is made. */
const minted = (name: string, own: Args[0] | (() => Args[0]), minting: Args[1] = {}, more: More = {}): TokenCase =>
  raw(name, (entra) => bearer(entra.mint(typeof own === 'function' ? own() : own, minting)), more);
/** A proper token of which the text is changed. */
const spelt = (name: string, change: (token: string, parts: [string, string, string]) => string): TokenCase =>
  raw(name, (entra) => { const token = entra.mint(); return bearer(change(token, token.split('.') as [string, string, string])); });

/** One bit of a part turned. */
function flipped(text: string, at: number): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes[at] = bytes[at]! ^ 1;
  return bytes.toString('base64url');
}

/** The same bytes in another spelling: the bits that the last character has to spare are not zero. */
function respelt(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return signature.slice(0, -1) + letters[letters.indexOf(signature.at(-1)!) + 1];
}

function signedByHash(algorithm: string, secret: string): string {
  const text = `${part(head({ alg: algorithm }))}.${part(claims())}`;
  return bearer(`${text}.${createHmac(`sha${algorithm.slice(2)}`, secret).update(text).digest('base64url')}`);
}

const HEADERS: TokenCase[] = [
  raw('no header', () => undefined), raw('an empty header', () => ''), raw('Bearer and nothing', () => 'Bearer'), raw('Bearer and a space', () => 'Bearer '), raw('Bearer and words', () => 'Bearer words'),
  raw('two headers, the first forged', (entra) => [bearer(entra.mint({}, { key: 'stranger' })), bearer(entra.mint())]), raw('two headers, the second forged', (entra) => [bearer(entra.mint()), bearer(entra.mint({}, { key: 'stranger' }))]),
  raw('the same header twice', (entra) => { const token = bearer(entra.mint()); return [token, token]; }), raw('an empty header before a good one', (entra) => ['', bearer(entra.mint())]),
  raw('two tokens between commas', (entra) => `${bearer(entra.mint({}, { key: 'stranger' }))}, ${bearer(entra.mint())}`), raw('two good tokens between commas', (entra) => `${bearer(entra.mint())}, ${bearer(entra.mint())}`),
  raw('two tokens after one Bearer', (entra) => `Bearer ${entra.mint()} ${entra.mint()}`), raw('Bearer twice', (entra) => `Bearer Bearer ${entra.mint()}`),
  raw('Basic', () => `Basic ${part('bot:secret')}`), raw('Basic with a good token', (entra) => `Basic ${entra.mint()}`), raw('Negotiate with a good token', (entra) => `Negotiate ${entra.mint()}`), raw('JWT with a good token', (entra) => `JWT ${entra.mint()}`),
  raw('bearer in small letters', (entra) => `bearer ${entra.mint()}`), raw('BEARER in capitals', (entra) => `BEARER ${entra.mint()}`), raw('a token without Bearer', (entra) => entra.mint()), raw('two spaces', (entra) => `Bearer  ${entra.mint()}`), raw('a tab instead of a space', (entra) => `Bearer\t${entra.mint()}`),
  raw('a colon after Bearer', (entra) => `Bearer: ${entra.mint()}`), raw('a token in quotes', (entra) => `Bearer "${entra.mint()}"`),
  raw('9 KB of nothing', () => bearer('a'.repeat(9 * 1024))), minted('a signed token of 9 KB', { filling: 'a'.repeat(7 * 1024) }), raw('a header of 20 KB', () => bearer('a'.repeat(20 * 1024)), { status: 431 }),
];

const ALGORITHMS: TokenCase[] = [
  raw('alg none without a signature', () => bearer(`${part(head({ alg: 'none' }))}.${part(claims())}.`)), raw('alg none without a last dot', () => bearer(`${part(head({ alg: 'none' }))}.${part(claims())}`)),
  raw('alg None with a signature', (entra) => bearer(`${part(head({ alg: 'None' }))}.${part(claims())}.${entra.mint().split('.')[2]}`)), raw('no alg', (entra) => bearer(`${part(head({ alg: undefined }))}.${part(claims())}.${entra.mint().split('.')[2]}`)),
  raw('a list of algs', (entra) => bearer(`${part(head({ alg: ['RS256'] }))}.${part(claims())}.${entra.mint().split('.')[2]}`)), raw('rs256 in small letters', (entra) => bearer(`${part(head({ alg: 'rs256' }))}.${part(claims())}.${entra.mint().split('.')[2]}`)),
  raw('HS256 keyed with the public key', (entra) => signedByHash('HS256', entra.publicPem('teams'))), raw('HS512 keyed with the public key', (entra) => signedByHash('HS512', entra.publicPem('teams'))), raw('HS256 keyed with our id', () => signedByHash('HS256', APP_ID)), raw('HS256 keyed with nothing', () => signedByHash('HS256', '')),
  minted('ES256 by a published curve', {}, { key: 'curve', algorithm: 'ES256' }), minted('RS384', {}, { algorithm: 'RS384' }), minted('RS512', {}, { algorithm: 'RS512' }), minted('PS256', {}, { algorithm: 'PS256' }), minted('PS512', {}, { algorithm: 'PS512' }),
  minted('an extension that must be understood', {}, { header: { crit: ['exp'] } }), minted('an empty list of extensions', {}, { header: { crit: [] } }), minted('b64 false', {}, { header: { b64: false } }), minted('b64 false that must be understood', {}, { header: { b64: false, crit: ['b64'] } }),
];

const KEYS: TokenCase[] = [
  minted('an unknown kid', {}, { header: { kid: 'nobody' } }), minted('no kid', {}, { header: { kid: undefined } }), minted('an empty kid', {}, { header: { kid: '' } }), minted('a kid that is an object\'s own word', {}, { header: { kid: '__proto__' } }), minted('a kid that is a path', {}, { header: { kid: '../../../../dev/null' } }),
  minted('a kid that is an address', {}, { header: { kid: 'https://evil.example/keys#teams' } }), minted('a kid that is a statement', {}, { header: { kid: 'teams\' OR \'1\'=\'1' } }), minted('a kid in capitals', {}, { header: { kid: 'TEAMS' } }), minted('a kid with a space', {}, { header: { kid: 'teams ' } }),
  raw('a list as kid', (entra) => { const [, body, signature] = entra.mint().split('.'); return bearer(`${part(head({ kid: ['teams'] }))}.${body}.${signature}`); }), minted('the kid of another key', {}, { header: { kid: 'everything' } }), minted('a stranger under a known kid', {}, { key: 'stranger', header: { kid: 'teams' } }), minted('a stranger under its own kid', {}, { key: 'stranger' }),
  minted('a stranger that names its keys (jku)', {}, { key: 'stranger', header: { kid: 'teams', jku: 'https://evil.example/keys' } }), minted('a stranger that names its certificate (x5u)', {}, { key: 'stranger', header: { kid: 'teams', x5u: 'https://evil.example/cert' } }),
  raw('a stranger that brings its key (jwk)', (entra) => bearer(entra.mint({}, { key: 'stranger', header: { kid: 'teams', jwk: { kty: 'RSA', kid: 'teams', e: 'AQAB', n: 'AQAB' } } }))), raw('a stranger that brings its certificate (x5c)', (entra) => bearer(entra.mint({}, { key: 'stranger', header: { kid: 'teams', x5c: [entra.publicPem('stranger').replace(/-.*-|\n/g, '')] } }))),
  minted('a key that endorses nothing', {}, { key: 'bare' }), minted('a channel that is not endorsed', {}, {}, { changes: { channelId: 'webchat' } }),
];

const ISSUERS: TokenCase[] = [
  minted('another issuer', { iss: 'https://evil.example' }), minted('no issuer', { iss: undefined }), minted('an empty issuer', { iss: '' }), minted('an issuer with a slash more', { iss: `${BOT_ISSUER}/` }), minted('an issuer by http', { iss: 'http://api.botframework.com' }), minted('an issuer in capitals', { iss: 'https://API.botframework.com' }), minted('the issuer as the start of another', { iss: `${BOT_ISSUER}.evil.example` }),
  raw('a list of issuers', (entra) => bearer(entra.mint({ iss: [BOT_ISSUER] }))), minted('the government\'s issuer', { iss: 'https://api.botframework.us' }), minted('China\'s issuer', { iss: 'https://api.botframework.azure.cn' }),
  minted('the emulator as issuer', { iss: `https://sts.windows.net/${OTHER}/`, appid: APP_ID, ver: '1.0', tid: OTHER }), minted('the emulator as issuer, version 2', { iss: `https://login.microsoftonline.com/${OTHER}/v2.0`, azp: APP_ID, ver: '2.0', tid: OTHER }),
  minted('the government\'s emulator', { iss: 'https://sts.windows.net/cab8a31a-1906-4287-a0d8-4eef66b95f6e/', appid: APP_ID, ver: '1.0' }), minted('a tenant as issuer', { iss: `https://sts.windows.net/${EVIL}/`, tid: EVIL, ver: '1.0', appid: APP_ID }), minted('a tenant as issuer, version 2', { iss: `https://login.microsoftonline.com/${EVIL}/v2.0`, tid: EVIL, ver: '2.0', azp: APP_ID }),
  minted('a tenant that is a path', { iss: 'https://sts.windows.net/../', tid: '..', ver: '1.0', appid: APP_ID }), minted('a skill', { iss: `https://sts.windows.net/${EVIL}/`, ver: '1.0', appid: 'another-bot', tid: EVIL }), minted('a skill, version 2', { iss: `https://login.microsoftonline.com/${EVIL}/v2.0`, ver: '2.0', azp: 'another-bot', tid: EVIL }), minted('a skill without a sign-in', { iss: 'anonymous', appid: 'AnonymousSkill' }),
];

const AUDIENCES: TokenCase[] = [
  minted('another audience', { aud: 'another-bot' }), minted('no audience', { aud: undefined }), minted('an empty audience', { aud: '' }), minted('the connector as audience', { aud: BOT_ISSUER }), minted('our id in capitals', { aud: APP_ID.toUpperCase() }), minted('our id with a scheme', { aud: `api://${APP_ID}` }), minted('our id with a space', { aud: `${APP_ID} ` }),
  minted('a list that names us', { aud: [APP_ID] }), minted('a list that names us and others', { aud: ['another-bot', APP_ID] }), minted('our id as the application only', { aud: 'another-bot', appid: APP_ID, azp: APP_ID }),
];

const TIMES: TokenCase[] = [
  minted('expired long ago', { exp: 1 }), minted('expired 301 seconds ago', () => ({ exp: now() - 301 }), {}, { isExact: true }), minted('expired 300 seconds ago, which is the end', () => ({ exp: now() - 300 }), {}, { isExact: true }), minted('no expiry', { exp: undefined }), minted('an expiry of 0', { exp: 0 }), minted('an expiry before 1970', { exp: -1 }),
  raw('an expiry in letters', (entra) => bearer(signedAsIs(entra, claims({ exp: String(now() + 3600) })))), raw('an expiry of null', (entra) => bearer(signedAsIs(entra, claims({ exp: null })))), raw('a list as expiry', (entra) => bearer(signedAsIs(entra, claims({ exp: [now() + 3600] })))),
  minted('valid in 301 seconds', () => ({ nbf: now() + 301 }), {}, { isExact: true }), minted('valid tomorrow', () => ({ nbf: now() + 86_400 })), raw('a beginning in letters', (entra) => bearer(signedAsIs(entra, claims({ nbf: String(now() - 60) })))),
  raw('made in 301 seconds', (entra) => bearer(signedAsIs(entra, claims({ iat: now() + 301 }))), { isExact: true }), raw('made tomorrow', (entra) => bearer(signedAsIs(entra, claims({ iat: now() + 86_400 })))), raw('made in letters', (entra) => bearer(signedAsIs(entra, claims({ iat: 'now' })))), raw('made at a list', (entra) => bearer(signedAsIs(entra, claims({ iat: [now()] })))),
];

const ADDRESSES: TokenCase[] = [
  minted('no serviceurl', { serviceurl: undefined }), minted('an empty serviceurl', { serviceurl: '' }), minted('another serviceurl', { serviceurl: 'https://smba.trafficmanager.net/amer/' }), minted('a serviceurl in other letters', { serviceurl: TEAMS_URL.toUpperCase() }), minted('a serviceurl without its last slash', { serviceurl: TEAMS_URL.slice(0, -1) }), minted('a serviceurl with a slash more', { serviceurl: `${TEAMS_URL}/` }), minted('a serviceurl with a space', { serviceurl: `${TEAMS_URL} ` }),
  minted('a list as serviceurl', { serviceurl: [TEAMS_URL] }), minted('serviceUrl, the claim\'s name in other letters', { serviceurl: undefined, serviceUrl: TEAMS_URL }), minted('no serviceUrl in the activity', {}, {}, { changes: { serviceUrl: undefined } }), minted('no serviceurl on either side', { serviceurl: undefined }, {}, { changes: { serviceUrl: undefined } }),
  minted('an empty serviceUrl on both sides', { serviceurl: '' }, {}, { changes: { serviceUrl: '' }, status: 403 }), minted('another serviceUrl in the activity', {}, {}, { changes: { serviceUrl: 'https://evil.example/' } }), minted('an address of somebody else, signed', { serviceurl: 'https://evil.example/' }, {}, { changes: { serviceUrl: 'https://evil.example/' }, status: 403 }),
  minted('a list as serviceUrl in the activity', { serviceurl: [TEAMS_URL] }, {}, { changes: { serviceUrl: [TEAMS_URL] }, status: 400 }),
];

const CHANNELS: TokenCase[] = [
  minted('the channel AseChannel', {}, {}, { changes: { channelId: 'AseChannel' } }), minted('AseChannel without a serviceurl', { serviceurl: undefined, iss: `https://sts.windows.net/${OTHER}/` }, {}, { changes: { channelId: 'AseChannel' } }), minted('AseChannel, endorsed', {}, { key: 'everything' }, { changes: { channelId: 'AseChannel' }, status: 403 }),
  minted('the channel emulator', {}, {}, { changes: { channelId: 'emulator' } }), minted('the emulator, endorsed', {}, { key: 'everything' }, { changes: { channelId: 'emulator' }, status: 403 }), minted('the web chat, endorsed', {}, { key: 'everything' }, { changes: { channelId: 'webchat' }, status: 403 }), minted('Direct Line, endorsed', {}, { key: 'everything' }, { changes: { channelId: 'directline' }, status: 403 }), minted('Skype, endorsed', {}, { key: 'everything' }, { changes: { channelId: 'skype' }, status: 403 }),
  minted('the channel in capitals', {}, {}, { changes: { channelId: 'MSTeams' } }), minted('the channel with a space', {}, {}, { changes: { channelId: 'msteams ' } }), minted('no channel', {}, {}, { changes: { channelId: undefined }, status: 400 }), minted('a list as channel', {}, {}, { changes: { channelId: ['msteams'] }, status: 400 }), minted('an empty channel', {}, {}, { changes: { channelId: '' }, status: 400 }),
  minted('a tenant that may not write', {}, {}, { changes: { channelData: { tenant: { id: EVIL } } }, status: 403 }), minted('no tenant', {}, {}, { changes: { channelData: undefined }, status: 403 }), minted('a list as tenant', {}, {}, { changes: { channelData: { tenant: { id: [TENANT] } } }, status: 403 }), minted('a tenant in capitals', {}, {}, { changes: { channelData: { tenant: { id: TENANT.toUpperCase() } } }, status: 403 }), minted('a foreign tenant beside ours', {}, {}, { changes: { channelData: { tenant: { id: EVIL } }, conversation: { id: 'c', tenantId: TENANT } }, status: 403 }),
];

const SPELLINGS: TokenCase[] = [
  raw('garbage with dots', () => 'Bearer a.b.c'), raw('dots', () => 'Bearer ..'), spelt('two parts', (_, [first, second]) => `${first}.${second}`), spelt('a signature taken away', (_, [first, second]) => `${first}.${second}.`), spelt('a part more', (token) => `${token}.x`), spelt('an empty part more', (token) => `${token}.`), spelt('five parts, as if encrypted', (token) => `${token}.x.y`), spelt('an empty part before', (token) => `.${token}`), spelt('a payload taken away', (_, [first, , third]) => `${first}..${third}`),
  spelt('cut off', (token) => token.slice(0, -20)), spelt('a letter short', (token) => token.slice(0, -1)), spelt('half of it', (token) => token.slice(0, token.length / 2)), spelt('a signature altered by one bit', (_, [first, second, third]) => `${first}.${second}.${flipped(third, 10)}`), spelt('a payload altered by one bit', (_, [first, second, third]) => `${first}.${flipped(second, 40)}.${third}`), spelt('a header altered by one bit', (_, [first, second, third]) => `${flipped(first, 5)}.${second}.${third}`),
  spelt('claims exchanged under a good signature', (_, [first, , third]) => `${first}.${part(claims({ sub: 'x' }))}.${third}`), spelt('a header exchanged under a good signature', (_, [, second, third]) => `${part(head({ x5t: 'x' }))}.${second}.${third}`), raw('the signature of another token', (entra) => { const [first, second] = entra.mint().split('.'); return bearer(`${first}.${second}.${entra.mint({ sub: 'x' }).split('.')[2]}`); }),
  spelt('a signature padded', (token) => `${token}==`), spelt('a header padded', (_, [first, second, third]) => `${first}=.${second}.${third}`), spelt('a signature in the other alphabet', (_, [first, second, third]) => `${first}.${second}.+/${third.slice(2)}`), spelt('a signature spelt in another way', (_, [first, second, third]) => `${first}.${second}.${respelt(third)}`), spelt('a signature in hexadecimal', (_, [first, second, third]) => `${first}.${second}.${Buffer.from(third, 'base64url').toString('hex')}`),
  spelt('a space inside', (token) => `${token.slice(0, 50)} ${token.slice(50)}`), spelt('a tab inside', (token) => `${token.slice(0, 50)}\t${token.slice(50)}`), spelt('spaces around the dots', (_, parts) => parts.join(' . ')), spelt('a percent sign for a dot', (_, parts) => parts.join('%2e')), spelt('all in capitals', (token) => token.toUpperCase()),
  raw('a header that is no JSON', () => bearer(`${part('{')}.${part(claims())}.${part('x')}`)), raw('a payload that is no JSON', () => bearer(`${part(head())}.${part('{')}.${part('x')}`)), raw('a payload that is a number', (entra) => bearer(signedAsIs(entra, '7'))), raw('a payload that is a text', (entra) => bearer(signedAsIs(entra, 'words'))), raw('a payload that is null', (entra) => bearer(signedAsIs(entra, 'null'))), raw('a header that is null', () => bearer(`${part('null')}.${part(claims())}.${part('x')}`)), raw('a header that is a list', () => bearer(`${part([head()])}.${part(claims())}.${part('x')}`)),
];

/** Signed by the proper key, whatever stands there: the package that mints refuses to sign such things. */
function signedAsIs(entra: FakeEntra, payload: unknown): string {
  return entra.signText(`${part(head())}.${part(payload)}`);
}

export const REFUSED: readonly TokenCase[] = [...HEADERS, ...ALGORITHMS, ...KEYS, ...ISSUERS, ...AUDIENCES, ...TIMES, ...ADDRESSES, ...CHANNELS, ...SPELLINGS];

export const TAKEN: readonly TokenCase[] = [
  minted('a proper token', {}), minted('clocks that differ: expired 299 seconds ago', () => ({ exp: now() - 299 }), {}, { isExact: true }), minted('clocks that differ: valid in 300 seconds', () => ({ nbf: now() + 300 }), {}, { isExact: true }),
  raw('made 299 seconds from now', (entra) => bearer(signedAsIs(entra, claims({ iat: now() + 299 })))), minted('no beginning', { nbf: undefined }), minted('claims and header fields that nobody asks for, and nobody follows', { sub: 'x', tid: EVIL }, { header: { jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert' } }),
  minted('a key that endorses other channels, too', {}, { key: 'everything' }), minted('another region', { serviceurl: 'https://smba.trafficmanager.net/amer/' }, {}, { changes: { serviceUrl: 'https://smba.trafficmanager.net/amer/' } }),
];

/** Header lines that no client would write; Node's own parser refuses them before anybody reads a token. */
export const MALFORMED: readonly { readonly name: string; readonly lines: (token: string) => string }[] = [
  { name: 'a header that goes on in the next line', lines: (token) => `Authorization: Bearer\r\n ${token}\r\n` }, { name: 'a token that goes on in the next line', lines: (token) => `Authorization: Bearer ${token.slice(0, 50)}\r\n\t${token.slice(50)}\r\n` },
  { name: 'a line feed inside', lines: (token) => `Authorization: Bearer ${token.slice(0, 50)}\n${token.slice(50)}\r\n` }, { name: 'a carriage return inside', lines: (token) => `Authorization: Bearer ${token.slice(0, 50)}\r${token.slice(50)}\r\n` },
  { name: 'a zero byte at the end', lines: (token) => `Authorization: Bearer ${token}\0\r\n` }, { name: 'a space before the colon', lines: (token) => `Authorization : Bearer ${token}\r\n` }, { name: 'a space before the name', lines: (token) => ` Authorization: Bearer ${token}\r\n` }, { name: 'no name', lines: (token) => `: Bearer ${token}\r\n` },
];

/** Sends such lines as they stand; resolves with the status and the body, 0 where the connection ended without an answer. */
export function postLines(url: string, lines: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(`POST /api/messages HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${lines}\r\n${body}`, 'latin1');
    });
    socket.on('data', (part) => { text += part.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), body: text.split('\r\n\r\n').slice(1).join('\r\n\r\n') }));
  });
}
