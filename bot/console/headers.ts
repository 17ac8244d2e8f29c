/** What every answer under /console carries, and its cookies. */
import type { Request, Response } from 'restify';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'";

export interface HeaderSettings {
  /** Pages of others that may show the console in a frame, such as Teams in a tab. */
  readonly frameAncestors: readonly string[];
  /** Reached by https: everywhere but in local mode, which listens on this machine only. */
  readonly isSecure: boolean;
}

export function createConsoleHeaders({ frameAncestors }: Pick<HeaderSettings, 'frameAncestors'>): (response: Response) => void {
  const isFramed = frameAncestors.length > 0;
  const headers: Readonly<Record<string, string>> = {
    'content-security-policy': `${POLICY}; frame-ancestors ${isFramed ? frameAncestors.join(' ') : "'none'"}`,
    // Says the same for browsers that do not know frame-ancestors; it cannot name anybody, so it goes where somebody is named.
    ...(!isFramed && { 'x-frame-options': 'DENY' }),
    // Browsers pass over it where they came by http.
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'geolocation=(), camera=(), microphone=()', 'cache-control': 'no-store',
  };
  return (response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };
}

export interface Cookies {
  /** The id of the session that a request brings. */
  session(request: Request): string | undefined;
  /** What a browser carries while somebody is away at the sign-in service. */
  attempt(request: Request): string | undefined;
  keepSession(id: string): string;
  dropSession(): string;
  keepAttempt(sealed: string, seconds: number): string;
  dropAttempt(): string;
}

/**
 * __Host- binds a cookie to this host and to https; over plain http, as on the loopback in local mode, browsers take no such
 * cookie, so it has another name there. A session is Strict: no other page can bring it along, and the console's page itself
 * needs none. In a frame of Teams no cookie of ours is sent unless it is SameSite=None; Partitioned keeps it to that frame.
 */
export function createCookies({ frameAncestors, isSecure }: HeaderSettings): Cookies {
  const names = isSecure ? { session: '__Host-lotse', attempt: '__Host-lotse-signin' } : { session: 'lotse-console', attempt: 'lotse-signin' };
  const isFramed = isSecure && frameAncestors.length > 0;
  const base = `Path=/; HttpOnly${isSecure ? '; Secure' : ''}`;
  const session = `${base}; SameSite=${isFramed ? 'None; Partitioned' : 'Strict'}`;
  const attempt = `${base}; SameSite=Lax`;
  return {
    session: (request) => read(request, names.session),
    attempt: (request) => read(request, names.attempt),
    keepSession: (id) => `${names.session}=${id}; ${session}`,
    dropSession: () => `${names.session}=; ${session}; Max-Age=0`,
    keepAttempt: (sealed, seconds) => `${names.attempt}=${sealed}; ${attempt}; Max-Age=${seconds}`,
    dropAttempt: () => `${names.attempt}=; ${attempt}; Max-Age=0`,
  };
}

/** A name that is there twice is worth nothing: one of them was put there by somebody else. */
function read(request: Request, name: string): string | undefined {
  const found = (request.headers.cookie ?? '').split(';').map((part) => part.trim()).filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  return found.length === 1 && /^[\w.-]{20,2000}$/.test(found[0]!) ? found[0] : undefined;
}
