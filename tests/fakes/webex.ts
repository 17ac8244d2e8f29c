/**
 * Webex as one bot sees it, as a character: people write to it, press its buttons, add and remove it; it keeps to the limits that
 * developer.webex.com states and can be slow, throttle, refuse, cut the connection, fail after having accepted, drop the answer, lose or
 * repeat an event. What it stands on:
 * "REST API Basics": a bearer or 401; lists are `items`, paged by `max` and a `Link` header with rel="next" (RFC 5988); 429 with `Retry-After`.
 * "List Messages": newest first; `before`, `beforeMessage`, `max` (50); "Bots must include this parameter [mentionedPeople=me] to list messages
 * in group rooms". "Bots": a bot in a group "will only receive messages where the bot is mentioned". "Attachment Actions": what was entered is
 * fetched by id and not in the event. "Get Room Details": a room in which one is not is not found. The bot's own messages are announced, too.
 * "Message Attachments": files of a message are addresses under /contents, fetched with the bearer, named by Content-Disposition; 423 while one is being scanned.
 * Messages: webexRules.ts; webhooks: webexWebhooks.ts.
 */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { EDIT_LIMIT, refusalOf, type Draft } from './webexRules';
import { createWebhooks, type Webhook } from './webexWebhooks';

export interface WebexMessage extends Draft {
  readonly id: string;
  readonly roomId: string;
  readonly roomType: 'direct' | 'group';
  readonly personId: string;
  readonly personEmail: string;
  readonly created: string;
  readonly mentionedPeople?: readonly string[];
  readonly updated?: string;
}

export interface Somebody {
  readonly id: string;
  readonly displayName: string;
  readonly emails: readonly string[];
  readonly type: 'person' | 'bot';
}

interface Room {
  readonly id: string;
  readonly type: 'direct' | 'group';
  readonly title: string;
  lastActivity: string;
  /** Membership ids by person. */
  readonly members: Map<string, string>;
}

/** What it does with the next requests of a kind, one each; then it is well-behaved again. `at` such as "POST messages", which is the usual. */
export type WebexMood = { readonly at?: string } & (
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly status: number; readonly retryAfterSeconds?: number; readonly retryAfter?: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'acceptThenFail'; readonly status: number }
  | { readonly kind: 'acceptThenDrop' });

export interface WebexOptions {
  readonly token?: string;
  readonly botName?: string;
  readonly deactivateAfter?: number;
  readonly alsoSigns?: 'sha256' | 'sha512';
  readonly pageSize?: number;
  readonly port?: number;
  /** What time it is there; the real one, where nobody says. */
  readonly clockMs?: () => number;
}

export type FakeWebex = Awaited<ReturnType<typeof startWebex>>;

const SETTLE_MS = 30;
const idOf = (kind: string) => Buffer.from(`ciscospark://us/${kind}/${randomUUID()}`).toString('base64').replace(/=+$/, '');

class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export async function startWebex({ token = 'the-token-of-the-fake-Webex', botName = 'Lotse', deactivateAfter = 5, alsoSigns, pageSize, port = 0, clockMs = Date.now }: WebexOptions = {}) {
  let lastMs = 0;
  /** No two things happen in the same millisecond. */
  const now = () => { lastMs = Math.max(clockMs(), lastMs + 1); return new Date(lastMs).toISOString(); };
  const bot: Somebody = { id: idOf('PEOPLE'), displayName: botName, emails: ['lotse@webex.bot'], type: 'bot' };
  const people = new Map<string, Somebody>([[bot.id, bot]]);
  const rooms = new Map<string, Room>();
  const messages: WebexMessage[] = [];
  const edits = new Map<string, number>();
  const actions = new Map<string, object>();
  const contents = new Map<string, { readonly name: string; readonly bytes: Uint8Array }>();
  const webhooks = createWebhooks({ deactivateAfter, ...(alsoSigns && { alsoSigns }), orgId: idOf('ORGANIZATION'), botId: bot.id });
  const requests: { readonly kind: string; readonly path: string; readonly at: number; readonly status: number }[] = [];
  const moods: WebexMood[] = [];
  const bans = new Map<string, number>();
  const counts = { early: 0 };
  let rate: { readonly count: number; readonly windowMs: number } | undefined;

  const touch = (room: Room) => { room.lastActivity = now(); };
  const isIn = (room: Room | undefined): room is Room => room?.members.has(bot.id) ?? false;
  /** In a group a bot sees what mentions it, and what it said itself. */
  const isSeen = (message: WebexMessage) => isIn(rooms.get(message.roomId)) && (message.roomType === 'direct' || message.personId === bot.id || (message.mentionedPeople ?? []).includes(bot.id));

  function join(room: Room, person: Somebody): void {
    const id = idOf('MEMBERSHIP');
    room.members.set(person.id, id);
    touch(room);
    if (isIn(room)) webhooks.announce('memberships', 'created', membershipOf(room, person.id));
  }

  function leave(room: Room, person: Somebody): void {
    const membership = membershipOf(room, person.id);
    room.members.delete(person.id);
    if (isIn(room) || person.id === bot.id) webhooks.announce('memberships', 'deleted', membership);
  }

  function membershipOf(room: Room, personId: string) {
    return { id: room.members.get(personId)!, roomId: room.id, personId, personEmail: people.get(personId)!.emails[0], roomType: room.type, isModerator: false, isMonitor: false, created: room.lastActivity };
  }

  function open(type: Room['type'], title: string, members: readonly Somebody[]): Room {
    const room: Room = { id: idOf('ROOM'), type, title, lastActivity: now(), members: new Map() };
    rooms.set(room.id, room);
    for (const member of members) room.members.set(member.id, idOf('MEMBERSHIP'));
    if (isIn(room)) webhooks.announce('memberships', 'created', membershipOf(room, bot.id));
    return room;
  }

  function say(room: Room, from: Somebody, draft: Draft & { readonly mentionedPeople?: readonly string[]; readonly created?: string }): WebexMessage {
    const message: WebexMessage = { created: now(), ...draft, id: idOf('MESSAGE'), roomId: room.id, roomType: room.type, personId: from.id, personEmail: from.emails[0]! };
    messages.push(message);
    touch(room);
    if (isSeen(message)) {
      const { text: _text, markdown: _markdown, html: _html, attachments: _attachments, ...known } = message;
      webhooks.announce('messages', 'created', known);
    }
    return message;
  }

  /** Somebody puts other words in the place of theirs; the event says of them as little as that of a new message. */
  function change(message: WebexMessage, text: string): WebexMessage {
    const changed: WebexMessage = { ...message, text, updated: now() };
    messages[messages.findIndex(({ id }) => id === message.id)] = changed;
    const { text: _text, ...known } = changed;
    if (isSeen(changed)) webhooks.announce('messages', 'updated', known);
    return changed;
  }

  /** Somebody takes back what they said: it is announced, and not found any more. */
  function takeBack(message: WebexMessage): void {
    const [taken] = messages.splice(messages.findIndex(({ id }) => id === message.id), 1);
    const { text: _text, ...known } = taken!;
    if (isSeen(taken!)) webhooks.announce('messages', 'deleted', known);
  }

  function press(message: WebexMessage, by: Somebody, inputs: object): void {
    const action = { id: idOf('ATTACHMENT_ACTION'), type: 'submit', messageId: message.id, roomId: message.roomId, personId: by.id, inputs, created: now() };
    actions.set(action.id, action);
    const { inputs: _inputs, ...known } = action;
    webhooks.announce('attachmentActions', 'created', known);
  }

  /** The direct room of a person, which comes to be with the first message. */
  function directRoom(person: Somebody | undefined): Room {
    if (!person || person.id === bot.id) throw new Refused(404, 'Person not found.');
    return [...rooms.values()].find((room) => room.type === 'direct' && room.members.has(person.id)) ?? open('direct', person.displayName, [person, bot]);
  }

  function roomFor({ roomId, toPersonId, toPersonEmail }: Draft): Room {
    if ([roomId, toPersonId, toPersonEmail].filter(Boolean).length !== 1) throw new Refused(400, 'Exactly one of roomId, toPersonId and toPersonEmail is expected.');
    if (roomId === undefined) return directRoom([...people.values()].find((person) => person.id === toPersonId || person.emails.includes(toPersonEmail ?? '')));
    const room = rooms.get(roomId);
    if (!isIn(room)) throw new Refused(404, 'Could not find a room with provided ID.');
    return room;
  }

  function create(draft: Draft): WebexMessage {
    const room = roomFor(draft);
    const refusal = refusalOf(draft);
    if (refusal) throw new Refused(400, refusal);
    const parent = draft.parentId === undefined ? undefined : messages.find(({ id }) => id === draft.parentId);
    if (draft.parentId !== undefined && (parent?.roomId !== room.id || parent.parentId !== undefined)) throw new Refused(400, 'Invalid parentId: a parent is a message of the same room that is no reply itself.');
    const { toPersonId: _person, toPersonEmail: _email, ...kept } = draft;
    return say(room, bot, kept);
  }

  function edit(id: string, draft: Draft): WebexMessage {
    const index = messages.findIndex((message) => message.id === id && message.personId === bot.id);
    const before = messages[index];
    if (!before) throw new Refused(404, 'Message not found.');
    if (before.attachments?.length || before.files?.length || draft.attachments?.length) throw new Refused(400, 'Editing messages with attachments is currently unsupported.');
    const count = (edits.get(id) ?? 0) + 1;
    if (count > EDIT_LIMIT) throw new Refused(400, 'The edit limit has been reached.');
    if (draft.roomId !== before.roomId) throw new Refused(400, 'roomId is required.');
    const refusal = refusalOf(draft);
    if (refusal) throw new Refused(400, refusal);
    edits.set(id, count);
    return (messages[index] = { ...before, text: draft.text, markdown: draft.markdown, updated: now() } as WebexMessage);
  }

  function list(query: URLSearchParams): WebexMessage[] {
    const room = rooms.get(query.get('roomId') ?? '');
    if (!isIn(room)) throw new Refused(404, 'Could not find a room with provided ID.');
    if (room.type === 'group' && query.get('mentionedPeople') !== 'me') throw new Refused(403, 'Bots must include mentionedPeople=me to list messages in group rooms.');
    const anchor = messages.find(({ id }) => id === query.get('beforeMessage'));
    return messages.filter((message) => message.roomId === room.id && isSeen(message) && (room.type === 'direct' || message.personId !== bot.id)
      && (!query.has('before') || message.created < query.get('before')!) && (!anchor || message.created < anchor.created)).reverse();
  }

  function changeWebhook(id: string, draft: Partial<Webhook>): Webhook {
    const webhook = found(webhooks.find(id), 'webhook');
    if (!draft.name || !draft.targetUrl) throw new Refused(400, 'name and targetUrl are required.');
    Object.assign(webhook, { name: draft.name, targetUrl: draft.targetUrl, ...(draft.secret !== undefined && { secret: draft.secret }), ...(draft.status && { status: draft.status }) });
    if (draft.status === 'active') webhooks.reactivate(id);
    return webhook;
  }

  function createWebhook(draft: Partial<Webhook>): Webhook {
    const { name, targetUrl, resource, event, secret, filter } = draft;
    if (!name || !targetUrl || !resource || !event) throw new Refused(400, 'name, targetUrl, resource and event are required.');
    if (!['messages', 'attachmentActions', 'memberships', 'rooms'].includes(resource) || !['created', 'updated', 'deleted'].includes(event)) throw new Refused(400, 'resource or event is not known.');
    if (webhooks.all().some((each) => each.name === name && each.targetUrl === targetUrl && each.resource === resource && each.event === event && each.filter === filter)) throw new Refused(409, 'A webhook with these values exists already.');
    return webhooks.create({ name, targetUrl, resource, event, ...(secret !== undefined && { secret }), ...(filter !== undefined && { filter }) }, now());
  }

  function roomsFor(query: URLSearchParams): object[] {
    const seen = [...rooms.values()].filter((room) => isIn(room) && (!query.has('type') || room.type === query.get('type'))).map(({ members: _members, ...room }) => room);
    return query.get('sortBy') === 'lastactivity' ? seen.sort((a, b) => b.lastActivity.localeCompare(a.lastActivity)) : seen;
  }

  function membershipsFor(query: URLSearchParams): object[] {
    const within = [...rooms.values()].filter((room) => isIn(room) && (!query.has('roomId') || room.id === query.get('roomId')));
    return within.flatMap((room) => [...room.members.keys()].filter((id) => (query.get('personId') ?? (query.has('roomId') ? id : bot.id)) === id).map((id) => membershipOf(room, id)));
  }

  function membership(id: string): object | undefined {
    const room = [...rooms.values()].find((each) => isIn(each) && [...each.members.values()].includes(id));
    return room && membershipOf(room, [...room.members].find(([, known]) => known === id)![0]);
  }

  function found<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new Refused(404, `Could not find a ${what} with provided ID.`);
    return value;
  }

  /** What is there at an address; a list is paged. */
  function take(kind: string, id: string | undefined, query: URLSearchParams, body: object): object | readonly object[] | undefined {
    switch (`${kind}${id === undefined ? '' : '/:id'}`) {
      case 'GET people/:id': return id === 'me' ? bot : found(people.get(id!), 'person');
      case 'GET rooms': return roomsFor(query);
      case 'GET rooms/:id': { const room = rooms.get(id!); const { members: _members, ...known } = found(isIn(room) ? room : undefined, 'room'); return known; }
      case 'GET memberships': return membershipsFor(query);
      case 'GET memberships/:id': return found(membership(id!), 'membership');
      case 'POST messages': return create(body);
      case 'GET messages': return list(query);
      case 'GET messages/:id': return found(messages.find((message) => message.id === id && isSeen(message)), 'message');
      case 'PUT messages/:id': return edit(id!, body);
      case 'GET attachment/:id': return found(actions.get(id!), 'attachment action');
      case 'GET webhooks': return webhooks.all();
      case 'POST webhooks': return createWebhook(body);
      case 'PUT webhooks/:id': return changeWebhook(id!, body);
      case 'DELETE webhooks/:id': if (!webhooks.remove(id!)) throw new Refused(404, 'Could not find a webhook with provided ID.'); return undefined;
      default: throw new Refused(404, 'The requested resource could not be found.');
    }
  }

  /** A refusal by the rate that is set, and by the patience that was asked for. */
  function banMs(kind: string): number {
    const untilMs = bans.get(kind) ?? 0;
    if (untilMs > Date.now()) { counts.early += 1; return untilMs - Date.now(); }
    if (!rate || kind !== 'POST messages') return 0;
    const { count, windowMs } = rate;
    const recent = requests.filter((request) => request.kind === kind && request.status < 300 && Date.now() - request.at < windowMs);
    return recent.length < count ? 0 : windowMs;
  }

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const raw = await read(request);
    const url = new URL(request.url ?? '', 'http://webex');
    const [, resource = '', ...rest] = url.pathname.replace(/^\/v1/, '').split('/');
    const kind = `${request.method} ${resource}`;
    const at = Date.now();
    const reply = (status: number, content?: unknown, headers: Record<string, string> = {}) => {
      requests.push({ kind, path: request.url ?? '', at, status });
      response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', trackingid: randomUUID(), ...headers });
      response.end(content === undefined ? undefined : JSON.stringify(content));
    };
    const refuse = (status: number, message: string, headers: Record<string, string> = {}) => reply(status, { message, errors: [{ description: message }], trackingId: randomUUID() }, headers);
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'The request requires a valid access token set in the Authorization request header.');
    const ban = banMs(kind);
    if (ban > 0) { bans.set(kind, Date.now() + ban); return refuse(429, 'Too many requests.', { 'retry-after': String(Math.ceil(ban / 1000)) }); }
    const next = moods.findIndex((each) => (each.at ?? 'POST messages') === kind);
    const mood = next < 0 ? undefined : moods.splice(next, 1)[0];
    if (mood?.kind === 'cut') { requests.push({ kind, path: request.url ?? '', at, status: 0 }); request.socket.destroy(); return; }
    if (mood?.kind === 'refuse') {
      const after = mood.retryAfter ?? mood.retryAfterSeconds?.toString();
      if (mood.status === 429 && Number(after) > 0) bans.set(kind, Date.now() + Number(after) * 1000);
      return refuse(mood.status, 'The operation was refused.', after === undefined ? {} : { 'retry-after': after });
    }
    if (mood?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, mood.ms));
    const content = kind === 'GET contents' ? contents.get(decodeURIComponent(rest[0] ?? '')) : undefined;
    if (content) {
      requests.push({ kind, path: request.url ?? '', at, status: 200 });
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${content.name}"` });
      response.end(content.bytes);
      return;
    }
    try {
      const content = take(kind, resource === 'attachment' ? rest[1] : rest[0], url.searchParams, raw === '' ? {} : JSON.parse(raw) as object);
      if (mood?.kind === 'acceptThenDrop') { requests.push({ kind, path: request.url ?? '', at, status: 0 }); request.socket.destroy(); return; }
      if (mood?.kind === 'acceptThenFail') return refuse(mood.status, 'Something went wrong.');
      if (content === undefined) return reply(204);
      if (Array.isArray(content)) return reply(200, ...paged(content as object[], url, `http://${request.headers.host}`));
      reply(200, content);
    } catch (error) {
      if (error instanceof Refused) refuse(error.status, error.message);
      else refuse(error instanceof SyntaxError ? 400 : 500, String(error));
    }
  }

  function paged(all: readonly object[], url: URL, base: string): [object, Record<string, string>] {
    const max = Math.min(Number(url.searchParams.get('max') ?? 50), pageSize ?? 1000);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const next = new URL(url.pathname + url.search, base);
    next.searchParams.set('cursor', String(from + max));
    return [{ items: all.slice(from, from + max) }, from + max < all.length ? { link: `<${next.href}>; rel="next"` } : {}];
  }

  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const saidIn = (roomId: string) => messages.filter((message) => message.roomId === roomId && message.personId === bot.id);
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`,
    token, bot, webhooks, requests, counts, messages,
    mood: (...next: WebexMood[]) => void moods.push(...next),
    /** Uploads a file, and answers with the address under which messages name it. */
    upload: (name: string, bytes: Uint8Array): string => {
      const id = idOf('CONTENT');
      contents.set(id, { name, bytes });
      return `https://webexapis.example/v1/contents/${id}`;
    },
    /** From now on, so many messages in so many milliseconds. */
    limit: (count: number, windowMs: number) => { rate = { count, windowMs }; },
    person: (displayName: string): Somebody => {
      const person: Somebody = { id: idOf('PEOPLE'), displayName, emails: [`${displayName.toLowerCase().replace(/\W+/g, '.')}@partner.example`], type: 'person' };
      people.set(person.id, person);
      return person;
    },
    directRoom, join, leave, say, change, takeBack, press,
    group: (title: string, members: readonly Somebody[]) => open('group', title, members),
    saidIn,
    /** New messages of the bot in a room after the first `before`; waits until at least one has come, and for what follows at once. */
    waitFor: async (roomId: string, before: number, timeoutMs = 20_000): Promise<WebexMessage[]> => {
      const until = Date.now() + timeoutMs;
      while (saidIn(roomId).length <= before) {
        if (Date.now() > until) throw new Error(`No message came within ${timeoutMs} ms.`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      return saidIn(roomId).slice(before);
    },
    stop: () => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

async function read(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
