/** The gate of the console: where a request comes from, who brings it, what they may do, and how often. */
import type { Request, Response } from 'restify';
import { isOneOf, type Agent } from '../../services/agents/agent';
import type { Session, Sessions } from '../../services/agents/sessions';
import type { Clock } from '../../services/clock';
import { HttpError } from '../answers';
import { createLimit } from '../limits';
import { LOOPBACK_HOST } from '../origins';
import type { Access, Door } from '../serving';
import type { Cookies } from './headers';
import type { Viewer } from './parts';

/** Who is inside: the session, and the agent as they are now. */
export interface Inside {
  readonly agent: Agent;
  readonly viewer: Viewer;
  readonly session: Session;
  /** What the cookie holds; to end the session with. */
  readonly sessionId: string;
}

export type InsideRoute = (request: Request, response: Response, inside: Inside) => Promise<void>;

export interface GateParts {
  readonly isLocal: boolean;
  readonly publicUrl: string | undefined;
  /** Whether there is a directory to sign in with; else only links lead in. */
  readonly hasDirectory: boolean;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly clock: Clock;
  readonly callsPerMinute: number;
  readonly signInsPerMinute: number;
  readonly proxyHops: number;
}

export interface Doorway {
  /** For everybody who may come this far. */
  outside(method: Door['method'], path: string, route: Door['route']): Door;
  /** For whoever has signed in, or for people with one of these roles. */
  inside(method: Door['method'], path: string, access: Exclude<Access, 'anybody'>, route: InsideRoute): Door;
  /** Refuses an address that tries to sign in too often. */
  paceSignIn(request: Request): void;
}

const MINUTE_MS = 60_000;

export function createDoorway(parts: GateParts): Doorway {
  const calls = createLimit(parts.clock, parts.callsPerMinute, MINUTE_MS);
  const signIns = createLimit(parts.clock, parts.signInsPerMinute, MINUTE_MS);
  return {
    outside: (method, path, route) => ({
      method, path, gate: 'console', access: 'anybody',
      route: async (request, response) => {
        checkOrigin(parts, request);
        await route(request, response);
      },
    }),
    inside: (method, path, access, route) => ({
      method, path, gate: 'console', access,
      route: async (request, response) => {
        checkOrigin(parts, request);
        response.setHeader('x-now', parts.clock.now().toISOString());
        const inside = await admit(parts, request, access);
        pace(calls, inside.session.key);
        await route(request, response, inside);
      },
    }),
    paceSignIn: (request) => pace(signIns, addressOf(request, parts.proxyHops)),
  };
}

/** Refuses what comes too often, with the time to wait. */
export function pace(limit: ReturnType<typeof createLimit>, key: string): void {
  const seconds = limit.waitSeconds(key);
  if (seconds > 0) throw new HttpError(429, 'TooMany', `Too often: please wait ${seconds} s.`, { 'retry-after': String(seconds) });
}

/** Browsers say where what they send comes from; whatever changes something comes from our own page and from nowhere else. */
function checkOrigin({ isLocal, publicUrl }: GateParts, request: Request): void {
  const { host = '', origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isHere = LOOPBACK_HOST.test(host);
  // Another name for this machine is a web page's trick (DNS rebinding).
  if (isLocal && !isHere) throw new HttpError(403, 'Host', 'This name of the host may not be used here.');
  const own = [...(publicUrl === undefined ? [] : [new URL(publicUrl).origin]), ...(isLocal ? [`http://${host}`] : [])];
  if (request.method === 'POST' ? origin === undefined || !own.includes(origin) : origin !== undefined && !own.includes(origin)) throw new HttpError(403, 'Origin', 'Only the console itself may ask this.');
  const isApi = request.getPath().startsWith('/console/api/') || request.method === 'POST';
  if (isApi && site !== undefined && site !== 'same-origin' && !(site === 'none' && request.method === 'GET')) throw new HttpError(403, 'Origin', 'Only the console itself may ask this.');
}

async function admit({ sessions, cookies, hasDirectory }: GateParts, request: Request, access: Exclude<Access, 'anybody'>): Promise<Inside> {
  const brought = cookies.session(request);
  if (brought?.isTab) checkTab(request);
  const session = brought && await (isByItself(request) ? sessions.look : sessions.find)(brought.id);
  // Whoever brings one has signed in before: the page tells them what became of it.
  if (!session) throw new HttpError(401, brought ? 'Expired' : 'SignedOut', 'Please sign in.', { 'x-sign-in': hasDirectory ? 'directory' : 'link' });
  if (request.method === 'POST' && request.headers['x-csrf-token'] !== session.csrf) throw new HttpError(403, 'Csrf', 'Send the token of this session: x-csrf-token, from GET /console/api/me.');
  const { agent } = session;
  if (access !== 'signedIn' && !isOneOf(agent.roles, access)) throw new HttpError(403, agent.roles.length === 0 ? 'NoRole' : 'Role', `This is for: ${access.join(', ')}.`);
  const { id, name, firstName, roles, languages, topics } = agent;
  const spoken = /^[a-z]{2}/i.exec(request.headers['accept-language'] ?? '')?.[0].toLowerCase();
  return { agent, viewer: { id, name, firstName, roles, languages, topics, ...(spoken !== undefined && { spoken }) }, session, sessionId: brought.id };
}

/** What a request is for where its answer would be shown as a page of its own. */
const PAGES = new Set(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe']);

/**
 * A browser sends the cookie of the frame along whoever asks, so that who asks must be known: only our own page, by a script,
 * a picture or the stream. Partitioned would do where a browser knows it; one that does not, and one that says nothing of
 * where a request comes from, gets nothing with it.
 */
function checkTab({ headers }: Request): void {
  const isOurs = headers['sec-fetch-site'] === 'same-origin';
  if (!isOurs || PAGES.has(String(headers['sec-fetch-dest'] ?? 'document'))) throw new HttpError(403, 'Origin', 'Only the console itself may ask this.');
}

/** What an open page asks without anybody at it does not keep a session alive: else nobody who has left would ever be signed out. */
function isByItself({ headers }: Request): boolean {
  return headers['x-by-itself'] === '1' || headers.accept === 'text/event-stream';
}

/** Behind so many proxies of our own, the address is what the outermost of them saw; anything further left was written by the sender. */
function addressOf(request: Request, hops: number): string {
  const seen = String(request.headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim()).filter(Boolean);
  return (hops > 0 ? seen.at(-hops) : undefined) ?? request.socket.remoteAddress ?? '';
}
