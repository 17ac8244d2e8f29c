/** One process at a time on an embedded database: PGlite itself would let a second one in and corrupt the folder. */
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where the process that holds a folder can be asked, and the word that proves to it that the asker may read the folder. */
export interface Door {
  readonly port: number;
  readonly token: string;
}

export interface Holder {
  readonly pid: number;
  /** The process's start in clock ticks since boot, where the system tells it: a pid alone may be somebody else's by now. */
  readonly started: string;
  /** Undefined until the process listens, and for a command, which never does. */
  readonly door?: Door;
}

export interface FolderLock {
  /** Tells commands where to ask. */
  announce(door: Door): void;
  release(): void;
}

const LOCK = 'lotse.lock';
/** The token is for whoever may read the folder, and for nobody else. */
const MODE = 0o600;

/** Takes the folder, or throws a sentence that names the process which holds it. */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const lock = path.join(folder, LOCK);
  const own = path.join(folder, `${LOCK}.${process.pid}`);
  const holder: Holder = { pid: process.pid, started: startOf(process.pid) };
  const isOurs = () => read(lock)?.pid === process.pid;
  writeFileSync(own, JSON.stringify(holder), { mode: MODE });
  try {
    if (!tryLink(own, lock)) takeOver(own, lock, folder);
  } finally {
    unlinkSync(own);
  }
  return {
    announce: (door) => {
      if (!isOurs()) return;
      // Renamed into place, so that nobody reads half of it.
      writeFileSync(own, JSON.stringify({ ...holder, door } satisfies Holder), { mode: MODE });
      renameSync(own, lock);
    },
    release: () => { if (isOurs()) unlinkSync(lock); },
  };
}

/** The living process that holds a folder. */
export function findHolder(folder: string): Holder | undefined {
  const holder = read(path.join(folder, LOCK));
  return holder && isAlive(holder) ? holder : undefined;
}

/** A lock left by a process that is gone is moved away first; whoever moves it and then links wins. */
function takeOver(own: string, lock: string, folder: string): void {
  const holder = read(lock);
  if (holder && isAlive(holder)) throw new Error(`The data folder ${folder} is held by process ${holder.pid}: stop that Lotse first, or give this one another DATA_DIR.`);
  const moved = `${lock}.gone.${process.pid}`;
  try {
    renameSync(lock, moved);
  } catch {
    // Another starting process was faster; the link below finds out who holds it now.
  }
  const taken = read(moved);
  if (taken && isAlive(taken)) tryLink(moved, lock);
  if (taken) unlinkSync(moved);
  if (!tryLink(own, lock)) throw new Error(`The data folder ${folder} is held by process ${read(lock)?.pid ?? 'unknown'}: stop that Lotse first, or give this one another DATA_DIR.`);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startOf(holder.pid) === holder.started;
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
