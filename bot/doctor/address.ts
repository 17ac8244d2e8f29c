/** Whether Lotse is reached from outside, as far as that can be seen from here, and refuses whoever proves nothing. */
import type { Network, NetworkAnswer } from '../../services/network';
import { ok, wrong, type Finding, type Look } from './finding';
import { reasonOf } from './reason';

const TIMEOUT_MS = 10_000;
const LIVE = 'Reachable';
const READY = 'Ready';
const CLOSED = 'Unsigned messages';
const PROXY = 'Let the proxy in front pass every address of this host to Lotse, unchanged.';

export interface Readiness {
  readonly ready?: unknown;
  readonly checks?: Readonly<Record<string, unknown>>;
}

/** `hasTeams`: without credentials there is nothing to prove. */
export function addressLook(network: Network, publicUrl: string, hasTeams: boolean): Look {
  const at = (path: string) => new URL(path, publicUrl).href;
  const get = (path: string) => network.request({ method: 'GET', url: at(path), timeoutMs: TIMEOUT_MS });
  return async () => {
    const host = new URL(publicUrl).host;
    let live: NetworkAnswer;
    try {
      live = await get('/livez');
    } catch (error) {
      return [wrong(LIVE, `${host}: ${reasonOf(error)}`, 'Check that Lotse runs, the name of the host, its certificate and the proxy. Where a machine cannot reach its own outside address, look from another one.')];
    }
    if (live.status !== 200 || readinessOf(live)?.ready !== true) return [wrong(LIVE, `${host} answers ${live.status}, but not as Lotse does.`, PROXY)];
    return [ok(LIVE, `${host} is Lotse.`), readyFinding(await get('/readyz')), ...(hasTeams ? [await closedFinding(network, at('/api/messages'))] : [])];
  };
}

export function readyFinding(answer: NetworkAnswer, name = READY): Finding {
  const readiness = readinessOf(answer);
  if (!readiness?.checks) return wrong(name, `/readyz answers ${answer.status}, but not as Lotse does.`, PROXY);
  const amiss = Object.entries(readiness.checks).filter(([, state]) => state !== 'ok').map(([part, state]) => `${part}: ${String(state)}`);
  if (amiss.length > 0) return wrong(name, `/readyz says: ${amiss.join('; ')}`, 'The log of the running Lotse says more.');
  return ok(name, `/readyz says that ${Object.keys(readiness.checks).join(', ')} are well.`);
}

async function closedFinding(network: Network, url: string): Promise<Finding> {
  const { status } = await network.request({ method: 'POST', url, body: '{}', timeoutMs: TIMEOUT_MS });
  if (status === 401) return ok(CLOSED, '/api/messages refuses them (401).');
  return wrong(CLOSED, `/api/messages answers ${status}, 401 was expected.`, status === 404 || status >= 500 ? PROXY : 'Is the Lotse that runs there started with the same settings as this command?');
}

function readinessOf({ body }: NetworkAnswer): Readiness | undefined {
  try {
    return JSON.parse(body) as Readiness;
  } catch {
    return undefined;
  }
}
