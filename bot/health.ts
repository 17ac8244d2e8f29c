/** Whether Lotse lives, whether it is ready, and its figures for Prometheus. */
import type { Clock } from '../services/clock';
import { HttpError, answerJson, type Route } from './answers';
import type { Jobs } from './jobs';

export interface Check {
  readonly name: string;
  /** Undefined when all is well, else the reason. */
  readonly find: () => Promise<string | undefined>;
}

export interface HealthSettings {
  readonly checks: readonly Check[];
  readonly isLeaving: () => boolean;
  readonly metrics: () => Promise<string>;
  readonly metricsToken: string;
}

const PING_TIMEOUT_MS = 1000;
const STALE_TICK_MS = 3 * 60_000;

export function createHealth({ checks, isLeaving, metrics, metricsToken }: HealthSettings): Record<'live' | 'ready' | 'metrics', Route> {
  return {
    live: async (_request, response) => answerJson(response, 200, { ready: true, checks: { process: 'ok' } }),
    ready: async (_request, response) => {
      const found = await Promise.all(checks.map(async ({ name, find }) => [name, (await inTime(find)) ?? 'ok'] as const));
      const all = [...found, ['stopping', isLeaving() ? 'Lotse is stopping.' : 'ok'] as const];
      const ready = all.every(([, state]) => state === 'ok');
      answerJson(response, ready ? 200 : 503, { ready, checks: Object.fromEntries(all) });
    },
    metrics: async (request, response) => {
      // A proxy on this machine passes on what comes from elsewhere.
      const isHere = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined;
      const isAllowed = metricsToken ? request.headers.authorization === `Bearer ${metricsToken}` : isHere;
      if (!isAllowed) throw new HttpError(403, 'Forbidden', 'Metrics are for this machine only, unless METRICS_TOKEN is set and sent.');
      const text = await metrics();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
    },
  };
}

function inTime(find: Check['find']): Promise<string | undefined> {
  const late = new Promise<string>((resolve) => setTimeout(() => resolve('No answer within a second.'), PING_TIMEOUT_MS).unref());
  return Promise.race([find().catch((error: unknown) => (error instanceof Error ? error.name : 'failed')), late]);
}

/** What must be well for Lotse to be ready, beside its channels. */
export function checksOf(database: { ping(): Promise<void> }, jobs: Jobs, clock: Clock): Check[] {
  return [
    { name: 'database', find: async () => { await database.ping(); return undefined; } },
    { name: 'tick', find: async () => {
      const last = jobs.lastTick();
      return last && clock.now().getTime() - last.getTime() < STALE_TICK_MS ? undefined : 'The jobs have not run for three minutes.';
    } },
  ];
}
