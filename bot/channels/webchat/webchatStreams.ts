/** The streams of the web chat: sockets on which what was said arrives by itself. Several instances may serve one conversation. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Webchats } from '../../../services/webchats';
import { rememberedAs } from '../channel';
import { watermarkOf } from './directline';
import { WEBCHAT } from './webchatChannel';

export interface WebchatStreams {
  /** Something was said: whoever listens in this process gets it at once. */
  wake(conversationId: string): void;
  /** Takes over an upgraded connection, or refuses it. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

interface Listener {
  readonly socket: WebSocket;
  watermark: bigint;
  reading: Promise<void>;
  /** A look is planned already that will see everything said until then. */
  isWaiting: boolean;
}

/** How often a socket looks for what another instance has said, and shows that it lives. */
const LOOK_MS = 2000;
const ALIVE_EVERY_LOOKS = 10;
const SOCKETS_LIMIT = 1000;
const SOCKETS_PER_CONVERSATION = 5;
const CLOSE_MS = 1000;
const PATH = /^\/directline\/conversations\/([\w-]{1,64})\/stream$/;

export interface StreamSettings {
  readonly isOriginAllowed: (request: IncomingMessage) => boolean;
  /** Other instances may serve the same conversations, so the database is looked at, too. */
  readonly looksElsewhere: boolean;
  readonly tokenLifeMs: number;
}

export function createWebchatStreams(webchats: Webchats, { isOriginAllowed, looksElsewhere, tokenLifeMs }: StreamSettings): WebchatStreams {
  const push = pusher(webchats, tokenLifeMs);
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const listeners = createListeners();
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    listeners.forEach((conversationId, listener) => {
      if (looksElsewhere) push(conversationId, listener);
      if (looks % ALIVE_EVERY_LOOKS === 0) listener.socket.send('');
    });
  }, LOOK_MS);

  async function connect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const wish = wishOf(request);
    if (!wish) return refuse(socket, '404 Not Found');
    if (!isOriginAllowed(request)) return refuse(socket, '403 Forbidden');
    if (server.clients.size >= SOCKETS_LIMIT || listeners.of(wish.conversationId).length >= SOCKETS_PER_CONVERSATION) return refuse(socket, '503 Service Unavailable');
    if ((await webchats.admit(wish.conversationId, wish.token)) !== 'admitted') return refuse(socket, '403 Forbidden');
    server.handleUpgrade(request, socket, head, (upgraded) => push(wish.conversationId, listeners.add(upgraded, wish)));
  }

  return {
    wake: (conversationId) => listeners.of(conversationId).forEach((listener) => push(conversationId, listener)),
    connect: (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      connect(request, socket, head).catch(() => refuse(socket, '503 Service Unavailable'));
    },
    close: () => {
      clearInterval(timer);
      for (const client of server.clients) client.close(1001);
      setTimeout(() => { for (const client of server.clients) client.terminate(); }, CLOSE_MS).unref();
      server.close();
    },
  };
}

/** Who listens to which conversation, until the socket closes. */
function createListeners() {
  const groups = new Map<string, Set<Listener>>();
  return {
    of: (conversationId: string): readonly Listener[] => [...(groups.get(conversationId) ?? [])],
    forEach: (visit: (conversationId: string, listener: Listener) => void) => {
      for (const [conversationId, group] of groups) for (const listener of group) visit(conversationId, listener);
    },
    add: (socket: WebSocket, { conversationId, watermark }: Wish): Listener => {
      const listener: Listener = { socket, watermark, reading: Promise.resolve(), isWaiting: false };
      const group = groups.get(conversationId) ?? new Set();
      groups.set(conversationId, group.add(listener));
      socket.on('error', () => socket.close());
      socket.on('close', () => {
        group.delete(listener);
        if (group.size === 0 && groups.get(conversationId) === group) groups.delete(conversationId);
      });
      return listener;
    },
  };
}

/** Sends what is new, one reading after the other, so that nothing comes twice or out of order. */
function pusher(webchats: Webchats, tokenLifeMs: number): (conversationId: string, listener: Listener) => void {
  async function send(conversationId: string, listener: Listener): Promise<void> {
    listener.isWaiting = false;
    while (listener.socket.readyState === listener.socket.OPEN) {
      const news = await webchats.read(rememberedAs(WEBCHAT, conversationId), listener.watermark);
      if (news.activities.length === 0) return;
      listener.watermark = BigInt(news.watermark);
      listener.socket.send(JSON.stringify(news));
      // Somebody has the page open: what is said there must not end with the life of a token.
      await webchats.keep(conversationId, tokenLifeMs);
    }
  }
  return (conversationId, listener) => {
    if (listener.isWaiting) return;
    listener.isWaiting = true;
    listener.reading = listener.reading.then(() => send(conversationId, listener)).catch(() => listener.socket.close(1011));
  };
}

interface Wish {
  readonly conversationId: string;
  readonly token: string | undefined;
  readonly watermark: bigint;
}

function wishOf(request: IncomingMessage): Wish | undefined {
  const url = new URL(request.url ?? '', 'http://local');
  const conversationId = PATH.exec(url.pathname)?.[1];
  if (conversationId === undefined) return undefined;
  return { conversationId, token: url.searchParams.get('t') ?? undefined, watermark: watermarkOf(url.searchParams.get('watermark')) };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
