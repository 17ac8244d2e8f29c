/** The routes, read from top to bottom. Transport only: who sends is proven here, what is meant is understood elsewhere. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer, type Request, type Response, type Server } from 'restify';
import { guarded, HttpError, setCommonHeaders, type Route } from './answers';
import { parseBody, readBody } from './body';
import type { CommandRoutes } from './commands';
import type { Log } from './log';
import type { Metrics } from './metrics';
import type { Door, Gate } from './serving';

export interface ServerParts {
  /** Those of the channels and of the console. */
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
  /** What every answer under /console carries. */
  readonly setConsoleHeaders: (response: Response) => void;
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
  server.on('restifyError', (request: Request, response: Response, error: { statusCode?: number }, done: () => void) => {
    if (CONSOLE.test(request.getPath())) parts.setConsoleHeaders(response);
    else setCommonHeaders(response);
    // restify sends the error itself after this; what it would say of the address is replaced.
    Object.assign(error, { toJSON: () => refusalFor(error.statusCode) });
    done();
  });
  const gates = createGates(parts);
  for (const { method, path, route, gate } of doorsOf(parts)) server[method](path, gates[gate](route));
  return server;
}

const CONSOLE = /^\/console(?:\/|$)/;

/** Everything that Lotse answers to. */
export function doorsOf({ health, media, doors, pages, local, unsubscribe, commands }: ServerParts): readonly Door[] {
  const get = (path: string, route: Route, gate: Gate = 'open'): Door => ({ method: 'get', path, route, gate });
  const post = (path: string, route: Route, gate: Gate = 'work'): Door => ({ method: 'post', path, route, gate });
  return [
    get('/livez', health.live), get('/readyz', health.ready), get('/metrics', health.metrics),
    get('/media/:name', media),
    ...doors,
    ...Object.entries(pages).map(([path, page]) => get(path, page)),
    ...(local ? [get('/local/mail', local.mail), get('/local/clock', local.readClock), post('/local/clock', local.setClock, 'open')] : []),
    get('/unsubscribe', unsubscribe.show), post('/unsubscribe', unsubscribe.act),
    post('/commands/import', commands.import), get('/commands/export', commands.export, 'work'), get('/commands/notices', commands.notices, 'work'),
    post('/commands/resume', commands.resume), get('/commands/reachability', commands.reachability, 'work'),
  ];
}

function createGates({ isDraining, isFromHere, setConsoleHeaders, log, metrics }: ServerParts): Readonly<Record<Gate, (route: Route) => Route>> {
  const open = (route: Route): Route => guarded(async (request, response) => {
    setCommonHeaders(response);
    if (!isFromHere(request)) throw new HttpError(403, 'Origin', 'Pages of this origin, or this name of the host, may not be used here.');
    await route(request, response);
  }, log, metrics);
  /** Refuses work beyond the limit, and new work while stopping, so that what was taken is finished. */
  const untilDraining = (route: Route): Route => async (request, response) => {
    if (isDraining()) throw new HttpError(503, 'Stopping', 'Lotse is stopping: please try again.', { connection: 'close', 'retry-after': '5' });
    await route(request, response);
  };
  // The console judges itself where a request comes from: what the web chat allows is not allowed there.
  const forConsole = (route: Route): Route => guarded(async (request, response) => {
    setConsoleHeaders(response);
    await untilDraining(route)(request, response);
  }, log, metrics);
  return { open, work: (route) => open(untilDraining(route)), console: forConsole };
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
