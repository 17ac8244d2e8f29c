/** Starting and gently stopping: listen, tick; and on the way out refuse, finish, close. */
import type { Server } from 'restify';
import type { Network } from '../services/network';
import type { Filing } from './filing';
import type { Jobs } from './jobs';
import type { Mailing } from './mailing';
import type { Noticing } from './notices/noticing';
import type { Log } from './log';
import type { Outgoing } from './outgoing';
import type { Serving } from './serving';

export interface LifeParts {
  readonly host: string;
  readonly port: number;
  /** How long new connections still find a /readyz that says 503, before the door closes. */
  readonly graceMs: number;
  readonly shutdownMs: number;
  readonly server: Server;
  readonly servings: readonly Serving[];
  readonly jobs: Jobs;
  readonly outgoing: Outgoing;
  readonly mailing: Mailing;
  readonly filing: Filing;
  readonly noticing: Noticing;
  readonly network: Network;
  readonly database: { close(): Promise<void> };
  readonly log: Log;
  /** Tells commands where this Lotse can be asked. */
  readonly announce: (port: number) => void;
  /** From now on /readyz says 503. */
  readonly leave: () => void;
  /** From now on new work is refused. */
  readonly drain: () => void;
}

export interface Life {
  /** Starts to listen and to tick; answers with the port that was taken. */
  listen(): Promise<number>;
  /** Refuses new work, finishes what was taken, closes everything; at the latest after the shutdown time-out. */
  stop(): Promise<void>;
}

const SWEEP_MS = 50;

export function createLife(parts: LifeParts): Life {
  let stopping: Promise<void> | undefined;

  async function close(): Promise<void> {
    parts.leave();
    // Balancers ask /readyz on new connections: they must find a 503 there and not a closed door. Turns are still taken.
    await pause(parts.graceMs);
    parts.drain();
    for (const { end } of parts.servings) end?.();
    await Promise.race([finish(parts).then(() => parts.database.close()), pause(parts.shutdownMs)]);
    parts.server.server.closeAllConnections();
    parts.network.close();
  }

  return {
    listen: async () => {
      await Promise.all(parts.servings.map(async ({ begin }) => begin?.()));
      const port = await listenOn(parts.server, parts.port, parts.host);
      parts.announce(port);
      void parts.jobs.tick().catch((error: unknown) => parts.log.error('tick failed', { error }));
      parts.jobs.start();
      return port;
    },
    stop: () => (stopping ??= close()),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms).unref(); });
}

/** Turns under way end, replies leave, and connections close as soon as they are idle. */
async function finish({ server, jobs, outgoing, mailing, filing, noticing }: LifeParts): Promise<void> {
  const closed = new Promise<void>((resolve) => { server.close(() => resolve()); });
  const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS);
  // Nothing more is claimed from now on, however long somebody still takes to send a request.
  await Promise.all([closed, jobs.stop(), noticing.drain(), filing.drain()]);
  clearInterval(sweep);
  await mailing.idle();
  await outgoing.drain();
}

function listenOn(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve(server.address().port));
  });
}
