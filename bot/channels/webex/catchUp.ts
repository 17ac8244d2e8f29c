/** Reads back from direct rooms what was said while nothing was announced, and plays it, the oldest first. What was heard already is a repeated turn. */
import type { Clock } from '../../../services/clock';
import type { Log } from '../../log';
import { WebexError, type WebexApi } from './api';
import { messagesIn } from './finding';
import { OLDEST_MS, type Inbox } from './inbox';
import { textOf, timeOf, type Self, type WebexMessage, type WebexRoom } from './resources';

export interface CatchUpParts {
  readonly api: WebexApi;
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly self: () => Promise<Self>;
  readonly log: Log;
  /** Lotse stops: the rest is for its next start. */
  readonly isEnded: () => boolean;
}

const ROOMS = '/rooms?type=direct&sortBy=lastactivity&max=100';
const MOST_ROOM_PAGES = 50;
const MOST_MESSAGE_PAGES = 40;

/** Plays what people said since then, but nothing that is older than a day; answers with how much was looked at. Throws where Webex does not answer, and at the end where a message could not be played. */
export async function catchUp(parts: CatchUpParts, since: Date): Promise<number> {
  const { clock, inbox, self, isEnded } = parts;
  const fromMs = Math.max(since.getTime(), clock.now().getTime() - OLDEST_MS);
  const { id } = await self();
  const missed: WebexMessage[] = [];
  for (const room of await busyRooms(parts, fromMs)) missed.push(...(await saidIn(parts, room, fromMs)).filter(({ personId }) => personId !== id));
  missed.sort((a, b) => timeOf(a.created) - timeOf(b.created));
  // One that cannot be played must not keep all that follow from being heard.
  const failures: unknown[] = [];
  for (const message of missed) {
    if (isEnded()) throw new WebexError('ended');
    await inbox.takeMessage(message).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return missed.length;
}

async function busyRooms({ api, log }: CatchUpParts, fromMs: number): Promise<string[]> {
  const rooms: string[] = [];
  for await (const page of api.pages<WebexRoom>(ROOMS, MOST_ROOM_PAGES, () => log.error('webex list cut', { list: 'rooms' }))) {
    const busy = page.filter(({ lastActivity }) => timeOf(lastActivity) >= fromMs);
    rooms.push(...busy.flatMap(({ id }) => textOf(id) ?? []));
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
