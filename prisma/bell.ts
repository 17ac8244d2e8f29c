/**
 * The bell between processes: whoever changes something rings, and whoever shows it looks at once. PostgreSQL's NOTIFY on a
 * connection of its own. Where nobody can ring through (a pooler in between, a connection that broke) it is looked for instead,
 * so that a ring may be late, and never missing; but for calls, which stand in no row: whoever listens can ask whether it rings.
 */
import type { Client } from 'pg';
import { createLooking, type Query } from './bellLooking';

/** `sayings`: something was said in a conversation; `handoffs`: one has changed; `calls`: somebody is called; `sessions`: an agent's rights have changed. */
export const TOPICS = ['sayings', 'handoffs', 'calls', 'sessions'] as const;
export type Topic = (typeof TOPICS)[number];
export type Heard = (topic: Topic, payload: string) => void;

/** Rings when the transaction in which it runs is committed: `SELECT pg_notify('lotse_sayings', conversationId)`. */
export const RING = { name: 'lotse_ring', text: 'SELECT pg_notify($1, $2)' };

export interface Listening {
  /** Whether it is rung at present, or only looked for: then no call is heard. */
  isRinging(): boolean;
  stop(): Promise<void>;
}

export function channelOf(topic: Topic): string {
  return `lotse_${topic}`;
}

export interface BellParts {
  /** A connection of its own, not connected yet. */
  readonly connect: () => Client;
  readonly query: Query;
}

const LOOK_EVERY_MS = 250;
/** So long a ring of our own may take to come back. */
const ECHO_MS = 5_000;
const PAUSES_MS = [250, 1000, 5000, 15_000, 60_000];
const ECHO = 'lotse_echo';

/** Listens on a server until it is stopped. */
export async function listenOnServer({ connect, query }: BellParts, heard: Heard): Promise<Listening> {
  const state = { isStopped: false, isRinging: false, failures: 0 };
  const looking = createLooking(query, heard);
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function open(): Promise<void> {
    const wasLost = state.failures > 0;
    try {
      // Without a listener a connection that breaks would end the process.
      client = connect().on('error', () => {});
      await client.connect();
      await listen(client, heard);
      client.once('end', lost);
      Object.assign(state, { isRinging: true, failures: 0 });
      // What was rung while nobody listened.
      if (wasLost) await looking.look().catch(() => {});
    } catch {
      await client?.end().catch(() => {});
      lost();
    }
  }

  function lost(): void {
    state.isRinging = false;
    if (state.isStopped) return;
    retry = setTimeout(() => void open(), PAUSES_MS[Math.min(state.failures, PAUSES_MS.length - 1)]).unref();
    state.failures += 1;
  }

  await open();
  const timer = setInterval(() => { if (state.isRinging) looking.rest(); else void looking.look().catch(() => {}); }, LOOK_EVERY_MS).unref();
  const stop = async () => {
    state.isStopped = true;
    clearInterval(timer);
    clearTimeout(retry);
    await client?.end().catch(() => {});
  };
  return { stop, isRinging: () => state.isRinging };
}

/** Whether a ring comes back on a connection of its own, not connected yet. */
export async function ringsThrough(connection: Client): Promise<boolean> {
  connection.on('error', () => {});
  try {
    await connection.connect();
    await listen(connection, () => {});
    return true;
  } catch {
    return false;
  } finally {
    await connection.end().catch(() => {});
  }
}

/** Behind a pooler LISTEN succeeds and nothing ever comes: only a ring of one's own that comes back proves the bell. */
async function listen(client: Client, heard: Heard): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const echo = new Promise<void>((resolve, reject) => {
    client.on('notification', ({ channel, payload = '' }) => {
      const topic = TOPICS.find((each) => channelOf(each) === channel);
      if (topic) heard(topic, payload);
      else if (channel === ECHO) resolve();
    });
    late = setTimeout(() => reject(new Error('The bell does not ring through.')), ECHO_MS);
  });
  echo.catch(() => {});
  try {
    await client.query([...TOPICS.map(channelOf), ECHO].map((channel) => `LISTEN ${channel}`).join('; '));
    await client.query('SELECT pg_notify($1, $2)', [ECHO, '']);
    await echo;
  } finally {
    clearTimeout(late);
  }
}
