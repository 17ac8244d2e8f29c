/** Which web pages may use the web chat: Lotse's own, and those that the settings name. */
import type { IncomingMessage } from 'node:http';
import type { Route } from './answers';

export interface Origins {
  /** True for programs (no Origin), for Lotse's own page and for the named origins. */
  isAllowed(request: IncomingMessage): boolean;
  /** Tells a browser of a named origin that it may read the answers. */
  guardAll<Routes extends Readonly<Record<string, Route>>>(routes: Routes): Routes;
  readonly preflight: Route;
}

/** Names under which this machine is itself; any other name in local mode is a web page's trick (DNS rebinding). */
export const LOOPBACK_HOST = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;

export function createOrigins(named: readonly string[], publicUrl: string | undefined, isLocal: boolean): Origins {
  const own = publicUrl === undefined ? undefined : new URL(publicUrl).origin;

  function isAllowed(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (isLocal && !LOOPBACK_HOST.test(host ?? '')) return false;
    return origin === undefined || origin === `http://${host}` || origin === `https://${host}` || origin === own || named.includes(origin);
  }

  const guard = (route: Route): Route => async (request, response) => {
    const { origin } = request.headers;
    if (origin !== undefined && named.includes(origin)) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('cross-origin-resource-policy', 'cross-origin');
      response.setHeader('vary', 'origin');
    }
    await route(request, response);
  };

  return {
    isAllowed,
    guardAll: <Routes extends Readonly<Record<string, Route>>>(routes: Routes) => Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, guard(route)])) as Routes,
    preflight: guard(async (_request, response) => {
      response.writeHead(204, {
        'access-control-allow-methods': 'GET, POST', 'access-control-max-age': '600',
        'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
      });
      response.end();
    }),
  };
}
