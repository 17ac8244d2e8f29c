/**
 * The Bot Connector service, as a character: it takes replies at /v3/conversations/ID/activities and can be slow,
 * throttle, refuse for good, cut the connection, fail after having accepted, drop the answer, or not be there. What it
 * does stands on Microsoft's REST reference of the connector ("Reply to activity", "Send to conversation": 200 or 201 with
 * an id, 429 with Retry-After; "Create conversation": bot, isGroup, members, tenantId, answered with the conversation's id;
 * "Update activity": PUT of the whole new activity) and on msteams-docs: the list of status codes with their error codes
 * ("Conversation wasn't found as it doesn't exist or is deleted", "The message ID provided couldn't be found in the
 * conversation"), and "Send proactive messages": for the same person the same personal chat is answered again.
 */
import http from 'node:http';
import type { Activity } from 'botbuilder';

export type Received = Partial<Omit<Activity, 'attachments'>> & { attachments?: { contentType: string; content: Record<string, unknown> }[] };

/** What it does with the next requests, one each; then it is well-behaved again. */
export type Mood =
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly status: number; readonly code?: string; readonly retryAfterSeconds?: number; readonly retryAfter?: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'acceptThenFail'; readonly status: number }
  | { readonly kind: 'acceptThenDrop' };

export interface FakeConnector {
  readonly url: string;
  /** Replies that were accepted in a conversation, in order of arrival. */
  receivedIn(conversation: string): Received[];
  /** What was typed there, and what was put in the place of messages. */
  typedIn(conversation: string): number;
  replacedIn(conversation: string): readonly { readonly message: string; readonly by: Received }[];
  /** With whom a conversation was asked for; it gets an id of the first member. */
  readonly opened: { readonly bot?: { id: string }; readonly isGroup?: boolean; readonly members?: { id: string }[]; readonly tenantId?: string; readonly channelData?: object }[];
  /** All requests, refused ones too. */
  readonly requests: { readonly method: string; readonly path: string; readonly authorization: string | undefined; readonly at: number }[];
  mood(...moods: Mood[]): void;
  /** How many requests came in the busiest window of so many milliseconds. */
  mostWithin(ms: number): number;
  /** New replies in a conversation after the first `before`; waits until at least one has come, and for what follows at once. */
  waitFor(conversation: string, before: number, timeoutMs?: number): Promise<Received[]>;
  nextNumber(): number;
  stop(): Promise<void>;
}

/** Longer than Lotse gathers the marks that replies are out. */
const SETTLE_MS = 30;
/** What the service calls its refusals, where a test does not say otherwise. */
const CODES: Readonly<Record<number, string>> = { 401: 'Unauthorized', 403: 'BotNotInConversationRoster', 404: 'ConversationNotFound', 412: 'PreconditionFailed', 413: 'MessageSizeTooBig', 429: 'TooManyRequests' };

export async function startConnector(): Promise<FakeConnector> {
  const received = new Map<string, Received[]>();
  const typed = new Map<string, number>();
  const replaced = new Map<string, { message: string; by: Received }[]>();
  const opened: FakeConnector['opened'] = [];
  const requests: { method: string; path: string; authorization: string | undefined; at: number }[] = [];
  const moods: Mood[] = [];
  let number = 0;

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await read(request);
    requests.push({ method: request.method ?? '', path: request.url ?? '', authorization: request.headers.authorization, at: Date.now() });
    const conversation = decodeURIComponent(/^\/v3\/conversations\/([^/]+)\/activities/.exec(request.url ?? '')?.[1] ?? '');
    const mood = moods.shift();
    if (mood?.kind === 'cut') { request.socket.destroy(); return; }
    if (mood?.kind === 'refuse') return refuse(response, mood);
    if (mood?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, mood.ms));
    const id = take(request, conversation, JSON.parse(body) as Received);
    if (mood?.kind === 'acceptThenDrop') { request.socket.destroy(); return; }
    if (mood?.kind === 'acceptThenFail') return reply(response, mood.status, { error: { code: 'BadGateway', message: 'failed' } });
    reply(response, 200, { id });
  }

  /** Takes what was asked for, and says under which id. */
  function take(request: http.IncomingMessage, conversation: string, activity: Received): string {
    if (request.url === '/v3/conversations') {
      opened.push(activity);
      return `a:with-${opened.at(-1)!.members?.[0]?.id}`;
    }
    if (request.method === 'PUT') {
      const message = decodeURIComponent(request.url!.split('/').at(-1)!);
      replaced.set(conversation, [...(replaced.get(conversation) ?? []), { message, by: activity }]);
      return message;
    }
    if (activity.type === 'typing') typed.set(conversation, (typed.get(conversation) ?? 0) + 1);
    else received.set(conversation, [...(received.get(conversation) ?? []), activity]);
    return `reply-${requests.length}`;
  }

  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receivedIn = (conversation: string) => received.get(conversation) ?? [];
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    receivedIn, requests, opened, typedIn: (conversation) => typed.get(conversation) ?? 0, replacedIn: (conversation) => replaced.get(conversation) ?? [],
    mood: (...next) => void moods.push(...next),
    mostWithin: (ms) => Math.max(0, ...requests.map(({ at }, first) => requests.slice(first).filter((request) => request.at - at < ms).length)),
    nextNumber: () => (number += 1),
    waitFor: async (conversation, before, timeoutMs = 20_000) => {
      const until = Date.now() + timeoutMs;
      while (receivedIn(conversation).length <= before) {
        if (Date.now() > until) throw new Error(`No reply came to ${conversation} within ${timeoutMs} ms.`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      return receivedIn(conversation).slice(before);
    },
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

async function read(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(response: http.ServerResponse, { status, code = CODES[status] ?? 'ServiceError', retryAfterSeconds, retryAfter = retryAfterSeconds?.toString() }: Extract<Mood, { kind: 'refuse' }>): void {
  reply(response, status, { error: { code, message: 'The operation was refused.' } }, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

function reply(response: http.ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
