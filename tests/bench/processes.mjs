/** What the bench brings up: processes pinned to cores, and temporary folders. All of it goes when the bench ends, however it ends. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const STOP_TIMEOUT_MS = 15_000;
const running = new Set();
const folders = new Set();
let isClosed = false;

/** Under /tmp, since a TMPDIR of our own may be closed to the user "postgres". */
export function temporaryFolder() {
  const folder = mkdtempSync('/tmp/lotse-bench-');
  folders.add(folder);
  return folder;
}

/** Starts a program with its output in a file. It is killed with us even when we are killed ourselves (pdeathsig). */
export function start(command, { env, cwd, log, core, signal = 'SIGTERM', uid, gid }) {
  if (isClosed) throw new Error('The bench is ending; nothing is started any more.');
  const output = openSync(log, 'a');
  const [program, ...args] = [...withUs, ...pinnedTo(core), ...command];
  const child = spawn(program, args, { env, cwd, uid, gid, stdio: ['ignore', output, output] });
  closeSync(output);
  const process = { pid: child.pid, log, child, signal, ended: new Promise((resolve) => { child.once('exit', resolve).once('error', resolve); }) };
  running.add(process);
  process.ended.then(() => running.delete(process));
  return process;
}

/** Asks it to end, and makes it end when it does not. */
export async function stop(process) {
  process.child.kill(process.signal);
  const timer = setTimeout(() => process.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await process.ended;
  clearTimeout(timer);
}

export async function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

/** Ends everything that was started, newest first: bots before the database they write to. */
export async function clearUp() {
  for (const process of [...running].reverse()) await stop(process);
  for (const folder of folders) await remove(folder);
}

/** Waits until `isReady` is true; says what the process wrote where it ends before that. */
export async function waitUntil(isReady, process, timeoutMs = 60_000) {
  const giveUp = Date.now() + timeoutMs;
  while (!(await isReady())) {
    const hasEnded = !running.has(process);
    if (hasEnded || Date.now() > giveUp) throw new Error(`${hasEnded ? 'It ended' : `Not ready after ${timeoutMs} ms`}. It wrote last:\n${readFileSync(process.log, 'utf8').slice(-2000)}`);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Interrupted, or failed where nobody expected it: clear up first, then go. */
export function clearUpOnSignals() {
  const leave = (code) => {
    if (isClosed) return;
    isClosed = true;
    clearUp().finally(() => process.exit(code));
  };
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => leave(code));
  process.on('uncaughtException', (error) => { console.error(error); leave(1); });
}

/** The cores that we may use: the bot alone on the first, the load and PostgreSQL on the others. Without taskset, none. */
export function shareCores() {
  const allowed = hasProgram('taskset') ? coresOf(/^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) : [];
  const [bot, load, postgres = load] = allowed.length > 1 ? allowed : [null, null];
  return { bot, load, postgres };
}

/** Moves this very process, with all its threads. */
export function pinSelf(core) {
  if (core !== null) spawnSync('taskset', ['-acp', String(core), String(process.pid)], { stdio: 'ignore' });
}

function coresOf(list) {
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function pinnedTo(core) {
  return core === null || core === undefined ? [] : ['taskset', '-c', String(core)];
}

function hasProgram(name) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => { try { readFileSync(path.join(folder, name)); return true; } catch { return false; } });
}

const withUs = hasProgram('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : [];
