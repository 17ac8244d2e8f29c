/** What every answer under /console carries, and its cookies. */
import type { Request, Response } from 'restify';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'";

export interface HeaderSettings {
  /** Pages of Teams that may show the console in a frame. */
  readonly frameAncestors: readonly string[];
}

export interface CookieSettings {
  /** Reached by https: everywhere but in local mode, which listens on this machine only. */
  readonly isSecure: boolean;
  /** Whether Teams may show the console as a tab. */
  readonly hasTab: boolean;
}

export function createConsoleHeaders({ frameAncestors }: HeaderSettings): (response: Response) => void {
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

/** What a request brings to prove that somebody has signed in. */
export interface Brought {
  readonly id: string;
  /** In the cookie of the frame, which browsers send along where others ask, too. */
  readonly isTab: boolean;
}

export interface Cookies {
  session(request: Request): Brought | undefined;
  /** What a browser carries while somebody is away at the sign-in service. */
  attempt(request: Request): string | undefined;
  keepSession(id: string): string;
  /** For the console as a tab of Teams, and given out at that door alone. */
  keepTab(id: string): string;
  /** The one that the request has brought. */
  dropSession(request: Request): string;
  keepAttempt(sealed: string, seconds: number): string;
  dropAttempt(): string;
}

/**
 * __Host- binds a cookie to this host and to https; over plain http, as on the loopback in local mode, browsers take no such
 * cookie, so it has another name there. A session is Strict: no other page can bring it along, and the console's page itself
 * needs none. In a frame of Teams no cookie of ours is sent unless it is SameSite=None; so the tab has one of its own, under
 * another name, and the one of the browser stays Strict. Partitioned keeps it to that frame; the gate does not rely on it.
 */
export function createCookies({ isSecure, hasTab }: CookieSettings): Cookies {
  const names = isSecure ? { session: '__Host-lotse', attempt: '__Host-lotse-signin' } : { session: 'lotse-console', attempt: 'lotse-signin' };
  const base = `Path=/; HttpOnly${isSecure ? '; Secure' : ''}`;
  const session = `${base}; SameSite=Strict`;
  const tab = `${base}; SameSite=None; Partitioned`;
  const attempt = `${base}; SameSite=Lax`;
  const brought = (request: Request): Brought | undefined => {
    const [own, framed] = [read(request, names.session), hasTab ? read(request, TAB) : undefined];
    return own !== undefined ? { id: own, isTab: false } : framed !== undefined ? { id: framed, isTab: true } : undefined;
  };
  return {
    session: brought,
    attempt: (request) => read(request, names.attempt),
    keepSession: (id) => `${names.session}=${id}; ${session}`,
    keepTab: (id) => `${TAB}=${id}; ${tab}`,
    dropSession: (request) => (brought(request)?.isTab ? `${TAB}=; ${tab}; Max-Age=0` : `${names.session}=; ${session}; Max-Age=0`),
    keepAttempt: (sealed, seconds) => `${names.attempt}=${sealed}; ${attempt}; Max-Age=${seconds}`,
    dropAttempt: () => `${names.attempt}=; ${attempt}; Max-Age=0`,
  };
}

const TAB = '__Host-lotse-tab';

/** A name that is there twice is worth nothing: one of them was put there by somebody else. */
function read(request: Request, name: string): string | undefined {
  const found = (request.headers.cookie ?? '').split(';').map((part) => part.trim()).filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  return found.length === 1 && /^[\w.-]{20,2000}$/.test(found[0]!) ? found[0] : undefined;
}
