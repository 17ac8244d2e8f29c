/** The streams of the web chat: sockets on which what was said arrives by itself. Several instances may serve one conversation. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Webchats } from '../../services/webchats';
import { watermarkOf } from './webchat';

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
}

/** How often a socket looks for what another instance has said, and shows that it lives. */
const LOOK_MS = 2000;
const ALIVE_EVERY_LOOKS = 10;
const SOCKETS_LIMIT = 1000;
const PATH = /^\/directline\/conversations\/([\w-]{1,64})\/stream$/;

export function createWebchatStreams(webchats: Webchats, isOriginAllowed: (request: IncomingMessage) => boolean, looksElsewhere: boolean): WebchatStreams {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const listeners = new Map<string, Set<Listener>>();
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    for (const [conversationId, group] of listeners) for (const listener of group) {
      if (looksElsewhere) push(conversationId, listener);
      if (looks % ALIVE_EVERY_LOOKS === 0) listener.socket.send('');
    }
  }, LOOK_MS);

  function push(conversationId: string, listener: Listener): void {
    listener.reading = listener.reading.then(async () => {
      const news = await webchats.read(conversationId, listener.watermark);
      if (news.activities.length === 0 || listener.socket.readyState !== listener.socket.OPEN) return;
      listener.watermark = BigInt(news.watermark);
      listener.socket.send(JSON.stringify(news));
    }).catch(() => listener.socket.close(1011));
  }

  function listen(socket: WebSocket, conversationId: string, watermark: bigint): void {
    const listener: Listener = { socket, watermark, reading: Promise.resolve() };
    const group = listeners.get(conversationId) ?? new Set();
    listeners.set(conversationId, group.add(listener));
    socket.on('close', () => {
      group.delete(listener);
      if (group.size === 0 && listeners.get(conversationId) === group) listeners.delete(conversationId);
    });
    socket.on('error', () => socket.close());
    push(conversationId, listener);
  }

  return {
    wake: (conversationId) => { for (const listener of listeners.get(conversationId) ?? []) push(conversationId, listener); },
    connect: (request, socket, head) => {
      const url = new URL(request.url ?? '', 'http://local');
      const conversationId = PATH.exec(url.pathname)?.[1];
      const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      socket.on('error', () => socket.destroy());
      if (conversationId === undefined) return void refuse('404 Not Found');
      if (!isOriginAllowed(request)) return void refuse('403 Forbidden');
      if (server.clients.size >= SOCKETS_LIMIT) return void refuse('503 Service Unavailable');
      webchats.admit(conversationId, url.searchParams.get('t') ?? undefined).then((admission) => {
        if (admission !== 'admitted') return void refuse('403 Forbidden');
        server.handleUpgrade(request, socket, head, (upgraded) => listen(upgraded, conversationId, watermarkOf(url.searchParams.get('watermark'))));
      }).catch(() => refuse('503 Service Unavailable'));
    },
    close: () => {
      clearInterval(timer);
      for (const client of server.clients) client.close(1001);
      server.close();
    },
  };
}
