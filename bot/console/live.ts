/** What happens, while it happens: a stream of small words to each open page, which then asks for what it shows. */
import type { Response } from 'restify';
import { isOneOf, type Role } from '../../services/agents/agent';
import type { Sessions } from '../../services/agents/sessions';
import type { Bell, Call, Hearing, Listening } from '../../services/bell';
import { HttpError } from '../answers';
import type { Log } from '../log';
import type { LiveEvent } from './api';
import type { Inside, InsideRoute } from './gate';

interface Stream {
  readonly response: Response;
  readonly sessionId: string;
  readonly sessionKey: string;
  readonly agentId: string;
  roles: readonly Role[];
}

export interface Live {
  readonly open: InsideRoute;
  /** From now on it is heard what is rung. */
  begin(): Promise<void>;
  end(): void;
}

const STREAMS_PER_SESSION = 3;
const BEAT_MS = 20_000;
/** What comes in a burst is told once. */
const GATHER_MS = 40;
/** A page that does not read is not written to for ever. */
const UNREAD_BYTES = 64 * 1024;
const TALKS: readonly Role[] = ['agent', 'lead', 'admin'];

export function createLive({ bell, sessions, log }: { readonly bell: Bell; readonly sessions: Sessions; readonly log: Log }): Live {
  const streams = new Set<Stream>();
  const gather = createGathering((event) => { for (const stream of streams) if (event.kind !== 'sayings' || isOneOf(stream.roles, TALKS)) tell(stream, event); });
  let listening: Listening | undefined;
  let beat: NodeJS.Timeout | undefined;

  const lookAtAll = (whose: (stream: Stream) => boolean) => {
    for (const stream of [...streams].filter(whose)) lookAt(sessions, stream).catch((error: unknown) => log.error('stream not looked at', { error }));
  };

  const listen = () => hearing(bell, log, {
    onHandoff: () => gather.add('queue', { kind: 'queue' }),
    onSaying: (conversationId, watermark) => gather.add(conversationId, { kind: 'sayings', conversationId, watermark }),
    onCall: (call) => { for (const stream of streams) if (isFor(call, stream)) tell(stream, { kind: 'called', handoffId: call.handoffId }); },
    onSession: (agentId) => lookAtAll((stream) => stream.agentId === agentId),
  });

  return {
    open: async (request, response, inside) => {
      if ([...streams].filter(({ sessionKey }) => sessionKey === inside.session.key).length >= STREAMS_PER_SESSION) throw new HttpError(429, 'Streams', `At most ${STREAMS_PER_SESSION} pages at once.`, { 'retry-after': '20' });
      const stream = opened(response, inside);
      streams.add(stream);
      request.once('close', () => streams.delete(stream));
      response.once('close', () => streams.delete(stream)).on('error', () => streams.delete(stream));
    },
    begin: async () => {
      beat = setInterval(() => {
        for (const { response } of streams) response.write(BEAT);
        lookAtAll(() => true);
      }, BEAT_MS).unref();
      listening = await listen();
    },
    end: () => {
      clearInterval(beat);
      gather.end();
      void listening?.stop().catch(() => {});
      for (const { response } of streams) response.end();
    },
  };
}

/** A page without the bell still works: it looks when its line is taken up again. */
function hearing(bell: Bell, log: Log, heard: Hearing): Promise<Listening | undefined> {
  return bell.listen(heard).catch((error: unknown) => { log.error('nothing is heard from the database', { error }); return undefined; });
}

/** Who was signed out, or removed, hears no more; whose roles have changed hears what fits the new ones. */
async function lookAt(sessions: Sessions, stream: Stream): Promise<void> {
  const session = await sessions.look(stream.sessionId);
  if (session) stream.roles = session.agent.roles;
  else {
    tell(stream, { kind: 'signedOut' });
    stream.response.end();
  }
}

const BEAT = 'event: beat\ndata: {}\n\n';

function opened(response: Response, { sessionId, session, agent }: Inside): Stream {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  response.write(BEAT);
  return { response, sessionId, sessionKey: session.key, agentId: agent.id, roles: agent.roles };
}

function tell({ response }: Stream, event: LiveEvent): void {
  if (response.writableEnded) return;
  if (response.writableLength > UNREAD_BYTES) { response.destroy(); return; }
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function isFor({ agentId, role }: Call, stream: Stream): boolean {
  if (agentId !== undefined) return stream.agentId === agentId;
  return isOneOf(stream.roles, role === undefined ? TALKS : [role]);
}

/** Keeps the last event of each kind for a moment. */
function createGathering(tellAll: (event: LiveEvent) => void) {
  const waiting = new Map<string, LiveEvent>();
  let timer: NodeJS.Timeout | undefined;
  return {
    add: (key: string, event: LiveEvent) => {
      waiting.set(key, event);
      timer ??= setTimeout(() => {
        timer = undefined;
        const events = [...waiting.values()];
        waiting.clear();
        events.forEach(tellAll);
      }, GATHER_MS);
    },
    end: () => clearTimeout(timer),
  };
}
