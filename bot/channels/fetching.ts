/** Fetches the bytes of a file for a channel: led on only within the same origin, never more than the limit; and what an answer means. */
import { NetworkError, TOO_LONG, type FileNetwork, type NetworkBytes } from '../../services/network';
import type { Fetched } from '../../services/files';

export interface FileRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly limitBytes: number;
  /** Only to a name that leads into the public internet. */
  readonly isPublic: boolean;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const LATER = new Set([408, 423, 425, 429]);
const REFUSALS: Readonly<Record<number, 'forbidden' | 'gone' | 'tooLarge' | 'unsafe'>> = { 401: 'forbidden', 403: 'forbidden', 404: 'gone', 410: 'gone', 413: 'tooLarge', 428: 'unsafe' };

/** Does not throw where nobody answers. One redirect is followed, and only where it stays with whom was asked: the bearer and the permission are for that host. */
export async function download(network: FileNetwork, { limitBytes, ...request }: FileRequest): Promise<NetworkBytes | NetworkError> {
  const first = await attempt(network, request, limitBytes);
  const target = first instanceof NetworkError || !REDIRECTS.has(first.status) ? undefined : first.headers.location;
  if (target === undefined || !URL.canParse(target, request.url)) return first;
  const url = new URL(target, request.url);
  return url.origin === new URL(request.url).origin && url.username === '' && url.password === '' ? attempt(network, { ...request, url: url.href }, limitBytes) : first;
}

function attempt(network: FileNetwork, request: Omit<FileRequest, 'limitBytes'>, limitBytes: number): Promise<NetworkBytes | NetworkError> {
  return network.download(request, limitBytes).catch((error: unknown) => {
    if (error instanceof NetworkError) return error;
    throw error;
  });
}

export function fetchedOf(answer: NetworkBytes | NetworkError): Fetched {
  if (answer instanceof NetworkError) return answer.code === TOO_LONG ? { kind: 'refused', reason: 'tooLarge' } : answer.code === 'NOT_PUBLIC' ? { kind: 'refused', reason: 'forbidden' } : { kind: 'later' };
  const { status, headers, bytes } = answer;
  if (status === 200) return { kind: 'fetched', bytes, ...nameIn(headers['content-disposition']) };
  if (status >= 500 || LATER.has(status)) return { kind: 'later', ...restIn(headers['retry-after']) };
  return { kind: 'refused', reason: REDIRECTS.has(status) ? 'forbidden' : REFUSALS[status] ?? 'failed' };
}

/** `filename*` (RFC 8187) or `filename`, whose bytes Node reads as Latin-1; most send UTF-8, some Latin-1 indeed. */
function nameIn(disposition: string | undefined): { name?: string } {
  const [, coded] = /;\s*filename\*\s*=\s*utf-8''([^;\s]{1,2000})/i.exec(disposition ?? '') ?? [];
  const [, quoted, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.){1,1000})"|([^;\s"]{1,1000}))/i.exec(disposition ?? '') ?? [];
  const plain = (quoted ?? bare ?? '').replace(/\\(.)/g, '$1');
  const utf8 = Buffer.from(plain, 'latin1').toString('utf8');
  const name = decoded(coded) ?? (utf8.includes('\ufffd') ? plain : utf8);
  return name === '' ? {} : { name };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Seconds; whoever names a day is asked again at the usual time. */
function restIn(header: string | undefined): { retryAfterMs?: number } {
  const seconds = Number(header);
  return seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}
