/**
 * A company's directory, as a character: OpenID Connect Core and RFC 6749/7636 as far as a code flow needs them. It lets
 * in whoever is at the door, checks PKCE and the client as a real one does, and misbehaves in one way when it is told to.
 */
import { createHash, generateKeyPairSync, randomUUID, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import http from 'node:http';
import { sign, type Algorithm } from 'jsonwebtoken';

export const TENANT = '5d2c3a2e-7d5a-4b55-9c1e-0f6a1b2c3d4e';
export const CLIENT = { id: 'lotse-console', secret: 'the secret of the tests' };

export interface DirectoryPerson {
  readonly oid: string;
  readonly name: string;
  readonly given_name?: string;
  readonly email?: string;
}

type Claims = Record<string, unknown>;

/** What it answers instead of a proper identity. */
export const TOKEN_FAULTS = {
  otherNonce: (claims: Claims) => ({ ...claims, nonce: 'another' }),
  noNonce: ({ nonce: _nonce, ...claims }: Claims) => claims,
  otherIssuer: (claims: Claims) => ({ ...claims, iss: 'https://directory.example/v2.0' }),
  noIssuer: ({ iss: _iss, ...claims }: Claims) => claims,
  otherAudience: (claims: Claims) => ({ ...claims, aud: 'another-program' }),
  manyAudiences: (claims: Claims) => ({ ...claims, aud: [CLIENT.id, 'another-program'], azp: 'another-program' }),
  expired: (claims: Claims) => ({ ...claims, exp: Number(claims.iat) - 3600 }),
  noExpiry: ({ exp: _exp, ...claims }: Claims) => claims,
  notYet: (claims: Claims) => ({ ...claims, nbf: Number(claims.iat) + 3600 }),
  noIssuedAt: ({ iat: _iat, ...claims }: Claims) => claims,
  noSubject: ({ sub: _sub, ...claims }: Claims) => claims,
  otherTenant: (claims: Claims) => ({ ...claims, tid: randomUUID() }),
} as const;

export const ANSWER_FAULTS = ['strangerKey', 'noneAlgorithm', 'hmacWithSecret', 'changedPayload', 'noIdToken', 'refused', 'broken', 'notJson', 'redirected', 'noTokenType', 'endless', 'noKeys'] as const;
export type Fault = keyof typeof TOKEN_FAULTS | (typeof ANSWER_FAULTS)[number];

export interface FakeDirectory {
  readonly issuer: string;
  /** Who is at the door. */
  person: DirectoryPerson;
  fault: Fault | undefined;
  /** Paths that were asked for. */
  readonly requests: string[];
  /** Its own and those of somebody else, to sign tokens with. */
  readonly keys: Readonly<Record<'own' | 'stranger', KeyPairKeyObjectResult>>;
  stop(): Promise<void>;
}

interface Grant {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly person: DirectoryPerson;
}

export async function startDirectory(person: DirectoryPerson): Promise<FakeDirectory> {
  const keys = { own: generateKeyPairSync('rsa', { modulusLength: 2048 }), stranger: generateKeyPairSync('rsa', { modulusLength: 2048 }) };
  const grants = new Map<string, Grant>();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '', directory.issuer);
    directory.requests.push(url.pathname);
    void readForm(request).then((form) => answer(url, form, request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}/${TENANT}`;
  const directory: FakeDirectory = {
    issuer: `${base}/v2.0`, person, fault: undefined, requests: [], keys,
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };

  function answer(url: URL, form: URLSearchParams, request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = url.pathname.slice(`/${TENANT}`.length);
    if (path === '/v2.0/.well-known/openid-configuration') return json(response, 200, metadataOf(base));
    if (path === '/keys') return json(response, 200, { keys: directory.fault === 'noKeys' ? [] : [{ ...keys.own.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'own' }] });
    if (path === '/authorize') return authorize(url, response);
    if (path === '/token') return token(form, request, response);
    json(response, 404, {});
  }

  function authorize({ searchParams: asked }: URL, response: http.ServerResponse): void {
    const code = randomUUID();
    const redirectUri = asked.get('redirect_uri') ?? '';
    if (asked.get('client_id') !== CLIENT.id || asked.get('response_type') !== 'code' || asked.get('code_challenge_method') !== 'S256') return json(response, 400, { error: 'invalid_request' });
    grants.set(code, { nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '', redirectUri, person: directory.person });
    const back = new URL(redirectUri);
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString();
    send(response, 302, { location: back.href });
  }

  function token(form: URLSearchParams, _request: http.IncomingMessage, response: http.ServerResponse): void {
    const { fault } = directory;
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const isProven = grant?.challenge === createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    const isClient = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret;
    if (!grant || !isProven || !isClient || grant.redirectUri !== form.get('redirect_uri') || fault === 'refused') return json(response, 400, { error: 'invalid_grant' });
    if (fault === 'broken') return json(response, 500, { error: 'server_error' });
    if (fault === 'redirected') return send(response, 302, { location: 'http://127.0.0.1:9/' });
    if (fault === 'notJson') return send(response, 200, { 'content-type': 'text/html' }, '<html>');
    if (fault === 'endless') return send(response, 200, { 'content-type': 'application/json' }, `{"a":"${'a'.repeat(2 * 1024 * 1024)}"}`);
    const idToken = fault === 'noIdToken' ? {} : { id_token: identity(grant) };
    json(response, 200, { access_token: randomUUID(), expires_in: 3600, ...(fault !== 'noTokenType' && { token_type: 'Bearer' }), ...idToken });
  }

  function identity({ nonce, person: { oid, ...named } }: Grant): string {
    const { fault } = directory;
    const iat = Math.floor(Date.now() / 1000);
    const proper: Claims = { iss: directory.issuer, aud: CLIENT.id, sub: `pairwise-${oid}`, oid, tid: TENANT, nonce, iat, exp: iat + 3600, ...named };
    const change = fault !== undefined && fault in TOKEN_FAULTS ? TOKEN_FAULTS[fault as keyof typeof TOKEN_FAULTS] : undefined;
    const claims = change ? change(proper) : proper;
    const minted = (key: string | KeyObject, algorithm: Algorithm) => sign(claims, key, { algorithm, keyid: 'own', noTimestamp: fault === 'noIssuedAt' });
    if (fault === 'strangerKey') return minted(keys.stranger.privateKey, 'RS256');
    if (fault === 'hmacWithSecret') return minted(CLIENT.secret, 'HS256');
    if (fault === 'noneAlgorithm') return `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`;
    const [header, , signature] = minted(keys.own.privateKey, 'RS256').split('.');
    return fault === 'changedPayload' ? `${header}.${encoded({ ...claims, oid: randomUUID() })}.${signature}` : minted(keys.own.privateKey, 'RS256');
  }

  return directory;
}

function metadataOf(base: string): object {
  return {
    issuer: `${base}/v2.0`, authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token`, jwks_uri: `${base}/keys`,
    response_types_supported: ['code'], subject_types_supported: ['pairwise'], id_token_signing_alg_values_supported: ['RS256'], token_endpoint_auth_methods_supported: ['client_secret_post'], code_challenge_methods_supported: ['S256'],
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function json(response: http.ServerResponse, status: number, body: object): void {
  send(response, status, { 'content-type': 'application/json' }, JSON.stringify(body));
}

function send(response: http.ServerResponse, status: number, headers: http.OutgoingHttpHeaders, body = ''): void {
  // In two statements: restify takes the chain away from all of http.
  response.writeHead(status, headers);
  response.end(body);
}

async function readForm(request: http.IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}
