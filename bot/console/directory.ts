/** The directory in which agents are known: found by OpenID Connect discovery, through the one door to other hosts, once for all ways in. */
import type { Configuration, CustomFetch } from 'openid-client' with { 'resolution-mode': 'import' };
import type { Identity } from '../../services/agents/agent';
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

export interface Directory {
  readonly settings: OidcSettings;
  /** Asked for when somebody signs in first, and again where that failed: a directory that is away must not keep Lotse from starting. */
  configure(): Promise<Configuration>;
  /** Asks it something, through the door to other hosts. */
  readonly ask: CustomFetch;
}

export function createDirectory(settings: OidcSettings, network: Network): Directory {
  const ask = through(network, settings.timeoutMs);
  return { settings, ask, configure: once(() => discover(settings, ask)) };
}

async function discover(settings: OidcSettings, ask: CustomFetch): Promise<Configuration> {
  const { allowInsecureRequests, ClientSecretPost, customFetch, discovery, enableNonRepudiationChecks } = await import('openid-client');
  const issuer = new URL(settings.issuer);
  const isHere = issuer.protocol === 'http:';
  const configuration = await discovery(issuer, settings.clientId, undefined, ClientSecretPost(settings.clientSecret), {
    [customFetch]: ask,
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
export function identityOf(claims: Readonly<Record<string, unknown>>, { issuer }: OidcSettings): Identity {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name].trim() : '');
  const tenant = text('tid');
  if (tenant !== '' && !new URL(issuer).pathname.toLowerCase().split('/').includes(tenant.toLowerCase())) throw new SignInError('tenant');
  const subject = text('oid') || text('sub');
  if (subject === '') throw new SignInError('subject');
  const email = claims.email_verified === false ? '' : text('email') || (text('preferred_username').includes('@') ? text('preferred_username') : '');
  return { tenant: tenant || issuer, subject, name: text('name') || email || subject, ...(text('given_name') && { firstName: text('given_name') }), ...(email && { email }) };
}

/** Does it until it has succeeded once. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => (kept ??= work().catch((error: unknown) => {
    kept = undefined;
    throw error;
  }));
}
