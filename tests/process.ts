/**
 * The real Lotse in a process of its own: the built one, started as `npm start` starts it, with a folder of its own,
 * so that it can be killed, stopped and watched. And plain HTTP, without the good manners of fetch.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { onServer } from './database';

const ENTRY = path.resolve(__dirname, '../dist/bot/index.js');
const START_TIMEOUT_MS = 40_000;

/** Where a Lotse lives: its working folder with the data and the temp folder in it, and a database on the server where one is set. */
export interface Home {
  readonly folder: string;
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  /** What `openDatabase` needs to look inside once the process is gone. */
  readonly database: { readonly url?: string; readonly folder: string };
  remove(): Promise<void>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LotseProcess {
  readonly url: string;
  readonly pid: number;
  /** All that was written so far. */
  readonly written: { readonly output: string; readonly errors: string };
  readonly exited: Promise<Exit>;
  end(signal: NodeJS.Signals): Promise<Exit>;
}

export async function createHome(): Promise<Home> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lotse-test-'));
  const temp = path.join(folder, 'temp');
  const data = path.join(folder, 'data');
  mkdirSync(temp);
  const server = process.env.TEST_DATABASE_URL;
  const name = `lotse_test_${randomUUID().replaceAll('-', '')}`;
  const url = server && Object.assign(new URL(server), { pathname: `/${name}` }).href;
  if (server) await onServer(server, `CREATE DATABASE ${name}`);
  return {
    folder, temp, env: { DATA_DIR: data, TMPDIR: temp, ...(url && { DATABASE_URL: url }) }, database: { folder: data, ...(url && { url }) },
    remove: async () => {
      if (server) await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts Lotse and waits until it prints its address. Nothing of this process's environment goes along but PATH. */
export async function startLotse(home: Home, env: Readonly<Record<string, string>> = {}): Promise<LotseProcess> {
  const child = launch(home, env);
  const written = collect(child);
  const exited = exitOf(child);
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => { child.kill('SIGKILL'); reject(new Error(`Lotse did not start in time: ${written.output}${written.errors}`)); }, START_TIMEOUT_MS);
    child.stdout!.on('data', () => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(written.output)?.[0];
      if (address) { clearTimeout(late); resolve(address); }
    });
    void exited.then(({ code }) => { clearTimeout(late); reject(new Error(`Lotse ended with ${code} instead of starting: ${written.errors}`)); });
  });
  return { url, pid: child.pid!, written, exited, end: (signal) => { child.kill(signal); return exited; } };
}

/** Starts a Lotse that is expected to end by itself; resolves with how it ended and what it wrote. */
export async function runLotse(home: Home, env: Readonly<Record<string, string>>): Promise<Exit & { readonly output: string; readonly errors: string }> {
  const child = launch(home, env);
  const written = collect(child);
  const late = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  const exit = await exitOf(child);
  clearTimeout(late);
  return { ...exit, ...written };
}

/** Waits for a condition that something outside brings about. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** One POST as it stands: any body, any header, also twice; `chunked` sends no content-length. */
export function post(url: string, body: string | Buffer, headers: http.OutgoingHttpHeaders = {}, options: { agent?: http.Agent; chunked?: boolean } = {}): Promise<Answer> {
  const length = options.chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent: options.agent ?? false, headers: { 'content-type': 'application/json', ...length, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString('utf8') }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function launch(home: Home, env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [ENTRY], {
    cwd: home.folder, stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, PORT: '0', CONTACT_MESSAGES_PER_10_SECONDS: '100000', ...home.env, ...env },
  });
}

function collect(child: ChildProcess): { output: string; errors: string } {
  const written = { output: '', errors: '' };
  child.stdout!.on('data', (part: Buffer) => { written.output += part.toString('utf8'); });
  child.stderr!.on('data', (part: Buffer) => { written.errors += part.toString('utf8'); });
  return written;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
}
