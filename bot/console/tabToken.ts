/** What Teams says of who sits before its tab: a token of the same directory, asked for by a program of Microsoft 365 and meant for Lotse alone. */
import type { JWTPayload } from 'jose' with { 'resolution-mode': 'import' };
import type { Identity } from '../../services/agents/agent';
import type { Clock } from '../../services/clock';
import { resourceOf } from '../teams-app/manifest';
import { identityOf, once, SignInError, type Directory } from './directory';

export interface TabTokens {
  /** Whose token it is; throws a SignInError for any that is not in order, and something else where the directory does not answer. */
  verify(token: string): Promise<Identity>;
}

export interface TabTokensParts {
  readonly directory: Directory;
  /** Programs of Microsoft 365 that show tabs, by their client ids. */
  readonly clients: readonly string[];
  readonly publicUrl: string;
  readonly clock: Clock;
}

const TOKEN_CHARACTERS = 16 * 1024;
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const SCOPE = 'access_as_user';
const SKEW_SECONDS = 60;
/** The longest that a directory can be set to let such a token live. */
const OLDEST = '24h';
/** Somebody who sends tokens with invented key ids does not make Lotse ask for the keys each time. */
const KEYS_AGAIN_MS = 30_000;
const KEYS_KEPT_MS = 600_000;
/** The keys could not be had; all other words of the package speak of the token. */
const AWAY = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID']);

export function createTabTokens(parts: TabTokensParts): TabTokens {
  const { directory: { settings }, clock } = parts;
  const keys = once(() => findKeys(parts.directory));
  // Directories of Microsoft name the program by its id, those of older tokens by the address under which its scope was published.
  const audience = [settings.clientId, resourceOf(settings.clientId, parts.publicUrl)];
  return {
    verify: async (token) => {
      if (token.length > TOKEN_CHARACTERS || !FORM.test(token)) throw new SignInError('form');
      const { jwtVerify } = await import('jose');
      const { payload } = await jwtVerify(token, await keys(), {
        algorithms: ['RS256'], issuer: settings.issuer, audience, clockTolerance: SKEW_SECONDS, maxTokenAge: OLDEST, requiredClaims: ['exp', 'nbf'], currentDate: clock.now(),
      }).catch((error: unknown) => { throw refusalOf(error); });
      return whoseOf(payload, parts);
    },
  };
}

async function findKeys({ configure, ask, settings }: Directory) {
  const { createRemoteJWKSet, customFetch } = await import('jose');
  const { jwks_uri: address } = (await configure()).serverMetadata();
  if (address === undefined) throw new Error('The directory does not say where its keys are.');
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: settings.timeoutMs, cooldownDuration: KEYS_AGAIN_MS, cacheMaxAge: KEYS_KEPT_MS,
    [customFetch]: (url: string, { headers }: { readonly headers: Headers }) => ask(url, { method: 'GET', headers: Object.fromEntries(headers), body: null, redirect: 'manual' }),
  });
}

function whoseOf(claims: JWTPayload, { directory, clients }: TabTokensParts): Identity {
  const { aud, scp, azp, appid, oid, tid } = claims;
  // One that is meant for others as well could be given on by them.
  if (typeof aud !== 'string') throw new SignInError('audience');
  if (typeof scp !== 'string' || !scp.split(' ').includes(SCOPE)) throw new SignInError('scope');
  // Version 2 of a token calls it azp, version 1 appid; a token that says two things is believed in neither.
  const callers = [azp, appid].filter((each) => each !== undefined);
  if (callers.length === 0 || !callers.every((each) => typeof each === 'string' && clients.includes(each.toLowerCase()))) throw new SignInError('client');
  if (typeof oid !== 'string' || typeof tid !== 'string' || oid.trim() === '' || tid.trim() === '') throw new SignInError('subject');
  return identityOf(claims, directory.settings);
}

function refusalOf(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('ERR_J') && !AWAY.has(code) ? new SignInError(code, { cause: error }) : error;
}
