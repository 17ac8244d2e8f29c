/** How Lotse answers over HTTP: JSON, short, without a word of what went wrong inside. */
import type { Request, Response } from 'restify';
import { InputError } from './channels/channel';
import { BodyError } from './body';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { BusyError } from './turn';

/** An answer other than 200 that a route wants to give. */
export class HttpError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly headers: Readonly<Record<string, string>> = {}) {
    super(message);
  }
}

/** So long a refused sender may go on sending. */
const REST_MS = 1000;

export type Route = (request: Request, response: Response) => Promise<void>;

const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'permissions-policy': 'geolocation=(), camera=(), microphone=()',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

export function setCommonHeaders(response: Response): void {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
}

export function answerJson(response: Response, status: number, body: unknown, headers: Readonly<Record<string, string | string[]>> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': String(bytes.length), ...headers });
  response.end(bytes);
}

/** Wraps a route so that whatever it throws becomes a short answer. Late bytes of a refused body are not waited for. */
export function guarded(route: Route, log: Log, metrics: Metrics): Route {
  return async (request, response) => {
    try {
      await route(request, response);
    } catch (error) {
      const refusal = refusalOf(error);
      metrics.count('lotse_refused_total', { status: String(refusal.status) });
      if (refusal.status >= 500) log.error('request failed', { method: request.method, path: request.getPath().slice(0, 100), error });
      if (response.headersSent) { response.destroy(); return; }
      await dropRest(request);
      const isUnread = !request.readableEnded;
      answerJson(response, refusal.status, { code: refusal.code, message: refusal.message }, { ...refusal.headers, ...(isUnread && { connection: 'close' }) });
      if (isUnread) response.once('finish', () => request.destroy());
    }
  };
}

/** A connection that is closed on somebody who still sends is reset, and the refusal is lost with it; so the rest is read for a moment and thrown away. */
async function dropRest(request: Request): Promise<void> {
  if (request.readableEnded) return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, REST_MS);
    const done = () => { clearTimeout(late); resolve(); };
    request.once('end', done).once('close', done).resume();
  });
}

function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof BodyError) return new HttpError(error.status, 'BadBody', error.message);
  if (error instanceof InputError) return new HttpError(400, 'BadActivity', error.message);
  if (error instanceof BusyError) return new HttpError(503, 'Busy', error.message, { 'retry-after': '2' });
  if (isDatabaseAway(error)) return new HttpError(503, 'Unavailable', 'The database does not answer: please try again.', { 'retry-after': '5' });
  return new HttpError(500, 'Internal', 'Something went wrong here. Please try again.');
}

/** Codes of a connection that was refused, lost or not to be had, of PostgreSQL, its driver and Prisma. */
const AWAY = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|08\w{3}|57P0\d|53300|P1001|P1002|P1017|P2024)$/;

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (typeof code === 'string' && AWAY.test(code)) || /Connection terminated|timeout exceeded when trying to connect|Query read timeout/.test(error.message);
}
