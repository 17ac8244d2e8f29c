/** The routes, read from top to bottom. Transport only: who sends is proven here, what is meant is understood elsewhere. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer, type Request, type Response, type Server } from 'restify';
import { guarded, HttpError, setCommonHeaders, type Route } from './answers';
import { parseBody, readBody } from './body';
import type { Door } from './channels/installation';
import type { CommandRoutes } from './commands';
import type { Log } from './log';
import type { Metrics } from './metrics';

export interface ServerParts {
  /** Those of the channels. */
  readonly doors: readonly Door[];
  readonly upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;
  readonly pages: Readonly<Record<string, Route>>;
  readonly media: Route;
  readonly health: { readonly live: Route; readonly ready: Route; readonly metrics: Route };
  /** Local mode only; undefined takes the routes away. */
  readonly local: Readonly<Record<'mail' | 'readClock' | 'setClock', Route>> | undefined;
  /** Takes forms, as mail programs send them. */
  readonly unsubscribe: Readonly<Record<'show' | 'act', Route>>;
  /** For commands on this machine; their bodies are streamed and not bounded. */
  readonly commands: CommandRoutes;
  readonly isDraining: () => boolean;
  /** Refuses requests that a foreign web page or a foreign name for this machine brings. */
  readonly isFromHere: (request: IncomingMessage) => boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface ServerLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** Open connections; each may hold one body that is being read. */
  readonly connections: number;
}

export function createHttpServer(parts: ServerParts, limits: ServerLimits): Server {
  const server = createServer({ name: '', handleUpgrades: false, ignoreTrailingSlash: false });
  server.server.maxConnections = limits.connections;
  server.server.headersTimeout = limits.headersTimeoutMs;
  server.server.requestTimeout = limits.requestTimeoutMs;
  server.server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  if (parts.upgrade) server.server.on('upgrade', parts.upgrade);
  server.on('restifyError', (_request: Request, response: Response, error: { statusCode?: number }, done: () => void) => {
    setCommonHeaders(response);
    // restify sends the error itself after this; what it would say of the address is replaced.
    Object.assign(error, { toJSON: () => refusalFor(error.statusCode) });
    done();
  });
  addRoutes(server, parts, createGates(parts));
  return server;
}

function addRoutes(server: Server, parts: ServerParts, { counted, plain }: Gates): void {
  server.get('/livez', plain(parts.health.live));
  server.get('/readyz', plain(parts.health.ready));
  server.get('/metrics', plain(parts.health.metrics));
  server.get('/media/:name', plain(parts.media));
  for (const { method, path, route, isWork } of parts.doors) server[method](path, isWork ? counted(route) : plain(route));
  for (const [path, page] of Object.entries(parts.pages)) server.get(path, plain(page));
  if (parts.local) {
    server.get('/local/mail', plain(parts.local.mail));
    server.get('/local/clock', plain(parts.local.readClock));
    server.post('/local/clock', plain(parts.local.setClock));
  }
  server.get('/unsubscribe', plain(parts.unsubscribe.show));
  server.post('/unsubscribe', counted(parts.unsubscribe.act));
  server.post('/commands/import', counted(parts.commands.import));
  server.get('/commands/export', counted(parts.commands.export));
  server.get('/commands/notices', counted(parts.commands.notices));
  server.post('/commands/resume', counted(parts.commands.resume));
  server.get('/commands/reachability', counted(parts.commands.reachability));
}

interface Gates {
  /** Refuses work beyond the limit, and new work while stopping, so that what was taken is finished. */
  readonly counted: (route: Route) => Route;
  readonly plain: (route: Route) => Route;
}

function createGates({ isDraining, isFromHere, log, metrics }: ServerParts): Gates {
  const plain = (route: Route): Route => guarded(async (request, response) => {
    setCommonHeaders(response);
    if (!isFromHere(request)) throw new HttpError(403, 'Origin', 'Pages of this origin, or this name of the host, may not be used here.');
    await route(request, response);
  }, log, metrics);
  const counted = (route: Route): Route => plain(async (request, response) => {
    if (isDraining()) throw new HttpError(503, 'Stopping', 'Lotse is stopping: please try again.', { connection: 'close', 'retry-after': '5' });
    await route(request, response);
  });
  return { counted, plain };
}

/** The bytes of the request's body, bounded. */
export function bodyReader(limitBytes: number): (request: Request) => Promise<Buffer> {
  return (request) => readBody(request, limitBytes);
}

/** A JSON object from the request's body, bounded. */
export function jsonReader(limitBytes: number): (request: Request) => Promise<Record<string, unknown>> {
  return async (request) => parseBody(await readBody(request, limitBytes));
}

/** What restify itself refuses: unknown addresses and methods, and whatever it cannot read. */
function refusalFor(status?: number): { code: string; message: string } {
  if (status === 404) return { code: 'NotFound', message: 'There is nothing here.' };
  if (status === 405) return { code: 'MethodNotAllowed', message: 'This address takes another method.' };
  return { code: 'BadRequest', message: 'The request is not valid.' };
}
