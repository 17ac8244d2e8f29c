/** The key that codes and signatures follow from: a setting, or else made once and kept beside the data, never in the database. */
import { createHmac } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Memory } from '../services/memory';
import type { Random } from '../services/random';

const NAME = 'pepper';
const BYTES = 32;

/** Several instances need the same one: that is what the setting is for. `folder` undefined: a new one each time (tests). */
export function readPepper(setting: string, folder: string | undefined, random: Random): Buffer {
  if (setting) return Buffer.from(setting, 'utf8');
  if (folder === undefined) return Buffer.from(random.token(BYTES));
  const file = path.join(folder, NAME);
  if (!existsSync(file)) make(file, folder, random);
  return readFile(file);
}

/** The one that there is, and where; makes none. */
export function findPepper(setting: string, folder: string): { readonly pepper: Buffer; readonly where: string } | undefined {
  if (setting) return { pepper: Buffer.from(setting, 'utf8'), where: 'CODE_PEPPER' };
  const file = path.join(folder, NAME);
  return existsSync(file) ? { pepper: readFile(file), where: file } : undefined;
}

function readFile(file: string): Buffer {
  const pepper = Buffer.from(readFileSync(file, 'utf8').trim(), 'utf8');
  if (pepper.length < BYTES) throw new Error(`${file} holds no key: put the one of a backup there, or remove the file to begin with a new one.`);
  return pepper;
}

/** Whole or not at all, whoever starts at the same moment and wherever the power fails. */
function make(file: string, folder: string, random: Random): void {
  mkdirSync(folder, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  const handle = openSync(fresh, 'w', 0o600);
  writeSync(handle, random.token(BYTES));
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(fresh, file);
  } catch (error) {
    // Another process was faster; its pepper is as good.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(fresh);
  }
}

/** Whether the data were begun with this pepper; with another one codes would not fit, and deletions would be forgotten. */
export async function isPepperOf(memory: Memory, pepper: Buffer): Promise<boolean> {
  const print = fingerprintOf(pepper);
  return (await memory.begin('pepper', print)) === print;
}

/** By which a database knows its pepper again, and from which nothing follows. */
export function fingerprintOf(pepper: Buffer): string {
  return createHmac('sha256', pepper).update('fingerprint').digest('base64url');
}
