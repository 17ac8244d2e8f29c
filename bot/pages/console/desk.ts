/** What the page knows of the moment: who sits here, what waits, whether the line stands; and who wants to hear of a change. */
import type { AgentRow, Canned, HandoffRow, LiveEvent, Me, Queue, Role } from '../../console/api';
import { ring } from './alerts';
import { listen } from './live';
import { read, readByItself } from './server';

export type News = LiveEvent | { readonly kind: 'me' } | { readonly kind: 'connection' };

const NOTHING: Queue = { waiting: [], mine: [], others: [], closed: [] };
export const desk: { me: Me; queue: Queue; isQueueRead: boolean; isConnected: boolean; readonly unread: Set<string> } = {
  me: undefined as unknown as Me, queue: NOTHING, isQueueRead: false, isConnected: true, unread: new Set(),
};
const listeners = new Set<(news: News) => void>();

export function onNews(listener: (news: News) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tell(news: News): void {
  for (const listener of [...listeners]) listener(news);
}

export function has(...roles: readonly Role[]): boolean {
  return roles.some((role) => desk.me.roles.includes(role));
}

/** Reads who is here again, such as after a change of the profile. */
export async function refreshMe(): Promise<void> {
  desk.me = await read<Me>('me');
  tell({ kind: 'me' });
}

const reading: { isRunning: boolean; isWanted: boolean } = { isRunning: false, isWanted: false };

/** Reads the queue; many events at once lead to one or two readings. */
export async function refreshQueue(): Promise<void> {
  if (!has('agent', 'lead', 'admin')) return;
  if (reading.isRunning) { reading.isWanted = true; return; }
  reading.isRunning = true;
  try {
    const before = desk.queue;
    desk.queue = await readByItself<Queue>('queue');
    notice(before, desk.queue);
    desk.isQueueRead = true;
    tell({ kind: 'queue' });
  } catch { /* The line says that it is broken; the queue is read when it stands again. */ } finally {
    reading.isRunning = false;
    if (reading.isWanted) { reading.isWanted = false; setTimeout(() => void refreshQueue(), 150); }
  }
}

/** Where much happens the queue is read so often, and no more: a page that asked at each word of everybody would soon have asked all that it may in a minute (CONSOLE_CALLS_PER_MINUTE), its agent's words included. */
const QUEUE_EVERY_MS = 2000;
const pacing: { timer: number | undefined; isWanted: boolean } = { timer: undefined, isWanted: false };

/** Something has happened: read at once where it was quiet. */
function refreshQueueSoon(): void {
  if (pacing.timer !== undefined) { pacing.isWanted = true; return; }
  pacing.timer = setTimeout(() => {
    pacing.timer = undefined;
    if (pacing.isWanted) refreshQueueSoon();
  }, QUEUE_EVERY_MS);
  pacing.isWanted = false;
  void refreshQueue();
}

export function rowOf(id: string): HandoffRow | undefined {
  return [...desk.queue.waiting, ...desk.queue.mine, ...desk.queue.others, ...desk.queue.closed].find((row) => row.id === id);
}

/** Work that was not there before makes itself heard; what was there when the page was opened does not. */
function notice(before: Queue, now: Queue): void {
  if (!desk.isQueueRead) return;
  const known = new Set([...before.waiting, ...before.mine].map(({ id }) => id));
  for (const row of now.waiting) if (!known.has(row.id) && row.isForMe && desk.me.isAvailable) ring('waiting', row);
  const said = new Map(before.mine.map((row) => [row.id, row.last?.at]));
  for (const row of now.mine) {
    if (!said.has(row.id) && !known.has(row.id)) ring('yours', row);
    if (row.last?.by === 'contact' && said.has(row.id) && said.get(row.id) !== row.last.at && !isLookedAt(row.id)) { desk.unread.add(row.id); ring('word', row); }
  }
}

/** Whether somebody has this conversation before their eyes. */
export function isLookedAt(id: string): boolean {
  return document.visibilityState === 'visible' && document.hasFocus() && location.hash.endsWith(`/${encodeURIComponent(id)}`);
}

const kept: { canned?: Promise<readonly Canned[]> } = {};

/** Those to whom a conversation can go. */
export function agents(): Promise<readonly AgentRow[]> {
  return read<readonly AgentRow[]>('agents');
}

/** Answers that were written beforehand; read once, and again after they were changed. */
export function canned(isFresh = false): Promise<readonly Canned[]> {
  if (isFresh) delete kept.canned;
  kept.canned ??= read<readonly Canned[]>('canned').catch((error: unknown) => { delete kept.canned; throw error; });
  return kept.canned;
}

const hearing: { line?: { close(): void } } = {};

/** Nothing is heard any more, not even that the session is over. False where nothing was. */
export function unfollow(): boolean {
  const { line } = hearing;
  line?.close();
  delete hearing.line;
  return line !== undefined;
}

/** Begins to hear. What was missed while the line was broken is read again. */
export function follow(onSignedOut: () => void): void {
  hearing.line = listen({
    onEvent(event) {
      if (event.kind === 'signedOut') { onSignedOut(); return; }
      if (event.kind === 'called') void refreshQueue().then(() => { const row = rowOf(event.handoffId); if (row) ring('called', row); });
      if (event.kind === 'queue' || event.kind === 'sayings') refreshQueueSoon();
      tell(event);
    },
    onConnection(isConnected) {
      const isNew = desk.isConnected !== isConnected;
      desk.isConnected = isConnected;
      if (isConnected) void refreshQueue();
      // Where the session is over, the line breaks too: whoever is asked says so.
      else void readByItself<Me>('me').catch(() => undefined);
      if (isNew || isConnected) tell({ kind: 'connection' });
    },
  });
}
