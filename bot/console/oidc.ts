/** Signing in by OpenID Connect: the code flow with PKCE, at one directory that the settings name. */
import type { Configuration, CustomFetch } from 'openid-client' with { 'resolution-mode': 'import' };
import type { Identity } from '../../services/agents/agent';
import type { SignIns } from '../../services/agents/signIns';
import type { Network } from '../../services/network';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutMs: number;
}

/** Why somebody is not let in; the word is for the log, and tells nobody outside what to try next. */
export class SignInError extends Error {
  constructor(readonly why: string, options?: ErrorOptions) {
    super(`Not signed in (${why}).`, options);
  }
}

export interface Oidc {
  /** Where to send the browser, and what it is to carry meanwhile. */
  begin(): Promise<{ readonly address: string; readonly sealed: string }>;
  /** Who has come back; throws a SignInError. */
  finish(search: string, sealed: string | undefined): Promise<Identity>;
}

export interface OidcParts {
  readonly settings: OidcSettings;
  readonly network: Network;
  readonly signIns: SignIns;
  /** Where Lotse is reached; it is registered with the directory. */
  readonly redirectUri: () => string;
}

const SCOPE = 'openid profile email';

export function createOidc(parts: OidcParts): Oidc {
  const configure = once(() => discover(parts));
  return {
    begin: async () => {
      const { buildAuthorizationUrl } = await import('openid-client');
      const { attempt, challenge, sealed } = parts.signIns.begin();
      const address = buildAuthorizationUrl(await configure(), {
        redirect_uri: parts.redirectUri(), scope: SCOPE, state: attempt.state, nonce: attempt.nonce, code_challenge: challenge, code_challenge_method: 'S256',
      });
      return { address: address.href, sealed };
    },
    finish: async (search, sealed) => {
      const attempt = sealed === undefined ? undefined : parts.signIns.open(sealed);
      if (!attempt) throw new SignInError('attempt');
      const { authorizationCodeGrant } = await import('openid-client');
      const tokens = await authorizationCodeGrant(await configure(), new URL(`${parts.redirectUri()}${search}`), {
        pkceCodeVerifier: attempt.verifier, expectedState: attempt.state, expectedNonce: attempt.nonce, idTokenExpected: true,
      }).catch((error: unknown) => { throw new SignInError(wordOf(error), { cause: error }); });
      return identityOf(tokens.claims() ?? {}, parts.settings);
    },
  };
}

/** Asked for when somebody signs in first, and again where that failed: a directory that is away must not keep Lotse from starting. */
async function discover({ settings, network }: OidcParts): Promise<Configuration> {
  const { allowInsecureRequests, ClientSecretPost, customFetch, discovery, enableNonRepudiationChecks } = await import('openid-client');
  const issuer = new URL(settings.issuer);
  const isHere = issuer.protocol === 'http:';
  const configuration = await discovery(issuer, settings.clientId, undefined, ClientSecretPost(settings.clientSecret), {
    [customFetch]: through(network, settings.timeoutMs),
    // Beside the check of who answered, the signature of what was answered counts. Plain http is for a directory on this machine (env.ts).
    execute: [enableNonRepudiationChecks, ...(isHere ? [allowInsecureRequests] : [])],
  });
  if (configuration.serverMetadata().issuer !== settings.issuer) throw new SignInError('issuer');
  return configuration;
}

/** The one door to other hosts. */
function through(network: Network, timeoutMs: number): CustomFetch {
  return async (url, { method, headers, body }) => {
    const text = body === undefined || body === null ? undefined : String(body as URLSearchParams);
    const type = text !== undefined && { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
    const answer = await network.request({ method: method === 'POST' ? 'POST' : 'GET', url, headers: { ...lowered(headers), ...type }, ...(text !== undefined && { body: text }), timeoutMs });
    const kept = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
    return new Response(answer.status === 204 || answer.status === 304 ? null : answer.body, { status: answer.status, headers: kept });
  };
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Microsoft's directory says which one it is (tid) and calls the person the same in all programs (oid); others have a subject. */
function identityOf(claims: Readonly<Record<string, unknown>>, { issuer }: OidcSettings): Identity {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name].trim() : '');
  const tenant = text('tid');
  if (tenant !== '' && !new URL(issuer).pathname.toLowerCase().split('/').includes(tenant.toLowerCase())) throw new SignInError('tenant');
  const subject = text('oid') || text('sub');
  if (subject === '') throw new SignInError('subject');
  const email = claims.email_verified === false ? '' : text('email') || (text('preferred_username').includes('@') ? text('preferred_username') : '');
  return { tenant: tenant || issuer, subject, name: text('name') || email || subject, ...(text('given_name') && { firstName: text('given_name') }), ...(email && { email }) };
}

function wordOf(error: unknown): string {
  const { code, error: told } = error as { code?: unknown; error?: unknown };
  return typeof told === 'string' && /^\w{1,40}$/.test(told) ? told : typeof code === 'string' ? code : 'unknown';
}

/** Does it until it has succeeded once. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => (kept ??= work().catch((error: unknown) => {
    kept = undefined;
    throw error;
  }));
}
