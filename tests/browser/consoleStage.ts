/** Serves the console's built page and answers its API from memory, with the headers of the real one: for looking at the page alone. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { ActAnswer, LiveEvent, Me } from '../../bot/console/api';
import { createPlay, type Play } from './consolePlay';

const ROOT = path.resolve(__dirname, '../..');
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; report-uri /csp";
const TYPES: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };

export interface ConsoleStage {
  readonly url: string;
  readonly play: Play;
  /** What a browser complained about. */
  readonly reports: string[];
  /** Every POST of the page, with its path and body. */
  /** Whether the session holds; a used link begins one. */
  readonly session: { isOpen: boolean };
  readonly posts: { path: string; body: Record<string, unknown>; csrf: string | undefined }[];
  ring(event: LiveEvent): void;
  /** Breaks the lines, and takes none until it is called with true. */
  setOnline(isOnline: boolean): void;
  stop(): Promise<void>;
}

export async function openConsoleStage(play: Play = createPlay()): Promise<ConsoleStage> {
  const folder = await buildPage();
  const streams = new Set<ServerResponse>();
  const state = { isOnline: true };
  const stage: Omit<ConsoleStage, 'url' | 'stop'> = {
    play, reports: [], posts: [], session: { isOpen: true },
    ring: (event) => { for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`); },
    setOnline(isOnline) { state.isOnline = isOnline; if (!isOnline) for (const stream of streams) stream.destroy(); },
  };
  const server = createServer((request, response) => {
    if (!state.isOnline) { request.socket.destroy(); return; }
    void answer(request, response, { stage, folder, streams }).catch(() => { response.statusCode = 500; response.end(); });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    ...stage, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

/** The page as the build makes it; into a folder of its own, so that no other build is disturbed. */
async function buildPage(): Promise<string> {
  const folder = path.join(ROOT, 'tests/.artifacts/console');
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of [['console.ts', 'console.js'], ['console.css', 'console.css']] as const) {
    await build({ entryPoints: [path.join(ROOT, 'bot/pages/console', from)], outfile: path.join(folder, to), bundle: true, minify: true, format: 'iife', target: 'es2022', legalComments: 'none', logLevel: 'warning' });
  }
  return folder;
}

interface Ground {
  readonly stage: Omit<ConsoleStage, 'url' | 'stop'>;
  readonly folder: string;
  readonly streams: Set<ServerResponse>;
}

async function answer(request: IncomingMessage, response: ServerResponse, ground: Ground): Promise<void> {
  const { stage } = ground;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  for (const [name, value] of Object.entries({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })) response.setHeader(name, value);
  if (pathname === '/csp') { ground.stage.reports.push(await bodyOf(request)); response.end(); return; }
  if (!pathname.startsWith('/console/api/') && pathname !== '/console/link') { file(pathname, response, ground.folder); return; }
  const asked = pathname.replace(/^\/console\/(api\/)?/, '');
  if (asked === 'link') stage.session.isOpen = true;
  else if (!stage.session.isOpen) { json(response, 401, { code: 'Expired', message: 'Sign in first.' }); return; }
  if (asked === 'live') { openStream(response, ground.streams); return; }
  if (request.method === 'POST') { await post(request, response, asked, ground.stage); return; }
  const found = read(ground.stage.play, asked, searchParams);
  json(response, found === undefined ? 404 : 200, found ?? { code: 'NotFound', message: 'There is nothing here.' });
}

function file(pathname: string, response: ServerResponse, folder: string): void {
  const name = pathname === '/console' ? 'console.html' : path.basename(pathname);
  const place = [path.join(folder, name), path.join(ROOT, 'bot/pages/console', name), path.join(ROOT, 'bot/pages', name)].find((each) => existsSync(each));
  response.statusCode = place ? 200 : 404;
  response.setHeader('content-type', TYPES[path.extname(name).slice(1)] ?? 'text/plain');
  response.end(place ? readFileSync(place) : '');
}

function openStream(response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': begun\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

async function post(request: IncomingMessage, response: ServerResponse, asked: string, stage: Ground['stage']): Promise<void> {
  const text = await bodyOf(request);
  const body = (request.headers['content-type'] ?? '').startsWith('application/json') ? JSON.parse(text) as Record<string, unknown> : { text };
  stage.posts.push({ path: asked, body, csrf: request.headers['x-csrf-token'] as string | undefined });
  const [kind = '', id = '', deed = ''] = asked.split('/');
  if (kind === 'me') { Object.assign(stage.play.me, body); json(response, 200, {}); return; }
  if (kind === 'files') { json(response, 200, { id: `f${stage.posts.length}` }); return; }
  if (kind.startsWith('import')) { json(response, 200, { end: 1, isApplied: false, says: [{ word: 'cell', reason: 'address', values: { line: 3, column: 'contact_email', value: 'a@' } }, { word: 'refused', values: { count: 1 } }] }); return; }
  const answered: ActAnswer | object = kind === 'handoffs' ? stage.play.act(id, deed, body) : { changed: true };
  json(response, 200, answered);
  stage.ring({ kind: 'queue' });
  const row = stage.play.row(id);
  if (row) stage.ring({ kind: 'sayings', conversationId: row.conversationId, watermark: 'x' });
}

function read(play: Play, asked: string, search: URLSearchParams): unknown {
  const [kind = '', id = '', part] = asked.split('/').map(decodeURIComponent);
  switch (kind) {
    case 'me': return play.me satisfies Me;
    case 'queue': return play.queue();
    case 'search': return play.queue().closed;
    case 'handoffs': return part === 'sayings' ? play.sayings(id, search.get('after') ?? undefined, search.get('before') ?? undefined) : play.view(id);
    case 'partners': return id ? play.partner(id) : play.partners(search.get('search') ?? '', search.get('state') ?? '', Number(search.get('page') ?? 0));
    case 'agents': return play.agents;
    case 'canned': return play.canned;
    case 'audit': return play.audit;
    case 'figures': return play.figures;
    default: return undefined;
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
