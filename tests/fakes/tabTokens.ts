/** Tokens as Teams gets them for a tab: what Entra ID puts into one of version 2, and every way in which one can be wrong. */
import { createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { CLIENT, TENANT, type DirectoryPerson, type FakeDirectory } from './oidc';

export const TEAMS_WEB = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';
const HOST = 'lotse.example';

type Claims = Record<string, unknown>;
interface Token { readonly header: Claims; readonly claims: Claims; readonly key: KeyObject }

export function claimsFor({ issuer }: FakeDirectory, { oid, name, email }: DirectoryPerson): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    aud: CLIENT.id, iss: issuer, iat: now - 300, nbf: now - 300, exp: now + 3600, azp: TEAMS_WEB, azpacr: '0', name, oid, preferred_username: email,
    scp: 'access_as_user', sub: `pairwise-${oid}`, tid: TENANT, uti: randomUUID(), ver: '2.0',
  };
}

export function tabToken(directory: FakeDirectory, person: DirectoryPerson, change: (token: Token) => Partial<Token> = () => ({})): string {
  const proper: Token = { header: { typ: 'JWT', alg: 'RS256', kid: 'own' }, claims: claimsFor(directory, person), key: directory.keys.own.privateKey };
  return signed({ ...proper, ...change(proper) });
}

function signed({ header, claims, key }: Token): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claim = (changed: Claims) => (directory: FakeDirectory, person: DirectoryPerson) => tabToken(directory, person, ({ claims }) => ({ claims: { ...claims, ...changed } }));
/** So many seconds from the moment at which the token is made. */
const at = (offsets: Readonly<Record<string, number>>) => (directory: FakeDirectory, person: DirectoryPerson) => claim(Object.fromEntries(Object.entries(offsets).map(([name, offset]) => [name, Math.floor(Date.now() / 1000) + offset])))(directory, person);
const without = (name: string) => claim({ [name]: undefined });
const header = (changed: Claims) => (directory: FakeDirectory, person: DirectoryPerson) => tabToken(directory, person, (token) => ({ header: { ...token.header, ...changed } }));
/** The parts of a proper token, put together otherwise. */
const torn = (change: (head: string, claims: string, signature: string) => string) => (directory: FakeDirectory, person: DirectoryPerson) => change(...(tabToken(directory, person).split('.') as [string, string, string]));

function withPublicKey(directory: FakeDirectory, person: DirectoryPerson): string {
  const text = `${encoded({ typ: 'JWT', alg: 'HS256', kid: 'own' })}.${encoded(claimsFor(directory, person))}`;
  return `${text}.${createHmac('sha256', directory.keys.own.publicKey.export({ type: 'spki', format: 'pem' })).update(text).digest('base64url')}`;
}

function withItsOwnKey(directory: FakeDirectory, person: DirectoryPerson): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return tabToken(directory, person, (token) => ({ header: { ...token.header, kid: 'mine', jwk: publicKey.export({ format: 'jwk' }) }, key: privateKey }));
}

/** The identity of the sign-in in a browser is no token for a tab. */
const idToken = (directory: FakeDirectory, person: DirectoryPerson) => tabToken(directory, person, ({ claims: { azp: _azp, scp: _scp, azpacr: _azpacr, ...claims } }) => ({ claims: { ...claims, nonce: 'a nonce' } }));

export const BROKEN: Readonly<Record<string, (directory: FakeDirectory, person: DirectoryPerson) => string>> = {
  'the algorithm none': torn((_head, claims) => `${encoded({ typ: 'JWT', alg: 'none' })}.${claims}.`), 'the algorithm none, and a signature': torn((_head, claims, signature) => `${encoded({ typ: 'JWT', alg: 'none' })}.${claims}.${signature}`),
  'HS256 with the public key': withPublicKey, 'another algorithm in its head': header({ alg: 'RS512' }), 'PS256 in its head': header({ alg: 'PS256' }), 'no algorithm': header({ alg: undefined }),
  'the key of a stranger': (directory, person) => tabToken(directory, person, () => ({ key: directory.keys.stranger.privateKey })), 'an unknown key id': header({ kid: 'another' }), 'a key that it brings along': withItsOwnKey,
  'an extension that must be understood': header({ crit: ['x'], x: 1 }), 'changed claims': torn((head, claims, signature) => `${head}.${encoded({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()) as object, oid: randomUUID() })}.${signature}`),
  'a cut signature': torn((head, claims, signature) => `${head}.${claims}.${signature.slice(0, -8)}`), 'no signature': torn((head, claims) => `${head}.${claims}`), 'claims that are no JSON': torn((head, _claims, signature) => `${head}.e30x.${signature}`),
  'another issuer': claim({ iss: 'https://directory.example/v2.0' }), 'the issuer of another tenant': claim({ iss: `https://login.microsoftonline.com/${randomUUID()}/v2.0` }), 'no issuer': without('iss'),
  'another tenant': claim({ tid: randomUUID() }), 'no tenant': without('tid'), 'another audience': claim({ aud: 'another-program' }), 'the address of another host': claim({ aud: `api://other.example/${CLIENT.id}` }),
  'the address of another program': claim({ aud: `api://${HOST}/another-program` }), 'two audiences': claim({ aud: [CLIENT.id, 'another-program'] }), 'no audience': without('aud'),
  'an end that is past': at({ exp: -120 }), 'no end': without('exp'), 'an end in words': claim({ exp: 'tomorrow' }), 'a beginning to come': at({ nbf: 600 }), 'no beginning': without('nbf'), 'an issue to come': at({ iat: 600 }),
  'an age of two days': at({ iat: -172_800, nbf: -172_800 }), 'no scope': without('scp'), 'another scope': claim({ scp: 'User.Read openid' }), 'a scope that only begins like it': claim({ scp: 'access_as_user_too' }), 'the scope as a list': claim({ scp: ['access_as_user'] }), 'a role instead of a scope': claim({ scp: undefined, roles: ['access_as_user'], idtyp: 'app' }),
  'a foreign client': claim({ azp: randomUUID() }), 'no client': without('azp'), 'two clients that differ': claim({ appid: randomUUID() }), 'a foreign client of version 1': claim({ azp: undefined, appid: randomUUID() }),
  'no person': without('oid'), 'an empty person': claim({ oid: ' ' }), 'the identity of a sign-in in the browser': idToken,
  'more than 16 KB': claim({ filling: 'x'.repeat(16 * 1024) }), 'no token at all': () => '', 'words': () => 'let me in', 'five parts': torn((head, claims, signature) => `${head}.${claims}.${signature}.${claims}.${signature}`),
};

/** Not broken, though other than usual: a token of version 1, with the address under which the scope was published, and a second scope. */
export const OTHER_FORMS: Readonly<Record<string, (directory: FakeDirectory, person: DirectoryPerson) => string>> = {
  'the address of the scope as its audience': claim({ aud: `api://${HOST}/${CLIENT.id}` }), 'its client in the words of version 1': claim({ azp: undefined, appid: TEAMS_WEB.toUpperCase() }),
  'two scopes': claim({ scp: 'User.Read access_as_user' }), 'an end of half a minute ago': at({ exp: -30 }),
};
