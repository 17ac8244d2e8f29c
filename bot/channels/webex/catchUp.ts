/** Reads back from direct rooms what was said while nothing was announced, and plays it, the oldest first. What was heard already is a repeated turn. */
import type { Clock } from '../../../services/clock';
import type { Log } from '../../log';
import { WebexError, type WebexApi } from './api';
import { messagesIn } from './finding';
import type { HeardRooms } from './heard';
import { OLDEST_MS, type Inbox } from './inbox';
import { textOf, timeOf, type Self, type WebexMessage, type WebexRoom } from './resources';

export interface CatchUpParts {
  readonly api: WebexApi;
  readonly clock: Clock;
  readonly inbox: Pick<Inbox, 'takeMessage'>;
  readonly self: () => Promise<Self>;
  readonly heard: HeardRooms;
  readonly log: Log;
  /** Lotse stops: the rest is for its next start. */
  readonly isEnded: () => boolean;
}

/** 'all': every room in which something happened since then; 'unheard': of these, a few in which more happened than this process knows of. */
export type Reach = 'all' | 'unheard';

export interface ReadBack {
  /** So many messages were looked at. */
  readonly messages: number;
  /** So many rooms are left for the next time. */
  readonly left: number;
}

interface BusyRoom {
  readonly id: string;
  readonly lastActivityMs: number;
}

const ROOMS = '/rooms?type=direct&sortBy=lastactivity&max=100';
const MOST_ROOM_PAGES = 50;
const MOST_MESSAGE_PAGES = 40;
/** So many rooms at a look, so that Webex does not ask for patience while people write. */
const MOST_UNHEARD = 20;

/** Plays what people said since then, but nothing that is older than a day. Throws where Webex does not answer, and at the end where a message could not be played. */
export async function catchUp(parts: CatchUpParts, since: Date, reach: Reach): Promise<ReadBack> {
  const { clock, inbox, self, heard, isEnded } = parts;
  const oldestMs = clock.now().getTime() - OLDEST_MS;
  heard.forget(oldestMs);
  const fromMs = Math.max(since.getTime(), oldestMs);
  const { id } = await self();
  const { rooms, left } = within(await busyRooms(parts, fromMs), heard, reach);
  const missed: WebexMessage[] = [];
  for (const room of rooms) missed.push(...(await saidIn(parts, room.id, fromMs)).filter(({ personId }) => personId !== id));
  missed.sort((a, b) => timeOf(a.created) - timeOf(b.created));
  // One that cannot be played must not keep all that follow from being heard.
  const failures = new Map<unknown, unknown>();
  for (const message of missed) {
    if (isEnded()) throw new WebexError('ended');
    await inbox.takeMessage(message).catch((error: unknown) => failures.set(message.roomId, error));
  }
  for (const { id: room, lastActivityMs } of rooms) {
    if (failures.has(room)) heard.doubt(room);
    else heard.hear(room, lastActivityMs);
  }
  for (const failure of failures.values()) throw failure;
  return { messages: missed.length, left };
}

/** Those that wait the longest first, so that each has its turn. */
function within(rooms: readonly BusyRoom[], heard: HeardRooms, reach: Reach): { rooms: readonly BusyRoom[]; left: number } {
  if (reach === 'all') return { rooms, left: 0 };
  const unheard = rooms.filter(({ id, lastActivityMs }) => !heard.isKnown(id, lastActivityMs)).sort((a, b) => a.lastActivityMs - b.lastActivityMs);
  return { rooms: unheard.slice(0, MOST_UNHEARD), left: Math.max(0, unheard.length - MOST_UNHEARD) };
}

async function busyRooms({ api, log }: CatchUpParts, fromMs: number): Promise<BusyRoom[]> {
  const rooms: BusyRoom[] = [];
  for await (const page of api.pages<WebexRoom>(ROOMS, MOST_ROOM_PAGES, () => log.error('webex list cut', { list: 'rooms' }))) {
    const busy = page.filter(({ lastActivity }) => timeOf(lastActivity) >= fromMs);
    for (const { id, lastActivity } of busy) if (textOf(id) !== undefined) rooms.push({ id: textOf(id)!, lastActivityMs: timeOf(lastActivity) });
    // Sorted by activity: what follows is older still.
    if (busy.length < page.length) break;
  }
  return rooms;
}

async function saidIn({ api, log }: CatchUpParts, room: string, fromMs: number): Promise<WebexMessage[]> {
  const said: WebexMessage[] = [];
  for await (const page of api.pages<WebexMessage>(messagesIn(room), MOST_MESSAGE_PAGES, () => log.error('webex list cut', { list: 'messages', conversation: room }))) {
    said.push(...page.filter(({ created }) => timeOf(created) >= fromMs));
    if (page.some(({ created }) => timeOf(created) < fromMs)) break;
  }
  return said;
}
