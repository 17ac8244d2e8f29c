/** Starting and gently stopping: listen, fetch keys, tick; and on the way out refuse, finish, close. */
import type { Server } from 'restify';
import type { Network } from '../services/network';
import type { BearerCheck } from './channels/bearer';
import type { WebchatStreams } from './channels/webchatStreams';
import type { Jobs } from './jobs';
import type { Mailing } from './mailing';
import type { Noticing } from './notices/noticing';
import type { Log } from './log';
import type { Outgoing } from './outgoing';

export interface LifeParts {
  readonly host: string;
  readonly port: number;
  readonly keysRefreshMinutes: number;
  /** How long new connections still find a /readyz that says 503, before the door closes. */
  readonly graceMs: number;
  readonly shutdownMs: number;
  readonly server: Server;
  readonly bearer: BearerCheck | undefined;
  readonly jobs: Jobs;
  readonly outgoing: Outgoing;
  readonly mailing: Mailing;
  readonly noticing: Noticing;
  readonly streams: WebchatStreams;
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

/** After a failed fetch the signing keys are asked for again this soon. */
const KEYS_RETRY_MS = 30_000;
const SWEEP_MS = 50;

export function createLife(parts: LifeParts): Life {
  let keysTimer: NodeJS.Timeout | undefined;
  let stopping: Promise<void> | undefined;

  async function refreshKeys(): Promise<void> {
    if (!parts.bearer) return;
    const isFresh = await parts.bearer.refresh().then(() => true, (error: unknown) => { parts.log.error('signing keys not fetched', { error }); return false; });
    if (!stopping) keysTimer = setTimeout(() => void refreshKeys(), isFresh ? parts.keysRefreshMinutes * 60_000 : KEYS_RETRY_MS);
  }

  async function close(): Promise<void> {
    parts.leave();
    clearTimeout(keysTimer);
    // Balancers ask /readyz on new connections: they must find a 503 there and not a closed door. Turns are still taken.
    await pause(parts.graceMs);
    parts.drain();
    parts.streams.close();
    await Promise.race([finish(parts).then(() => parts.database.close()), pause(parts.shutdownMs)]);
    parts.server.server.closeAllConnections();
    parts.network.close();
  }

  return {
    listen: async () => {
      await refreshKeys();
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
async function finish({ server, jobs, outgoing, mailing, noticing }: LifeParts): Promise<void> {
  const closed = new Promise<void>((resolve) => { server.close(() => resolve()); });
  const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS);
  // Nothing more is claimed from now on, however long somebody still takes to send a request.
  await Promise.all([closed, jobs.stop(), noticing.drain()]);
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
