/**
 * From an event to a turn: what an id stands for is fetched, looked at, and heard. An event that is repeated is a turn that is repeated,
 * with the stored replies; what the bot did itself, what is too old and what Webex does not know any more is nothing.
 */
import type { Clock } from '../../../services/clock';
import { createQueue } from '../../queue';
import type { Turns } from '../../turn';
import type { Channel, Incoming } from '../channel';
import type { WebexApi } from './api';
import { addressOf } from './delivery';
import { eventId, WATCHED, type WebexEvent } from './event';
import type { HeardRooms } from './heard';
import { filesOf, hearMessage, hearPress } from './hearing';
import { textOf, timeOf, type Self, type WebexMembership, type WebexMessage, type WebexPress, type WebexRoom } from './resources';

export interface InboxParts {
  readonly api: WebexApi;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly channel: Channel;
  readonly self: () => Promise<Self>;
  readonly heard: Pick<HeardRooms, 'hear'>;
  /** A message was announced that Webex does not know, though it is young. */
  readonly onMissed: () => void;
}

export interface Inbox {
  /** Whether it is for Lotse at all; what is not counts for nobody. Throws where Webex does not say who Lotse is. */
  concerns(event: WebexEvent): Promise<boolean>;
  /** Until the turn is committed. Throws where Webex or the turn did not manage. */
  take(event: WebexEvent): Promise<void>;
  /** A message that was listed, played as if it had been announced. */
  takeMessage(message: WebexMessage): Promise<void>;
}

/** Signatures carry no time: what is older is a replay of somebody, whatever else it is. */
export const OLDEST_MS = 86_400_000;
const YOUNG_MS = 60_000;
const AGAIN_MS = 1500;

export function createInbox(parts: InboxParts): Inbox {
  const { turns, channel, heard } = parts;
  const queue = createQueue();
  const play = async (incoming: Incoming | undefined) => {
    if (!incoming) return;
    await turns.hear(incoming, channel);
    heard.hear(incoming.conversation, timeOf(incoming.saidAt));
  };
  return {
    concerns: (event) => concerns(event, parts),
    // Messages of a room are fetched one after the other, so that they are heard in the order in which they were announced.
    take: (event) => queue(event.roomId, async () => play(await READ[event.kind](parts, event))),
    takeMessage: async (message) => {
      const [id, roomId] = [textOf(message.id), textOf(message.roomId)];
      if (id === undefined || roomId === undefined) return;
      await queue(roomId, async () => play(incomingOf(message, await parts.self(), parts.clock, { resourceId: id, id: eventId(WATCHED[0], id) })));
    },
  };
}

/** What the bot said itself is announced, too, and so is everybody else who comes and goes: nothing has to be fetched for that. */
async function concerns({ kind, personId }: WebexEvent, { self }: InboxParts): Promise<boolean> {
  if (personId === undefined) return true;
  const isSelf = personId === (await self()).id;
  return kind === 'arrival' || kind === 'departure' ? isSelf : !isSelf;
}

const READ: Readonly<Record<WebexEvent['kind'], (parts: InboxParts, event: WebexEvent) => Promise<Incoming | undefined>>> = {
  message: async (parts, event) => {
    const message = await findAnnounced<WebexMessage>(parts, event, '/messages');
    return message && incomingOf(message, await parts.self(), parts.clock, event);
  },
  edit: readEdit, removal: readRemoval, press: readPress, arrival: readArrival, departure: readDeparture,
};

/** Webex may announce what it cannot show yet: what is young is asked for once more, and a message that is still not there is read back soon. */
async function findAnnounced<T>({ api, clock, onMissed }: InboxParts, { kind, resourceId, created }: WebexEvent, under: string): Promise<T | undefined> {
  const path = `${under}/${encodeURIComponent(resourceId)}`;
  const found = await api.find<T>(path);
  const cameAt = clock.now().getTime();
  if (found !== undefined || !(timeOf(created) > cameAt - YOUNG_MS)) return found;
  await clock.pauseUntil(new Date(cameAt + AGAIN_MS));
  const later = await api.find<T>(path);
  if (later === undefined && kind === 'message') onMissed();
  return later;
}

function incomingOf(message: WebexMessage, self: Self, clock: Clock, { resourceId, id, orgId }: Pick<WebexEvent, 'resourceId' | 'id' | 'orgId'>): Incoming | undefined {
  const room = textOf(message.roomId);
  if (room === undefined || message.personId === self.id || isTooOld(message.created, clock)) return undefined;
  const heard = hearMessage(message, self);
  const answering = textOf(message.parentId) ?? (heard.isDirect ? undefined : resourceId);
  const files = filesOf(message);
  return { kind: 'message', ...standingIn(room, { id, orgId }), ...senderOf(message, orgId), message: resourceId, heard, ...(files.length > 0 && { files }), ...(answering !== undefined && { answering }), ...saidAtOf(message.created) };
}

/** What a message says now. Webex repeats an event under the same name, however often the message was changed: the moment tells one change from the other. */
async function readEdit(parts: InboxParts, event: WebexEvent): Promise<Incoming | undefined> {
  const message = await parts.api.find<WebexMessage>(`/messages/${encodeURIComponent(event.resourceId)}`);
  const changed = textOf(message?.updated) ?? textOf(message?.created);
  const read = message && changed !== undefined ? incomingOf({ ...message, created: changed }, await parts.self(), parts.clock, event) : undefined;
  if (!read) return undefined;
  const { message: _name, files: _files, answering: _answering, ...edit } = read;
  return { ...edit, kind: 'edit', id: `${event.id}|${changed}`, of: event.resourceId };
}

/** What was taken back cannot be fetched; but what Lotse can still see was not taken back. */
async function readRemoval({ api, clock }: InboxParts, event: WebexEvent): Promise<Incoming | undefined> {
  const message = await api.find<WebexMessage>(`/messages/${encodeURIComponent(event.resourceId)}`);
  const room = message ? undefined : await api.find<WebexRoom>(`/rooms/${encodeURIComponent(event.roomId)}`);
  return room && { kind: 'removal', ...standingIn(event.roomId, event), of: event.resourceId, heard: nothing(room.type === 'direct'), saidAt: clock.now().toISOString() };
}

/** The message whose button it was tells where it stands; of one that is not there any more, nobody can press a button. */
async function readPress(parts: InboxParts, event: WebexEvent): Promise<Incoming | undefined> {
  const { api, self, clock } = parts;
  const press = await findAnnounced<WebexPress>(parts, event, '/attachment/actions');
  const room = textOf(press?.roomId);
  const messageId = textOf(press?.messageId);
  if (!press || room === undefined || messageId === undefined || isTooOld(press.created, clock)) return undefined;
  const { id } = await self();
  const card = await api.find<WebexMessage>(`/messages/${encodeURIComponent(messageId)}`);
  if (press.personId === id || card?.personId !== id) return undefined;
  const isDirect = card.roomType === 'direct';
  const heard = hearPress(press, isDirect);
  const answering = textOf(card.parentId) ?? (isDirect ? undefined : messageId);
  return heard && { kind: 'message', ...standingIn(room, event), ...senderOf(press, event.orgId), heard, ...(answering !== undefined && { answering }), ...saidAtOf(press.created) };
}

async function readArrival(parts: InboxParts, event: WebexEvent): Promise<Incoming | undefined> {
  const { self, clock } = parts;
  const membership = await findAnnounced<WebexMembership>(parts, event, '/memberships');
  const room = textOf(membership?.roomId);
  if (!membership || room === undefined || membership.personId !== (await self()).id || isTooOld(membership.created, clock)) return undefined;
  return { kind: 'arrival', ...standingIn(room, event), heard: nothing(membership.roomType === 'direct'), ...saidAtOf(membership.created) };
}

/** A membership that ended cannot be fetched; but a room that Lotse can still see is not one that it has left. */
async function readDeparture({ api, clock }: InboxParts, event: WebexEvent): Promise<Incoming | undefined> {
  const room = await api.find<WebexRoom>(`/rooms/${encodeURIComponent(event.roomId)}`);
  return room ? undefined : { kind: 'departure', ...standingIn(event.roomId, event), heard: nothing(false), saidAt: clock.now().toISOString() };
}

function standingIn(room: string, { id, orgId }: Pick<WebexEvent, 'id' | 'orgId'>) {
  return { conversation: room, address: addressOf(room), id, ...(orgId !== undefined && { tenant: orgId }) };
}

/** What is read back does not tell whose organisation it was. */
function senderOf({ personId, personEmail }: { readonly personId?: unknown; readonly personEmail?: unknown }, tenant: string | undefined): Pick<Incoming, 'from'> {
  const [id, name] = [textOf(personId), textOf(personEmail)];
  // A message names its author by address alone; the name would be a question more for each.
  return id === undefined || tenant === undefined ? {} : { from: { tenant, id, ...(name !== undefined && { name }) } };
}

function saidAtOf(created: unknown): { saidAt?: string } {
  const saidAt = textOf(created);
  return saidAt === undefined ? {} : { saidAt };
}

/** What has no time is not known to be young. */
function isTooOld(created: unknown, clock: Clock): boolean {
  return !(timeOf(created) > clock.now().getTime() - OLDEST_MS);
}

function nothing(isDirect: boolean): Incoming['heard'] {
  return { text: '', hasAttachments: false, isDirect };
}
