/** The REST API of Webex: what Lotse reads there and writes, on one host, with one bearer, patiently (developer.webex.com, "REST API Basics"). */
import type { Clock } from '../../../services/clock';
import { NetworkError, type FileNetwork, type NetworkAnswer, type NetworkBytes } from '../../../services/network';
import { download } from '../fetching';
import { createPatience, type Patience } from './patience';
import { askWhoIs } from './root';

export interface ApiSettings {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
}

/** What a request came to: an answer, no answer, or that Webex wants to be left alone so long. */
export type Outcome = NetworkAnswer | NetworkError | { readonly restMs: number };

export interface WebexApi {
  /** Sends as it is; does not throw where nobody answers. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object, mayLeave?: () => boolean): Promise<Outcome>;
  /** The bytes at an address, no more than so many; does not throw where nobody answers. */
  download(path: string, limitBytes: number, timeoutMs: number): Promise<NetworkBytes | NetworkError | { readonly restMs: number }>;
  /** Something by its address; undefined where Webex does not know it, or not for us. Throws a WebexError where it does not say. */
  find<T>(path: string): Promise<T | undefined>;
  /** The bot itself, as Webex knows it by its token; found with or without the version in the address. */
  findMe<T>(): Promise<T | undefined>;
  /** Whether Webex refused the token in its last answer. */
  isRefused(): boolean;
  /** A list page by page, the newest first as Webex has it; so many pages at most. `onCut` hears of a list that goes on where it is not followed. */
  pages<T>(path: string, most: number, onCut: () => void): AsyncGenerator<readonly T[]>;
}

/** Webex did not say what it was asked for. */
export class WebexError extends Error {
  constructor(readonly code: string) {
    super(`Webex did not answer as expected (${code}).`);
  }
}

/** So long whoever reads waits, and so often; what takes longer is for another time. */
const SHORT_MS = 4000;
const READ_TRIES = 3;
const UNKNOWN = new Set([403, 404, 410]);
const THROTTLED = new Set([423, 429]);

/** What is asked for, wherever the API begins. */
const RESOURCE = /\/(people|rooms|messages|memberships|webhooks|attachment)\b/;
/** A page that is not asked for. */
const ELSEWHERE = 'elsewhere';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Ask = (method: Method, target: string, body?: object, mayLeave?: () => boolean) => Promise<Outcome>;

export function createApi(network: FileNetwork, clock: Clock, settings: ApiSettings): WebexApi {
  let base = settings.url.replace(/\/+$/, '');
  let lastStatus = 0;
  const patience = createPatience(clock);
  const ask = createAsk(network, patience, settings, (status) => { lastStatus = status; });
  return {
    isRefused: () => lastStatus === 401,
    send: (method, path, body, mayLeave) => ask(method, base + path, body, mayLeave),
    download: createDownload(network, patience, settings, () => base),
    find: async <T>(path: string) => {
      const answer = knownOf(await askPatiently(ask, base + path));
      return answer && (contentOf(answer) as T);
    },
    findMe: async <T>() => {
      const { root, answer } = await askWhoIs(base, (target) => askPatiently(ask, target));
      base = root;
      const known = knownOf(answer);
      return known && (contentOf(known) as T);
    },
    pages: async function* <T>(path: string, most: number, onCut: () => void) {
      const seen = new Set<string>();
      for (let target: string | undefined = base + path; target !== undefined;) {
        seen.add(target);
        const answer: NetworkAnswer | undefined = knownOf(await askPatiently(ask, target));
        const { items } = answer ? contentOf(answer) : { items: undefined };
        if (!answer || !Array.isArray(items)) throw new WebexError('list');
        yield items as readonly T[];
        const next = nextOf(answer, base);
        if (next === ELSEWHERE || (next !== undefined && (seen.has(next) || seen.size >= most))) return onCut();
        target = next;
      }
    },
  };
}

/** One request, unless Webex still wants to be left alone by its kind. */
function createAsk(network: FileNetwork, patience: Patience, { token, timeoutMs }: ApiSettings, onStatus: (status: number) => void): Ask {
  return async (method, target, body, mayLeave) => {
    const kind = `${method} ${RESOURCE.exec(target)?.[1] ?? target}`;
    const restMs = patience.remainingMs(kind);
    if (restMs > 0) return { restMs };
    const answer = await network.request({
      method, url: target, timeoutMs, headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, ...(body && { body: JSON.stringify(body) }), ...(mayLeave && { mayLeave }),
    }).catch((error: unknown) => {
      if (error instanceof NetworkError) return error;
      throw error;
    });
    if (!(answer instanceof NetworkError)) onStatus(answer.status);
    const isThrottled = !(answer instanceof NetworkError) && THROTTLED.has(answer.status);
    return isThrottled ? { restMs: patience.ask(kind, answer.headers['retry-after']) } : answer;
  };
}

/** Files have a patience of their own: one that is still being scanned (423) keeps no other one waiting. */
function createDownload(network: FileNetwork, patience: Patience, { token }: ApiSettings, base: () => string): WebexApi['download'] {
  const kind = 'GET contents';
  return async (path, limitBytes, timeoutMs) => {
    const restMs = patience.remainingMs(kind);
    if (restMs > 0) return { restMs };
    const answer = await download(network, { url: base() + path, timeoutMs, limitBytes, isPublic: false, headers: { authorization: `Bearer ${token}` } });
    return 'status' in answer && answer.status === 429 ? { restMs: patience.ask(kind, answer.headers['retry-after']) } : answer;
  };
}

async function askPatiently(ask: Ask, target: string): Promise<Outcome> {
  let answer = await ask('GET', target);
  for (let tries = 1; 'restMs' in answer && answer.restMs <= SHORT_MS && tries < READ_TRIES; tries += 1) {
    await pause(answer.restMs);
    answer = await ask('GET', target);
  }
  return answer;
}

function knownOf(answer: Outcome): NetworkAnswer | undefined {
  if ('restMs' in answer) throw new WebexError('429');
  if (answer instanceof NetworkError) throw new WebexError(answer.code);
  if (UNKNOWN.has(answer.status)) return undefined;
  if (answer.status !== 200) throw new WebexError(String(answer.status));
  return answer;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms).unref(); });
}

/** An object, or a WebexError: a proxy's page in between is no answer of Webex. */
export function contentOf({ body }: NetworkAnswer): Record<string, unknown> {
  try {
    const content = JSON.parse(body) as unknown;
    if (typeof content === 'object' && content !== null) return content as Record<string, unknown>;
  } catch {
    // Said below, together with anything else that is no object.
  }
  throw new WebexError('json');
}

/** The next page as the Link header names it (RFC 8288); the bearer goes nowhere else, whatever a header says that a proxy has not written anew. */
function nextOf({ headers }: NetworkAnswer, base: string): string | undefined {
  const link = [headers.link ?? []].flat().join(', ');
  const next = /<([^>]*)>\s*;[^<]*\brel="?next"?/i.exec(link)?.[1];
  if (next === undefined || next === '') return undefined;
  if (!URL.canParse(next, base) || new URL(next, base).origin !== new URL(base).origin) return ELSEWHERE;
  return new URL(next, base).href;
}
